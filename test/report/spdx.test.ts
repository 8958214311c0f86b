import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { renderSpdx } from "../../src/report/spdx/render.ts";
import type { SpdxDocumentWire } from "../../src/report/spdx/wire.ts";
import { breakEverywhere } from "./break.ts";
import { makePackage, makeReport, makeTarget } from "./build.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

const schema = JSON.parse(readFileSync("test/fixtures/report/schemas/spdx-2.3.rules.schema.json", "utf8"));
const validate = new Ajv({ strict: false }).compile(schema);

function parse(report: Report): SpdxDocumentWire {
	return JSON.parse(renderSpdx(report)) as SpdxDocumentWire;
}

/** What the schema does not say but the specification does (clauses 6 and 7). */
function checkRules(document: SpdxDocumentWire): void {
	const ids = document.packages.map(({ SPDXID }) => SPDXID);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.filter((id) => !/^SPDXRef-[A-Za-z0-9.-]+$/.test(id))).toEqual([]);
	const known = new Set(["SPDXRef-DOCUMENT", "NOASSERTION", ...ids]);
	const pointers = document.relationships.flatMap(({ spdxElementId, relatedSpdxElement }) => [
		spdxElementId,
		relatedSpdxElement,
	]);
	expect(pointers.filter((id) => !known.has(id))).toEqual([]);
	expect(document.creationInfo.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
	expect(document.documentNamespace).toMatch(/^https:\/\/spdx\.org\/spdxdocs\/fnsift-[0-9a-f-]{36}$/);
	const locators = document.packages.flatMap(({ externalRefs = [] }) =>
		externalRefs.map((ref) => ref.referenceLocator),
	);
	expect(locators.filter((locator) => !/^[!-~]+$/.test(locator))).toEqual([]);
}

describe("SPDX 2.3", () => {
	test.each([...SAMPLES])("%s is valid by the rules of the schema and those around it", (_, report) => {
		const document = parse(report);
		expect(validate(document) ? [] : validate.errors).toEqual([]);
		checkRules(document);
	});

	test("the rules notice every way in which the document could be wrong", () => {
		const packages = [
			makePackage("a", "1.0.0", { integrity: `sha512-${Buffer.alloc(64, 7).toString("base64")}` }),
			makePackage("b", "1.0.0"),
		];
		const edges = [
			{ from: "/var/task/node_modules/a", to: "/var/task/node_modules/b", name: "b", spec: "*", type: "prod" as const },
		];
		const gaps = SAMPLES.get("unseen")!.targets[0]!.gaps;
		const document = parse(makeReport([makeTarget("a.zip", { packages, edges, gaps })], 3));
		const required = [
			"SPDXID",
			"name",
			"creationInfo",
			"packages.SPDXID",
			"packages.name",
			"packages.downloadLocation",
		];
		const broken = breakEverywhere(document, [...required, "relationships.relationshipType"]);
		expect(broken.length).toBeGreaterThan(45);
		expect(broken.filter((each) => validate(each.document)).map(({ label }) => label)).toEqual([]);
	});

	test("names that nobody would choose stay valid, and are not shown to a terminal as they are", () => {
		fc.assert(
			fc.property(fc.array(hostileTexts, { minLength: 1, maxLength: 6 }), (texts) => {
				const text = renderSpdx(makeHostileReport(texts));
				const document = JSON.parse(text) as SpdxDocumentWire;
				expect(validate(document) ? [] : validate.errors).toEqual([]);
				checkRules(document);
				expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
			}),
			{ numRuns: 60 },
		);
	});
});

test("the namespace follows from the content alone", () => {
	const report = SAMPLES.get("unseen")!;
	const later = { ...report, startedAt: "2027-01-01T00:00:00.000Z" };
	expect(parse(later).documentNamespace).toBe(parse(report).documentNamespace);
	expect(parse(later).creationInfo.created).toBe("2027-01-01T00:00:00Z");
	expect(parse(SAMPLES.get("clean")!).documentNamespace).not.toBe(parse(report).documentNamespace);
});

test("a package has purl, checksums, where it is, and its advisories", () => {
	const qs = parse(SAMPLES.get("vulnerable")!).packages.find(({ name }) => name === "qs");
	expect(qs).toEqual({
		SPDXID: expect.stringMatching(/^SPDXRef-npm-qs-6\.5\.2-[0-9a-f]{16}$/),
		name: "qs",
		versionInfo: "6.5.2",
		primaryPackagePurpose: "LIBRARY",
		downloadLocation: "NOASSERTION",
		filesAnalyzed: false,
		licenseConcluded: "NOASSERTION",
		licenseDeclared: "NOASSERTION",
		copyrightText: "NOASSERTION",
		sourceInfo: "installed in function, confidence high: node_modules/qs",
		checksums: [
			{
				algorithm: "SHA512",
				checksumValue:
					"3796405f8fcbc49985fbbc0def8a540faa8087dff09ef750723abd4d98debef5f3494a3b6df9b0f75b1aa8c8f3192db1abdd7fa1d376756fd63a5eea40734318",
			},
		],
		externalRefs: [
			{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: "pkg:npm/qs@6.5.2" },
			{
				referenceCategory: "SECURITY",
				referenceType: "advisory",
				referenceLocator: "https://osv.dev/vulnerability/CVE-2022-24999",
				comment:
					"CVE-2022-24999 (high, 7.5): qs vulnerable to Prototype Pollution that lets an attacker hang a Node process of an Express application",
			},
		],
	});
});

test("relationships: each edge by its type, what nothing asks for is contained, what is not known is not asserted", () => {
	const names = ["prod", "dev", "optional", "peer", "bundled", "loose"];
	const packages = [...names.map((name) => makePackage(name, "1.0.0")), makePackage("unread", null)];
	const at = (name: string) => `/var/task/node_modules/${name}`;
	const own = [{ name: "app", version: "1.0.0", location: "/var/task" }];
	const edges = (["prod", "dev", "optional", "peer", "bundled"] as const).map((type) => ({
		from: "/var/task",
		to: at(type),
		name: type,
		spec: "*",
		type,
	}));
	const gaps = SAMPLES.get("unseen")!.targets[0]!.gaps.slice(0, 1);
	const document = parse(makeReport([makeTarget("a.zip", { packages, own, edges, gaps })], 3));
	const label = (id: string) => document.packages.find(({ SPDXID }) => SPDXID === id)?.name ?? id;
	const relationships = document.relationships.map(
		({ spdxElementId, relationshipType, relatedSpdxElement }) =>
			`${label(spdxElementId)} ${relationshipType} ${label(relatedSpdxElement)}`,
	);
	expect(relationships).toEqual([
		"SPDXRef-DOCUMENT DESCRIBES app",
		"app CONTAINS loose",
		"app CONTAINS unread",
		"app CONTAINS NOASSERTION",
		"app DEPENDS_ON bundled",
		"dev DEV_DEPENDENCY_OF app",
		"optional OPTIONAL_DEPENDENCY_OF app",
		"app HAS_PREREQUISITE peer",
		"app DEPENDS_ON prod",
		"unread DEPENDS_ON NOASSERTION",
	]);
	expect(document.packages[0]?.annotations?.map(({ comment }) => comment)).toEqual([
		expect.stringMatching(/^blocking gap layer-unreadable in build\/shared-layer\.zip: /),
	]);
});
