import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FindingWaiver, Report } from "../../src/model.ts";
import { type OpenVexWire, renderOpenVex } from "../../src/report/openvex/render.ts";
import { breakEverywhere } from "./break.ts";
import { makeFinding, makeFix, makePackage, makeReport, makeTarget } from "./build.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addFormat("iri", /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i);
const validate = ajv.compile(
	JSON.parse(readFileSync("test/fixtures/report/schemas/openvex-0.2.0.rules.schema.json", "utf8")),
);

function parse(report: Report): OpenVexWire {
	return JSON.parse(renderOpenVex(report)) as OpenVexWire;
}

function errorsOf(document: unknown) {
	return validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => [instancePath, keyword]);
}

const ACCEPTED: FindingWaiver = {
	reason: "template() is only called with constants",
	expires: "2027-01-31",
	justification: null,
	source: { kind: "policy", file: "fnsift.yaml" },
};

function makeSample(waived: FindingWaiver | null, version: string | null = "4.17.20"): Report {
	const lodash = makePackage("lodash", version);
	const finding = makeFinding(lodash, "CVE-2021-23337", {
		aliases: ["GHSA-35jh-r3h4-6jhm"],
		title: "Command Injection in lodash",
		waived,
	});
	const fix = makeFix("lodash", { from: version, to: "4.17.21", closes: [finding.id] });
	return makeReport([makeTarget("a.zip", { packages: [lodash], findings: [finding], fixes: [fix] })], 0);
}

describe("OpenVEX 0.2.0", () => {
	test.each([...SAMPLES])("%s is valid by the rules of the specification", (name, report) => {
		// Without a finding there is nothing to state, which the schema has no word for.
		const expected = ["unseen", "empty", "clean"].includes(name) ? [["/statements", "minItems"]] : [];
		expect(errorsOf(parse(report))).toEqual(expected);
	});

	test("the rules notice every way in which the document could be wrong", () => {
		const reports = [null, ACCEPTED, { ...ACCEPTED, justification: "component_not_present" }].map((waived) =>
			parse(makeSample(waived)),
		);
		const document = { ...reports[0]!, statements: reports.flatMap(({ statements }) => statements) };
		const required = ["@context", "@id", "author", "timestamp", "version", "statements.status"];
		const broken = breakEverywhere(document, [...required, "statements.vulnerability.name", "statements.products.@id"]);
		expect(errorsOf(document)).toEqual([]);
		expect(broken.length).toBeGreaterThan(25);
		// A product may be named by its identifiers alone.
		expect(broken.filter((each) => validate(each.document)).map(({ label }) => label)).toEqual([
			"missing field: statements.products.@id",
		]);
	});

	test("names that nobody would choose stay valid, and are not shown to a terminal as they are", () => {
		fc.assert(
			fc.property(fc.array(hostileTexts, { minLength: 1, maxLength: 6 }), (texts) => {
				const text = renderOpenVex(makeHostileReport(texts));
				expect(errorsOf(JSON.parse(text))).toEqual([]);
				expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
			}),
			{ numRuns: 60 },
		);
	});
});

describe("what is said about a finding", () => {
	const vulnerability = {
		"@id": "https://osv.dev/vulnerability/CVE-2021-23337",
		name: "CVE-2021-23337",
		description: "Command Injection in lodash",
		aliases: ["GHSA-35jh-r3h4-6jhm"],
	};
	const products = [{ "@id": "pkg:npm/lodash@4.17.20", identifiers: { purl: "pkg:npm/lodash@4.17.20" } }];
	const status_notes = expect.stringMatching(/^severity high, confidence high; fs1-[0-9a-f]{20}$/);
	const fix =
		"Upgrade lodash 4.17.20 to 4.17.21 (patch): npm install lodash@4.17.21 (the smallest version that no known advisory affects)";

	test.each<[string, FindingWaiver | null, object]>([
		["it is affected, with what to do", null, { status: "affected", action_statement: fix }],
		[
			"a risk that is accepted is still affected: nobody said otherwise",
			ACCEPTED,
			{
				status: "affected",
				action_statement: `Accepted until 2027-01-31: template() is only called with constants ${fix}`,
			},
		],
		[
			"a justification says that it is not affected",
			{ ...ACCEPTED, justification: "vulnerable_code_cannot_be_controlled_by_adversary" },
			{
				status: "not_affected",
				justification: "vulnerable_code_cannot_be_controlled_by_adversary",
				impact_statement: "template() is only called with constants",
			},
		],
		[
			"what another VEX document ruled out stays so",
			{ ...ACCEPTED, expires: null, source: { kind: "vex", file: "upstream.json" } },
			{ status: "not_affected", impact_statement: "template() is only called with constants" },
		],
	])("%s", (_, waived, judgement) => {
		expect(parse(makeSample(waived)).statements).toEqual([{ vulnerability, products, ...judgement, status_notes }]);
	});

	test("a package of unknown version is never ruled out: that would hold for all versions", () => {
		const [statement] = parse(makeSample({ ...ACCEPTED, justification: "component_not_present" }, null)).statements;
		expect(statement?.status).toBe("under_investigation");
		expect(statement?.products[0]["@id"]).toBe("pkg:npm/lodash");
	});

	test("a package that one target rules out and another does not is affected", () => {
		const [ruledOut] = makeSample({ ...ACCEPTED, justification: "component_not_present" }).targets;
		const [open] = makeSample(null).targets;
		for (const targets of [
			[ruledOut!, open!],
			[open!, ruledOut!],
		]) {
			expect(parse(makeReport(targets, 0)).statements.map(({ status }) => status)).toEqual(["affected"]);
		}
	});
});

test("suspicions are no vulnerabilities: nothing is stated about them", () => {
	const names = parse(SAMPLES.get("malicious")!).statements.map((statement) => statement.vulnerability.name);
	expect(names).toEqual(["MAL-2025-20690"]);
});

test("the id follows from the statements alone", () => {
	const report = SAMPLES.get("vulnerable")!;
	expect(parse({ ...report, startedAt: "2027-01-01T00:00:00.000Z" })["@id"]).toBe(parse(report)["@id"]);
	expect(parse(makeSample(null))["@id"]).not.toBe(parse(makeSample(ACCEPTED))["@id"]);
});
