import fc from "fast-check";
import { Range } from "semver";
import { describe, expect, it } from "vitest";
import { isAdmitted, isRegistrySpec } from "../../src/plan/versions/spec.ts";

describe("a spec", () => {
	it.each<[string, string, boolean]>([
		["^1.0.0", "1.9.0", true],
		["^1.0.0", "2.0.0", false],
		["^1.0.0", "1.1.0-rc.1", false],
		["^1.1.0-rc.0", "1.1.0-rc.1", true],
		["*", "1.1.0-rc.1", true],
		["", "0.0.1", true],
		[" >=1 <3 ", "2.5.0", true],
		["1 - 2", "2.9.9", true],
		["v1.0.0", "1.0.0", true],
		[">=1.0.0 || banana", "1.0.0", true],
		["npm:other@^1.0.0", "1.2.0", true],
		["npm:@s/other@1.0.0", "1.2.0", false],
		["npm:@s/other", "1.2.0", true],
		["latest", "1.0.0", true],
		["beta", "1.0.0", false],
		["git+ssh://host/x.git#semver:^1", "1.0.0", false],
		["user/repo", "1.0.0", false],
		["https://host/x.tgz", "1.0.0", false],
		["workspace:^1.0.0", "1.0.0", false],
		["^1.0.0", "not a version", false],
		[`^1.0.0 ${"|| ^1.0.0 ".repeat(5_000)}`, "1.0.0", false],
	])("%j and version %s: %s", (spec, version, admitted) => {
		expect(isAdmitted(spec, version)).toBe(admitted);
	});

	it("of a registry is a range, an alias or the latest version", () => {
		expect(["^1.0.0", "", "*", "latest", "npm:a@1"].map(isRegistrySpec)).toEqual([true, true, true, true, true]);
		expect(["beta", "file:../a", "git://h/a", "link:a"].map(isRegistrySpec)).toEqual([false, false, false, false]);
	});

	it("means what npm's own library says", () => {
		const number = fc.oneof({ arbitrary: fc.nat(2), weight: 12 }, fc.nat(999_999_999)).map(String);
		const partial = fc.oneof(
			{ arbitrary: fc.tuple(number, number, number), weight: 3 },
			fc.array(fc.oneof({ arbitrary: number, weight: 3 }, fc.constantFrom("x", "X", "*", "01", "rc")), {
				minLength: 1,
				maxLength: 4,
			}),
		);
		const operator = fc.constantFrom(
			"",
			"^",
			"~",
			"=",
			">",
			">=",
			"<",
			"<=",
			"~>",
			"v",
			">= ",
			"^ ",
			"~ ",
			"< ",
			"> =",
		);
		const comparator = fc.tuple(operator, partial).map(([prefix, parts]) => `${prefix}${parts.join(".")}`);
		const joined = (arbitrary: fc.Arbitrary<string>, separators: string[], maxLength: number) =>
			fc
				.tuple(fc.array(arbitrary, { minLength: 1, maxLength }), fc.constantFrom(...separators))
				.map(([parts, separator]) => parts.join(separator));
		const range = joined(joined(comparator, [" ", "  ", " - "], 2), [" || ", "||", "|| ||"], 3);
		const version = fc
			.tuple(number, number, number, fc.constantFrom("", "", "", "-rc.1", "+b"))
			.map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
		const outcomes = { true: 0, false: 0 };
		fc.assert(
			fc.property(fc.oneof(comparator, range), version, (spec, one) => {
				const admitted = isAdmitted(spec, one);
				outcomes[`${admitted}`] += 1;
				expect(admitted).toBe(spec.trim() === "*" || testByLibrary(spec, one));
			}),
			{ numRuns: 20_000, seed: 20261122 },
		);
		expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(2_000);
	});
});

function testByLibrary(spec: string, version: string): boolean {
	try {
		return new Range(spec, { loose: true }).test(version);
	} catch {
		return false;
	}
}
