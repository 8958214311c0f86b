import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { renderPopularity } from "../../src/advisories/build/popularity.ts";
import { openPopularity, parsePopularity } from "../../src/advisories/popularity.ts";
import { DatabaseError } from "../../src/errors.ts";
import { findScope, toJoined, toNameParts } from "../../src/lib/name-parts.ts";

const SHIPPED = "advisories/popular-npm.txt";
const folder = mkdtempSync(join(tmpdir(), "fnsift-popularity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shortest list there is: three names. */
const LIST = renderPopularity([
	["semver", 2_400_000_000],
	["@scope/debug", 2_400_000_000],
	["lodash", 30],
]);

/** The list with a changed line, and with a checksum that is right again. */
function toList(line: number, change: (line: string) => string): string {
	const [header = "", ...lines] = LIST.split("\n");
	const body = lines.map((text, at) => (at === line - 1 ? change(text) : text)).join("\n");
	const start = (line === 0 ? change(header) : header).replace(/ [0-9a-f]{8}$/, "");
	return `${start} ${crc32(body, crc32(start)).toString(16).padStart(8, "0")}\n${body}`;
}

const parse = (text: string) => parsePopularity(Buffer.from(text));

function codeOf(run: () => unknown): string | undefined {
	try {
		run();
		return undefined;
	} catch (error) {
		expect(error).toBeInstanceOf(DatabaseError);
		return (error as DatabaseError).code;
	}
}

describe("the shipped list", () => {
	const popularity = openPopularity(SHIPPED);
	const names = popularity.names();
	const rows = names.map((name) => [name, popularity.downloads(name) ?? 0] as const);

	test("names 15,000 packages, most popular first", () => {
		expect(popularity.size).toBe(15_000);
		expect(names.length).toBe(15_000);
		expect(names.slice(0, 3)).toEqual(["semver", "ansi-styles", "debug"]);
		expect(rows.filter(([, count], at) => count <= 0 || count > (rows[at - 1]?.[1] ?? Infinity))).toEqual([]);
		expect(popularity.least).toBe(rows.at(-1)?.[1]);
		expect(popularity.longest).toBe(Math.max(...names.map(({ length }) => length)));
	});

	test("is what the builder makes of its names and counts, byte for byte", () => {
		expect(renderPopularity(rows)).toBe(readFileSync(SHIPPED, "latin1"));
	});

	test("knows names exactly as they are written, and no others", () => {
		expect(names.filter((name) => !popularity.has(name))).toEqual([]);
		expect(popularity.downloads("semver")).toBe(2_400_000_000);
		expect(popularity.downloads("JSONStream")).toBeGreaterThan(0);
		for (const name of [
			"jsonstream",
			"lodahs",
			"",
			"__proto__",
			"constructor",
			"24e8",
			"strip-ansi chalk",
			"sem-ver",
		]) {
			expect([name, popularity.downloads(name), popularity.has(name)]).toEqual([name, undefined, false]);
		}
	});

	test("finds the most popular name of every joined form", () => {
		const first = new Map<string, string>();
		for (const name of names) {
			const joined = toJoined(name);
			if (!first.has(joined)) first.set(joined, name);
		}
		expect([...first].filter(([joined, name]) => popularity.findJoined(joined) !== name)).toEqual([]);
		const unscoped = [...first].map(([joined, name]) => [joined, name.startsWith("@") ? undefined : name] as const);
		expect(unscoped.filter(([joined, name]) => popularity.findUnscoped(joined) !== name)).toEqual([]);
		expect(popularity.findJoined("lodahs")).toBeUndefined();
	});

	test("counts words, scopes apart, and beginnings", () => {
		const words = names.flatMap((name) => toNameParts(name).baseWords);
		for (const word of ["babel", "js", "lodash", "lodahs", "", "constructor"]) {
			expect([word, popularity.countWord(word)]).toEqual([word, words.filter((one) => one === word).length]);
		}
		for (const prefix of ["babel-", "@types/", "lodahs"]) {
			const count = names.filter((name) => name.startsWith(prefix)).length;
			expect([popularity.countPrefix(prefix), popularity.countPrefix(prefix)]).toEqual([count, count]);
		}
	});

	test("knows every scope", () => {
		const scopes = names.flatMap((name) => findScope(name) ?? []);
		expect(scopes.filter((scope) => !popularity.hasScope(scope))).toEqual([]);
		expect(["typse", "lodash", "", "@types"].filter((scope) => popularity.hasScope(scope))).toEqual([]);
	});
});

describe("a list that cannot be trusted", () => {
	test("the list that the others are made of can be", () => {
		expect(toList(0, (header) => header)).toBe(LIST);
		expect(parse(LIST).names()).toEqual(["semver", "@scope/debug", "lodash"]);
	});

	test.each([
		["another file", "name\tdownloads\n", "database-damaged"],
		["nothing", "", "database-damaged"],
		["a header alone", LIST.slice(0, LIST.indexOf("\n")), "database-damaged"],
		["an earlier format", toList(0, (header) => header.replace("y 3", "y 2")), "database-version"],
		["a later format", toList(0, (header) => header.replace("y 3", "y 4")), "database-version"],
		["a wrong count of names", toList(0, (header) => header.replace("m 3", "m 4")), "database-damaged"],
		["no names", toList(1, () => "\n"), "database-damaged"],
		["tables that are cut off", toList(4, (table) => table.slice(0, -4)), "database-damaged"],
		["a table that is missing", toList(5, () => ""), "database-damaged"],
		["a table of another list", toList(5, (table) => `AAAA${table.slice(4)}`), "database-damaged"],
		["what is not base64", toList(5, (table) => `!${table.slice(1)}`), "database-damaged"],
	])("%s", (_, text, code) => {
		expect(codeOf(() => parse(text))).toBe(code);
	});

	test("a file that is missing, or no file", () => {
		expect(codeOf(() => openPopularity(join(folder, "missing.txt")))).toBe("database-missing");
		expect(codeOf(() => openPopularity(folder))).toBe("database-missing");
	});

	test("a file that is far too large is not read", () => {
		const path = join(folder, "large.txt");
		writeFileSync(path, Buffer.alloc(33 * 1024 * 1024));
		expect(codeOf(() => openPopularity(path))).toBe("database-damaged");
	});

	test("every change of a byte, cut and addition is noticed", () => {
		const change = fc.record({ at: fc.nat(LIST.length - 1), by: fc.string({ maxLength: 2 }), drop: fc.nat(3) });
		fc.assert(
			fc.property(change, ({ at, by, drop }) => {
				const changed = LIST.slice(0, at) + by + LIST.slice(at + drop);
				fc.pre(changed !== LIST);
				expect(codeOf(() => parse(changed))).toMatch(/^database-(damaged|version)$/);
			}),
			{ numRuns: 1000 },
		);
	});
});

describe("scripts/build-popularity.mjs", () => {
	const build = (rows: string) => {
		const [input, output] = [join(folder, "in.tsv"), join(folder, "out.txt")];
		writeFileSync(input, rows);
		execFileSync(process.execPath, ["scripts/build-popularity.mjs", input, output], { stdio: "pipe" });
		return readFileSync(output, "utf8");
	};

	test("makes a list that reads back, whatever the order of its input, with two significant digits", () => {
		const text = build("b\t1234\na\t1234\n@scope/c\t98765432\nd\t7\ne\t10\nf\t999\n");
		expect(build("f\t999\ne\t10\nd\t7\n@scope/c\t98765432\na\t1234\nb\t1234\n")).toBe(text);
		const popularity = parse(text);
		expect(popularity.names().map((name) => [name, popularity.downloads(name)])).toEqual([
			["@scope/c", 99_000_000],
			["a", 1200],
			["b", 1200],
			["f", 1000],
			["e", 10],
			["d", 7],
		]);
	});

	test.each(["a\n", "a\t0\n", "a b\t3\n", "a\t3\na\t4\n", "é\t3\n"])("refuses %j", (rows) => {
		expect(() => build(rows)).toThrow();
	});
});
