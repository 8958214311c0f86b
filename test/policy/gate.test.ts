import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finding, Gap, Package, Severity, TargetReport } from "../../src/model.ts";
import { type GateOptions, judge } from "../../src/policy/gate.ts";

const OPEN: GateOptions = { failOn: null, allowGaps: false, omit: [], onlyFixable: false };

describe("the verdict", () => {
	test("passes a scan with findings when no threshold is set", () => {
		expect(judge([target({ findings: [finding()] })], new Set(), OPEN)).toEqual({
			passed: true,
			reasons: [],
			warnings: [],
			exitCode: 0,
		});
	});

	test("is exit 1 for a finding at the threshold", () => {
		expect(
			judge([target({ findings: [finding({ severity: "high" })] })], new Set(), { ...OPEN, failOn: "high" }),
		).toEqual({
			passed: false,
			reasons: [{ kind: "findings", message: "1 finding at or above high" }],
			warnings: [],
			exitCode: 1,
		});
	});

	test.each<[Severity, Severity, 0 | 1]>([
		["critical", "critical", 1],
		["high", "critical", 0],
		["medium", "medium", 1],
		["low", "medium", 0],
		["low", "low", 1],
		["unknown", "high", 1],
		["unknown", "critical", 0],
		["unknown", "low", 1],
		["high", "unknown", 1],
		["medium", "unknown", 0],
	])("a %s finding with --fail-on %s exits %d", (severity, failOn, exitCode) => {
		expect(judge([target({ findings: [finding({ severity })] })], new Set(), { ...OPEN, failOn }).exitCode).toBe(
			exitCode,
		);
	});

	test("does not count what only shadowed or vendored copies have", () => {
		expect(
			judge([target({ findings: [finding({ gating: false })] })], new Set(), { ...OPEN, failOn: "low" }).exitCode,
		).toBe(0);
	});

	test("--omit dev leaves out a finding only when every package that has it is dev", () => {
		const options = { ...OPEN, failOn: "low", omit: ["dev"] } as const;
		const dev = { id: "a", scope: "dev" } as Package;
		const prod = { id: "b", scope: "prod" } as Package;
		const of = (packageIds: string[]) => target({ findings: [finding({ packageIds })], packages: [dev, prod] });
		expect(judge([of(["a"])], new Set(), options).exitCode).toBe(0);
		expect(judge([of(["a", "b"])], new Set(), options).exitCode).toBe(1);
		expect(judge([of(["a"])], new Set(), { ...options, omit: [] }).exitCode).toBe(1);
	});

	test("--only-fixable counts what a fix closes, and `none` is no fix", () => {
		const options = { ...OPEN, failOn: "low", onlyFixable: true } as const;
		const closedBy = (action: "upgrade" | "none") =>
			target({ findings: [finding()], fixes: [{ action, closes: ["fs1-a"] }] as unknown as TargetReport["fixes"] });
		expect(judge([closedBy("upgrade")], new Set(), options).exitCode).toBe(1);
		expect(judge([closedBy("none")], new Set(), options).exitCode).toBe(0);
	});

	test("a blocking gap is exit 3, a minor one is not, and --allow-gaps allows it", () => {
		expect(judge([target({ gaps: [gap({ blocking: false })] })], new Set(), OPEN).exitCode).toBe(0);
		expect(judge([target({ gaps: [gap(), gap()] })], new Set(), OPEN)).toEqual({
			passed: false,
			reasons: [{ kind: "gaps", message: "2 blocking gaps: packages may have gone unseen" }],
			warnings: [],
			exitCode: 3,
		});
		expect(judge([target({ gaps: [gap()] })], new Set(), { ...OPEN, allowGaps: true }).exitCode).toBe(0);
	});

	test("a target that failed is exit 3 even when gaps are allowed", () => {
		expect(judge([target({ gaps: [gap()] })], new Set(["a.zip"]), { ...OPEN, allowGaps: true })).toEqual({
			passed: false,
			reasons: [{ kind: "target-failed", message: "a.zip could not be scanned" }],
			warnings: [],
			exitCode: 3,
		});
	});

	test("nothing in any target is exit 4; something in one of them is not", () => {
		expect(judge([target({ empty: true })], new Set(), OPEN).exitCode).toBe(4);
		expect(judge([target({ empty: true }), target({})], new Set(), OPEN).exitCode).toBe(0);
	});

	test("1 comes before 3 before 4, and all reasons are listed", () => {
		const all = target({ empty: true, gaps: [gap()], findings: [finding()] });
		const verdict = judge([all], new Set(), { ...OPEN, failOn: "low" });
		expect(verdict.exitCode).toBe(1);
		expect(verdict.reasons.map(({ kind }) => kind)).toEqual(["findings", "gaps", "nothing-to-scan"]);
		expect(judge([all], new Set(), OPEN).exitCode).toBe(3);
	});

	test("passed means exit 0, and exactly the reasons decide", () => {
		const severities = fc.constantFrom<Severity>("critical", "high", "medium", "low", "unknown");
		fc.assert(
			fc.property(
				fc.array(fc.record({ severity: severities, gating: fc.boolean() })),
				fc.array(fc.boolean()),
				fc.boolean(),
				fc.boolean(),
				fc.option(severities),
				(findings, gaps, empty, allowGaps, failOn) => {
					const report = target({
						findings: findings.map((part) => finding(part)),
						gaps: gaps.map((blocking) => gap({ blocking })),
						empty,
					});
					const verdict = judge([report], new Set(), { ...OPEN, allowGaps, failOn });
					expect(verdict.passed).toBe(verdict.exitCode === 0);
					expect(verdict.passed).toBe(verdict.reasons.length === 0);
					if (gaps.includes(true) && !allowGaps) expect([1, 3]).toContain(verdict.exitCode);
				},
			),
		);
	});
});

function finding(part: Partial<Finding> = {}): Finding {
	return { id: "fs1-a", severity: "high", gating: true, packageIds: [], ...part } as Finding;
}

function gap(part: Partial<Gap> = {}): Gap {
	return { stage: "unpack", code: "entry-encrypted", blocking: true, path: "index.js", message: "encrypted", ...part };
}

function target({ packages = [], ...part }: Partial<TargetReport> & { packages?: Package[] }): TargetReport {
	return {
		target: "a.zip",
		kind: "zip",
		empty: false,
		gaps: [],
		findings: [],
		fixes: [],
		graph: { packages, at: new Map(), own: [], edges: [], disagreements: [] },
		...part,
	} as TargetReport;
}
