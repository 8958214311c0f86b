import { describe, expect, it } from "vitest";
import { parseOsv } from "../../src/advisories/osv.ts";
import type { Advisory } from "../../src/model.ts";

const NPM = { package: { ecosystem: "npm", name: "a" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] };
const V2 = { type: "CVSS_V2", score: "AV:N/AC:L/Au:N/C:N/I:N/A:P" };
const V30 = { type: "CVSS_V3", score: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" };
const V31 = { type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" };
const V4 = {
	type: "CVSS_V4",
	score: "CVSS:4.0/AV:N/AC:H/AT:N/PR:L/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N/E:P",
};

function toRecord(fields: object = {}): object {
	return { id: "GHSA-1", modified: "2026-01-01T00:00:00Z", affected: [NPM], ...fields };
}

function read(fields: object = {}): readonly Advisory[] {
	const reading = parseOsv(toRecord(fields));
	if (reading.kind !== "read") throw new Error(`not read but ${reading.kind}`);
	return reading.advisories;
}

it("reads a whole record", () => {
	const record = toRecord({
		schema_version: "1.7.0",
		published: "2025-12-31T00:00:00Z",
		aliases: ["CVE-2026-0002", "CVE-2026-0001", "GHSA-1", 7, "not an id"],
		summary: "Prototype\u001b[31m pollution\u202e in a",
		details: "Prose.",
		severity: [V31],
		affected: [
			{
				package: { ecosystem: "npm", name: "a", purl: "pkg:npm/a" },
				ranges: [
					{ type: "GIT", repo: "https://example.invalid", events: [{ introduced: "0" }] },
					{ type: "SEMVER", events: [{ fixed: "1.2.0" }, { introduced: "1.0.0" }] },
				],
				versions: ["1.0.0", "1.0.0", "1.1.0"],
				database_specific: { last_known_affected_version_range: "<= 1.1.9", source: "s" },
			},
		],
		database_specific: { severity: "LOW", cwe_ids: ["CWE-1321", "CWE-79", "CWE-none"] },
	});
	expect(parseOsv(record)).toEqual({
		kind: "read",
		id: "GHSA-1",
		modified: "2026-01-01T00:00:00Z",
		skipped: [],
		advisories: [
			{
				id: "GHSA-1",
				aliases: ["CVE-2026-0001", "CVE-2026-0002"],
				ecosystem: "npm",
				name: "a",
				title: "Prototype[31m pollution in a",
				malicious: false,
				severity: "high",
				score: 7.5,
				cwes: ["CWE-79", "CWE-1321"],
				ranges: [
					{
						type: "SEMVER",
						events: [
							{ kind: "introduced", version: "1.0.0" },
							{ kind: "fixed", version: "1.2.0" },
						],
						lastKnownAffected: "<= 1.1.9",
					},
				],
				versions: ["1.0.0", "1.1.0"],
				modified: "2026-01-01T00:00:00Z",
			},
		],
	});
});

describe("severity", () => {
	it.each([
		["the newest CVSS version counts, not the highest score", [V2, V30, V31, V4], "HIGH", ["low", 2.3]],
		["3.1 before 3.0", [V30, V31], undefined, ["high", 7.5]],
		["3.0", [V30, V2], undefined, ["critical", 9.8]],
		["2.0", [V2], undefined, ["medium", 5]],
		[
			"the highest of one version",
			[V31, { ...V31, score: V30.score.replace("3.0", "3.1") }],
			undefined,
			["critical", 9.8],
		],
		[
			"a vector that cannot be computed gives way",
			[{ type: "CVSS_V4", score: "CVSS:4.0/AV:Q" }, V31],
			"LOW",
			["high", 7.5],
		],
		["a vector that is cut short", [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L" }], "LOW", ["low", null]],
		["a vector of another version than its type says", [{ type: "CVSS_V4", score: V31.score }], "LOW", ["low", null]],
		["a score of nothing at all", [{ type: "CVSS_V3", score: V31.score.replace("A:H", "A:N") }], "HIGH", ["low", 0]],
		["types that nobody knows", [{ type: "Ubuntu", score: "low" }, null, 3], "CRITICAL", ["critical", null]],
		["no list", null, "MODERATE", ["medium", null]],
		["the word in any case", undefined, "medium", ["medium", null]],
		["a word that nobody knows", undefined, "SEVERE", ["unknown", null]],
		["nothing", undefined, undefined, ["unknown", null]],
	])("%s", (_, severity, word, expected) => {
		const [advisory] = read({ severity, database_specific: { severity: word } });
		expect([advisory?.severity, advisory?.score]).toEqual(expected);
	});

	it("of the affected package goes before that of the record", () => {
		const affected = [
			{ ...NPM, severity: [V2] },
			{ ...NPM, package: { ecosystem: "npm", name: "b" }, database_specific: { severity: "LOW" } },
		];
		const [a, b] = read({ affected, severity: [V31], database_specific: { severity: "CRITICAL" } });
		expect([a?.score, b?.score]).toEqual([5, 7.5]);
		const [, low] = read({ affected, database_specific: { severity: "CRITICAL" } });
		expect(low?.severity).toBe("low");
	});
});

describe("malware", () => {
	it.each([
		["by its id", { id: "MAL-2026-1" }, true],
		["by its weakness", { database_specific: { cwe_ids: ["CWE-506"] } }, true],
		[
			"by its weakness, as malicious-packages writes it",
			{ affected: [{ ...NPM, database_specific: { cwes: [{ cweId: "CWE-506" }] } }] },
			true,
		],
		["not by an alias alone", { aliases: ["MAL-2026-1"] }, false],
	])("%s", (_, fields, malicious) => {
		const [advisory] = read(fields);
		expect(advisory).toMatchObject({ malicious, severity: malicious ? "critical" : "unknown" });
	});
});

describe("affected packages", () => {
	it("keeps the ranges of several entries for one package together, each with its last known version", () => {
		const entry = (introduced: string, known: string) => ({
			package: { ecosystem: "npm", name: "a" },
			ranges: [{ type: "SEMVER", events: [{ introduced }] }],
			database_specific: { last_known_affected_version_range: known },
		});
		const [advisory, ...others] = read({ affected: [entry("1.0.0", "<= 1.9.0"), entry("2.0.0", "< 2.5.0")] });
		expect(others).toEqual([]);
		expect(advisory?.ranges.map(({ lastKnownAffected }) => lastKnownAffected)).toEqual(["<= 1.9.0", "< 2.5.0"]);
	});

	it("gives one advisory per package, and counts what it leaves out", () => {
		const reading = parseOsv(
			toRecord({
				affected: [
					NPM,
					{ package: { ecosystem: "PyPI", name: "b" }, versions: ["1"] },
					{ package: { ecosystem: "Maven:https://example.invalid/", name: "g:c" }, versions: ["1"] },
					{ package: { ecosystem: "Go", name: "d" }, versions: ["1"] },
					{ package: { ecosystem: "npm", name: "" }, versions: ["1"] },
					{ package: { ecosystem: "npm", name: "half\ud800" }, versions: ["1"] },
					{ package: { ecosystem: "npm", name: "e" } },
					{ package: { ecosystem: "npm", name: "f" }, ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] },
					{ package: { name: "g" } },
					"nonsense",
				],
			}),
		);
		expect(reading.kind === "read" && reading.advisories.map(({ ecosystem, name }) => `${ecosystem} ${name}`)).toEqual([
			"npm a",
			"PyPI b",
			"Maven g:c",
		]);
		expect(reading.kind === "read" && reading.skipped).toEqual([
			"other ecosystem",
			"package name that cannot be one",
			"package name that cannot be one",
			"affected entry without versions",
			"affected entry without versions",
			"affected entry without a package",
			"affected entry without a package",
		]);
	});

	it("takes a bare number for the version it was meant to be", () => {
		const affected = [{ ...NPM, ranges: [{ type: "SEMVER", events: [{ introduced: 0 }, { fixed: "1.0.0" }] }] }];
		expect(read({ affected })[0]?.ranges[0]?.events[0]).toEqual({ kind: "introduced", version: "0" });
	});
});

it.each([
	["no summary: the first line of the details", { details: "\n## Overview\nMore" }, "Overview"],
	["neither: the id", { summary: "\u200b" }, "GHSA-1"],
	["a long one is cut", { summary: "x".repeat(500) }, `${"x".repeat(199)}…`],
])("title: %s", (_, fields, title) => {
	expect(read(fields)[0]?.title).toBe(title);
});

it("gives each package of a record its own name in a summary that ends with one of them", () => {
	const affected = ["acorn", "minimist"].map((name) => ({ ...NPM, package: { ecosystem: "npm", name } }));
	const titles = (summary: string) => read({ summary, affected }).map(({ title }) => title);
	expect(titles("Prototype pollution in acorn")).toEqual([
		"Prototype pollution in acorn",
		"Prototype pollution in minimist",
	]);
	expect(titles("Flaw in parsers")).toEqual(["Flaw in parsers", "Flaw in parsers"]);
});

it.each([
	["modified", { modified: "2026-02-02T03:04:05.678Z" }, "2026-02-02T03:04:05.678Z"],
	[
		"published in its place",
		{ modified: "yesterday", published: "2026-03-03T00:00:00+02:00" },
		"2026-03-03T00:00:00+02:00",
	],
	["undated", { modified: 5 }, "1970-01-01T00:00:00Z"],
])("date: %s", (_, fields, modified) => {
	expect(read(fields)[0]?.modified).toBe(modified);
});

it.each([
	[
		"a withdrawn record",
		toRecord({ withdrawn: "2026-01-01T00:00:00Z" }),
		{ kind: "withdrawn", id: "GHSA-1", modified: "2026-01-01T00:00:00Z" },
	],
	[
		"a record that is not withdrawn after all",
		toRecord({ withdrawn: null, affected: [] }),
		{ kind: "read", id: "GHSA-1", modified: "2026-01-01T00:00:00Z", advisories: [], skipped: [] },
	],
	["no object", [1], { kind: "malformed", reason: "not an object" }],
	["nothing", undefined, { kind: "malformed", reason: "not an object" }],
	["no id", toRecord({ id: 7 }), { kind: "malformed", reason: "no usable id" }],
	["an id with a line end", toRecord({ id: "GHSA-1\n" }), { kind: "malformed", reason: "no usable id" }],
	["no affected packages", toRecord({ affected: {} }), { kind: "malformed", reason: "no list of affected packages" }],
])("%s", (_, record, expected) => {
	expect(parseOsv(record)).toEqual(expected);
});
