import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPlural } from "../../src/lib/plural.ts";
import { toSafeExcerpt, toSafeText } from "../../src/lib/sanitise.ts";
import { VERSION } from "../../src/lib/version.ts";

describe("sanitising", () => {
	test.each([
		["terminal codes", "\u001b[31mred\u001b[0m \u009b2J", "[31mred[0m 2J"],
		["line breaks and tabs", "a\r\nb\tc\u0085d\u2028e\u2029f", "abcdef"],
		["direction overrides", "user\u202egnp.exe\u2066x\u2069\u200f", "usergnp.exex"],
		["invisible characters", "lo\u200bda\u00adsh\ufeff\u{e0041}", "lodash"],
		["lone surrogates", "a\ud800b", "a\ufffdb"],
		["plain text in any script", "héllo 日本語 👍", "héllo 日本語 👍"],
	])("%s", (_, text, safe) => {
		expect(toSafeText(text)).toBe(safe);
	});

	test("no control, format or ill-formed character survives", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const safe = toSafeText(text);
				expect(safe.isWellFormed()).toBe(true);
				expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
				expect(toSafeText(safe)).toBe(safe);
			}),
		);
	});

	test("an excerpt is never longer than asked and marks what it cut", () => {
		expect(toSafeExcerpt("abcdef", 6)).toBe("abcdef");
		expect(toSafeExcerpt("abcdefg", 6)).toBe("abcde…");
		expect(toSafeExcerpt(`${"\u0000".repeat(100)}tail`, 3)).toBe("");
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 20 }), (text, length) => {
				expect(toSafeExcerpt(text, length).length).toBeLessThanOrEqual(length);
			}),
		);
	});
});

test.each([
	[0, "gap", "0 gaps"],
	[1, "gap", "1 gap"],
	[2, "entry", "2 entries"],
	[1, "entry", "1 entry"],
	[3, "key", "3 keys"],
	[1234, "package", "1,234 packages"],
])("%d %s reads %s", (count, noun, text) => {
	expect(toPlural(count, noun)).toBe(text);
});

test("the version in the code is the one in package.json", () => {
	expect(VERSION).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
});
