/**
 * Makes typical typosquats of popular names: what people mistype, misremember and misread. Seeded, so that a figure
 * can be had again. It shares no code with the heuristic that it judges.
 */

export const SQUAT_KINDS = [
	"omission",
	"repetition",
	"transposition",
	"insertion",
	"neighbouring key",
	"other letter",
	"look-alike",
	"separator",
	"word order",
	"scope",
	"affix",
] as const;
export type SquatKind = (typeof SQUAT_KINDS)[number];

export interface Squat {
	readonly kind: SquatKind;
	readonly name: string;
	/** the popular name it was made from */
	readonly of: string;
}

/** Evenly: `perKind` squats of every kind, each of a name drawn from those of `names` that the kind can be made of. */
export function generateSquats(names: readonly string[], perKind: number, seed: number): readonly Squat[] {
	const random = new Random(seed);
	return SQUAT_KINDS.flatMap((kind) => {
		const squats: Squat[] = [];
		for (let tries = 0; squats.length < perKind && tries < 100 * perKind; tries++) {
			const of = random.pick(names);
			const name = MAKERS[kind](of, random);
			if (name !== undefined && name !== of && NPM_NAME.test(name)) squats.push({ kind, name, of });
		}
		return squats;
	});
}

/** Mulberry32. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	/** 0 <= n < bound */
	below(bound: number): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
	}

	pick<T>(from: readonly T[] | string): T {
		return from[this.below(from.length)] as T;
	}
}

// What the registry accepts as a new name; a leading @ without a slash is what a person types who forgets the slash.
const NPM_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*[/-])?[a-z0-9~-][a-z0-9._~-]*$/;
const LETTER = /[a-z0-9]/;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
const KEYBOARD: Record<string, string> = {
	...{ q: "wa", w: "qes", e: "wrd", r: "etf", t: "ryg", y: "tuh", u: "yij", i: "uok", o: "ipl", p: "ol" },
	...{ a: "qsz", s: "awdx", d: "sefc", f: "drgv", g: "fthb", h: "gyjn", j: "hukm", k: "jil", l: "kop" },
	...{ z: "asx", x: "zsdc", c: "xdfv", v: "cfgb", b: "vghn", n: "bhjm", m: "njk" },
};
const LOOK_ALIKES = [
	["o", "0"],
	["0", "o"],
	["l", "1"],
	["l", "i"],
	["i", "l"],
	["i", "1"],
	["m", "rn"],
	["rn", "m"],
	["w", "vv"],
	["s", "5"],
] as const;
const AFFIXES: readonly ((name: string) => string)[] = [
	(name) => `${name}-js`,
	(name) => `${name}.js`,
	(name) => `${name}js`,
	(name) => `${name}-node`,
	(name) => `${name}-npm`,
	(name) => `${name}s`,
	(name) => `node-${name}`,
	(name) => `node${name}`,
	(name) => `node-${name}-js`,
	(name) => `js-${name}`,
	(name) => `npm-${name}`,
];

type Maker = (name: string, random: Random) => string | undefined;

// Inside a scope only its owner can publish: what can be squatted of a scoped name is the scope.
const letterKind =
	(make: (name: string, at: number, random: Random) => string | undefined): Maker =>
	(name, random) => {
		if (name.startsWith("@")) return undefined;
		const places = Array.from(name, (_, at) => at).filter((at) => LETTER.test(name.charAt(at)));
		return make(name, random.pick(places), random);
	};

const replaceAt = (name: string, at: number, length: number, by: string) =>
	name.slice(0, at) + by + name.slice(at + length);

const omission = letterKind((name, at) => replaceAt(name, at, 1, ""));
const repetition = letterKind((name, at) => replaceAt(name, at, 0, name.charAt(at)));
const transposition = letterKind((name, at) => {
	const [a, b] = [name.charAt(at), name.charAt(at + 1)];
	return LETTER.test(b) && a !== b ? replaceAt(name, at, 2, b + a) : undefined;
});

const MAKERS: Record<SquatKind, Maker> = {
	omission,
	repetition,
	transposition,
	insertion: letterKind((name, at, random) => replaceAt(name, at, 0, random.pick(ALPHABET))),
	"neighbouring key": letterKind((name, at, random) => {
		const keys = KEYBOARD[name.charAt(at)];
		return keys === undefined ? undefined : replaceAt(name, at, 1, random.pick(keys));
	}),
	"other letter": letterKind((name, at, random) => replaceAt(name, at, 1, random.pick(ALPHABET))),
	"look-alike": (name, random) => {
		const [from, to] = random.pick(LOOK_ALIKES);
		if (name.startsWith("@") || !name.includes(from)) return undefined;
		return name.replace(from, to);
	},
	separator: (name, random) => {
		if (name.startsWith("@")) return undefined;
		const separators = [...name.matchAll(/[-._]/g)].map(({ index }) => index);
		if (separators.length === 0) {
			return name.length < 4 ? undefined : replaceAt(name, 2 + random.below(name.length - 3), 0, "-");
		}
		const at = random.pick(separators);
		const others = ["-", "_", "."].filter((separator) => separator !== name.charAt(at));
		return random.pick([
			name.replace(/[-._]/g, ""),
			replaceAt(name, at, 1, ""),
			replaceAt(name, at, 1, random.pick(others)),
			replaceAt(name, at, 0, name.charAt(at)),
		]);
	},
	"word order": (name, random) => {
		const words = name.split("-");
		if (name.startsWith("@") || words.length < 2) return undefined;
		const [from, to] = [random.below(words.length), random.below(words.length)];
		const [moved] = words.splice(from, 1);
		words.splice(to, 0, moved ?? "");
		return words.join("-");
	},
	scope: (name, random) => {
		const [, scope, base] = /^@([^/]+)\/(.+)$/.exec(name) ?? [];
		if (scope === undefined || base === undefined) return undefined;
		const slips = [omission, repetition, transposition];
		return random.pick([
			() => `${scope}-${base}`,
			() => `${scope}${base}`,
			() => `@${scope}-${base}`,
			() => {
				const slip = random.pick(slips)(scope, random);
				return slip === undefined ? undefined : `@${slip}/${base}`;
			},
		])();
	},
	affix: (name, random) => (name.startsWith("@") ? undefined : random.pick(AFFIXES)(name)),
};
