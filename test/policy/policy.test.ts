import { describe, expect, test } from "vitest";
import type { DatabaseInfo, Finding, FindingKind, Gap, Package, Severity, TargetReport } from "../../src/model.ts";
import { parseBaseline, renderBaseline } from "../../src/policy/baseline.ts";
import { DEFAULT_FAIL_ON, type FailOn } from "../../src/policy/fail-on.ts";
import type { GateOptions } from "../../src/policy/gate.ts";
import { applyPolicy, type Outcome, type Policy, type Run } from "../../src/policy/policy.ts";
import type { Waiver } from "../../src/policy/waivers.ts";
import { makeFinding, makeFix, makeGap, makePackage, makeReport, makeTarget } from "../report/build.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const GATE: GateOptions = { failOn: DEFAULT_FAIL_ON, allowGaps: false, omit: [], onlyFixable: false };
const NOTHING: Policy = {
	applied: true,
	config: null,
	overrides: [],
	waivers: [],
	baseline: null,
	newBaseline: null,
	maxDatabaseAge: null,
	toName: (target) => target,
};

interface Given {
	readonly targets?: readonly TargetReport[];
	readonly findings?: readonly Finding[];
	readonly gaps?: readonly Gap[];
	readonly failed?: readonly string[];
	readonly database?: Partial<DatabaseInfo>;
	readonly now?: Date;
	readonly gate?: Partial<GateOptions>;
	readonly policy?: Partial<Policy>;
}

function decide({ targets, findings = [], gaps = [], failed = [], database, now = NOW, gate, policy }: Given): Outcome {
	const packages = [...new Map(findings.map((one) => [one.name, makePackage(one.name, one.version)])).values()];
	const run: Run = {
		targets: targets ?? [makeTarget("a.zip", { packages, findings, gaps })],
		failed: new Set(failed),
		database: { ...makeReport([], 0).database, ...database },
		now,
	};
	return applyPolicy(run, { ...GATE, ...gate }, { ...NOTHING, ...policy });
}

/** Exit code and reasons. */
function verdict(given: Given): readonly [number, ...string[]] {
	const { exitCode, reasons } = decide(given).verdict;
	return [exitCode, ...reasons.map(({ message }) => message)];
}

function vulnerability(
	rule: string,
	severity: Severity,
	parts: Partial<Finding> = {},
	item: Package = makePackage("qs", "6.5.1"),
) {
	return makeFinding(item, rule, { severity, ...parts });
}

function suspicion(kind: FindingKind, parts: Partial<Finding>): Finding {
	return makeFinding(makePackage(`a-${kind}`, "1.0.0"), `fnsift/${kind}`, { kind, ...parts });
}

function waiver(parts: Partial<Waiver> = {}): Waiver {
	return {
		ids: ["CVE-2026-1000"],
		package: null,
		scope: [],
		reason: "no request reaches it",
		expires: "2027-06-30",
		justification: null,
		source: { kind: "policy", file: "fnsift.yaml" },
		...parts,
	};
}

const HIGH = vulnerability("CVE-2026-1000", "high");

describe("what fails by default", () => {
	test.each<readonly [string, Finding, string | null]>([
		["a critical vulnerability", vulnerability("CVE-2026-1", "critical"), "at or above high"],
		["a high one", HIGH, "at or above high"],
		["one that nobody scored", vulnerability("CVE-2026-1", "unknown"), "at or above high"],
		["one that is not certain", vulnerability("CVE-2026-1", "high", { confidence: "low" }), "at or above high"],
		["a medium one", vulnerability("CVE-2026-1", "medium"), null],
		[
			"malware, however it is rated",
			suspicion("malicious", { severity: "low", confidence: "low" }),
			"of kind malicious",
		],
		["a certain imitation", suspicion("typosquat", { severity: "low" }), "of kind typosquat"],
		["an uncertain one", suspicion("typosquat", { severity: "high", confidence: "medium" }), null],
		["a suspicious install script", suspicion("install-script", { severity: "high" }), "at or above high"],
		["a plain one", suspicion("install-script", { severity: "low" }), null],
		["what only shadowed copies have", vulnerability("CVE-2026-1", "critical", { gating: false }), null],
	])("%s", (_, finding, breach) => {
		expect(verdict({ findings: [finding] })).toEqual(breach === null ? [0] : [1, `1 finding ${breach}`]);
	});
});

describe("failOn", () => {
	const attacked = (score: number, kev: boolean) =>
		vulnerability("CVE-2026-1", "low", {
			exploitation: {
				epss: { score, percentile: 0.9 },
				kev: kev ? { added: "2026-01-01", dueDate: null, ransomware: false } : null,
			},
		});
	const EXPLOITS = {
		exploits: { epss: { date: "2026-11-21", cves: 1 }, kev: { date: "2026-11-21", cves: 1 }, sha256: "00" },
	};

	test.each<readonly [string, Partial<FailOn>, Finding, string | null]>([
		["severity any", { severity: "any" }, vulnerability("CVE-2026-1", "low"), "of kind vulnerability"],
		["severity never", { severity: "never" }, vulnerability("CVE-2026-1", "critical"), null],
		["severity never keeps malware", { severity: "never" }, suspicion("malicious", {}), "of kind malicious"],
		["unknown is not critical", { severity: "critical" }, vulnerability("CVE-2026-1", "unknown"), null],
		[
			"too little confidence",
			{ confidence: "high" },
			vulnerability("CVE-2026-1", "high", { confidence: "medium" }),
			null,
		],
		[
			"enough confidence",
			{ confidence: "medium" },
			vulnerability("CVE-2026-1", "high", { confidence: "medium" }),
			"at or above high",
		],
		["a kind", { kinds: { typosquat: { severity: "never", confidence: "low" } } }, suspicion("typosquat", {}), null],
		[
			"a kind has its own confidence",
			{ confidence: "high", kinds: { typosquat: { severity: "high", confidence: "low" } } },
			suspicion("typosquat", { confidence: "low" }),
			"of kind typosquat",
		],
		["EPSS reached", { epss: 0.5 }, attacked(0.5, false), "with an EPSS score of 0.5 or more"],
		["EPSS not reached", { epss: 0.5 }, attacked(0.49, false), null],
		["EPSS zero is a threshold", { epss: 0 }, attacked(0, false), "with an EPSS score of 0 or more"],
		["KEV", { kev: true }, attacked(0, true), "known to be exploited"],
		["KEV not asked for", { epss: 0.5 }, attacked(0, true), null],
		["KEV for what is not listed", { kev: true }, attacked(1, false), null],
		["KEV without confidence", { kev: true, confidence: "high" }, { ...attacked(0, true), confidence: "low" }, null],
	])("%s", (_, part, finding, breach) => {
		const outcome = verdict({
			findings: [finding],
			gate: { failOn: { ...DEFAULT_FAIL_ON, ...part } },
			database: EXPLOITS,
		});
		expect(outcome).toEqual(breach === null ? [0] : [1, `1 finding ${breach}`]);
	});

	test("asked about attacks without data on them is exit 3, where there was anything to look up", () => {
		const gate = { failOn: { ...DEFAULT_FAIL_ON, epss: 0.5, kev: true } };
		const missing = ["EPSS scores", "known exploited vulnerabilities"].map(
			(what) => `the policy asks for ${what}, but there is no such data`,
		);
		const findings = [vulnerability("CVE-2026-1000", "low")];
		expect(verdict({ findings, gate })).toEqual([3, ...missing]);
		expect(verdict({ findings, gate, database: { exploits: { ...EXPLOITS.exploits, kev: null } } })).toEqual([
			3,
			missing[1],
		]);
		expect(verdict({ findings, gate, database: EXPLOITS })).toEqual([0]);
		expect(verdict({ findings: [HIGH], gate })).toEqual([1, "1 finding at or above high", ...missing]);
		expect(verdict({ findings: [vulnerability("GHSA-w5hq-g745-h8pq", "low")], gate })).toEqual([0]);
		expect(verdict({ gate })).toEqual([0]);
	});

	test("says each reason with its count", () => {
		const findings = [HIGH, vulnerability("CVE-2026-2", "critical"), suspicion("typosquat", {})];
		expect(verdict({ findings })).toEqual([1, "2 findings at or above high", "1 finding of kind typosquat"]);
	});
});

describe("what narrows a gate", () => {
	test("onlyReachable leaves out what is known not to be reachable, and counts what is not known", () => {
		const gate = { onlyReachable: true };
		expect(verdict({ findings: [HIGH], gate })[0]).toBe(1);
		expect(verdict({ findings: [{ ...HIGH, reachable: true }], gate })[0]).toBe(1);
		expect(verdict({ findings: [{ ...HIGH, reachable: false }], gate })[0]).toBe(0);
		expect(verdict({ findings: [{ ...HIGH, reachable: false }] })[0]).toBe(1);
	});

	test("allowGaps by code allows these only, and never a target that failed", () => {
		const gaps = [
			makeGap("layer-unreadable", { blocking: true }),
			makeGap("bundle-unidentified", { blocking: true }),
			makeGap("name-encoding"),
		];
		const two = "2 blocking gaps: packages may have gone unseen";
		expect(verdict({ gaps })).toEqual([3, two]);
		expect(verdict({ gaps, gate: { allowGaps: ["layer-unreadable"] } })).toEqual([
			3,
			"1 blocking gap: packages may have gone unseen",
		]);
		expect(verdict({ gaps, gate: { allowGaps: [] } })).toEqual([3, two]);
		expect(verdict({ gaps, gate: { allowGaps: ["layer-unreadable", "bundle-unidentified"] } })).toEqual([0]);
		const notFound = [makeGap("not-found", { blocking: true })];
		expect(verdict({ gaps: notFound, failed: ["a.zip"], gate: { allowGaps: ["not-found"] } })).toEqual([
			3,
			"a.zip could not be scanned",
		]);
	});
});

describe("overrides", () => {
	const targets = ["legacy/a.zip", "new/b.zip"].map((name) =>
		makeTarget(name, { findings: [HIGH], packages: [makePackage("qs", "6.5.1")] }),
	);
	const override = (globs: readonly string[], gate: Partial<GateOptions>) => ({ targets: globs, gate });

	test("hold for the targets they match, the last one deciding key by key", () => {
		const never = { failOn: { ...DEFAULT_FAIL_ON, severity: "never" as const } };
		const critical = { failOn: { ...DEFAULT_FAIL_ON, severity: "critical" as const } };
		expect(verdict({ targets })).toEqual([1, "2 findings at or above high"]);
		expect(verdict({ targets, policy: { overrides: [override(["legacy/**"], never)] } })).toEqual([
			1,
			"1 finding at or above high",
		]);
		expect(verdict({ targets, policy: { overrides: [override(["legacy/*", "new/*"], never)] } })).toEqual([0]);
		const medium = { failOn: { ...DEFAULT_FAIL_ON, severity: "medium" as const } };
		const overrides = [
			override(["**"], never),
			override(["legacy/**"], medium),
			override(["legacy/**"], { onlyFixable: false }),
		];
		expect(verdict({ targets, policy: { overrides } })).toEqual([1, "1 finding at or above medium"]);
		expect(verdict({ targets, policy: { overrides: [override(["nothing/**"], critical)] } })[0]).toBe(1);
	});

	test("say for each target which of its findings are over the gate", () => {
		const overrides = [override(["legacy/**"], { failOn: { ...DEFAULT_FAIL_ON, severity: "never" as const } })];
		expect(decide({ targets, policy: { overrides } }).targets.map(({ overGate }) => [...(overGate ?? [])])).toEqual([
			[],
			[HIGH.id],
		]);
	});

	test("allow the gaps of one target, not of another", () => {
		const blocked = ["a.zip", "b.zip"].map((name) =>
			makeTarget(name, { gaps: [makeGap("layer-unreadable", { blocking: true })] }),
		);
		const overrides = [override(["a.zip"], { allowGaps: true })];
		expect(verdict({ targets: blocked, policy: { overrides } })).toEqual([
			3,
			"1 blocking gap: packages may have gone unseen",
		]);
	});
});

describe("waivers", () => {
	const fresh = { findings: [HIGH], policy: { waivers: [waiver()] } };

	test("accept a finding, and the report says so", () => {
		const { verdict: decided, targets, policy } = decide(fresh);
		expect(decided).toEqual({ passed: true, exitCode: 0, reasons: [], warnings: [] });
		const mark = {
			reason: "no request reaches it",
			expires: "2027-06-30",
			justification: null,
			source: { kind: "policy", file: "fnsift.yaml" },
		};
		expect(targets[0]?.findings[0]?.waived).toEqual(mark);
		expect(policy.waivers).toEqual([
			{ ...mark, ids: ["CVE-2026-1000"], package: null, scope: [], state: "active", findings: 1 },
		]);
	});

	test("are shown but do not decide where the policy is not applied", () => {
		const { verdict: decided, targets } = decide({ ...fresh, policy: { ...fresh.policy, applied: false } });
		expect(decided.exitCode).toBe(1);
		expect(targets[0]?.findings[0]?.waived).not.toBeNull();
	});

	test.each([
		["2026-11-22T12:00:00Z", "2026-12-07", 0, "active", []],
		[
			"2026-11-22T12:00:00Z",
			"2026-12-06",
			0,
			"expires-soon",
			["the waiver of CVE-2026-1000 expires in 14 days, on 2026-12-06"],
		],
		[
			"2026-11-22T12:00:00Z",
			"2026-11-23",
			0,
			"expires-soon",
			["the waiver of CVE-2026-1000 expires in 1 day, on 2026-11-23"],
		],
		[
			"2026-11-22T00:00:00Z",
			"2026-11-22",
			0,
			"expires-soon",
			["the waiver of CVE-2026-1000 expires today, on 2026-11-22"],
		],
		[
			"2026-11-22T23:59:59.999Z",
			"2026-11-22",
			0,
			"expires-soon",
			["the waiver of CVE-2026-1000 expires today, on 2026-11-22"],
		],
		[
			"2026-11-22T14:00:00-12:00",
			"2026-11-22",
			1,
			"expired",
			["the waiver of CVE-2026-1000 expired on 2026-11-22: 1 finding it accepted counts again"],
		],
		[
			"2026-11-23T00:00:00Z",
			"2026-11-22",
			1,
			"expired",
			["the waiver of CVE-2026-1000 expired on 2026-11-22: 1 finding it accepted counts again"],
		],
		[
			"2024-02-29T12:00:00Z",
			"2024-03-14",
			0,
			"expires-soon",
			["the waiver of CVE-2026-1000 expires in 14 days, on 2024-03-14"],
		],
	] as const)("at %s, until %s: exit %d, %s", (now, expires, exitCode, state, warnings) => {
		const outcome = decide({ findings: [HIGH], now: new Date(now), policy: { waivers: [waiver({ expires })] } });
		expect(outcome.verdict.exitCode).toBe(exitCode);
		expect(outcome.policy.waivers[0]?.state).toBe(state);
		expect(outcome.verdict.warnings.map(({ message }) => message)).toEqual(warnings);
	});

	test("without an end hold for ever", () => {
		const vex = waiver({ expires: null, source: { kind: "vex", file: "vex.json" } });
		expect(decide({ findings: [HIGH], now: new Date("2999-01-01"), policy: { waivers: [vex] } }).verdict.exitCode).toBe(
			0,
		);
	});

	test("hold in their scope only", () => {
		const targets = ["a.zip", "build/b.zip"].map((name) =>
			makeTarget(name, { findings: [HIGH], packages: [makePackage("qs", "6.5.1")] }),
		);
		const { verdict: decided, targets: marked } = decide({
			targets,
			policy: { waivers: [waiver({ scope: ["build/**"] })] },
		});
		expect(decided.reasons.map(({ message }) => message)).toEqual(["1 finding at or above high"]);
		expect(marked.map(({ findings }) => findings[0]?.waived !== null)).toEqual([false, true]);
	});

	test("are called unused only where they had every chance", () => {
		const unused = { kind: "waiver-unused", message: "the waiver of CVE-2026-1000 accepts nothing: remove it" };
		const warningsOf = (given: Given, parts: Partial<Waiver> = {}) =>
			decide({ ...given, policy: { waivers: [waiver(parts)] } }).verdict.warnings;
		expect(warningsOf({})).toEqual([unused]);
		expect(warningsOf({}, { scope: ["a.*"] })).toEqual([unused]);
		expect(warningsOf({}, { scope: ["b.zip"] })).toEqual([]);
		expect(warningsOf({ gaps: [makeGap("layer-unreadable", { blocking: true })] })).toEqual([]);
		expect(warningsOf({ failed: ["a.zip"] })).toEqual([]);
		expect(warningsOf({}, { source: { kind: "vex", file: "vex.json" } })).toEqual([]);
		expect(warningsOf({}, { expires: "2026-01-01" })).toEqual([
			{
				kind: "waiver-expired",
				message: "the waiver of CVE-2026-1000 expired on 2026-01-01: nothing needs it any more",
			},
		]);
	});

	test("say why they do not hold for what they only partly name", () => {
		const many = vulnerability("GHSA-many", "high", { aliases: ["CVE-2026-1000", "CVE-2026-1001"] });
		const { verdict: decided } = decide({ findings: [many], policy: { waivers: [waiver()] } });
		expect(decided.exitCode).toBe(1);
		expect(decided.warnings.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
			"waiver-ambiguous: the waiver of CVE-2026-1000 does not hold for GHSA-many in qs, which is about other CVEs too: name GHSA-many",
		]);
	});
});

describe("a baseline", () => {
	const known = (findings: readonly Finding[]) => parseBaseline(renderBaseline(findings), "known.txt");
	const upgraded = vulnerability("CVE-2026-1000", "high", {}, makePackage("qs", "6.5.2"));

	test("lets only what is not in it fail", () => {
		const other = vulnerability("CVE-2026-2000", "high");
		const {
			verdict: decided,
			targets,
			policy,
		} = decide({ findings: [HIGH, other], policy: { baseline: known([HIGH]) } });
		expect(decided.reasons.map(({ message }) => message)).toEqual(["1 finding at or above high"]);
		expect(targets[0]?.findings.map(({ rule, known: isKnown }) => [rule, isKnown])).toEqual([
			["CVE-2026-1000", true],
			["CVE-2026-2000", false],
		]);
		expect(policy.baseline).toEqual({ file: "known.txt", known: 1, removable: [] });
		expect(decide({ findings: [HIGH], policy: { baseline: known([HIGH]), applied: false } }).verdict.exitCode).toBe(1);
	});

	test("knows a vulnerability in the next version, but not malware or an install script", () => {
		expect(verdict({ findings: [upgraded], policy: { baseline: known([HIGH]) } })).toEqual([0]);
		for (const kind of ["malicious", "install-script"] as const) {
			const [one, two] = ["1.0.0", "1.0.1"].map((version) =>
				makeFinding(makePackage("evil", version), "MAL-1", { kind, severity: "critical" }),
			) as [Finding, Finding];
			expect(verdict({ findings: [one], policy: { baseline: known([one]) } })[0], kind).toBe(0);
			expect(verdict({ findings: [two], policy: { baseline: known([one]) } })[0], kind).toBe(1);
		}
	});

	test("names what can be removed from it, unless something went unseen", () => {
		const gone = vulnerability("CVE-2026-3000", "high");
		const baseline = known([HIGH, gone]);
		const { policy, verdict: decided } = decide({ findings: [HIGH], policy: { baseline } });
		expect(policy.baseline?.removable).toEqual([
			{ id: gone.key, kind: "vulnerability", package: "pkg:npm/qs", rule: "CVE-2026-3000", severity: "high" },
		]);
		expect(decided.warnings).toEqual([
			{ kind: "baseline-removable", message: "1 finding of known.txt was not seen again: write the baseline anew" },
		]);
		const gaps = [makeGap("layer-unreadable", { blocking: true })];
		expect(decide({ findings: [HIGH], gaps, policy: { baseline } }).policy.baseline?.removable).toEqual([]);
	});

	test("that is written holds what fails now and what it held of it, and nothing else", () => {
		const medium = vulnerability("CVE-2026-4000", "medium");
		const gone = vulnerability("CVE-2026-3000", "high");
		const waived = vulnerability("CVE-2026-5000", "high");
		const findings = [HIGH, vulnerability("CVE-2026-2000", "high"), medium, waived];
		const policy = {
			baseline: known([HIGH, gone]),
			newBaseline: "new.txt",
			waivers: [waiver({ ids: ["CVE-2026-5000"] })],
		};
		const outcome = decide({ findings, policy });
		expect(outcome.verdict).toEqual({ passed: true, exitCode: 0, reasons: [], warnings: [] });
		expect(outcome.policy.baseline).toEqual({ file: "new.txt", known: 2, removable: [] });
		const written = outcome.targets.flatMap((target) => target.findings.filter((one) => one.known));
		expect(written.map(({ rule }) => rule)).toEqual(["CVE-2026-1000", "CVE-2026-2000"]);
	});

	test("that is written does not make a gap pass", () => {
		const gaps = [makeGap("layer-unreadable", { blocking: true })];
		expect(verdict({ findings: [HIGH], gaps, policy: { newBaseline: "new.txt" } })[0]).toBe(3);
	});
});

describe("the age of the data", () => {
	test.each([
		["2026-11-15T12:00:00Z", 7, null],
		["2026-11-14T12:00:00Z", 7, "the advisory data is 8 days old, the policy allows 7 days"],
		["2026-11-22T18:00:00Z", 0, null],
		["", 7, "the advisory data is of unknown age, the policy allows 7 days"],
		["2020-01-01T00:00:00Z", null, null],
	])("%s with a limit of %s days", (updated, maxDatabaseAge, message) => {
		expect(verdict({ database: { updated }, policy: { maxDatabaseAge } })).toEqual(
			message === null ? [0] : [3, message],
		);
	});

	test("fails a gate only, not what merely shows a policy", () => {
		expect(verdict({ database: { updated: "" }, policy: { maxDatabaseAge: 7, applied: false } })).toEqual([0]);
		const service = { source: "osv-api", updated: "2019-01-01T00:00:00Z" } as const;
		expect(verdict({ database: service, policy: { maxDatabaseAge: 7 } })).toEqual([0]);
	});
});

test("findings, gaps and old data are all said; findings decide", () => {
	const gaps = [makeGap("layer-unreadable", { blocking: true })];
	expect(verdict({ findings: [HIGH], gaps, database: { updated: "" }, policy: { maxDatabaseAge: 7 } })).toEqual([
		1,
		"1 finding at or above high",
		"1 blocking gap: packages may have gone unseen",
		"the advisory data is of unknown age, the policy allows 7 days",
	]);
});

test("onlyFixable and omit hold beside the rest", () => {
	const item = makePackage("qs", "6.5.1", { scope: "dev" });
	const target = makeTarget("a.zip", {
		packages: [item],
		findings: [HIGH],
		fixes: [makeFix("qs", { closes: [HIGH.id] })],
	});
	expect(verdict({ targets: [target], gate: { onlyFixable: true } })[0]).toBe(1);
	expect(verdict({ targets: [{ ...target, fixes: [] }], gate: { onlyFixable: true } })[0]).toBe(0);
	expect(verdict({ targets: [target], gate: { omit: ["dev"] } })[0]).toBe(0);
	expect(verdict({ targets: [target], gate: { omit: ["optional"] } })[0]).toBe(1);
});
