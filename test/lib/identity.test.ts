import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { toCanonicalId } from "../../src/lib/canonical-id.ts";
import { toFindingId, toFindingKey } from "../../src/lib/finding-id.ts";
import { toPurl } from "../../src/lib/purl.ts";

describe("finding identity", () => {
	const identity = {
		kind: "vulnerability",
		rule: "CVE-2021-44906",
		ecosystem: "npm",
		name: "minimist",
		version: "1.2.0",
	} as const;

	test("the id is fs1- and 20 hex digits of SHA-256 over the JSON array of its parts", () => {
		const hash = createHash("sha256")
			.update('["vulnerability","CVE-2021-44906","npm","minimist","1.2.0"]')
			.digest("hex");
		expect(toFindingId(identity)).toBe(`fs1-${hash.slice(0, 20)}`);
	});

	test("the key leaves the version out", () => {
		const hash = createHash("sha256").update('["vulnerability","CVE-2021-44906","npm","minimist"]').digest("hex");
		expect(toFindingKey(identity)).toBe(`fs1-${hash.slice(0, 20)}`);
	});

	test("an unknown version is the empty string, which is not the key", () => {
		const unknown = { ...identity, version: null };
		const hash = createHash("sha256").update('["vulnerability","CVE-2021-44906","npm","minimist",""]').digest("hex");
		expect(toFindingId(unknown)).toBe(`fs1-${hash.slice(0, 20)}`);
		expect(toFindingId(unknown)).not.toBe(toFindingKey(unknown));
	});

	test("names are compared exactly as written", () => {
		expect(toFindingId({ ...identity, name: "JSONStream" })).not.toBe(toFindingId({ ...identity, name: "jsonstream" }));
	});
});

test.each([
	["GHSA-xvch-5gv4-984h", ["CVE-2021-44906"], "CVE-2021-44906"],
	["CVE-2021-44906", ["GHSA-xvch-5gv4-984h"], "CVE-2021-44906"],
	["CVE-2021-44906", ["CVE-2021-44906"], "CVE-2021-44906"],
	["GHSA-xvch-5gv4-984h", [], "GHSA-xvch-5gv4-984h"],
	["GHSA-xvch-5gv4-984h", ["CVE-2021-1111", "CVE-2021-2222"], "GHSA-xvch-5gv4-984h"],
	["CVE-2021-1111", ["CVE-2021-2222"], "CVE-2021-1111"],
	["MAL-2024-1", ["GHSA-xvch-5gv4-984h"], "MAL-2024-1"],
	["GHSA-xvch-5gv4-984h", ["cve-2021-44906", "CVE-2021-44906-x"], "GHSA-xvch-5gv4-984h"],
])("canonical id of %s with aliases %j is %s", (id, aliases, canonical) => {
	expect(toCanonicalId(id, aliases)).toBe(canonical);
});

test.each([
	["npm", "minimist", "1.2.0", "pkg:npm/minimist@1.2.0"],
	["npm", "@scope/name", "1.0.0+build", "pkg:npm/%40scope/name@1.0.0%2Bbuild"],
	["npm", "JSONStream", "1.3.5", "pkg:npm/JSONStream@1.3.5"],
	["npm", "minimist", null, "pkg:npm/minimist"],
	["npm", "we(i)rd name!", "1", "pkg:npm/we%28i%29rd%20name%21@1"],
	["npm", "lone\ud800", "1", "pkg:npm/lone%EF%BF%BD@1"],
	["PyPI", "requests", "2.0", "pkg:pypi/requests@2.0"],
	["Maven", "org.apache:log4j", "2.0", "pkg:maven/org.apache/log4j@2.0"],
] as const)("purl of %s %s %s", (ecosystem, name, version, purl) => {
	expect(toPurl(ecosystem, name, version)).toBe(purl);
});
