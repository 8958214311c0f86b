/**
 * Mutated yarn lockfiles. Whatever the text, the parser ends in an observation that holds together, or in a ScanError; the
 * quick reader of yarn 2's YAML never understands a text in another way than a YAML parser does.
 */
import { isDeepStrictEqual } from "node:util";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Observation } from "../../src/model.ts";
import { parseBerryText } from "../../src/resolve/lockfiles/yarn/berry/text.ts";
import { yarn } from "../../src/resolve/lockfiles/yarn.ts";
import { YARN_FIXTURES } from "./yarn-fixtures.ts";

const EXECUTIONS = 10_000;
const COMPARED = 1_000;
const SEEDS = ["yarn-1/sources", "yarn-4.18/protocols", "yarn-1/h4", "yarn-4.18/h4"].map((name) => {
	const { text, context } = YARN_FIXTURES.find((fixture) => fixture.name === name)!;
	return { text: text.slice(0, text.indexOf("\n\n", 4_000) + 1), context };
});
const LINES = [
	'  version "1.0.0"',
	"  dependencies:",
	'    __proto__ "1"',
	'"a@npm:1, a@link:../..":',
	'  resolution: "a@patch:a@patch%3Aa#::"',
	'  resolution: "x@workspace:../../.."',
	"  resolution: '@s/n@portal:/::locator=%'",
	'    constructor: "npm:^1"',
	"constructor@1, toString@2:",
	"<<<<<<< HEAD",
	"__metadata:",
	"  version: 99",
	"? long",
	":",
	"  - list",
	"  a: &b {c: [d]}",
	"\t",
	"  <<: *b",
];

type Random = (below: number) => number;

/** A small deterministic generator (mulberry32): the same executions in every run. */
function createRandom(seed: number): Random {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

function mutate(text: string, random: Random): string {
	const at = random(text.length + 1);
	const lines = text.split("\n");
	const line = random(lines.length);
	switch (random(9)) {
		case 0:
			return text.slice(0, at);
		case 1:
			return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
		case 2:
			return text.slice(0, at) + text.slice(at + random(40));
		case 3:
			return text.slice(0, at) + " \"'#:,@\n\\%{"[random(10)] + text.slice(at);
		case 4:
			return lines.toSpliced(line, 1).join("\n");
		case 5:
			return lines.toSpliced(line, 0, LINES[random(LINES.length)] ?? "").join("\n");
		case 6:
			return lines.toSpliced(line, 1, `  ${lines[line]}`).join("\n");
		case 7:
			return lines.toSpliced(line, 1, (lines[line] ?? "").replace(/^ {2}/, "")).join("\n");
		default:
			return lines.toSpliced(line, 0, lines[random(lines.length)] ?? "").join("\n");
	}
}

function* listMutants(executions: number, seed: number) {
	const random = createRandom(seed);
	for (let run = 0; run < executions; run++) {
		const { text, context } = SEEDS[run % SEEDS.length]!;
		let mutant = text;
		for (let count = 1 + random(3); count > 0; count--) mutant = mutate(mutant, random);
		yield { mutant, context };
	}
}

/** What every observation keeps, whatever it was made from. */
function check({ packages, edges, own }: Observation): void {
	const places = new Set([...packages, ...own].map(({ location }) => location));
	if (places.size !== packages.length + own.length) throw new Error("two at one place");
	for (const { location, name, version } of packages) {
		if (!location.startsWith("/var/task/yarn.lock#") || /\p{Cc}|\/node_modules\//u.test(location)) {
			throw new Error(`at ${location}`);
		}
		if (!/^[\w@~.!'()*/-]+$/.test(name) || version === "") throw new Error(`${name}@${version}`);
	}
	for (const { location } of own) {
		if (!location.startsWith("/") || /\/\.\.(?:\/|$)/.test(location)) throw new Error(`own at ${location}`);
	}
	for (const { from, to } of edges) {
		if (!places.has(from) || (to !== null && !places.has(to))) throw new Error(`edge ${from} -> ${to}`);
	}
}

async function fuzz(parse: typeof yarn.parse, executions: number): Promise<{ parsed: number; refused: number }> {
	const counts = { parsed: 0, refused: 0 };
	for (const { mutant, context } of listMutants(executions, 1)) {
		try {
			check(await parse(mutant, context));
			counts.parsed++;
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			counts.refused++;
		}
	}
	return counts;
}

test(`${EXECUTIONS} mutated yarn lockfiles end in an observation or a ScanError`, async () => {
	const { parsed, refused } = await fuzz(yarn.parse, EXECUTIONS);
	expect(parsed + refused).toBe(EXECUTIONS);
	expect(parsed).toBeGreaterThan(EXECUTIONS / 5);
	expect(refused).toBeGreaterThan(EXECUTIONS / 10);
});

test("a planted bug is caught: a parser that takes any name", async () => {
	const planted: typeof yarn.parse = async (text, context) => {
		const seen = await yarn.parse(text, context);
		const [, name] = /^"?([^"\n]+)@/m.exec(text) ?? [];
		return {
			...seen,
			packages: seen.packages.map((found, index) => (index === 0 ? { ...found, name: name! } : found)),
		};
	};
	await expect(fuzz(planted, EXECUTIONS)).rejects.toThrow(Error);
});

// Not against yarn 1's own parser: it takes seconds for two kilobytes of some of these.
test(`${COMPARED} mutants: what the quick reader understands, a YAML parser understands alike`, () => {
	let compared = 0;
	for (const { mutant } of listMutants(COMPARED, 2)) {
		const read = mutant.includes("__metadata:") ? parseBerryText(mutant) : undefined;
		if (read === undefined) continue;
		compared++;
		const expected = load(mutant, { schema: FAILSAFE_SCHEMA });
		if (!isDeepStrictEqual(JSON.parse(JSON.stringify(read)), expected)) expect(read).toEqual(expected);
	}
	expect(compared).toBeGreaterThan(COMPARED / 10);
});
