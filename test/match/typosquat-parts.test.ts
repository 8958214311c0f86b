/** The parts against slow and plain readings of what they promise. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toNameParts } from "../../src/lib/name-parts.ts";
import { type Edit, findEdit } from "../../src/match/heuristics/typosquat/edit.ts";
import { toPopularity } from "./typosquat-figures.ts";

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

describe("neighbours in the list of popular names", () => {
	const names = fc.uniqueArray(
		word.filter((one) => one !== ""),
		{ maxLength: 40 },
	);

	test("of names: all that are one edit away, and none that is not in the list", () => {
		fc.assert(
			fc.property(names, word, (list, name) => {
				expectNeighbours(toPopularity(list.map((one) => [one, 1])).near(name), list, name);
			}),
			{ numRuns: 500 },
		);
	});

	test("of scopes: the same", () => {
		fc.assert(
			fc.property(names, word, (list, scope) => {
				expectNeighbours(toPopularity(list.map((one) => [`@${one}/x`, 1])).nearScopes(scope), list, scope);
			}),
			{ numRuns: 500 },
		);
	});

	test("separators and capitals are no edits, and a name with a scope is no neighbour", () => {
		const popularity = toPopularity([
			["@ab/cd", 4],
			["ab-cd", 3],
			["Ab.Ce", 2],
			["abce", 1],
		]);
		expect(popularity.near("abcx")).toContain("Ab.Ce");
		expect([...popularity.near("abcx"), ...popularity.near("acbd")].filter((name) => name !== "Ab.Ce")).toEqual([]);
	});

	test("few names of a large list are looked at", () => {
		const list = Array.from({ length: 20_000 }, (_, at) => at.toString(36).padStart(3, "0") + (at * 7919).toString(36));
		expect(toPopularity(list.map((one) => [one, 1])).near("abcdef").length).toBeLessThan(20);
	});
});

function expectNeighbours(near: readonly string[], list: readonly string[], name: string): void {
	expect(near.filter((one, at) => !list.includes(one) || near.indexOf(one) !== at)).toEqual([]);
	expect(list.filter((one) => makeEdits(one).has(name) && !near.includes(one))).toEqual([]);
}

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
