import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import {
	CONFIDENCES,
	type DatabaseInfo,
	ECOSYSTEMS,
	EVIDENCE,
	FINDING_KINDS,
	FIX_ACTIONS,
	type Finding,
	type FindingWaiver,
	type Fix,
	type FixImpact,
	PACKAGE_SOURCES,
	type Package,
	type ReasonKind,
	type Report,
	SCOPES,
	SEVERITIES,
	STAGES,
	TARGET_KINDS,
	type Verdict,
	WAIVER_SOURCE_KINDS,
	WAIVER_STATES,
	type WarningKind,
} from "../../src/model.ts";
import { json } from "../../src/report/json.ts";
import { makeMutations, type Schema, visit } from "./mutations.ts";
import { SAMPLES } from "./samples.ts";

const schema = JSON.parse(readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8")) as Schema;
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

async function toDocument(report: Report): Promise<unknown> {
	return JSON.parse(await json.render(report, { columns: 80, color: false }));
}

/** One document that holds every field, each array filled, and is small enough to break in hundreds of ways. */
function makeFullDocument(): Promise<unknown> {
	const targets = ["vulnerable", "malicious", "exploited"].flatMap((name) => SAMPLES.get(name)!.targets);
	const small = targets.map((target) => ({
		...target,
		graph: { ...target.graph, packages: target.graph.packages.filter(({ name }) => !name.startsWith("filler-")) },
	}));
	const { database } = SAMPLES.get("exploited")!;
	return toDocument(markAll({ ...SAMPLES.get("vulnerable")!, database, targets: small }));
}

describe("docs/report.schema.json", () => {
	test.each([...SAMPLES])("accepts the report of sample %s", async (_, report) => {
		const document = await toDocument(report);
		expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
	});

	test("requires every field it knows, and knows every field", () => {
		const objects = listSchemas(schema).filter(({ properties }) => properties !== undefined);
		for (const { properties, required, additionalProperties } of objects) {
			expect(required).toEqual(Object.keys(properties ?? {}));
			expect(additionalProperties).toBe(false);
		}
		expect(objects.length).toBeGreaterThan(12);
	});

	test("describes every field", () => {
		for (const { properties = {} } of listSchemas(schema)) {
			for (const [name, property] of Object.entries(properties)) {
				expect(property.description ?? property.$ref, name).toMatch(/.+/);
			}
		}
	});

	test("has the model's closed lists, neither more nor less", () => {
		const gap = schema.$defs?.gap?.properties ?? {};
		const target = schema.$defs?.target?.properties ?? {};
		const item = schema.$defs?.package?.properties ?? {};
		const finding = schema.$defs?.finding?.properties ?? {};
		const fix = schema.$defs?.fix?.properties ?? {};
		const root = schema.properties ?? {};
		const summary = root.summary?.properties ?? {};
		expect({
			severity: schema.$defs?.severity?.enum,
			summary: Object.keys(summary.findings?.properties ?? {}),
			confidence: schema.$defs?.confidence?.enum,
			ecosystem: schema.$defs?.ecosystem?.enum,
			stage: gap.stage?.enum,
			kind: target.kind?.enum,
			source: item.source?.enum,
			evidence: item.evidence?.items?.enum,
			scope: item.scope?.enum,
			relation: item.relation?.enum,
			finding: finding.kind?.enum,
			action: fix.action?.enum,
			breaking: fix.breaking?.enum,
			verified: fix.verified?.enum,
			basis: fix.impact?.properties?.basis?.enum,
			database: root.database?.properties?.source?.enum,
			exitCode: root.verdict?.properties?.exitCode?.enum,
			reason: root.verdict?.properties?.reasons?.items?.properties?.kind?.enum,
			warning: root.verdict?.properties?.warnings?.items?.properties?.kind?.enum,
			waiver: root.policy?.properties?.waivers?.items?.properties?.state?.enum,
			waiverSource: schema.$defs?.waiver?.properties?.source?.properties?.kind?.enum,
			known: root.policy?.properties?.baseline?.properties?.removable?.items?.properties?.kind?.enum,
		}).toEqual({
			severity: SEVERITIES,
			summary: SEVERITIES,
			confidence: CONFIDENCES,
			ecosystem: ECOSYSTEMS,
			stage: STAGES,
			kind: TARGET_KINDS,
			source: PACKAGE_SOURCES,
			evidence: EVIDENCE,
			scope: SCOPES,
			relation: keysOf<Package["relation"]>({ direct: 0, transitive: 0, unknown: 0 }),
			finding: FINDING_KINDS,
			action: FIX_ACTIONS,
			breaking: keysOf<Fix["breaking"]>({ patch: 0, minor: 0, major: 0, unknown: 0 }),
			verified: keysOf<Fix["verified"]>({ resolved: 0, "ranges-only": 0 }),
			basis: keysOf<FixImpact["basis"]>({ measured: 0, registry: 0, unknown: 0 }),
			database: keysOf<DatabaseInfo["source"]>({ snapshot: 0, local: 0, "osv-api": 0 }),
			exitCode: keysOf<`${Verdict["exitCode"]}`>({ 0: 0, 1: 0, 3: 0, 4: 0 }).map(Number),
			reason: keysOf<ReasonKind>({
				findings: 0,
				gaps: 0,
				"database-age": 0,
				"exploits-missing": 0,
				"nothing-to-scan": 0,
				"target-failed": 0,
			}),
			warning: keysOf<WarningKind>({
				"waiver-expired": 0,
				"waiver-expires-soon": 0,
				"waiver-unused": 0,
				"waiver-ambiguous": 0,
				"baseline-removable": 0,
			}),
			waiver: WAIVER_STATES,
			waiverSource: WAIVER_SOURCE_KINDS,
			known: FINDING_KINDS,
		});
	});

	test("refuses every report with a field missing, unknown, of another type or out of its list", async () => {
		const document = await makeFullDocument();
		expect(validate(document)).toBe(true);
		const mutations = makeMutations(schema, document);
		expect(mutations.filter((mutation) => validate(mutation.document)).map(({ label }) => label)).toEqual([]);
		const places = listPlaces(schema, document);
		expect(new Set(mutations.map(({ label }) => label.replace(/^.*: /, "")))).toEqual(places);
		expect(mutations.length).toBeGreaterThan(250);
	});

	test("is tried out on every field", async () => {
		const document = await makeFullDocument();
		const seen = new Set<Schema>();
		visit(schema, schema, document, [], (governing) => seen.add(governing));
		const governing = listSchemas(schema).filter(({ $ref, anyOf }) => $ref === undefined && anyOf === undefined);
		expect(governing.filter((each) => !seen.has(each))).toEqual([]);
	});
});

/** The same as judged by a policy that left no field empty. */
function markAll(report: Report): Report {
	const waiver: FindingWaiver = {
		reason: "no request reaches it",
		expires: "2027-01-01",
		justification: "vulnerable_code_not_in_execute_path",
		source: { kind: "policy", file: "fnsift.yaml" },
	};
	const targets = report.targets.map((target) => ({
		...target,
		findings: target.findings.map((finding, index) => ({
			...finding,
			waived: index % 2 === 0 ? waiver : null,
			known: index % 2 === 1,
		})),
	}));
	const [{ key, kind, name, rule, severity }] = targets[0]!.findings as [Finding];
	return {
		...report,
		targets,
		policy: {
			applied: true,
			config: "fnsift.yaml",
			waivers: [{ ...waiver, ids: [rule], package: name, scope: ["build/*"], state: "active", findings: 1 }],
			baseline: { file: "known.txt", known: 1, removable: [{ id: key, kind, package: name, rule, severity }] },
		},
		verdict: { ...report.verdict, warnings: [{ kind: "waiver-unused", message: "1 waiver is unused" }] },
	};
}

/** All keys of a union: the compiler refuses a list that is not complete. */
function keysOf<T extends string>(record: Readonly<Record<T, 0>>): string[] {
	return Object.keys(record);
}

function listSchemas(root: Schema): Schema[] {
	const children = [
		...Object.values(root.$defs ?? {}),
		...Object.values(root.properties ?? {}),
		...(root.items === undefined ? [] : [root.items]),
		...(root.anyOf ?? []),
	];
	return [root, ...children.flatMap(listSchemas)];
}

function listPlaces(root: Schema, document: unknown): Set<string> {
	const places = new Set<string>();
	visit(root, root, document, [], (_, __, path) => {
		places.add(path.filter((step) => typeof step === "string").join("."));
	});
	return places;
}
