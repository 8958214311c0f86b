/**
 * From reports to one verdict. Pure.
 *
 * Exit codes, the first that applies: 1 findings over the gate, 3 the result cannot be trusted (a target failed, or a
 * blocking gap that is not allowed), 4 every target is empty, 0 otherwise. All reasons are listed, whichever decides.
 */
import { toPlural } from "../lib/plural.ts";
import {
	type Finding,
	type Fix,
	type Package,
	type Scope,
	SEVERITIES,
	type Severity,
	type TargetReport,
	type Verdict,
	type VerdictReason,
} from "../model.ts";

export interface GateOptions {
	/** fail on findings of this severity and above; `null` never fails on findings */
	readonly failOn: Severity | null;
	readonly allowGaps: boolean;
	/** scopes whose packages do not count */
	readonly omit: readonly Scope[];
	/** count only findings that some fix closes */
	readonly onlyFixable: boolean;
}

/** `failed`: targets that could not be read at all, by name; their reports hold the reason as a blocking gap. */
export function judge(targets: readonly TargetReport[], failed: ReadonlySet<string>, options: GateOptions): Verdict {
	const reasons: VerdictReason[] = [];
	const over = targets.flatMap((target) => findGateBreakers(target, options));
	if (over.length > 0) {
		const level = options.failOn ?? "low";
		reasons.push({ kind: "findings", message: `${toPlural(over.length, "finding")} at or above ${level}` });
	}
	const unreadable = targets.filter(({ target }) => failed.has(target));
	for (const { target } of unreadable) {
		reasons.push({ kind: "target-failed", message: `${target} could not be scanned` });
	}
	const gaps = targets
		.filter(({ target }) => !failed.has(target))
		.reduce((count, target) => count + target.gaps.filter((gap) => gap.blocking).length, 0);
	if (gaps > 0 && !options.allowGaps) {
		reasons.push({ kind: "gaps", message: `${toPlural(gaps, "blocking gap")}: packages may have gone unseen` });
	}
	const allEmpty = targets.length > 0 && targets.every(({ target, empty }) => empty && !failed.has(target));
	if (allEmpty) reasons.push({ kind: "nothing-to-scan", message: "no package, and no code that could hold one" });
	const exitCode = toExitCode(reasons);
	return { passed: exitCode === 0, reasons, warnings: [], exitCode };
}

function toExitCode(reasons: readonly VerdictReason[]): Verdict["exitCode"] {
	const has = (kind: VerdictReason["kind"]) => reasons.some((reason) => reason.kind === kind);
	if (has("findings")) return 1;
	if (has("target-failed") || has("gaps")) return 3;
	return has("nothing-to-scan") ? 4 : 0;
}

/** The findings of a target that count and reach the threshold. */
export function findGateBreakers(target: TargetReport, options: GateOptions): readonly Finding[] {
	const { failOn } = options;
	if (failOn === null) return [];
	const packages = new Map(target.graph.packages.map((entry) => [entry.id, entry]));
	const fixable = options.onlyFixable ? findFixable(target.fixes) : undefined;
	return target.findings.filter(
		(finding) =>
			finding.gating &&
			reaches(finding.severity, failOn) &&
			(fixable === undefined || fixable.has(finding.id)) &&
			!isOmitted(finding, packages, options.omit),
	);
}

// `unknown` counts as high: a finding nobody has scored yet is no reason to let it pass.
function reaches(severity: Severity, threshold: Severity): boolean {
	return toRank(severity) <= toRank(threshold);
}

function toRank(severity: Severity): number {
	return SEVERITIES.indexOf(severity === "unknown" ? "high" : severity);
}

function findFixable(fixes: readonly Fix[]): ReadonlySet<string> {
	return new Set(fixes.filter(({ action }) => action !== "none").flatMap(({ closes }) => closes));
}

function isOmitted(finding: Finding, packages: ReadonlyMap<string, Package>, omit: readonly Scope[]): boolean {
	if (omit.length === 0) return false;
	const scopes = finding.packageIds.map((id) => packages.get(id)?.scope);
	return scopes.length > 0 && scopes.every((scope) => scope !== undefined && omit.includes(scope));
}
