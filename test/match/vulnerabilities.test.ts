import { describe, expect, it } from "vitest";
import { toFindingId, toFindingKey } from "../../src/lib/finding-id.ts";
import { matchVulnerabilities } from "../../src/match/vulnerabilities.ts";
import type { Advisory, Package } from "../../src/model.ts";
import { toAdvisory, toGraph, toIndex, toMalware, toPackage, toRange } from "./graphs.ts";

function match(packages: readonly Package[], advisories: readonly Advisory[], popular: readonly string[] = []) {
	return matchVulnerabilities(toGraph(packages), toIndex(advisories), { has: (name) => popular.includes(name) });
}

const A1 = toPackage("a", "1.0.0");

it("makes a whole finding of a match", () => {
	const advisory = toAdvisory({ aliases: ["CVE-2026-1111"], title: "Something \u001b[2Jin a" });
	const identity = {
		kind: "vulnerability",
		rule: "CVE-2026-1111",
		ecosystem: "npm",
		name: "a",
		version: "1.0.0",
	} as const;
	expect(match([A1, toPackage("a", "2.0.0"), toPackage("b", "1.0.0")], [advisory])).toEqual({
		findings: [
			{
				id: toFindingId(identity),
				key: toFindingKey(identity),
				...identity,
				aliases: ["GHSA-aaaa"],
				severity: "high",
				score: 7.5,
				confidence: "high",
				title: "Something [2Jin a",
				packageIds: ["a@1.0.0"],
				paths: [["app", "a@1.0.0"]],
				pathCount: 1,
				fixedIn: ["2.0.0"],
				details: [],
				exploitation: null,
				cwes: [],
				gating: true,
				waived: null,
				known: false,
				url: "https://osv.dev/vulnerability/GHSA-aaaa",
			},
		],
		gaps: [],
	});
});

describe("records that share a canonical id", () => {
	it("are one finding, with the highest severity and score and the best confidence, each judged by its own ranges", () => {
		const records = [
			toAdvisory({
				id: "GHSA-low",
				aliases: ["CVE-2026-1111"],
				severity: "low",
				score: 3.1,
				ranges: [toRange(["introduced", "0"])],
			}),
			toAdvisory({ id: "CVE-2026-1111", aliases: ["GHSA-high"], severity: "unknown", score: null }),
			toAdvisory({
				id: "GHSA-high",
				aliases: ["CVE-2026-1111", "SNYK-1"],
				severity: "critical",
				score: 9.8,
				ranges: [toRange(["introduced", "1.0.0"], ["fixed", "1.5.0"])],
			}),
			toAdvisory({
				id: "GHSA-else",
				aliases: ["CVE-2026-1111"],
				severity: "critical",
				score: 10,
				ranges: [toRange(["introduced", "5.0.0"])],
			}),
		];
		const { findings } = match([A1], records);
		expect(findings).toHaveLength(1);
		expect(findings[0]).toMatchObject({
			rule: "CVE-2026-1111",
			aliases: ["GHSA-high", "GHSA-low", "SNYK-1"],
			severity: "critical",
			score: 9.8,
			confidence: "high",
			fixedIn: ["1.5.0", "2.0.0"],
			url: "https://osv.dev/vulnerability/GHSA-high",
		});
	});

	it("a record with two CVEs stands for itself", () => {
		const records = [
			toAdvisory({ id: "GHSA-two", aliases: ["CVE-2026-1111", "CVE-2026-2222"] }),
			toAdvisory({ id: "GHSA-one", aliases: ["CVE-2026-1111"] }),
		];
		expect(match([A1], records).findings.map(({ rule, aliases }) => [rule, aliases])).toEqual([
			["GHSA-two", ["CVE-2026-1111", "CVE-2026-2222"]],
			["CVE-2026-1111", ["GHSA-one"]],
		]);
	});
});

it("names all packages of a name and version, and judges each version", () => {
	const layer = toPackage("a", "1.0.0", {
		id: "a@1.0.0 layer",
		origin: "layer.zip",
		locations: ["/opt/nodejs/node_modules/a"],
	});
	const { findings } = match([A1, layer, toPackage("a", "1.5.0"), toPackage("a", "3.0.0")], [toAdvisory()]);
	expect(findings.map(({ version, packageIds }) => [version, packageIds])).toEqual([
		["1.0.0", ["a@1.0.0", "a@1.0.0 layer"]],
		["1.5.0", ["a@1.5.0"]],
	]);
});

it.each([
	["rooted", [{}], ["high", true]],
	["vendored", [{ unrooted: true }], ["low", false]],
	["shadowed", [{ shadowedBy: "a@9" }], ["high", false]],
	["vendored and rooted", [{ unrooted: true, id: "x" }, {}], ["high", true]],
	["vendored, and shadowed elsewhere", [{ unrooted: true, id: "x" }, { shadowedBy: "a@9" }], ["high", false]],
	["of a witness that is not sure", [{ confidence: "medium" }], ["medium", true]],
] as const)("%s copies: confidence and gating", (_, copies, expected) => {
	const [finding] = match(
		copies.map((fields) => toPackage("a", "1.0.0", fields)),
		[toAdvisory()],
	).findings;
	expect([finding?.confidence, finding?.gating]).toEqual(expected);
});

describe("malware", () => {
	it.each([
		["registry", "high"],
		["unknown", "medium"],
		["private", null],
		["tarball", null],
		["git", null],
		["file", null],
		["link", null],
		["workspace", null],
	] as const)("source %s: confidence %s", (source, confidence) => {
		const { findings, gaps } = match([toPackage("a", "1.0.0", { source })], [toMalware()]);
		expect([findings.map(({ kind, severity, confidence: found }) => [kind, severity, found]), gaps]).toEqual([
			confidence === null ? [] : [["malicious", "critical", confidence]],
			[],
		]);
	});

	it("says nothing about a vendored copy, where a vulnerability does", () => {
		const copy = toPackage("a", "1.0.0", { unrooted: true });
		expect(match([copy], [toMalware(), toAdvisory()]).findings.map(({ kind }) => kind)).toEqual(["vulnerability"]);
	});

	it("names only the copies that may come from the registry", () => {
		const git = toPackage("a", "1.0.0", { source: "git", id: "git" });
		const unknown = toPackage("a", "1.0.0", { source: "unknown", id: "unknown" });
		const [both] = match([git, unknown], [toMalware()]).findings;
		expect([both?.packageIds, both?.confidence]).toEqual([["unknown"], "medium"]);
		const [sure] = match([git, unknown, A1], [toMalware()]).findings;
		expect([sure?.packageIds, sure?.confidence]).toEqual([["a@1.0.0", "unknown"], "high"]);
	});

	it("decides the kind of a finding that a vulnerability record shares, whose copies it names", () => {
		const git = toPackage("a", "1.0.0", { source: "git", id: "git" });
		const shared = { aliases: ["CVE-2026-1111"] };
		const { findings } = match([A1, git], [toMalware(shared), toAdvisory(shared)]);
		expect(findings.map(({ kind, severity, packageIds }) => [kind, severity, packageIds])).toEqual([
			["malicious", "critical", ["a@1.0.0", "git"]],
		]);
	});
});

describe("what cannot be judged", () => {
	const gap = (code: string, message: string) => ({
		stage: "match",
		code,
		blocking: false,
		path: "node_modules/a",
		message,
	});

	it.each([
		["every version of a popular package: rather its older namesake", [toRange(["introduced", "0"])], ["a"], "low"],
		["some versions of a popular package", [toRange(["introduced", "0"], ["fixed", "1.0.1"])], ["a"], "high"],
		["every version of a package that few use", [toRange(["introduced", "0"])], ["b"], "high"],
	])("claimed of %s", (_, ranges, popular, confidence) => {
		const { findings } = match([A1], [toMalware({ ranges })], popular);
		expect(findings.map((finding) => [finding.kind, finding.confidence])).toEqual([["malicious", confidence]]);
	});

	it("no version: a gap, and only malware in every version matches, with confidence low", () => {
		const some = toMalware({ id: "MAL-2026-2", ranges: [toRange(["introduced", "1.0.0"])] });
		const { findings, gaps } = match([toPackage("a", null)], [toAdvisory(), toMalware(), some]);
		expect(findings.map(({ rule, version, confidence }) => [rule, version, confidence])).toEqual([
			["MAL-2026-1", null, "low"],
		]);
		expect(gaps).toEqual([gap("version-missing", "a has no version to compare with advisories")]);
	});

	it("a version that cannot be parsed: lists, malware in every version, and a gap for the rest", () => {
		const listed = toAdvisory({ id: "GHSA-listed", ranges: [], versions: ["1.x"] });
		const { findings, gaps } = match(
			[toPackage("a", "1.x")],
			[toAdvisory(), toAdvisory({ id: "GHSA-b" }), toMalware(), listed],
		);
		expect(findings.map(({ rule, confidence }) => [rule, confidence])).toEqual([
			["MAL-2026-1", "low"],
			["GHSA-listed", "high"],
		]);
		expect(gaps).toEqual([gap("version-unparsed", 'a has version "1.x": 2 advisories not compared')]);
	});

	it("a hostile version does not get into the message", () => {
		const { gaps } = match([toPackage("a", `1\u001b[2J\n${"9".repeat(500)}`)], [toAdvisory()]);
		expect(gaps[0]?.message).toMatch(/^a has version "1\[2J9{55}…": 1 advisory not compared$/);
	});

	it("a range that cannot be read", () => {
		const { findings, gaps } = match([A1], [toAdvisory({ ranges: [toRange(["introduced", "0"], ["fixed", "soon"])] })]);
		expect(findings).toEqual([]);
		expect(gaps).toEqual([gap("advisory-unparsed", "a@1.0.0: 1 advisory with a range that cannot be read")]);
	});
});
