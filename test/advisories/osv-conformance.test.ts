/**
 * OSV documents of every kind the schema knows, and odd ones that it does not, from the JSON to the verdict on versions.
 * `valid` is what the rules of the schema say of the document (test/fixtures/osv/osv-1.7.rules.schema.json).
 */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it, test } from "vitest";
import { parseOsv } from "../../src/advisories/osv.ts";
import { judgeVersion } from "../../src/lib/affected.ts";
import { loadVersionOrders } from "../../src/lib/version-order.ts";
import type { Advisory } from "../../src/model.ts";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(JSON.parse(readFileSync("test/fixtures/osv/osv-1.7.rules.schema.json", "utf8")) as object);

beforeAll(() => loadVersionOrders(["PyPI", "Maven"]));

type Ecosystem = "npm" | "PyPI" | "Maven";
const NAMES: Record<Ecosystem, string> = { npm: "a", PyPI: "a", Maven: "g:a" };

function toRecord(affected: unknown, fields: object = {}): object {
	return { schema_version: "1.7.5", id: "GHSA-aaaa-aaaa-aaaa", modified: "2026-01-01T00:00:00Z", affected, ...fields };
}

/** One affected entry, its package and ranges filled in. */
function toEntry(ecosystem: string, ranges: readonly unknown[], fields: object = {}): object {
	return { package: { ecosystem, name: NAMES[ecosystem as Ecosystem] ?? "g:a" }, ranges, ...fields };
}

/** `i0 f1.2` -> introduced 0, fixed 1.2; `l` last affected, `m` limit; `?` an event of unknown kind. */
function toEvents(text: string): readonly object[] {
	const kinds: Record<string, string> = { i: "introduced", f: "fixed", l: "last_affected", m: "limit", "?": "since" };
	return text.split(" ").map((word) => ({ [kinds[word.charAt(0)] ?? ""]: word.slice(1) }));
}

function read(record: object): readonly Advisory[] {
	const reading = parseOsv(record);
	if (reading.kind !== "read") throw new Error(`not read but ${reading.kind}`);
	return reading.advisories;
}

/** Which of the versions are affected; `?` behind one that cannot be judged. */
function listAffected(record: object, versions: string): string {
	const advisories = read(record);
	return versions
		.split(" ")
		.flatMap((version) => {
			const verdicts = advisories.map((advisory) => judgeVersion(advisory, version).affected);
			return verdicts.includes(true) ? [version] : verdicts.includes("unknown") ? [`${version}?`] : [];
		})
		.join(" ");
}

const VERSIONS = "0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1 2.0.0 2.5.0 3.0.0";

describe.each([
	// what the schema gives as examples
	["every possible version", "i0", true, VERSIONS],
	["everything before a fix", "i0 f2.0.0", true, "0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1"],
	["several introductions and fixes", "i1.0.0 f1.1.0 i2.0.0 f2.5.0", true, "1.0.0 2.0.0"],
	["the last version that is affected", "i0 l2.0.0", true, "0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1 2.0.0"],
	["a limit", "i1.0.0 m2.0.0", true, "1.0.0 1.1.0 2.0.0-beta.1"],
	["a limit of infinity", "i1.0.0 m*", true, "1.0.0 1.1.0 2.0.0-beta.1 2.0.0 2.5.0 3.0.0"],
	[
		"several limits: below one of them is enough",
		"i0 m1.0.0 m2.0.0",
		true,
		"0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1",
	],
	// allowed, and odd
	["events out of order", "f2.5.0 i2.0.0 f1.1.0 i1.0.0", true, "1.0.0 2.0.0"],
	["fixed before it was introduced", "i2.0.0 f1.0.0", true, "2.0.0 2.5.0 3.0.0"],
	["fixed at once", "i1.0.0 f1.0.0", true, ""],
	["introduced again where it was fixed", "i0 f1.0.0 i1.0.0 f2.0.0", true, "0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1"],
	["two introductions without a fix between them", "i1.0.0 i2.0.0 f2.5.0", true, "1.0.0 1.1.0 2.0.0-beta.1 2.0.0"],
	["two fixes", "i0 f1.0.0 f2.0.0", true, "0.0.1 1.0.0-rc.1"],
	["a fix and an earlier limit", "i0 f2.5.0 m1.1.0", true, "0.0.1 1.0.0-rc.1 1.0.0"],
	["a pre-release as the fix", "i0 f2.0.0-beta.1", true, "0.0.1 1.0.0-rc.1 1.0.0 1.1.0"],
	["introduced by a pre-release", "i2.0.0-beta.1 l2.0.0", true, "2.0.0-beta.1 2.0.0"],
	// against the schema
	["nothing introduced", "f2.0.0", false, ""],
	[
		"last_affected and fixed in one range",
		"i0 l1.0.0 i1.1.0 f2.0.0",
		false,
		"0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1",
	],
	["events of unknown kind", "i1.0.0 ?1.1.0 f2.0.0", false, "1.0.0 1.1.0 2.0.0-beta.1"],
] as const)("%s: %s", (_, events, valid, affected) => {
	it.each(["npm", "PyPI", "Maven"] as const)("%s", (ecosystem) => {
		const type = ecosystem === "npm" ? "SEMVER" : "ECOSYSTEM";
		const record = toRecord([toEntry(ecosystem, [{ type, events: toEvents(events) }])]);
		expect(isValid(record)).toBe(valid);
		expect(listAffected(record, VERSIONS)).toBe(affected);
	});
});

describe("the parts of an entry", () => {
	const range = (events: string, type = "SEMVER") => ({ type, events: toEvents(events) });
	const git = { type: "GIT", repo: "https://example.invalid/a.git", events: [{ introduced: "0" }] };
	it.each([
		["no ranges, a list of versions", [toEntry("npm", [], { versions: ["1.0.0", "2.0.0"] })], true, "1.0.0 2.0.0"],
		[
			"a list beside ranges adds to them",
			[toEntry("npm", [range("i0 f1.0.0")], { versions: ["3.0.0"] })],
			true,
			"0.0.1 1.0.0-rc.1 3.0.0",
		],
		[
			"several ranges: any of them",
			[toEntry("npm", [range("i0 f1.0.0"), range("i2.5.0")])],
			true,
			"0.0.1 1.0.0-rc.1 2.5.0 3.0.0",
		],
		[
			"several entries for one package",
			[toEntry("npm", [range("i0 f1.0.0")]), toEntry("npm", [range("i3.0.0")])],
			true,
			"0.0.1 1.0.0-rc.1 3.0.0",
		],
		["commits only", [toEntry("npm", [git])], true, ""],
		["commits, and a list of versions", [toEntry("npm", [git], { versions: ["1.1.0"] })], true, "1.1.0"],
		["commits, and a range", [toEntry("npm", [git, range("i2.0.0 l2.0.0")])], true, "2.0.0"],
		[
			"an event of two kinds",
			[toEntry("npm", [{ type: "SEMVER", events: [{ introduced: "1.0.0", fixed: "2.0.0" }] }])],
			false,
			"1.0.0 1.1.0 2.0.0-beta.1",
		],
		["an empty range", [toEntry("npm", [{ type: "SEMVER", events: [] }, range("i2.5.0")])], false, "2.5.0 3.0.0"],
		["a range of unknown type", [toEntry("npm", [range("i0", "CALVER"), range("i3.0.0")])], false, "3.0.0"],
		["a range without a type", [toEntry("npm", [{ events: [{ introduced: "0" }] }, range("i3.0.0")])], false, "3.0.0"],
		["no objects among them", [null, 7, toEntry("npm", [null, range("i3.0.0"), "x"])], false, "3.0.0"],
		[
			"a bound that cannot be read",
			[toEntry("npm", [range("i0 fsoon"), range("i3.0.0")])],
			true,
			VERSIONS.split(" ")
				.map((version) => (version === "3.0.0" ? version : `${version}?`))
				.join(" "),
		],
		["other ecosystems", [toEntry("Debian:12", [range("i0", "ECOSYSTEM")]), toEntry("Go", [range("i0")])], true, ""],
		[
			"an ecosystem with a repository as its suffix",
			[toEntry("Maven:https://repo.example.invalid/", [range("i2.5.0", "ECOSYSTEM")])],
			true,
			"2.5.0 3.0.0",
		],
		["no entries", [], true, ""],
	] as [string, object[], boolean, string][])("%s", (_, affected, valid, expected) => {
		const record = toRecord(affected);
		expect(isValid(record)).toBe(valid);
		expect(listAffected(record, VERSIONS)).toBe(expected);
	});

	test("no list of entries at all is a record about nothing", () => {
		const { affected: _, ...record } = toRecord([]) as Record<string, unknown>;
		expect([isValid(record), parseOsv(record)]).toEqual([
			true,
			expect.objectContaining({ kind: "read", advisories: [] }),
		]);
	});

	it.each([
		["<= 2.0.0", "0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1 2.0.0"],
		["< 2.0.0", "0.0.1 1.0.0-rc.1 1.0.0 1.1.0 2.0.0-beta.1"],
		["unknown", VERSIONS],
	])("last_known_affected_version_range %s ends a range that nothing else ends", (known, expected) => {
		const fields = { database_specific: { last_known_affected_version_range: known } };
		expect(listAffected(toRecord([toEntry("npm", [range("i0")], fields)]), VERSIONS)).toBe(expected);
		expect(listAffected(toRecord([toEntry("npm", [range("i0 f3.0.0")], fields)]), "2.5.0")).toBe("2.5.0");
	});
});

describe("one version in several spellings", () => {
	it.each([
		[
			"PyPI",
			["1.0", "2.0rc1", "3.0.post1"],
			"1.0.0 1.0 v1.0 1 1.0+local 2.0-RC.1 2.0 3.0-1 2004d",
			"1.0.0 1.0 v1.0 1 2.0-RC.1 3.0-1",
		],
		["Maven", ["1.0", "2.0-RC1"], "1.0.0 1 1.0.Final 1.0-1 2.0.rc1 2.0-cr-1 2.0", "1.0.0 1 1.0.Final 2.0.rc1 2.0-cr-1"],
		["npm", ["1.0.0"], "1.0.0 1.0.0+build v1.0.0", "1.0.0"],
	])("%s: %j lists, of %s", (ecosystem, versions, asked, expected) => {
		expect(listAffected(toRecord([toEntry(ecosystem, [], { versions })]), asked)).toBe(expected);
	});

	test("PyPI names are one in any case and with any separator", () => {
		const [advisory] = read(toRecord([{ package: { ecosystem: "PyPI", name: "Zope.Interface" }, versions: ["1"] }]));
		expect(advisory?.name).toBe("Zope.Interface");
	});
});

describe("the order that decides is the ecosystem's", () => {
	it.each([
		[
			"PyPI",
			"i1.0a1 f1.0.post1",
			"1.0.dev1 1.0a1 1.0rc2 1.0 1.0+local 1.0.post1.dev1 1.0.post1 1!0.1",
			"1.0a1 1.0rc2 1.0 1.0+local 1.0.post1.dev1",
		],
		["PyPI", "i0 f9007199254740993", "9007199254740992 9007199254740993 9007199254740994", "9007199254740992"],
		[
			"Maven",
			"i1.0-alpha-1 f1.0.1",
			"1.0-SNAPSHOT 1.0-alpha-1 1.0-a2 1.0 1.0.Final 1.0-sp 1.0-1 1.0.1",
			"1.0-SNAPSHOT 1.0-alpha-1 1.0-a2 1.0 1.0.Final 1.0-sp 1.0-1",
		],
		[
			"Maven",
			"i9.4.0.v20170101 f9.4.51.v20230217",
			"9.4.17.v20190418 9.4.51.v20230217 9.4.51 10.0.0",
			"9.4.17.v20190418 9.4.51",
		],
	])("%s %s", (ecosystem, events, versions, expected) => {
		const record = toRecord([toEntry(ecosystem, [{ type: "ECOSYSTEM", events: toEvents(events) }])]);
		expect(listAffected(record, versions)).toBe(expected);
	});

	test("fixes are offered in it", () => {
		const ranges = ["i0 f1.10", "i0 f1.9.post1", "i0 f1.10rc1"].map((events) => ({
			type: "ECOSYSTEM",
			events: toEvents(events),
		}));
		const [advisory] = read(toRecord([toEntry("PyPI", ranges)]));
		expect(advisory && judgeVersion(advisory, "1.2")).toEqual({
			affected: true,
			confidence: "high",
			fixedIn: ["1.9.post1", "1.10rc1", "1.10"],
		});
	});
});

describe("severity", () => {
	const V2 = { type: "CVSS_V2", score: "AV:N/AC:L/Au:N/C:P/I:P/A:P" };
	const V3 = { type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" };
	const V4 = { type: "CVSS_V4", score: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" };
	const UBUNTU = { type: "Ubuntu", score: "medium" };
	const of = (record: unknown, affected: unknown) => {
		const entry = toEntry(
			"npm",
			[{ type: "SEMVER", events: toEvents("i0") }],
			affected === undefined ? {} : { severity: affected },
		);
		const whole = toRecord([entry], record === undefined ? {} : { severity: record });
		const [advisory] = read(whole);
		return [isValid(whole), advisory?.severity, advisory?.score];
	};
	it.each([
		["of the record", [V3], undefined, [true, "high", 7.5]],
		["of the package", undefined, [V3], [true, "high", 7.5]],
		["of both: the package's", [V4], [V2], [false, "high", 7.5]],
		["null for the record", null, undefined, [true, "unknown", null]],
		["null for the package: the record's", [V3], null, [true, "high", 7.5]],
		["empty", [], [], [false, "unknown", null]],
		["of a foreign type alone", [UBUNTU], undefined, [true, "unknown", null]],
		["of a foreign type beside CVSS", [UBUNTU, V4], undefined, [true, "critical", 9.3]],
		["of a foreign type for the package: the record's", [V3], [UBUNTU], [false, "high", 7.5]],
		["no list", "high", undefined, [false, "unknown", null]],
		["a number in place of a vector", [{ type: "CVSS_V3", score: 9.8 }], undefined, [false, "unknown", null]],
	] as const)("%s", (_, record, affected, expected) => {
		expect(of(record, affected)).toEqual(expected);
	});
});

test.each([
	["withdrawn", { withdrawn: "2025-01-01T00:00:00Z" }, "withdrawn"],
	["not withdrawn", { withdrawn: null }, "read"],
	["withdrawn at no time", { withdrawn: "" }, "read"],
])("%s", (_, fields, kind) => {
	expect(parseOsv(toRecord([], fields)).kind).toBe(kind);
});
