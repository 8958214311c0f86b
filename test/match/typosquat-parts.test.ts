/** The parts against slow and plain readings of what they promise. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Edit, findEdit } from "../../src/match/heuristics/typosquat/edit.ts";
import { toNameParts } from "../../src/match/heuristics/typosquat/name.ts";
import { NeighbourIndex } from "../../src/match/heuristics/typosquat/neighbours.ts";

// Few letters, so that most words are close to one another.
const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

/** Every name that one edit makes of this one. */
function makeEdits(name: string): Set<string> {
	const made = new Set<string>();
	for (let at = 0; at <= name.length; at++) {
		const [before, after] = [name.slice(0, at), name.slice(at)];
		made.add(before + after.slice(1));
		for (const letter of "abc") made.add(before + letter + after).add(before + letter + after.slice(1));
		for (const length of [2, 3]) {
			if (after.length < length) continue;
			for (const order of permute(after.slice(0, length))) made.add(before + order + after.slice(length));
		}
	}
	// An empty rest has no letter to replace.
	for (const text of [...made]) if (Math.abs(text.length - name.length) > 1) made.delete(text);
	made.delete(name);
	return made;
}

function permute(text: string): string[] {
	if (text.length < 2) return [text];
	return [...text].flatMap((first, at) => permute(text.slice(0, at) + text.slice(at + 1)).map((rest) => first + rest));
}

/** What the edit says, done. */
function apply(meant: string, { at, removed, added }: Edit): string {
	expect(meant.slice(at, at + removed.length)).toBe(removed);
	return meant.slice(0, at) + added + meant.slice(at + removed.length);
}

describe("findEdit", () => {
	test("finds an edit exactly where there is one, and it leads from the one name to the other", () => {
		fc.assert(
			fc.property(word, word, (meant, written) => {
				const edit = findEdit(meant, written);
				expect(edit !== undefined).toBe(makeEdits(meant).has(written));
				if (edit !== undefined) expect(apply(meant, edit)).toBe(written);
			}),
			{ numRuns: 1000 },
		);
	});

	test.each([
		["lodash", "lodahs", "transposition", 4, "sh", "hs"],
		["debug", "degbu", "scramble", 2, "bug", "gbu"],
		["axios", "axioss", "repetition", 5, "", "s"],
		["mongoose", "mongose", "undoubling", 5, "o", ""],
		["lodash", "l0dash", "look-alike", 1, "o", "0"],
		["tslib", "tsiib", "look-alike", 2, "l", "i"],
		["react", "reavt", "neighbouring key", 3, "c", "v"],
		["react", "rezct", "neighbouring key", 2, "a", "z"],
		["react", "rexct", "substitution", 2, "a", "x"],
		["react", "reacxt", "insertion", 4, "", "x"],
		["react", "rect", "omission", 2, "a", ""],
	] as const)("%s, %s: %s", (meant, written, kind, at, removed, added) => {
		expect(findEdit(meant, written)).toEqual({ kind, at, removed, added });
	});
});

describe("NeighbourIndex", () => {
	test("misses no name that is one edit away, and names none that is not in it", () => {
		fc.assert(
			fc.property(fc.uniqueArray(word, { maxLength: 40 }), word, (names, name) => {
				const near = [...new NeighbourIndex(names).near(name)];
				expect(near.filter((one) => !names.includes(one))).toEqual([]);
				const expected = names.filter((one) => makeEdits(one).has(name));
				expect(expected.filter((one) => !near.includes(one))).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
	});

	test("looks at few names in a large list", () => {
		const names = Array.from({ length: 20_000 }, (_, at) => `${(at * 7919).toString(36)}-${at.toString(36)}`);
		expect(new NeighbourIndex(names).near("abc-def").size).toBeLessThan(100);
	});
});

describe("toNameParts", () => {
	test.each([
		[
			"Socket.IO",
			{ scope: undefined, base: "socket.io", baseWords: ["socket", "io"], words: ["socket", "io"], joined: "socketio" },
		],
		[
			"@types/babel__core",
			{
				scope: "types",
				base: "babel__core",
				baseWords: ["babel", "core"],
				words: ["types", "babel", "core"],
				joined: "typesbabelcore",
			},
		],
		[
			"@types-node",
			{
				scope: undefined,
				base: "@types-node",
				baseWords: ["types", "node"],
				words: ["types", "node"],
				joined: "typesnode",
			},
		],
		["--", { scope: undefined, base: "--", baseWords: [], words: [], joined: "" }],
	])("%s", (name, parts) => {
		expect(toNameParts(name)).toEqual({ name, ...parts });
	});
});
