import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { openPopularity, parsePopularity } from "../../src/advisories/popularity.ts";
import { DatabaseError } from "../../src/errors.ts";

const SHIPPED = "advisories/popular-npm.txt";
const folder = mkdtempSync(join(tmpdir(), "fnsift-popularity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function toList(body: string, { names = 3, version = 1 } = {}): string {
	return `fnsift-popularity ${version} npm ${names} ${createHash("sha256").update(body).digest("hex")}\n${body}`;
}

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

	test("names 15,000 packages, most popular first", () => {
		expect(popularity.names.length).toBe(15_000);
		expect(popularity.names.slice(0, 3)).toEqual(["semver", "ansi-styles", "debug"]);
		const downloads = popularity.names.map((name) => popularity.downloads(name) ?? 0);
		expect(downloads.filter((count, at) => count <= 0 || count > (downloads[at - 1] ?? Infinity))).toEqual([]);
	});

	test("knows names exactly as they are written, and no others", () => {
		expect(popularity.downloads("semver")).toBe(2_400_000_000);
		expect(popularity.downloads("JSONStream")).toBeGreaterThan(0);
		for (const name of ["jsonstream", "lodahs", "", "__proto__", "constructor", "24e8"]) {
			expect([name, popularity.downloads(name)]).toEqual([name, undefined]);
		}
	});
});

describe("a list that cannot be trusted", () => {
	test.each([
		["another file", "name\tdownloads\n", "database-damaged"],
		["nothing", "", "database-damaged"],
		["a later format", toList("24e8 a b c\n", { version: 2 }), "database-version"],
		["a wrong count of names", toList("24e8 a b\n"), "database-damaged"],
		["a name that is there twice", toList("24e8 a b a\n"), "database-damaged"],
		["counts that do not fall", toList("24e8 a b\n25e8 c\n"), "database-damaged"],
		["a count that is there twice", toList("24e8 a b\n24e8 c\n"), "database-damaged"],
		["no count", toList("a b c\n"), "database-damaged"],
		["a count of another form", toList("0x10 a b c\n"), "database-damaged"],
	])("%s", (_, text, code) => {
		expect(codeOf(() => parsePopularity(text))).toBe(code);
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
		const text = toList("24e8 semver debug\n30e0 lodash\n9e0 express\n", { names: 4 });
		expect(parsePopularity(text).names).toEqual(["semver", "debug", "lodash", "express"]);
		const change = fc.record({ at: fc.nat(text.length - 1), by: fc.string({ maxLength: 2 }), drop: fc.nat(3) });
		fc.assert(
			fc.property(change, ({ at, by, drop }) => {
				const changed = text.slice(0, at) + by + text.slice(at + drop);
				fc.pre(changed !== text);
				expect(codeOf(() => parsePopularity(changed))).toMatch(/^database-(damaged|version)$/);
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
		const { names, downloads } = parsePopularity(text);
		expect(names.map((name) => [name, downloads(name)])).toEqual([
			["@scope/c", 99_000_000],
			["a", 1200],
			["b", 1200],
			["f", 1000],
			["e", 10],
			["d", 7],
		]);
	});

	test.each(["a\n", "a\t0\n", "a b\t3\n", "a\t3\na\t4\n"])("refuses %j", (rows) => {
		expect(() => build(rows)).toThrow();
	});
});
