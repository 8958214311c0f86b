/** The orders of PyPI and Maven against what the languages' own libraries say. How the tables were made: their README. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it, test } from "vitest";
import { loadVersionOrders, sortVersions, toVersionOrder, type VersionOrder } from "../../../src/lib/version-order.ts";
import { MAVEN_ORDER } from "../../../src/lib/versions/maven.ts";
import { PEP440_ORDER } from "../../../src/lib/versions/pep440.ts";

type Pair = readonly [a: string, b: string, order: -1 | 0 | 1 | null];

function readPairs(file: string): readonly Pair[] {
	const lines = readFileSync(`test/fixtures/versions/${file}`, "utf8").trimEnd().split("\n");
	return lines.map((line) => JSON.parse(line) as Pair);
}

function judge({ parse, compare }: VersionOrder, a: string, b: string): number | null {
	const [one, other] = [parse(a), parse(b)];
	return one === undefined || other === undefined ? null : Math.sign(compare(one, other));
}

beforeAll(() => loadVersionOrders(["PyPI", "Maven"]));

describe.each([
	["PyPI", "pypi.ndjson", PEP440_ORDER, 3_100],
	["Maven", "maven.ndjson", MAVEN_ORDER, 3_400],
] as const)("%s", (ecosystem, file, order, count) => {
	const pairs = readPairs(file);

	it("orders every pair of the table as its own library does, in both directions", () => {
		expect(pairs).toHaveLength(count);
		const wrong = pairs.filter(([a, b, said]) => {
			const back = judge(order, b, a);
			return judge(order, a, b) !== said || (back === null ? null : 0 - back) !== said;
		});
		expect(wrong).toEqual([]);
	});

	it("is the order that is found once it is loaded", () => {
		expect(toVersionOrder(ecosystem)).toBe(order);
	});

	// Not of all edge cases: Maven's own order goes in circles there (1.0.0.rc.1 < 1.0 < 1-sp < 1.0.0.rc.1).
	it("is a total order on versions of advisories: each is in its place beside all others", () => {
		const fromAdvisories = pairs.slice(0, 1_600).filter((_, index) => index % 4 === 0);
		const texts = new Set([...fromAdvisories.map(([a]) => a), ...fromAdvisories.map(([, b]) => b)]);
		const versions = [...texts].flatMap((text) => order.parse(text) ?? []);
		const compare: (a: object, b: object) => number = (order as VersionOrder).compare;
		versions.sort(compare);
		const wrong = versions.filter((one, index) => versions.slice(index).some((later) => compare(one, later) > 0));
		expect([versions.length > 500, wrong]).toEqual([true, []]);
	});

	it("reads any text in linear time, and never throws", () => {
		fc.assert(fc.property(fc.string({ maxLength: 60, unit: "binary" }), (text) => judge(order, text, text) !== 1));
		for (const part of ["1.", "1-", "a1", "0.", "-", ".", "+a.", "1a", "..-", "post", " ", "dev", "1!"]) {
			const long = part.repeat(200_000 / part.length);
			expect(order.parse(long)).toBeUndefined();
			const longest = part.repeat(256 / part.length);
			expect(judge(order, longest, longest) ?? 0).toBe(0);
		}
	});
});

test("numbers that JavaScript would round stay apart", () => {
	expect(sortVersions("PyPI", ["1.9007199254740993", "1.9007199254740992", "1.0.dev20221207092718123457"])).toEqual([
		"1.0.dev20221207092718123457",
		"1.9007199254740992",
		"1.9007199254740993",
	]);
	expect(sortVersions("Maven", ["1.99999999999999999999", "1.99999999999999999998", "1-9007199254740993"])).toEqual([
		"1-9007199254740993",
		"1.99999999999999999998",
		"1.99999999999999999999",
	]);
});

test("digits other than those of ASCII are letters to Maven's order, and no version to PyPI's", () => {
	expect(judge(MAVEN_ORDER, "1.٢", "1.1")).toBe(-1);
	expect(judge(MAVEN_ORDER, "1.٢", "1")).toBe(1);
	expect(PEP440_ORDER.parse("1.٢")).toBeUndefined();
});

test.each([
	["PyPI", ["1.0a1", "1.0.dev1", "1.0rc1.post1", "1.0.post1.dev2"], ["1.0", "1.0.post1", "1.0-1", "1.0+local"]],
	[
		"Maven",
		["1-alpha", "1.0-SNAPSHOT", "1.0.0.RC1", "1.0-b2", "2.0-1-rc"],
		["1.0", "1.0.Final", "1-sp", "9.4.v2019", "1-1"],
	],
] as const)("pre-releases of %s", (ecosystem, before, after) => {
	const order = toVersionOrder(ecosystem);
	const isPrerelease = (text: string) => order.isPrerelease(order.parse(text)!);
	expect(before.filter((text) => !isPrerelease(text))).toEqual([]);
	expect(after.filter(isPrerelease)).toEqual([]);
});
