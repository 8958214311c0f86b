import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob, parseGlob } from "../../src/policy/glob.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";

function matches(glob: string, text: string): boolean {
	return matchesGlob(parseGlob(glob), text);
}

describe("globs", () => {
	test.each([
		["build/a.zip", "build/a.zip", true],
		["build/a.zip", "build/a.zip2", false],
		["build/a.zip", "build/aXzip", false],
		["./build/a.zip", "build/a.zip", true],
		["*.zip", "a.zip", true],
		["*.zip", "build/a.zip", false],
		["**/*.zip", "a.zip", true],
		["**/*.zip", "build/deep/a.zip", true],
		["**/a.zip", "ba.zip", false],
		["build/**", "build/deep/a.zip", true],
		["build/**", "build", false],
		["build/**/a.zip", "build/a.zip", true],
		["build/**/a.zip", "build/x/y/a.zip", true],
		["build/**/a.zip", "builds/a.zip", false],
		["**", "anything/at/all", true],
		["*", "a/b", false],
		["?.zip", "a.zip", true],
		["?.zip", "/.zip", false],
		["a?b", "a/b", false],
		["[ab].zip", "a.zip", false],
		["[ab].zip", "[ab].zip", true],
		["{a,b}", "a", false],
		["A.zip", "a.zip", false],
		[".", ".", true],
		["", "", true],
		[
			"arn:aws:lambda:*:123456789012:function:checkout-*",
			"arn:aws:lambda:eu-west-1:123456789012:function:checkout-v2",
			true,
		],
		[
			"arn:aws:lambda:*:123456789012:function:checkout-*",
			"arn:aws:lambda:eu-west-1:210987654321:function:checkout-v2",
			false,
		],
		["a**b", "a/x/b", true],
		["***", "a/b", true],
	])("%s and %s: %s", (glob, text, expected) => {
		expect(matches(glob, text)).toBe(expected);
	});

	test("agree with the regular expression they stand for", () => {
		const glob = fc
			.array(fc.constantFrom("a", "b", "/", "*", "**", "**/", "?", "."), { maxLength: 8 })
			.map((parts) => parts.join(""));
		const text = fc.array(fc.constantFrom("a", "b", "/", "."), { maxLength: 10 }).map((parts) => parts.join(""));
		fc.assert(
			fc.property(glob, text, (pattern, input) => {
				fc.pre(!pattern.startsWith("./"));
				expect(matches(pattern, input)).toBe(toRegExp(pattern).test(input));
			}),
			{ numRuns: 3_000 },
		);
	});

	test("take no longer for being hostile", () => {
		const time = measureProcessorTime(() => {
			expect(matches("*a".repeat(250), "a".repeat(4_000))).toBe(true);
			expect(matches(`${"**/".repeat(160)}b`, "a/".repeat(2_000))).toBe(false);
			expect(matches(`${"?*".repeat(250)}b`, "a".repeat(4_000))).toBe(false);
		});
		expect(time).toBeLessThan(5_000);
	});
});

/** Backtracks, which is why the code does not use it; short inputs forgive that. */
function toRegExp(glob: string): RegExp {
	const source = glob.replace(/\*\*\/|\*\*+|\*|\?|[^*?]/g, (part) => {
		if (part === "**/") return "(?:(?<=^|/)|(?:.*/)?(?<=/)|.+/)";
		if (part.startsWith("**")) return ".*";
		if (part === "*") return "[^/]*";
		return part === "?" ? "[^/]" : `\\${part}`.replace(/^\\([a-z/])/, "$1");
	});
	return new RegExp(`^(?:${source})$`, "s");
}
