import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../src/model.ts";
import type { Log, Result, Run } from "../../src/report/sarif/log.ts";
import { renderSarif } from "../../src/report/sarif/render.ts";
import { fnsift } from "../cli/spawn.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";
import { breakEverywhere } from "./break.ts";
import { makeFinding, makeFix, makeGap, makePackage, makeReport, makeTarget } from "./build.ts";
import { BREAKING_REPORT, makeVaried } from "./formats.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync("test/fixtures/report/schemas/sarif-2.1.0.schema.json", "utf8")));
const PAGE = { columns: 80, color: false };

function parse(report: Report): Log {
	return JSON.parse(renderSarif(report, PAGE)) as Log;
}

function parseRun(report: Report): Run {
	const [run, ...others] = parse(report).runs;
	expect(others).toEqual([]);
	return run!;
}

function errorsOf(log: unknown) {
	return validate(log) ? [] : validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What GitHub asks for beyond the schema: its documentation, "SARIF support for code scanning". */
function findGithubProblems({ runs }: Log): string[] {
	const problems: string[] = [];
	const need = (holds: boolean, problem: string) => void (holds || problems.push(problem));
	need(runs.length <= 20, "runs");
	need(new Set(runs.map(({ automationDetails: { id } }) => id)).size === runs.length, "category used twice");
	for (const { results, automationDetails, tool } of runs) {
		const { rules } = tool.driver;
		need(/^fnsift\/(?:[^/]+\/)*$/.test(automationDetails.id), `category ${automationDetails.id}`);
		need(results.length <= 25_000 && rules.length <= 25_000, "too much");
		need(new Set(rules.map(({ id }) => id)).size === rules.length, "rule twice");
		for (const rule of rules) {
			const { tags } = rule.properties;
			need(
				Object.values([rule.shortDescription, rule.fullDescription, rule.help]).every(({ text }) => text !== ""),
				"text",
			);
			need(rule.shortDescription.text.length <= 1024 && rule.fullDescription.text.length <= 1024, "long text");
			need(rule.help.markdown !== "" && rule.name.length <= 255, "help");
			need(tags.length <= 10 && tags.includes("security"), "tags");
			const score = Number(rule.properties["security-severity"]);
			const level = score >= 7 ? "error" : score >= 4 ? "warning" : "note";
			need(score > 0 && score <= 10 && level === rule.defaultConfiguration.level, `score ${score}`);
		}
		for (const result of results) {
			need(rules[result.ruleIndex]?.id === result.ruleId, `rule of ${result.ruleId}`);
			for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
				const { uri } = physicalLocation.artifactLocation;
				const isPlain =
					uri === "." || uri.split("/").every((part) => /^[\w~@%.-]+$/.test(part) && !/^\.{1,2}$/.test(part));
				need(isPlain, `uri ${uri}`);
			}
			need(Object.keys(result.partialFingerprints).length > 0, "fingerprint");
			need(!/[[\]]/.test(result.message.text) && result.message.text !== "", "message");
			need((result.relatedLocations ?? []).length < 100, "locations");
		}
	}
	return problems;
}

describe("SARIF 2.1.0", () => {
	test.each([...SAMPLES, ["varied", makeVaried()], ["breaking", BREAKING_REPORT]] as const)(
		"%s is valid, and what GitHub takes",
		(_, report) => {
			const log = parse(report);
			expect(errorsOf(log)).toEqual([]);
			expect(findGithubProblems(log)).toEqual([]);
		},
	);

	test("so is whatever names make of it", () =>
		fc.assert(
			fc.property(fc.array(hostileTexts, { minLength: 1, maxLength: 5 }), (texts) => {
				const log = parse(makeHostileReport(texts));
				expect(errorsOf(log)).toEqual([]);
				expect(findGithubProblems(log)).toEqual([]);
			}),
			{ numRuns: 30 },
		));

	test("the schema notices what is wrong with a log", () => {
		const log = parse(makeVaried());
		const required = ["version", "runs", "runs.tool", "runs.tool.driver.name", "runs.tool.driver.rules.id"];
		const more = ["runs.results.message", "runs.invocations.executionSuccessful", "runs.results.suppressions.kind"];
		const broken = breakEverywhere(log, [...required, ...more]);
		expect(broken.length).toBeGreaterThan(100);
		// `properties` are open by design, and so is what a fingerprint or a base is called.
		const open = /\.properties(\.|$)|^unknown field: .*(partialFingerprints|originalUriBaseIds)$/;
		const accepted = broken.filter(({ document }) => validate(document)).map(({ label }) => label);
		expect(accepted.filter((label) => !open.test(label))).toEqual([]);
	});

	test("and so does the check of GitHub's rules", () => {
		const log = parse(makeVaried());
		const [run] = log.runs;
		const broken = [
			{ ...log, runs: [run!, run!] },
			{ ...log, runs: [{ ...run!, automationDetails: { id: "fnsift" } }] },
			...[{ uri: "/etc/passwd" }, { uri: "../a" }, { uri: "a b" }].map(({ uri }) => {
				const copy = structuredClone(log) as unknown as { runs: { results: Result[] }[] };
				Object.assign(copy.runs[0]!.results[0]!.locations[0].physicalLocation.artifactLocation, { uri });
				return copy as unknown as Log;
			}),
		];
		expect(broken.filter((one) => findGithubProblems(one).length === 0)).toEqual([]);
	});
});

describe("results", () => {
	test("point at the lines of the package's own entry in a real lockfile", () => {
		const path = "test/fixtures/lockfiles/dvsa/package-lock.json";
		const text = readFileSync(path, "utf8").split("\n");
		const [run] = (JSON.parse(fnsift(["scan", "-q", path, "--format", "sarif"]).stdout) as Log).runs;
		expect(run!.results.length).toBeGreaterThan(50);
		for (const { locations, relatedLocations = [], properties } of run!.results) {
			const [, name, version] = /^pkg:npm\/(.+)@(.+)$/.exec((properties as { package: string }).package)!;
			for (const { physicalLocation } of [...locations, ...relatedLocations]) {
				const { startLine, endLine, startColumn, endColumn } = physicalLocation.region!;
				expect(physicalLocation.artifactLocation.uri).toBe(path);
				const lines = text.slice(startLine - 1, endLine);
				lines[lines.length - 1] = lines.at(-1)!.slice(0, endColumn - 1);
				lines[0] = lines[0]!.slice(startColumn - 1);
				const [[key, entry]] = Object.entries(JSON.parse(`{${lines.join("\n")}}`)) as [[string, { version: string }]];
				expect([key, entry.version]).toEqual([decodeURIComponent(name!), version]);
			}
		}
	});

	test("have a fingerprint without the version, and one for GitHub where its upload action can make none", () => {
		const layer = makePackage("qs", "6.5.1");
		const [first, second] = [layer, makePackage("qs", "6.5.2")].map((item) => makeFinding(item, "CVE-2022-24999"));
		const report = makeReport([makeTarget("a.zip", { packages: [layer], findings: [first!, second!] })], 0);
		const prints = parseRun(report).results.map(({ partialFingerprints }) => partialFingerprints);
		const { key } = first!;
		expect(prints).toEqual([
			{ "fnsiftFindingKey/v1": key, primaryLocationLineHash: `${key}:1` },
			{ "fnsiftFindingKey/v1": key, primaryLocationLineHash: `${key}:2` },
		]);
		const [inLockfile] = parseRun(makeVaried()).results;
		expect(Object.keys(inLockfile!.partialFingerprints)).toEqual(["fnsiftFindingKey/v1"]);
	});

	test("in a function say where in the archive, and which function", () => {
		const [result] = parseRun(SAMPLES.get("vulnerable")!).results;
		expect(result!.locations[0]).toEqual({
			physicalLocation: {
				artifactLocation: { uri: "build/checkout.zip/node_modules/minimist/package.json", uriBaseId: "%SRCROOT%" },
				region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
			},
			logicalLocations: [{ name: "checkout.zip", fullyQualifiedName: "build/checkout.zip", kind: "module" }],
		});
	});

	test("say what is waived and what the baseline knows", () => {
		const { results } = parseRun(makeVaried());
		const of = (rule: string) => results.find(({ ruleId }) => ruleId === rule)!;
		expect(of("CVE-2021-23337").suppressions).toEqual([
			{ kind: "external", status: "accepted", justification: "template() is only called with constants" },
		]);
		expect(of("CVE-2021-44906").suppressions).toBeUndefined();
		expect(results.map(({ ruleId, baselineState }) => [ruleId, baselineState])).toEqual([
			["CVE-2021-44906", "new"],
			["CVE-2019-19919", "new"],
			["CVE-2021-23337", "new"],
			["CVE-2020-7598", "unchanged"],
			["CVE-2022-24999", "new"],
			["fnsift/typosquat/unknown", "new"],
		]);
		expect(parseRun(SAMPLES.get("vulnerable")!).results[0]!.baselineState).toBeUndefined();
	});
});

describe("rules", () => {
	test.each<readonly [Partial<Finding>, string, string]>([
		[{ severity: "critical", score: 9.8 }, "9.8", "error"],
		[{ severity: "critical", score: null }, "9.5", "error"],
		[{ severity: "high", score: 9.8 }, "8.9", "error"],
		[{ severity: "high", score: null }, "8.0", "error"],
		[{ severity: "medium", score: 4 }, "4.0", "warning"],
		[{ severity: "low", score: 0 }, "0.1", "note"],
		[{ severity: "low", score: null }, "2.0", "note"],
		[{ severity: "unknown", score: null }, "7.0", "error"],
	])("%o is %s, %s", (parts, score, level) => {
		const item = makePackage("a", "1.0.0");
		const findings = [makeFinding(item, "CVE-2026-1", parts)];
		const run = parseRun(makeReport([makeTarget("a.zip", { packages: [item], findings })], 0));
		expect(run.tool.driver.rules[0]!.properties["security-severity"]).toBe(score);
		expect([run.tool.driver.rules[0]!.defaultConfiguration.level, run.results[0]!.level]).toEqual([level, level]);
	});

	test("a heuristic has one for each severity, since GitHub rates by rule", () => {
		const [a, b] = [makePackage("a", "1.0.0"), makePackage("b", "1.0.0")];
		const findings = [
			makeFinding(a, "fnsift/typosquat", { kind: "typosquat", severity: "high" }),
			makeFinding(b, "fnsift/typosquat", { kind: "typosquat", severity: "low" }),
		];
		const { rules } = parseRun(makeReport([makeTarget("a.zip", { packages: [a, b], findings })], 0)).tool.driver;
		expect(rules.map(({ id }) => id)).toEqual(["fnsift/typosquat/high", "fnsift/typosquat/low"]);
	});

	test("tell what to do about it here, and which weaknesses it is", () => {
		const [rule] = parseRun(makeVaried()).tool.driver.rules;
		expect(rule!.help.markdown).toContain("- Upgrade minimist 1.2.0 to 1.2.6 (patch): `npm install minimist@1.2.6`");
		expect(rule!.properties.tags).toEqual([
			"security",
			"vulnerability",
			"external/cwe/cwe-079",
			"external/cwe/cwe-1321",
		]);
	});
});

describe("runs", () => {
	test("a blocking gap makes one unsuccessful, and is said", () => {
		const [invocation] = parseRun(makeVaried()).invocations;
		expect([invocation.executionSuccessful, invocation.exitCode]).toEqual([false, 3]);
		expect(invocation.toolExecutionNotifications.map(({ level, message }) => [level, message.text])).toEqual([
			["error", "merge conflict at line 12."],
			["warning", "package-lock.json: 3 entries have no version."],
			["warning", "the waiver of CVE-1 is not used."],
			["note", "1 package with an install script that shows nothing suspicious: not listed as a result."],
		]);
		expect(parseRun(SAMPLES.get("vulnerable")!).invocations[0].executionSuccessful).toBe(true);
	});

	test("each target is one, with a category of its own; more than GitHub takes share one", () => {
		const item = makePackage("qs", "6.5.1");
		const make = (count: number) =>
			makeReport(
				Array.from({ length: count }, (_, index) =>
					makeTarget(`f${index % 15}.zip`, { packages: [item], findings: [makeFinding(item, "CVE-2022-24999")] }),
				),
				0,
			);
		const ids = parse(make(20)).runs.map(({ automationDetails: { id } }) => id);
		expect(ids.slice(0, 16)).toEqual([
			...Array.from({ length: 15 }, (_, index) => `fnsift/f${index}.zip/`),
			"fnsift/f0.zip/2/",
		]);
		const [shared, ...others] = parse(make(21)).runs;
		expect(others).toEqual([]);
		expect([shared!.automationDetails.id, shared!.results.length]).toEqual(["fnsift/", 21]);
	});

	test("over a limit, the worst findings stay, and the log says what it leaves out", () => {
		const packages = Array.from({ length: 400 }, (_, index) =>
			makePackage(`p${index}-${"x".repeat(index % 60)}`, "1.0.0"),
		);
		const findings = packages.map((item, index) =>
			makeFinding(item, `CVE-2026-${10_000 + index}`, { severity: index === 399 ? "critical" : "low" }),
		);
		const report = makeReport([makeTarget("a.zip", { packages, findings, gaps: [makeGap("x-y")] })], 0);
		const some = JSON.parse(renderSarif(report, PAGE, { runs: 20, resultsPerRun: 10, zippedBytes: 1e9 })) as Log;
		expect(some.runs[0]!.results.map(({ level }) => level)).toEqual(["error", ...Array(9).fill("note")]);
		expect(some.runs[0]!.invocations[0].toolExecutionNotifications[0]).toEqual({
			descriptor: { id: "findings-left-out", index: 0 },
			level: "error",
			message: {
				text: "Only the worst 10 findings are listed: 390 more are left out, since GitHub takes no larger file. The JSON report has all.",
			},
		});
		const zippedBytes = 9_000;
		const small = renderSarif(report, PAGE, { runs: 20, resultsPerRun: 400, zippedBytes });
		expect(gzipSync(small).length).toBeLessThanOrEqual(zippedBytes);
		expect(gunzipSync(gzipSync(small)).toString()).toContain("are left out");
		expect(errorsOf(JSON.parse(small))).toEqual([]);
	});

	test("30,000 findings take a second or two", () => {
		const packages = Array.from({ length: 30_000 }, (_, index) => makePackage(`p${index}`, "1.0.0"));
		const findings = packages.map((item) => makeFinding(item, "CVE-2026-1", { fixedIn: ["2.0.0"] }));
		const fixes = [makeFix("p0", { closes: findings.map(({ id }) => id) })];
		const report = makeReport([makeTarget("a.zip", { packages, findings, fixes })], 0);
		let text = "";
		const time = measureProcessorTime(() => {
			text = renderSarif(report, PAGE);
		});
		expect(time).toBeLessThan(10_000);
		expect(JSON.parse(text).runs[0].results.length).toBe(25_000);
	});
});
