import { describe, expect, it } from "vitest";
import { affectsEveryVersion, judgeVersion } from "../../src/lib/affected.ts";
import type { Advisory, AdvisoryEvent, AdvisoryRange } from "../../src/model.ts";

/** `i1 f2` -> introduced 1, fixed 2; `l` last affected, `m` limit; `k<=3` the last known affected. */
function toRange(text: string): AdvisoryRange {
	const kinds = { i: "introduced", f: "fixed", l: "last_affected", m: "limit" } as const;
	const words = text.split(" ");
	const known = words.find((word) => word.startsWith("k"));
	const events = words
		.filter((word) => word !== known)
		.map((word): AdvisoryEvent => ({ kind: kinds[word.charAt(0) as keyof typeof kinds], version: word.slice(1) }));
	return { type: "SEMVER", events, lastKnownAffected: known?.slice(1) ?? null };
}

function toAdvisory(ranges: readonly string[], fields: Partial<Advisory> = {}): Advisory {
	return {
		id: "GHSA-test",
		aliases: [],
		ecosystem: "npm",
		name: "a",
		title: "t",
		malicious: false,
		severity: "high",
		score: null,
		cwes: [],
		ranges: ranges.map(toRange),
		versions: [],
		modified: "2026-01-01T00:00:00Z",
		...fields,
	};
}

const NO = { affected: false };
const yes = (fixedIn: readonly string[] = [], confidence = "high") => ({ affected: true, confidence, fixedIn });

describe("a version judged by ranges", () => {
	it.each([
		// introduced and fixed
		[["i0 f1.2.0"], "0.0.0", yes(["1.2.0"])],
		[["i0 f1.2.0"], "1.1.9", yes(["1.2.0"])],
		[["i0 f1.2.0"], "1.2.0", NO],
		[["i1.0.0 f1.2.0"], "0.9.9", NO],
		[["i1.0.0 f1.2.0"], "1.0.0", yes(["1.2.0"])],
		// pre-releases, on both sides
		[["i1.0.0 f2.0.0"], "2.0.0-beta.1", yes(["2.0.0"])],
		[["i1.0.0 f2.0.0"], "1.5.0-rc.1", yes(["2.0.0"])],
		[["i1.0.0 f2.0.0"], "1.0.0-rc.1", NO],
		[["i0 f1.0.0"], "0.0.0-alpha", yes(["1.0.0"])],
		[["i2.0.0-alpha.2 f2.0.0-alpha.10"], "2.0.0-alpha.9", yes(["2.0.0-alpha.10"])],
		[["i2.0.0-alpha.2 f2.0.0-alpha.10"], "2.0.0-alpha.10", NO],
		[["i2.0.0-alpha.2 f2.0.0-alpha.10"], "2.0.0-alpha.1", NO],
		// build metadata orders nothing
		[["i1.0.0 f1.2.0"], "1.2.0+build.7", NO],
		[["i1.0.0 f1.2.0"], "1.0.0+build.7", yes(["1.2.0"])],
		// a leading v is npm's own habit
		[["i0 f1.2.0"], "v1.1.0", yes(["1.2.0"])],
		// last_affected holds the version itself
		[["i1.0.0 l1.2.0"], "1.2.0", yes()],
		[["i1.0.0 l1.2.0"], "1.2.1-0", NO],
		[["i1.0.0 l1.2.0"], "1.2.0+later", yes()],
		// several introduced and fixed in one range
		[["i0 f1.0.0 i2.0.0 f2.1.0"], "0.9.0", yes(["1.0.0"])],
		[["i0 f1.0.0 i2.0.0 f2.1.0"], "1.5.0", NO],
		[["i0 f1.0.0 i2.0.0 f2.1.0"], "2.0.5", yes(["2.1.0"])],
		[["i0 f1.0.0 i2.0.0"], "3.0.0", yes([], "medium")],
		[["i1.0.0 l1.5.0 i2.0.0 f2.1.0"], "1.9.0", NO],
		[["i1.0.0 l1.5.0 i2.0.0 f2.1.0"], "1.5.0", yes(["2.1.0"])],
		// unsorted events
		[["f1.2.0 i1.0.0"], "1.1.0", yes(["1.2.0"])],
		[["f2.1.0 i2.0.0 f1.0.0 i0"], "1.5.0", NO],
		[["f2.1.0 i2.0.0 f1.0.0 i0"], "2.0.0", yes(["2.1.0"])],
		[["f10.0.0 i9.0.0"], "9.5.0", yes(["10.0.0"])],
		// events at one version keep the record's order
		[["i0 f1.0.0 i1.0.0 f2.0.0"], "1.0.0", yes(["2.0.0"])],
		[["i1.0.0 f1.0.0"], "1.0.0", NO],
		[["i1.0.0 l1.0.0"], "1.0.0", yes()],
		// limit: affected only below it, and it is no fix
		[["i1.0.0 m2.0.0"], "1.9.0", yes()],
		[["i1.0.0 m2.0.0"], "2.0.0", NO],
		[["i1.0.0 m*"], "9.0.0", yes([], "medium")],
		[["i1.0.0 m2.0.0 m3.0.0"], "2.5.0", yes()],
		[["i1.0.0 f1.5.0 m2.0.0"], "1.2.0", yes(["1.5.0"])],
		// no upper bound
		[["i0"], "1.0.0", yes([], "medium")],
		[["i1.0.0"], "0.9.0", NO],
		// the database's last known affected version bounds a range without an end, and no other
		[["i0 k<=1.5.0"], "1.5.0", yes()],
		[["i0 k<= 1.5.0".replace("<= ", "<=")], "1.5.1", NO],
		[["i0 k<1.5.0"], "1.5.0", NO],
		[["i0 k=1.5.0"], "1.5.0", yes()],
		[["i0 f2.0.0 k<=1.5.0"], "1.6.0", yes(["2.0.0"])],
		[["i0 l2.0.0 k<=1.5.0"], "1.6.0", yes()],
		[["i0 k~1.5.0"], "1.6.0", yes([], "medium")],
		// several ranges: any of them, and the fix of each that applies, from low to high
		[["i0 f1.0.0", "i2.0.0 f2.1.0"], "2.0.1", yes(["2.1.0"])],
		[["i0 f10.0.0", "i0 f9.0.0", "i0 f9.0.0"], "1.0.0", yes(["9.0.0", "10.0.0"])],
		[["i0", "i0 f2.0.0"], "1.0.0", yes(["2.0.0"])],
		// bounds of advisories may be short
		[["i1 f1.2"], "1.1.9", yes(["1.2"])],
		[["i1 f1.2"], "1.2.0", NO],
		// nothing introduced
		[["f1.0.0"], "0.5.0", NO],
		[[], "1.0.0", NO],
	] as const)("%j and %s", (ranges, version, expected) => {
		expect(judgeVersion(toAdvisory(ranges), version)).toEqual(expected);
	});
});

describe("a version judged by a list", () => {
	it.each([
		["1.0.0", yes()],
		["1.0.1", NO],
		["1.0.0+build", NO],
	])("%s", (version, expected) => {
		expect(judgeVersion(toAdvisory([], { versions: ["1.0.0", "2.0.0"] }), version)).toEqual(expected);
	});

	it("is sure although the range that holds it has no end", () => {
		expect(judgeVersion(toAdvisory(["i0"], { versions: ["1.0.0"] }), "1.0.0")).toEqual(yes());
	});
});

describe("malware in every version", () => {
	it("is sure without an upper bound", () => {
		expect(judgeVersion(toAdvisory(["i0"], { malicious: true }), "1.0.0")).toEqual(yes());
	});

	it("is not meant by a range that starts somewhere", () => {
		expect(judgeVersion(toAdvisory(["i0.5.0"], { malicious: true }), "1.0.0")).toEqual(yes([], "medium"));
	});

	it.each([
		["i0", true],
		["i0 m*", true],
		["i0 f1.0.0", false],
		["i0 l1.0.0", false],
		["i0 m1.0.0", false],
		["i0 k<=1.0.0", false],
		["i0.0.1", false],
	])("%s: %s", (range, expected) => {
		expect(affectsEveryVersion(toAdvisory([range]))).toBe(expected);
	});
});

describe("what cannot be judged is not called unaffected", () => {
	it.each(["1.2", "latest", "", "1.2.3.4", "01.2.3", `1.${"9".repeat(400)}.0`, "__proto__"])(
		"version %j",
		(version) => {
			expect(judgeVersion(toAdvisory(["i0 f1.0.0"]), version)).toEqual({
				affected: "unknown",
				reason: "version-unparsed",
			});
		},
	);

	it("an unparsable version that is listed is affected, one that no range could hold is not", () => {
		expect(judgeVersion(toAdvisory(["i0 f1.0.0"], { versions: ["1.2"] }), "1.2")).toEqual(yes());
		expect(judgeVersion(toAdvisory([], { versions: ["1.2"] }), "1.3-x-")).toEqual(NO);
	});

	it("a bound that is no version", () => {
		const advisory = toAdvisory(["i0 fsoon", "i5.0.0 f6.0.0"]);
		expect(judgeVersion(advisory, "1.0.0")).toEqual({ affected: "unknown", reason: "range-unparsed" });
		expect(judgeVersion(advisory, "5.0.0")).toEqual(yes(["6.0.0"]));
	});

	it("an order that was not loaded", () => {
		expect(() => judgeVersion(toAdvisory(["i0 f1.0.0"], { ecosystem: "PyPI" }), "0.2")).toThrow("was not loaded");
	});
});
