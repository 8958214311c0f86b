/**
 * From reports to one verdict. Pure.
 *
 * Exit codes, the first that applies: 1 findings over the gate, 3 the result cannot be trusted (a target failed, or a
 * blocking gap that is not allowed), 4 every target is empty, 0 otherwise. All reasons are listed, whichever decides.
 */
import { toPlural } from "../lib/plural.ts";
import type {
	Finding,
	Fix,
	Gap,
	Package,
	Scope,
	Severity,
	TargetReport,
	Verdict,
	VerdictReason,
	VerdictWarning,
} from "../model.ts";
import { type FailOn, findBreach } from "./fail-on.ts";

export interface GateOptions {
	/** fail on findings of this severity and above, or as `FailOn` says; `null` never fails on findings */
	readonly failOn: FailOn | Severity | null;
	/** `true`, or the codes of gaps that are allowed; a target that could not be read at all never is */
	readonly allowGaps: boolean | readonly string[];
	/** scopes whose packages do not count */
	readonly omit: readonly Scope[];
	/** count only findings that some fix closes */
	readonly onlyFixable: boolean;
	/** do not count what is known not to be reachable; what nobody determined counts */
	readonly onlyReachable?: boolean;
	/** do not count what a waiver accepts or the baseline lists */
	readonly honourMarks?: boolean;
}

/** What else the verdict has to say. */
export interface Remarks {
	readonly reasons: readonly VerdictReason[];
	readonly warnings: readonly VerdictWarning[];
}

/**
 * `failed`: targets that could not be read at all, by name; their reports hold the reason as a blocking gap.
 * `options`: for all targets, or for each by its name.
 */
export function judge(
	targets: readonly TargetReport[],
	failed: ReadonlySet<string>,
	options: GateOptions | ((target: string) => GateOptions),
	remarks: Remarks = { reasons: [], warnings: [] },
): Verdict {
	const optionsFor = typeof options === "function" ? options : () => options;
	const reasons: VerdictReason[] = [];
	for (const [breach, count] of countBreaches(targets, optionsFor)) {
		reasons.push({ kind: "findings", message: `${toPlural(count, "finding")} ${breach}` });
	}
	const unreadable = targets.filter(({ target }) => failed.has(target));
	for (const { target } of unreadable) {
		reasons.push({ kind: "target-failed", message: `${target} could not be scanned` });
	}
	const gaps = targets
		.filter(({ target }) => !failed.has(target))
		.reduce((count, target) => count + findDisallowedGaps(target, optionsFor(target.target)).length, 0);
	if (gaps > 0) {
		reasons.push({ kind: "gaps", message: `${toPlural(gaps, "blocking gap")}: packages may have gone unseen` });
	}
	reasons.push(...remarks.reasons);
	const allEmpty = targets.length > 0 && targets.every(({ target, empty }) => empty && !failed.has(target));
	if (allEmpty) reasons.push({ kind: "nothing-to-scan", message: "no package, and no code that could hold one" });
	const exitCode = toExitCode(reasons);
	return { passed: exitCode === 0, reasons, warnings: remarks.warnings, exitCode };
}

function countBreaches(
	targets: readonly TargetReport[],
	optionsFor: (target: string) => GateOptions,
): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const target of targets) {
		for (const { breach } of findBreaches(target, optionsFor(target.target))) {
			counts.set(breach, (counts.get(breach) ?? 0) + 1);
		}
	}
	return counts;
}

function toExitCode(reasons: readonly VerdictReason[]): Verdict["exitCode"] {
	const has = (...kinds: readonly VerdictReason["kind"][]) => reasons.some(({ kind }) => kinds.includes(kind));
	if (has("findings")) return 1;
	if (has("target-failed", "gaps", "database-age", "exploits-missing")) return 3;
	return has("nothing-to-scan") ? 4 : 0;
}

export function findDisallowedGaps({ gaps }: TargetReport, { allowGaps }: GateOptions): readonly Gap[] {
	if (allowGaps === true) return [];
	return gaps.filter(({ blocking, code }) => blocking && !(allowGaps !== false && allowGaps.includes(code)));
}

/** The findings of a target that count and reach the threshold. */
export function findGateBreakers(target: TargetReport, options: GateOptions): readonly Finding[] {
	return findBreaches(target, options).map(({ finding }) => finding);
}

/** The same reports, each with the findings that are over the gate: formats that mark single findings want to know. */
export function markOverGate(
	targets: readonly TargetReport[],
	options: GateOptions | ((target: string) => GateOptions),
): readonly TargetReport[] {
	const optionsFor = typeof options === "function" ? options : () => options;
	return targets.map((target) => {
		const gate = optionsFor(target.target);
		if (gate.failOn === null) return target;
		return { ...target, overGate: new Set(findGateBreakers(target, gate).map(({ id }) => id)) };
	});
}

function findBreaches(
	target: TargetReport,
	options: GateOptions,
): readonly { readonly finding: Finding; readonly breach: string }[] {
	const { failOn } = options;
	if (failOn === null) return [];
	const packages = new Map(target.graph.packages.map((entry) => [entry.id, entry]));
	const fixable = options.onlyFixable ? findFixable(target.fixes) : undefined;
	return target.findings.flatMap((finding) => {
		const counts =
			finding.gating &&
			!(options.honourMarks === true && (finding.waived !== null || finding.known)) &&
			!(options.onlyReachable === true && finding.reachable === false) &&
			(fixable === undefined || fixable.has(finding.id)) &&
			!isOmitted(finding, packages, options.omit);
		const breach = counts ? findBreach(finding, failOn) : undefined;
		return breach === undefined ? [] : [{ finding, breach }];
	});
}

function findFixable(fixes: readonly Fix[]): ReadonlySet<string> {
	return new Set(fixes.filter(({ action }) => action !== "none").flatMap(({ closes }) => closes));
}

function isOmitted(finding: Finding, packages: ReadonlyMap<string, Package>, omit: readonly Scope[]): boolean {
	if (omit.length === 0) return false;
	const scopes = finding.packageIds.map((id) => packages.get(id)?.scope);
	return scopes.length > 0 && scopes.every((scope) => scope !== undefined && omit.includes(scope));
}
