import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isAffected, judgeVersion, mayAffect } from "../../src/lib/affected.ts";
import type { Advisory, AdvisoryEvent, AdvisoryRange } from "../../src/model.ts";

// The oracle works on a small line of versions, each with its place: it never parses or compares a version. It asks
// the question the other way round: for every event, which versions does it reach?
const LINE = [
	"0.0.0-0",
	"0.0.0",
	"0.1.0",
	"1.0.0-alpha",
	"1.0.0-alpha.1",
	"1.0.0-alpha.beta",
	"1.0.0-beta.2",
	"1.0.0-beta.11",
	"1.0.0-rc.1",
	"1.0.0",
	"1.0.1",
	"1.2.0-0",
	"1.2.0",
	"1.10.0",
	"2.0.0-rc.1",
	"2.0.0",
	"10.0.0",
];

/** Spec: the last event at or below the version decides, `last_affected` counting from just above it; then limits. */
function isAffectedByRange(range: AdvisoryRange, place: number): boolean {
	const limits = range.events.filter(({ kind }) => kind === "limit").map(({ version }) => toPlace(version));
	if (limits.length > 0 && !limits.some((limit) => place < limit)) return false;
	const hasEnd = range.events.some(({ kind }) => kind === "fixed" || kind === "last_affected");
	if (!hasEnd && range.lastKnownAffected !== null && place > toPlace(range.lastKnownAffected.slice(3))) return false;
	let state = false;
	for (let at = -1; at <= place; at++) {
		for (const { kind, version } of range.events) {
			if (toPlace(version) !== at) continue;
			if (kind === "introduced") state = true;
			if (kind === "fixed") state = false;
			// Takes effect above its own version, and not before a later introduction at that version.
			if (kind === "last_affected" && place > at) state = false;
		}
	}
	return state;
}

function toPlace(version: string): number {
	if (version === "0") return -1;
	return version === "*" ? LINE.length : LINE.indexOf(version);
}

const event = fc.oneof(
	fc.record({ kind: fc.constant("introduced" as const), version: fc.constantFrom("0", ...LINE) }),
	fc.record({ kind: fc.constantFrom("fixed" as const, "last_affected" as const), version: fc.constantFrom(...LINE) }),
	fc.record({ kind: fc.constant("limit" as const), version: fc.constantFrom("*", ...LINE) }),
);
const range = fc.record({
	type: fc.constant("SEMVER" as const),
	events: fc.array(event, { minLength: 1, maxLength: 6 }) as fc.Arbitrary<AdvisoryEvent[]>,
	lastKnownAffected: fc.option(fc.constantFrom(...LINE).map((version) => `<= ${version}`)),
});

function toAdvisory(ranges: readonly AdvisoryRange[], versions: readonly string[]): Advisory {
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
		ranges,
		versions,
		modified: "2026-01-01T00:00:00Z",
	};
}

const subject = fc.tuple(
	fc.array(range, { maxLength: 3 }),
	fc.array(fc.constantFrom(...LINE), { maxLength: 2 }),
	fc.integer({ min: 0, max: LINE.length - 1 }),
);

it("agrees with a naive reading of the specification", () => {
	fc.assert(
		fc.property(subject, ([ranges, versions, place]) => {
			const version = LINE[place]!;
			const expected = versions.includes(version) || ranges.some((entry) => isAffectedByRange(entry, place));
			expect(judgeVersion(toAdvisory(ranges, versions), version).affected).toBe(expected);
			expect(isAffected(toAdvisory(ranges, versions), version)).toBe(expected);
			expect(mayAffect("npm", { ranges, versions }, version)).toBe(expected);
		}),
		{ numRuns: 5_000, seed: 1 },
	);
});

it("offers only fixes above the version, from low to high, each once, and only fixes of the record", () => {
	fc.assert(
		fc.property(subject, ([ranges, versions, place]) => {
			const judged = judgeVersion(toAdvisory(ranges, versions), LINE[place]!);
			if (judged.affected !== true) return;
			const places = judged.fixedIn.map(toPlace);
			const fixes = ranges.flatMap(({ events }) => events.filter(({ kind }) => kind === "fixed"));
			expect(places.every((fix) => fix > place)).toBe(true);
			expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
			expect(judged.fixedIn.every((fix) => fixes.some(({ version }) => version === fix))).toBe(true);
		}),
		{ numRuns: 2_000, seed: 2 },
	);
});

it("never throws, whatever text stands for versions", () => {
	const text = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "0", "*", "\0", "1.2.3-"));
	const kind = fc.constantFrom("introduced", "fixed", "last_affected", "limit") as fc.Arbitrary<AdvisoryEvent["kind"]>;
	const wild = fc.record({
		type: fc.constant("ECOSYSTEM" as const),
		events: fc.array(fc.record({ kind, version: text }), { maxLength: 5 }),
		lastKnownAffected: fc.option(text),
	});
	fc.assert(
		fc.property(
			fc.array(wild, { maxLength: 2 }),
			fc.array(text, { maxLength: 2 }),
			text,
			(ranges, versions, version) => {
				const { affected } = judgeVersion(toAdvisory(ranges, versions), version);
				expect([true, false, "unknown"]).toContain(affected);
				expect(mayAffect("npm", { ranges, versions }, version)).toBe(affected !== false);
			},
		),
		{ numRuns: 2_000, seed: 3 },
	);
});
