import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { toVexWaivers } from "../../src/policy/vex.ts";
import { waive } from "../../src/policy/waive.ts";
import { makeFinding, makePackage } from "../report/build.ts";

type Fields = Readonly<Record<string, unknown>>;

function makeStatement(parts: Fields = {}): Fields {
	return {
		vulnerability: { name: "CVE-2021-44906" },
		products: [{ "@id": "pkg:npm/minimist@1.2.0" }],
		status: "not_affected",
		justification: "vulnerable_code_not_in_execute_path",
		...parts,
	};
}

function makeDocument(statements: unknown, parts: Fields = {}): string {
	return JSON.stringify({
		"@context": "https://openvex.dev/ns/v0.2.0",
		"@id": "https://example.com/vex",
		author: "the team",
		timestamp: "2026-10-01T00:00:00Z",
		version: 1,
		statements,
		...parts,
	});
}

function read(...texts: readonly string[]) {
	return toVexWaivers(texts.map((text, index) => ({ file: `vex-${index}.json`, text })));
}

function readFixture(name: string) {
	const waivers = read(readFileSync(`test/fixtures/vex/${name}`, "utf8"));
	return waivers.map(({ ids, package: selected, justification, reason }) => [
		ids.join(),
		selected?.text,
		justification,
		reason,
	]);
}

const MINIMIST = makeFinding(makePackage("minimist", "1.2.0"), "CVE-2021-44906", { aliases: ["GHSA-xvch-5gv4-984h"] });

/** The reasons for which the finding is waived by the documents. */
function whyWaived(finding: typeof MINIMIST, ...texts: readonly string[]) {
	return waive([finding], read(...texts), () => false).findings[0]?.waived?.reason;
}

test("a statement becomes a waiver with its reason, justification and source", () => {
	const text = makeDocument([
		makeStatement({
			vulnerability: { name: "CVE-2021-44906", aliases: ["GHSA-xvch-5gv4-984h"] },
			impact_statement: "arguments are constants",
		}),
	]);
	expect(read(text)).toEqual([
		{
			ids: ["CVE-2021-44906", "GHSA-xvch-5gv4-984h"],
			package: { text: "pkg:npm/minimist@1.2.0", ecosystem: "npm", name: "minimist", versions: "1.2.0" },
			scope: [],
			reason: "arguments are constants",
			expires: null,
			justification: "vulnerable_code_not_in_execute_path",
			source: { kind: "vex", file: "vex-0.json" },
		},
	]);
	expect(whyWaived(MINIMIST, text)).toBe("arguments are constants");
});

describe("the forms that others publish", () => {
	test.each([
		[
			"openvex-no-id.json",
			[
				[
					"CVE-2022-22965",
					"pkg:maven/org.springframework/spring-beans@5.3.17",
					"vulnerable_code_cannot_be_controlled_by_adversary",
					"not affected, says Orders team",
				],
			],
		],
		[
			"openvex-no-versions.json",
			[["CVE-2023-38545", "pkg:deb/debian/curl", "vulnerable_code_not_present", "not affected, says Orders team"]],
		],
		[
			"cyclonedx-bom-links.json",
			[
				[
					"CVE-2022-42889",
					"pkg:maven/org.apache.commons/commons-text@1.9",
					"vulnerable_code_not_in_execute_path",
					"not_affected, code_not_reachable",
				],
				["CVE-2023-4039", "pkg:deb/debian/g++-12@12.2.0-14~deb12u1?arch=arm64&distro=debian-12", null, "not_affected"],
			],
		],
		[
			"openvex-0.0.1.json",
			[
				["CVE-2022-37434", "pkg:apk/example/zlib@1.2.12-r3?arch=aarch64", null, "fixed, says Example Linux"],
				["CVE-2022-37434", "pkg:apk/example/zlib@1.2.12-r3?arch=x86", null, "fixed, says Example Linux"],
			],
		],
		[
			"openvex-image-by-digest.json",
			[
				["CVE-2024-4603", "pkg:apk/example/libssl3@3.3.0-r3", null, "fixed, says Base images <images@vex.example>"],
				["CVE-2024-4603", "pkg:apk/example/libcrypto3@3.3.0-r3", null, "fixed, says Base images <images@vex.example>"],
			],
		],
	])("%s", (name, expected) => {
		expect(readFixture(name)).toEqual(expected);
	});
});

describe("which findings a document rules out", () => {
	test.each<[string, Fields, boolean]>([
		["the very version", {}, true],
		["any version, where none is named", { products: [{ "@id": "pkg:npm/minimist" }] }, true],
		[
			"a purl among the identifiers",
			{ products: [{ "@id": "x:y", identifiers: { purl: "pkg:npm/minimist@1.2.0" } }] },
			true,
		],
		["qualifiers make no other package", { products: [{ "@id": "pkg:npm/minimist@1.2.0?arch=x#sub" }] }, true],
		["by another name of the vulnerability", { vulnerability: { name: "GHSA-xvch-5gv4-984h" } }, true],
		["fixed", { status: "fixed" }, true],
		["not another version", { products: [{ "@id": "pkg:npm/minimist@1.2.5" }] }, false],
		["not another package", { products: [{ "@id": "pkg:npm/Minimist@1.2.0" }] }, false],
		["not another ecosystem's", { products: [{ "@id": "pkg:pypi/minimist@1.2.0" }] }, false],
		["not another vulnerability", { vulnerability: { name: "CVE-2020-7598" } }, false],
		["not what is affected", { status: "affected", action_statement: "upgrade" }, false],
		["not what is looked into", { status: "under_investigation" }, false],
		["nothing without a product", { products: [] }, false],
		[
			"not a whole image: nobody knows whether it is this one",
			{ products: [{ "@id": "pkg:oci/app@sha256%3Aaa" }] },
			false,
		],
	])("%s", (_, parts, expected) => {
		expect(whyWaived(MINIMIST, makeDocument([makeStatement(parts)])) !== undefined).toBe(expected);
	});

	test.each<[string, string, readonly string[][], boolean]>([
		["a part of an application", "pkg:generic/checkout@2", [["checkout", "minimist@1.2.0"]], true],
		["a part of the scanned code itself", "pkg:npm/checkout@1.4.0", [["checkout", "minimist@1.2.0"]], true],
		[
			"a part of another package is not ruled out elsewhere",
			"pkg:npm/mkdirp@0.5.1",
			[["checkout", "mkdirp@0.5.1", "minimist@1.2.0"]],
			false,
		],
		["a part of other code", "pkg:npm/mailer", [["checkout", "minimist@1.2.0"]], false],
		["a part of nobody knows what", "pkg:npm/checkout", [], false],
	])("subcomponents: %s", (_, product, paths, expected) => {
		const products = [{ "@id": product, subcomponents: [{ "@id": "pkg:npm/minimist@1.2.0" }] }];
		const text = makeDocument([makeStatement({ products })]);
		expect(whyWaived({ ...MINIMIST, paths }, text) !== undefined).toBe(expected);
	});

	test("a record of two CVEs is not ruled out by one of them", () => {
		const both = makeFinding(makePackage("minimist", "1.2.0"), "GHSA-xvch-5gv4-984h", {
			aliases: ["CVE-2021-44906", "CVE-2021-44907"],
		});
		expect(whyWaived(both, makeDocument([makeStatement()]))).toBeUndefined();
		const second = makeStatement({ vulnerability: { name: "CVE-2021-44907", aliases: ["CVE-2021-44906"] } });
		expect(whyWaived(both, makeDocument([second]))).toBe("not affected, says the team");
	});
});

describe("the latest statement holds", () => {
	const before = { timestamp: "2026-09-01T00:00:00Z" };
	const after = { timestamp: "2026-11-01T01:00:00+01:00" };
	const affected = { status: "affected", action_statement: "upgrade", justification: undefined };
	test.each<[string, Fields[], boolean]>([
		["affected, then not", [makeStatement({ ...affected, ...before }), makeStatement(after)], true],
		["not affected, then affected", [makeStatement(before), makeStatement({ ...affected, ...after })], false],
		["whatever stands first", [makeStatement({ ...affected, ...after }), makeStatement(before)], false],
		["in doubt it counts", [makeStatement(), makeStatement(affected)], false],
		[
			"under another name, where the statements share one",
			[
				makeStatement({ ...before, vulnerability: { name: "CVE-2021-44906", aliases: ["GHSA-xvch-5gv4-984h"] } }),
				makeStatement({ ...affected, ...after, vulnerability: { name: "GHSA-XVCH-5gv4-984h" } }),
			],
			false,
		],
		[
			"all versions were ruled out, then this one is affected",
			[makeStatement({ ...before, products: ["pkg:npm/minimist"] }), makeStatement({ ...affected, ...after })],
			false,
		],
		[
			"this version was ruled out, then all are affected",
			[makeStatement(before), makeStatement({ ...affected, ...after, products: ["pkg:npm/minimist"] })],
			false,
		],
		[
			"another version is affected",
			[makeStatement(before), makeStatement({ ...affected, ...after, products: ["pkg:npm/minimist@1.2.5"] })],
			true,
		],
		[
			"last_updated counts",
			[makeStatement({ ...affected, ...after }), makeStatement({ ...before, last_updated: "2026-11-02T00:00:00Z" })],
			true,
		],
	])("%s", (_, statements, expected) => {
		expect(whyWaived(MINIMIST, makeDocument(statements)) !== undefined).toBe(expected);
		// The same in documents of their own.
		expect(whyWaived(MINIMIST, ...statements.map((each) => makeDocument([each]))) !== undefined).toBe(expected);
	});
});

test("an in-toto attestation carries the document as its predicate", () => {
	const predicate = JSON.parse(makeDocument([makeStatement()]));
	const text = JSON.stringify({
		_type: "https://in-toto.io/Statement/v1",
		predicateType: "https://openvex.dev/ns",
		predicate,
	});
	expect(whyWaived(MINIMIST, text)).toBe("not affected, says the team");
});

test("CycloneDX: components are found by bom-ref at any depth, and only some states rule out", () => {
	const document = (state: string) =>
		JSON.stringify({
			bomFormat: "CycloneDX",
			components: [{ "bom-ref": "a", components: [{ "bom-ref": "b", purl: "pkg:npm/minimist@1.2.0" }] }],
			vulnerabilities: [
				{ id: "GHSA-xvch-5gv4-984h", analysis: { state, detail: "seen to" }, affects: [{ ref: "b" }, { ref: "c" }] },
				{ id: "CVE-1", affects: [{ ref: "b" }] },
			],
		});
	for (const state of ["not_affected", "false_positive", "resolved", "resolved_with_pedigree"]) {
		expect(whyWaived(MINIMIST, document(state)), state).toBe("seen to");
	}
	for (const state of ["exploitable", "in_triage", "unheard-of"]) {
		expect(whyWaived(MINIMIST, document(state)), state).toBeUndefined();
	}
});

const HINT = "Give an OpenVEX document, or a CycloneDX document with vulnerabilities.";

describe("what cannot be understood is an error", () => {
	test.each<[string, string, string]>([
		["no JSON", "{unknown}", "it is no JSON"],
		["half a file", makeDocument([makeStatement()]).slice(0, -20), "it is no JSON"],
		["no object", "[]", "it is no JSON object"],
		["another format", '{"a":1}', "neither @context nor bomFormat says what it is"],
		[
			"another context",
			makeDocument([], { "@context": "https://openvex.dev.example.com/ns" }),
			"neither @context nor bomFormat says what it is",
		],
		["CSAF", '{"document":{"csaf_version":"2.0"}}', "CSAF is not read"],
		["no statements", makeDocument(undefined), "it has no list of statements"],
		["a statement of no kind", makeDocument(["x"]), "statements[0] is no object"],
		[
			"no time",
			makeDocument([makeStatement()], { timestamp: undefined }),
			"statements[0].timestamp is missing, and the document has none",
		],
		[
			"a time that is none",
			makeDocument([makeStatement({ timestamp: "yesterday" })]),
			"statements[0].timestamp is no date and time",
		],
		["a day without a time", makeDocument([], { timestamp: "2026-10-01" }), "timestamp is no date and time"],
		[
			"no status",
			makeDocument([makeStatement({ status: undefined })]),
			"statements[0].status is none of not_affected, affected, fixed, under_investigation",
		],
		[
			"an unknown status",
			makeDocument([makeStatement({ status: "fine" })]),
			"statements[0].status is none of not_affected, affected, fixed, under_investigation",
		],
		[
			"an unknown justification",
			makeDocument([makeStatement({ justification: "because" })]),
			'statements[0].justification is "because"',
		],
		[
			"no reason at all",
			makeDocument([makeStatement({ justification: " " })]),
			"statements[0].justification and statements[0].impact_statement are both missing",
		],
		[
			"no vulnerability",
			makeDocument([makeStatement({ vulnerability: {} })]),
			"statements[0].vulnerability has no name",
		],
		[
			"names that are none",
			makeDocument([makeStatement({ vulnerability: { name: "a", aliases: [1] } })]),
			"statements[0].vulnerability.aliases has no text",
		],
		[
			"a product without a name",
			makeDocument([makeStatement({ products: [{}] })]),
			"statements[0].products[0] has neither @id nor identifiers",
		],
		["products that are no list", makeDocument([makeStatement({ products: {} })]), "statements[0].products is no list"],
		["CycloneDX without vulnerabilities", '{"bomFormat":"CycloneDX"}', "it has no vulnerabilities"],
		[
			"CycloneDX without a place",
			'{"bomFormat":"CycloneDX","vulnerabilities":[{"id":"a","analysis":{"state":"resolved"},"affects":[{}]}]}',
			"vulnerabilities[0].affects[0].ref is missing",
		],
	])("%s", (_, text, problem) => {
		expect(() => read(text)).toThrow(new UsageError(`vex-0.json cannot be used as VEX: ${problem}.`, HINT));
	});

	test("whatever stands in a document, it is read or refused", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (statement, field) => {
				for (const text of [
					makeDocument([statement]),
					makeDocument(statement),
					makeDocument([makeStatement({ products: field } as Fields)]),
				]) {
					try {
						read(text);
					} catch (error) {
						expect(error).toBeInstanceOf(UsageError);
					}
				}
			}),
			{ numRuns: 300 },
		);
	});
});
