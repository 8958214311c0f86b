import * as fc from "fast-check";
import { SemVer } from "semver";
import { describe, expect, it } from "vitest";
import { compareSemver, parseSemver, renderSemver } from "../../src/lib/semver.ts";

const identifier = fc.oneof(
	fc.constantFrom("0", "1", "10", "01", "a", "-", "alpha", "9007199254740993", "9007199254740995", "a1"),
	fc.nat(20).map(String),
);
const number = fc.oneof(
	{ arbitrary: fc.nat(1).map(String), weight: 12 },
	fc.constantFrom("01", "999999999999999", "x"),
);
const version = fc
	.tuple(
		fc.constantFrom("", "", "", "v", " "),
		fc.tuple(number, number, number).map((parts) => parts.join(".")),
		fc.oneof(
			fc.constant(""),
			fc.array(identifier, { minLength: 1, maxLength: 3 }).map((all) => `-${all.join(".")}`),
		),
		fc.constantFrom("", "", "+b1"),
	)
	.map((parts) => parts.join(""));

function parseWithLibrary(text: string): SemVer | undefined {
	try {
		return new SemVer(text);
	} catch {
		return undefined;
	}
}

describe("a version", () => {
	it("is one, and reads, as npm's own library says", () => {
		const outcomes = { true: 0, false: 0 };
		fc.assert(
			fc.property(version, (text) => {
				const parsed = parseSemver(text);
				outcomes[`${parsed !== undefined}`] += 1;
				expect(parsed && renderSemver(parsed)).toBe(parseWithLibrary(text)?.version);
			}),
			{ numRuns: 5_000, seed: 20261122 },
		);
		expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(500);
	});

	it("is ordered as npm's own library orders it", () => {
		const outcomes = new Map<number, number>();
		fc.assert(
			fc.property(version, version, (left, right) => {
				const [a, b, x, y] = [parseSemver(left), parseSemver(right), parseWithLibrary(left), parseWithLibrary(right)];
				if (a === undefined || b === undefined || x === undefined || y === undefined) return;
				const order = Math.sign(compareSemver(a, b));
				outcomes.set(order, (outcomes.get(order) ?? 0) + 1);
				expect(order).toBe(x.compare(y));
			}),
			{ numRuns: 10_000, seed: 20261122 },
		);
		expect([...outcomes.values()].every((count) => count > 100)).toBe(true);
		expect(outcomes.size).toBe(3);
	});

	it("is not longer than 256 characters", () => {
		const longest = `1.0.0-${"a".repeat(250)}`;
		expect([longest, `${longest}a`].map((text) => parseSemver(text) !== undefined)).toEqual([true, false]);
	});
});
