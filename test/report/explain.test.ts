import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import type { Edge, Report } from "../../src/model.ts";
import { explain, renderExplanation } from "../../src/report/explain.ts";
import { makeFinding, makePackage, makeReport, makeTarget } from "./build.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

const vulnerable = SAMPLES.get("vulnerable")!;
const minimist = vulnerable.targets[0]!.findings.find(({ rule }) => rule === "CVE-2021-44906")!;

/** What an explanation is about, in short. */
function summarise(report: Report, query: string): unknown {
	const explanation = explain(report, query);
	return explanation === undefined
		? undefined
		: {
				kind: explanation.kind,
				subjects: explanation.subjects.map(({ target, name, version, findings, fixes }) => [
					target,
					`${name}@${version}`,
					findings.map(({ rule }) => rule),
					fixes.map(({ rank }) => rank),
				]),
			};
}

describe("explain", () => {
	test.each([
		["a finding id", minimist.id, "finding", ["CVE-2021-44906"]],
		["the start of a finding id", minimist.id.slice(0, 8), "finding", ["CVE-2021-44906"]],
		["a canonical advisory id", "CVE-2021-44906", "advisory", ["CVE-2021-44906"]],
		["an alias in another case", "ghsa-XVCH-5gv4-984h", "advisory", ["CVE-2021-44906"]],
		["a package name", "minimist", "package", ["CVE-2021-44906", "CVE-2020-7598"]],
		["a package version", "minimist@1.2.0", "package", ["CVE-2021-44906", "CVE-2020-7598"]],
		["a purl", "pkg:npm/minimist@1.2.0", "package", ["CVE-2021-44906", "CVE-2020-7598"]],
		["a purl without version", " pkg:npm/minimist ", "package", ["CVE-2021-44906", "CVE-2020-7598"]],
	])("finds %s", (_, query, kind, rules) => {
		expect(summarise(vulnerable, query)).toEqual({
			kind,
			subjects: [["build/checkout.zip", "minimist@1.2.0", rules, [1]]],
		});
	});

	test("tells all versions of a package, and what holds its fix back", () => {
		const scoped = "@scope/very-long-package-name-for-internal-usage";
		expect(summarise(vulnerable, "lodash")).toEqual({
			kind: "package",
			subjects: [
				["build/checkout.zip", "lodash@4.17.15", ["CVE-2021-23337"], []],
				["build/checkout.zip", "lodash@4.17.21", [], []],
			],
		});
		expect(summarise(vulnerable, `${scoped}@10.20.30-beta.4`)).toEqual({
			kind: "package",
			subjects: [["build/checkout.zip", `${scoped}@10.20.30-beta.4`, ["CVE-2026-10001"], [5]]],
		});
	});

	test("looks into every target", () => {
		const twice = { ...vulnerable, targets: [...vulnerable.targets, ...SAMPLES.get("malicious")!.targets] };
		expect(summarise(twice, "filler-007")).toEqual({
			kind: "package",
			subjects: [
				["build/checkout.zip", "filler-007@1.0.0", [], []],
				["services/billing/package-lock.json", "filler-007@1.0.0", [], []],
			],
		});
	});

	test.each([
		["nothing is called that", "left-pad"],
		["the version is another", "minimist@1.2.6"],
		["the case of a package name is another", "Minimist"],
		["the start of a finding id is too short", minimist.id.slice(0, 7)],
		["the start of a finding id fits all of them", "fs1-"],
		["it is empty", ""],
		["it is a name of an object's own", "__proto__"],
	])("finds nothing when %s", (_, query) => {
		expect(explain(vulnerable, query)).toBeUndefined();
	});

	test("finds nothing when the start of a finding id fits two", () => {
		const item = makePackage("qs", "6.5.2");
		const findings = ["1", "2"].map((end) =>
			makeFinding(item, `CVE-2022-${end}`, { id: `fs1-${"a".repeat(19)}${end}` }),
		);
		const report = makeReport([makeTarget("a.zip", { packages: [item], findings })], 1);
		expect(explain(report, "fs1-aaaaaaaa")).toBeUndefined();
		expect(summarise(report, `fs1-${"a".repeat(19)}2`)).toMatchObject({
			subjects: [["a.zip", "qs@6.5.2", ["CVE-2022-2"], []]],
		});
	});
});

describe("renderExplanation", () => {
	function makeEdge(from: string, to: string): Edge {
		return { from: toFolder(from), to: toFolder(to), name: to, spec: "^1.0.0", type: "prod" };
	}

	function toFolder(name: string): string {
		return name === "checkout" ? "/var/task" : `/var/task/node_modules/${name}`;
	}

	const harmless = makeReport(
		[
			makeTarget("build/checkout.zip", {
				packages: ["a", "b", "c", "d"].map((name) => makePackage(name, "1.0.0")),
				own: [{ name: "checkout", version: "1.4.0", location: "/var/task" }],
				edges: [
					makeEdge("checkout", "a"),
					makeEdge("checkout", "b"),
					makeEdge("a", "b"),
					makeEdge("b", "c"),
					makeEdge("c", "d"),
					makeEdge("d", "b"),
				],
			}),
		],
		0,
	);

	test.each([
		["finding", vulnerable, minimist.id],
		["package", vulnerable, "lodash"],
		["advisory", vulnerable, "CVE-2022-24999"],
		["layer", vulnerable, "axios"],
		["deep", vulnerable, "semver"],
		["exploited", SAMPLES.get("exploited")!, "lodash"],
		["long-names", vulnerable, "CVE-2026-10001"],
		["install-script", SAMPLES.get("malicious")!, "fast-telemetry"],
		["harmless", harmless, "d"],
	])("shows the golden text of a %s", async (name, report, query) => {
		const explanation = explain(report, query)!;
		const text = renderExplanation(explanation, { columns: 80, color: false });
		await expect(text).toMatchFileSnapshot(`../fixtures/report/explain-${name}.txt`);
	});

	test("shows ten ways, the shortest first, and counts the others", () => {
		const names = Array.from({ length: 14 }, (_, index) => `way-${String(index).padStart(2, "0")}`);
		const report = makeReport(
			[
				makeTarget("a.zip", {
					packages: [...names, "end"].map((name) => makePackage(name, "1.0.0")),
					own: [{ name: "checkout", version: null, location: "/var/task" }],
					edges: names.flatMap((name) => [makeEdge("checkout", name), makeEdge(name, "end")]),
				}),
			],
			0,
		);
		const lines = renderExplanation(explain(report, "end")!, { columns: 80, color: false }).split("\n");
		const start = lines.indexOf("Why it is there") + 1;
		expect(lines.slice(start, lines.indexOf("", start))).toEqual([
			...names.slice(0, 10).map((name) => `  checkout > ${name}@1.0.0 > end@1.0.0`),
			"  and 4 other ways",
		]);
	});

	test("shows no control characters, and no line too wide but commands and addresses, whatever the names are", () => {
		fc.assert(
			fc.property(
				fc.array(hostileTexts, { minLength: 1, maxLength: 4 }),
				fc.integer({ min: 40, max: 160 }),
				(texts, columns) => {
					const report = makeHostileReport(texts);
					for (const query of ["CVE-2026-20000", ...texts]) {
						const explanation = explain(report, query);
						if (explanation === undefined) continue;
						const text = renderExplanation(explanation, { columns, color: false });
						expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/u);
						const lines = text.split("\n").filter((line) => !line.startsWith("  npm "));
						const addresses = report.targets[0]!.findings.map(({ url }) => (url ?? "").slice(0, 30));
						const wide = lines.filter((line) => stringWidth(line) > columns);
						expect(wide.filter((line) => !addresses.some((start) => line.includes(start.slice(0, 10))))).toEqual([]);
					}
				},
			),
			{ numRuns: 100 },
		);
	});
});
