import { describe, expect, test } from "vitest";
import { loadVersionOrders } from "../../src/lib/version-order.ts";
import type { Ecosystem } from "../../src/model.ts";
import { isOfPackage, parseWaivedPackage } from "../../src/policy/selector.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";
import { makeFinding, makePackage } from "../report/build.ts";

await loadVersionOrders(["npm", "PyPI", "Maven"]);

function selects(text: string, name: string, version: string | null, ecosystem: Ecosystem): boolean {
	const selected = parseWaivedPackage(text);
	if (selected === undefined) throw new Error(`${text} was not read`);
	return isOfPackage(makeFinding(makePackage(name, version, { ecosystem }), "CVE-2021-44906"), selected);
}

describe("the package of a waiver", () => {
	const cases: readonly (readonly [string, string, string | null, boolean, Ecosystem?])[] = [
		["minimist", "minimist", "1.2.0", true],
		["minimist", "minimist", null, true],
		["minimist", "Minimist", "1.2.0", false],
		["minimist", "minimist", "1.2.0", true, "PyPI"],
		["pkg:npm/minimist", "minimist", "1.2.0", true],
		["pkg:npm/minimist", "minimist", "1.2.0", false, "PyPI"],
		["minimist@1.2.0", "minimist", "1.2.0", true],
		["minimist@1.2.0", "minimist", "1.2.00", false],
		["minimist@1.2.0", "minimist", "1.2.1", false],
		["minimist@1.2.0", "minimist", null, false],
		["minimist@<1.2.6", "minimist", "1.2.5", true],
		["minimist@<1.2.6", "minimist", "1.2.6", false],
		["minimist@<1.2.6", "minimist", "1.2.6-beta.1", true],
		["minimist@<1.2.6", "minimist", null, false],
		["minimist@<1.2.6", "minimist", "not a version", false],
		["minimist@>=1.0 <2", "minimist", "1.9.9", true],
		["minimist@>=1.0, <2", "minimist", "2.0.0", false],
		["minimist@>1.0.0 <=1.2.0 =1.2.0", "minimist", "1.2.0", true],
		["minimist@<banana", "minimist", "1.2.0", false],
		["@scope/name", "@scope/name", "1.0.0", true],
		["@scope/name@<2", "@scope/name", "1.0.0", true],
		["pkg:npm/%40scope/name@1.0.0", "@scope/name", "1.0.0", true],
		["pkg:npm/@scope/name@1.0.0", "@scope/name", "1.0.0", true],
		["pkg:npm/%40scope/name@<2.0.0", "@scope/name", "1.0.0", true],
		["pkg:maven/org.slf4j/slf4j-api@<2.0.10", "org.slf4j:slf4j-api", "2.0.9", true, "Maven"],
		["org.slf4j:slf4j-api", "org.slf4j:slf4j-api", "2.0.9", true, "Maven"],
		["requests@<2.10", "requests", "2.9", true, "PyPI"],
	];
	test.each(
		cases.map(([text, name, version, expected, ecosystem = "npm"]) => ({ text, name, version, expected, ecosystem })),
	)("$text and $name $version of $ecosystem: $expected", ({ text, name, version, expected, ecosystem }) => {
		expect(selects(text, name, version, ecosystem)).toBe(expected);
	});

	test.each([
		"",
		"a b",
		"minimist@",
		"minimist@^1.2.0",
		"minimist@1.2.0 || 2",
		"minimist@*",
		"pkg:gem/rails",
		"pkg:npm/a?b=c",
		"a/b",
		"@a",
		"mini\u0000mist ",
	])("%j is none", (text) => {
		expect(parseWaivedPackage(text)).toBeUndefined();
	});

	test("its form is tried in linear time", () => {
		const texts = [
			`a@${"<1 ".repeat(50_000)}}`,
			`a@${"1".repeat(100_000)}}`,
			`pkg:npm/${"a".repeat(100_000)} `,
			"@".repeat(100_000),
		];
		const time = measureProcessorTime(() => {
			for (const text of texts) expect(parseWaivedPackage(text) === undefined).toBe(true);
		});
		expect(time).toBeLessThan(1_000);
	});
});
