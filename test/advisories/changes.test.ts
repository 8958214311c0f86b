import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareInstants, toInstant } from "../../src/advisories/instant.ts";
import { findChanges } from "../../src/advisories/update/changes.ts";
import { KnownRecords } from "../../src/advisories/update/known-records.ts";
import { readListing } from "../../src/advisories/update/listing.ts";

describe("the order of times", () => {
	it("is by value, with fractions of any length and any zone", () => {
		const inOrder = [
			"nonsense",
			"2026-01-02T03:04:05Z",
			"2026-01-02T03:04:05.000000000001Z",
			"2026-01-02T03:04:05.05Z",
			"2026-01-02T03:04:05.1Z",
			"2026-01-02T03:04:05.100001Z",
			"2026-01-02T03:04:05.12Z",
			"2026-01-02T01:04:06.5-02:00",
			"2026-01-02T03:04:07Z",
		];
		for (const [at, a] of inOrder.entries()) {
			for (const [other, b] of inOrder.entries())
				expect(Math.sign(compareInstants(a, b)), `${a} ${b}`).toBe(Math.sign(at - other));
		}
		expect(compareInstants("2026-01-02T03:04:05.1Z", "2026-01-02T05:04:05.100+02:00")).toBe(0);
	});

	it("is that of the dates, for dates", () => {
		const time = fc.date({ min: new Date("1971-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
		fc.assert(
			fc.property(time, time, (a, b) => {
				expect(compareInstants(a.toISOString(), b.toISOString())).toBe(Math.sign(a.getTime() - b.getTime()));
			}),
		);
	});

	it.each([
		"",
		"2026",
		"2026-01-02",
		"2026-13-02T03:04:05Z",
		"2026-01-02T03:04:05",
		"2026-01-02 03:04:05Z",
		"x2026-01-02T03:04:05Z",
	])("%j is no time", (text) => {
		expect(toInstant(text)).toBeUndefined();
	});
});

describe("a list of an export", () => {
	function read(text: string): (readonly [string, string])[] {
		const lines: (readonly [string, string])[] = [];
		readListing(text, (id, modified) => lines.push([id, modified]));
		return lines;
	}

	it("is read line by line, whatever its order and line ends", () => {
		expect(
			read("2026-01-02T03:04:05.1Z,GHSA-1\n2026-01-02T03:04:05Z,GHSA-2\r\n2026-01-02T03:04:06Z,[EMPTY]/GHSA-3\n"),
		).toEqual([
			["GHSA-1", "2026-01-02T03:04:05.1Z"],
			["GHSA-2", "2026-01-02T03:04:05Z"],
		]);
	});

	it.each([
		["nothing", ""],
		["a last line without its end", "2026-01-02T03:04:05Z,GHSA-1\n2026-01-02T03:04:05Z,GHS"],
		["a line without a time", "GHSA-1\n"],
		["a time that is none", "yesterday,GHSA-1\n"],
		["an empty line", "2026-01-02T03:04:05Z,GHSA-1\n\n"],
	])("is refused as a whole with %s", (_, text) => {
		expect(() => read(text)).toThrow(RangeError);
	});
});

describe("changes", () => {
	const known = new KnownRecords();
	known.add("A-1", "2026-01-01T00:00:00.5Z", 3);
	known.add("A-1", "2026-01-01T00:00:00.5Z", 9);
	known.add("A-1", "2026-01-01T00:00:00.5Z", 9);
	known.add("A-2", "2026-01-02T00:00:00Z");
	known.add("A-3", "2026-01-03T00:00:00Z", 0);

	it("are found in lists of several ecosystems, each record once", () => {
		const changes = findChanges(
			known,
			new Map([
				["npm", "2026-01-01T00:00:00.50Z,A-1\n2026-01-04T00:00:00Z,A-4\n2026-01-02T00:00:01Z,A-2\n"],
				["PyPI", "2026-01-04T00:00:01Z,A-4\n2026-01-02T00:00:00Z,A-2\n"],
			]),
		);
		expect(changes).toEqual({
			newest: new Map([
				["npm", "2026-01-04T00:00:00Z"],
				["PyPI", "2026-01-04T00:00:01Z"],
			]),
			changed: new Map([
				["A-4", { ecosystem: "PyPI", modified: "2026-01-04T00:00:01Z" }],
				["A-2", { ecosystem: "npm", modified: "2026-01-02T00:00:01Z" }],
			]),
			vanished: ["A-3"],
		});
	});

	it("know where a record is", () => {
		const buckets = ["A-1", "A-2", "A-3"].map((id) => known.buckets(known.number(id)!));
		expect(buckets).toEqual([[3, 9], [], [0]]);
		expect([0, 1, 2].map((number) => known.isIdle(number))).toEqual([false, true, false]);
	});
});
