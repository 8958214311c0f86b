/** docs/fnsift.schema.json and the code that reads the file accept and refuse the same documents. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { JUSTIFICATIONS } from "../../src/lib/justifications.ts";
import { FINDING_KINDS } from "../../src/model.ts";
import { parseConfig } from "../../src/policy/config/parse.ts";
import { PACKAGE_FORM } from "../../src/policy/selector.ts";

const schema = JSON.parse(readFileSync(new URL("../../docs/fnsift.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv2020({ allowUnionTypes: true, strictRequired: false });
addFormats.default(ajv, ["date"]);
const validate = ajv.compile(schema);

function isRead(document: unknown): boolean {
	try {
		parseConfig(JSON.stringify(document), "fnsift.yaml");
		return true;
	} catch (error) {
		if (error instanceof UsageError) return false;
		throw error;
	}
}

const WAIVER = { id: "CVE-2021-44906", reason: "no request reaches it", expires: "2027-01-01" };

const ACCEPTED: readonly unknown[] = [
	null,
	{},
	{ failOn: "high" },
	{ failOn: "moderate", omit: "dev", allowGaps: false },
	{ failOn: {} },
	{ failOn: { severity: "never", confidence: "low", kinds: {}, epss: 0, kev: false } },
	{ failOn: { kinds: Object.fromEntries(FINDING_KINDS.map((kind) => [kind, "any"])) } },
	{ failOn: { kinds: { malicious: { severity: "any", confidence: "high" } }, epss: 1 } },
	{ allowGaps: [] },
	{ allowGaps: ["layer-unreadable"] },
	{ omit: ["dev", "optional", "peer", "dev"] },
	{ maxDatabaseAge: "07d" },
	{ overrides: [] },
	{ overrides: [{ targets: "a/**", failOn: "any", onlyFixable: true, onlyReachable: true }] },
	{ overrides: [{ targets: ["a", "b"] }] },
	{ waivers: [] },
	{ waivers: [WAIVER, WAIVER] },
	{ waivers: [{ ...WAIVER, id: [WAIVER.id, "GHSA-w5hq-g745-h8pq"], scope: ["a", "b"] }] },
	{ waivers: [{ ...WAIVER, id: "fnsift/typosquat", package: "crossenv" }] },
	{ waivers: JUSTIFICATIONS.map((justification) => ({ ...WAIVER, justification })) },
	{ waivers: [{ ...WAIVER, reason: `${"𝒳".repeat(1_000)}`, expires: "2028-02-29" }] },
	...[
		"minimist",
		"@s/n",
		"a@1.0.0",
		"a@<1",
		"a@>=1 <2",
		"a@>=1, <2",
		"pkg:npm/%40s/n@1.0.0",
		"pkg:npm/@s/n",
		"pkg:maven/g/a",
		"g:a",
	].map((name) => ({ waivers: [{ ...WAIVER, package: name }] })),
];

const REFUSED: readonly unknown[] = [
	[],
	"high",
	{ failOn: "hihg" },
	{ failOn: "unknown" },
	{ failOn: null },
	{ failOn: ["high"] },
	{ failOn: { epss: 1.01 } },
	{ failOn: { epss: "0.5" } },
	{ failOn: { kinds: { malware: "any" } } },
	{ failOn: { kinds: { malicious: { confidence: "high" } } } },
	{ failOn: { kinds: "any" } },
	{ failon: "high" },
	{ allowGaps: "yes" },
	{ allowGaps: ["A"] },
	{ allowGaps: Array.from({ length: 101 }, () => "a") },
	{ omit: [] },
	{ omit: "prod" },
	{ onlyFixable: 1 },
	{ maxDatabaseAge: "7" },
	{ maxDatabaseAge: 7 },
	{ maxDatabaseAge: "123456d" },
	{ overrides: {} },
	{ overrides: [{ failOn: "high" }] },
	{ overrides: [{ targets: [] }] },
	{ overrides: [{ targets: "" }] },
	{ overrides: [{ targets: "a", waivers: [] }] },
	{ overrides: [{ targets: "a".repeat(501) }] },
	{ waivers: WAIVER },
	{ waivers: ["CVE-2021-44906"] },
	...Object.keys(WAIVER).map((key) => ({ waivers: [{ ...WAIVER, [key]: undefined }] })),
	...Object.keys(WAIVER).map((key) => ({ waivers: [{ ...WAIVER, [key]: "" }] })),
	{ waivers: [{ ...WAIVER, id: [] }] },
	{ waivers: [{ ...WAIVER, id: "CVE 2021" }] },
	{ waivers: [{ ...WAIVER, id: "fnsift/typosquat" }] },
	{ waivers: [{ ...WAIVER, id: ["CVE-2021-44906", "FNSIFT/typosquat"] }] },
	{ waivers: [{ ...WAIVER, reason: "𝒳".repeat(1_001) }] },
	{ waivers: [{ ...WAIVER, expires: "2027-02-29" }] },
	{ waivers: [{ ...WAIVER, expires: "2027-13-01" }] },
	{ waivers: [{ ...WAIVER, expires: "2027-1-1" }] },
	{ waivers: [{ ...WAIVER, expires: null }] },
	{ waivers: [{ ...WAIVER, justification: "because" }] },
	...["", "a b", "a@", "a@^1", "a@1 || 2", "a/b", "pkg:gem/rails", "pkg:npm/a?x=y", "@a"].map((name) => ({
		waivers: [{ ...WAIVER, package: name }],
	})),
];

describe("docs/fnsift.schema.json", () => {
	test.each(ACCEPTED.map((document) => [document]))("accepts %j, as the code does", (document) => {
		expect({ schema: validate(document), code: isRead(document) }).toEqual({ schema: true, code: true });
	});

	test.each(REFUSED.map((document) => [document]))("refuses %j, as the code does", (document) => {
		const json = JSON.parse(JSON.stringify(document));
		expect({ schema: validate(json), code: isRead(json) }).toEqual({ schema: false, code: false });
	});

	test("agrees with the code on documents that nobody thought of", () => {
		let accepted = 0;
		const runs = 4_000;
		fc.assert(
			fc.property(documents(), (document) => {
				const json = JSON.parse(JSON.stringify(document));
				const bySchema = validate(json);
				expect({ document: json, read: isRead(json) }).toEqual({ document: json, read: bySchema });
				if (bySchema) accepted += 1;
			}),
			{ numRuns: runs },
		);
		expect(accepted).toBeGreaterThan(runs / 20);
		expect(accepted).toBeLessThan(runs - runs / 20);
	});

	test("has the code's own lists", () => {
		expect(Object.keys(schema.properties.failOn.anyOf[1].properties.kinds.properties).sort()).toEqual(
			[...FINDING_KINDS].sort(),
		);
		expect(schema.$defs.waiver.properties.package.pattern).toBe(PACKAGE_FORM);
		expect(schema.$defs.waiver.properties.justification.enum).toEqual(JUSTIFICATIONS);
		const { targets, ...override } = schema.properties.overrides.items.properties;
		expect(targets).toBeDefined();
		for (const [key, value] of Object.entries(override)) expect(value).toEqual(schema.properties[key]);
	});
});

/** Mostly what a policy may say, now and then anything else. */
function documents(): fc.Arbitrary<unknown> {
	const junk = fc.oneof(
		fc.constantFrom(null, true, 0, -1, 0.5, "", "x", [], {}, ["x"], "a@b@c", "__proto__"),
		fc.jsonValue({ maxDepth: 2 }),
	);
	const rarely = (value: fc.Arbitrary<unknown>) =>
		fc.oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: junk });
	const oneOrMore = (value: fc.Arbitrary<unknown>) => fc.oneof(value, fc.array(value, { maxLength: 3 }));
	const threshold = rarely(fc.constantFrom("critical", "high", "medium", "moderate", "low", "any", "never"));
	const confidence = rarely(fc.constantFrom("high", "medium", "low"));
	const record = (fields: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) =>
		fc.oneof(
			{ weight: 20, arbitrary: fc.record(fields, { requiredKeys }) },
			{ weight: 1, arbitrary: fc.record({ ...fields, surplus: junk }, { requiredKeys: ["surplus"] }) },
		);
	const level = fc.oneof(threshold, record({ severity: threshold, confidence }, ["severity"]));
	const glob = rarely(fc.constantFrom("a/**", "*.zip", "arn:aws:lambda:*", " "));
	const gate = {
		failOn: fc.oneof(
			threshold,
			record({
				severity: threshold,
				confidence,
				kinds: record(Object.fromEntries(FINDING_KINDS.map((kind) => [kind, level]))),
				epss: rarely(fc.double({ min: 0, max: 1, noNaN: true })),
				kev: rarely(fc.boolean()),
			}),
		),
		allowGaps: rarely(
			fc.oneof(fc.boolean(), fc.array(fc.constantFrom("layer-unreadable", "a", "a-", "A"), { maxLength: 2 })),
		),
		omit: oneOrMore(rarely(fc.constantFrom("dev", "optional", "peer"))),
		onlyFixable: rarely(fc.boolean()),
		onlyReachable: rarely(fc.boolean()),
	};
	const day = fc
		.tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 30 }))
		.map(([year, month, date]) =>
			[String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(date).padStart(2, "0")].join("-"),
		);
	const part = fc.constantFrom(
		"a",
		"@s/n",
		"pkg:npm/a",
		"pkg:maven/g/a",
		"@1.0.0",
		"@<2",
		"@>=1 <2",
		"@>=1,<2",
		" ",
		"@",
		"%40",
		"^1",
		"/b",
	);
	const waiver = record(
		{
			id: oneOrMore(
				rarely(fc.constantFrom("CVE-2021-44906", "GHSA-w5hq-g745-h8pq", "fnsift/typosquat", "fs1-00", "A B")),
			),
			package: rarely(fc.array(part, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(""))),
			scope: oneOrMore(glob),
			reason: rarely(fc.string({ minLength: 1, maxLength: 5 })),
			expires: rarely(day),
			justification: rarely(fc.constantFrom(...JUSTIFICATIONS)),
		},
		["id", "reason", "expires"],
	);
	return fc.oneof(
		{
			weight: 40,
			arbitrary: record({
				...gate,
				maxDatabaseAge: rarely(fc.nat({ max: 999_999 }).map((days) => `${days}d`)),
				updateFrom: rarely(
					fc.oneof(
						{ weight: 20, arbitrary: fc.constantFrom("https://mirror.example/osv", "http://127.0.0.1:8080") },
						{ weight: 1, arbitrary: fc.webUrl() },
						{ weight: 1, arbitrary: fc.constantFrom("https://a:b@c.d/", "ftp://a.b", "https://", "") },
					),
				),
				overrides: rarely(fc.array(record({ targets: oneOrMore(glob), ...gate }, ["targets"]), { maxLength: 2 })),
				waivers: rarely(fc.array(waiver, { maxLength: 2 })),
			}),
		},
		{ weight: 1, arbitrary: junk },
	);
}
