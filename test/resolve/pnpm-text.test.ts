/** Both readers of pnpm's YAML: what the quick one reads, the library reads alike, on real and on mutated files. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import { readPnpmText } from "../../src/resolve/lockfiles/pnpm/text.ts";
import { parseYamlDocuments, parseYamlLockfile } from "../../src/resolve/lockfiles/yaml.ts";
import { listFixtures } from "./manager-fixtures.ts";

const FIXTURES = listFixtures("pnpm");

test.each(FIXTURES.map(({ name, text }) => [name, text]))(
	"%s is read line by line, as the library reads it",
	(_, text) => {
		const documents = readPnpmText(text);
		expect(documents).toBeDefined();
		expect(documents).toEqual(parseYamlDocuments(text, "pnpm-lock.yaml"));
		expect(readPnpmText(text.replaceAll("\n", "\r\n"))).toEqual(documents);
	},
);

test("forms that pnpm writes, and forms that are left to the library", () => {
	const read = (text: string) => readPnpmText(text)?.[0];
	const same = (text: string) => {
		expect(read(text)).toEqual(parseYamlDocuments(text, "x")[0]);
		return read(text);
	};
	expect(same("a: 1.10\n'@s/b': 'it''s'\nc: {d: [e, f g], 'h': {}}\ni: []\nj:\nk: \"l m\"\n")).toEqual({
		a: "1.10",
		"@s/b": "it's",
		c: { d: ["e", "f g"], h: {} },
		i: [],
		j: "",
		k: "l m",
	});
	expect(same("a:\n  b: |-\n    one\n\n     two\n  c: true\n")).toEqual({ a: { b: "one\n\n two", c: "true" } });
	expect(same("a:\n  - b\n  - 'c'\nd: https://host.example/x?y=z#w\n")).toEqual({
		a: ["b", "c"],
		d: "https://host.example/x?y=z#w",
	});
	for (const text of [
		"# a",
		"a: &b c",
		"a: *b",
		"a: !!str b",
		"a: |\n  b\n",
		"a: >-\n  b\n",
		"a: b\n  c\n",
		"a: 'b\n  c'\n",
		"? a\n: b\n",
		"a: b # c",
		"a: b: c",
		"a:\n- b\n",
		"- a",
		"a",
		"a: \tb",
		"\ta: b",
		"a: b \n",
		"a: {b: c}d",
		"a: {b}",
		"a: {b: c,d: e}",
		"__proto__: a",
		"a: {__proto__: b}",
		'a: "\\u0041"',
		"a: 1\na: 2",
		"...",
		"%YAML 1.2\n---\na: b",
		"<<<<<<< HEAD\na: b",
		"a: b\n---\n",
		"",
		`${"a".repeat(1_100)}: b`,
		"a: b\u0085c",
		"a: b\rc: d",
	]) {
		expect([text, readPnpmText(text)]).toEqual([text, undefined]);
	}
});

test("mutated files: nothing is read that the library reads otherwise, or refuses", () => {
	const texts = FIXTURES.filter(({ project }) => /^(?:local|catalogs|env|monorepo)$/.test(project)).map(
		({ text }) => text,
	);
	const pieces = fc.constantFrom(
		...[
			"\n",
			"  ",
			" ",
			":",
			": ",
			"'",
			"''",
			'"',
			"{",
			"}",
			"[",
			"]",
			",",
			", ",
			"#",
			" #",
			"-",
			"- ",
			"---\n",
			"|-",
			"&a",
			"*a",
			"!!a",
		],
		...[
			"a: b\n",
			"    a: |-\n      b\n\n",
			"\t",
			"\r\n",
			"__proto__",
			"<<",
			"?",
			"? ",
			"~",
			"\\",
			"%",
			"@",
			"`",
			"=",
			"\u{1f600}",
		],
	);
	const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat({ max: 12 }), piece: pieces });
	let compared = 0;
	fc.assert(
		fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
			// A part of a few hundred characters: long enough for all forms, short enough for many of them.
			const entries = text
				.slice(text.indexOf("\npackages:"))
				.split(/\n(?= {2}\S)/)
				.slice(1);
			const from = Math.floor((edits[0]?.at ?? 0) * entries.length);
			let part = `lockfileVersion: '9.0'\npackages:\n\n${entries.slice(from, from + 4).join("\n")}\n`;
			for (const { at, cut, piece } of edits) {
				const place = Math.floor(at * part.length);
				part = part.slice(0, place) + piece + part.slice(place + cut);
			}
			const quick = readPnpmText(part);
			if (quick === undefined) return;
			compared++;
			expect(quick).toEqual(parseYamlDocuments(part, "x"));
		}),
		{ numRuns: 6_000, seed: 5 },
	);
	expect(compared).toBeGreaterThan(700);
});

describe("the library inside its bounds", () => {
	test.each([
		["a: &x 1\nb: 2\n", "anchor, alias or tag at line 1, which no package manager writes"],
		["a: 1\nb: *x\n", "anchor, alias or tag at line 2, which no package manager writes"],
		["a: 1\n\nb: !!binary aGk=\n", "anchor, alias or tag at line 3, which no package manager writes"],
		["a: 1\n<<<<<<< HEAD\nb: 1\n=======\n", "merge conflict at line 2"],
		["a: 1\r\n>>>>>>> main\r\n", "merge conflict at line 2"],
		["a: 1\nb: 'x\n", "no YAML that can be read, it breaks at line 3"],
		["a: 1\nb: 2\na: 3\n", "no YAML that can be read, it breaks at line 3"],
		["", "the file is empty"],
		["\ufeff \n", "the file is empty"],
		["- a\n", "holds YAML, but no mapping"],
		["a: b\n---\nc\n", "holds YAML, but no mapping"],
		[`${"[".repeat(100)}\n`, "no YAML that can be read, it breaks at line 1"],
		[`a: ${"x".repeat(24 * 1024 * 1024)}`, "holds 25165827 characters in a form that is read up to 25165824"],
	])("%#", (text, problem) => {
		expect(() => parseYamlDocuments(text, "yarn.lock")).toThrow(
			expect.objectContaining({ code: "lockfile-unreadable", message: `yarn.lock: ${problem}.` }),
		);
	});

	test("text stays text, and no key reaches a prototype", () => {
		const text = '\ufeff"__proto__":\n  a: 1.10\nconstructor: ~\nx: true\nn:\n';
		const read = parseYamlLockfile(text, "yarn.lock");
		expect(Object.entries(read)).toEqual([
			["__proto__", { a: "1.10" }],
			["constructor", "~"],
			["x", "true"],
			["n", ""],
		]);
		expect(({} as Record<string, unknown>).a).toBeUndefined();
		expect(() => parseYamlLockfile("a: 1\n---\nb: 2\n", "yarn.lock")).toThrow(ScanError);
	});
});
