/**
 * A policy over the reports of one run: marks what waivers accept and the baseline lists, then judges.
 *
 * Exit codes: see gate.ts. Beyond it, advisory data older than the policy allows, and data on attacks that the policy asks
 * for but the run did not have, are exit 3: what was not looked at must not pass for clean.
 */
import type { DatabaseInfo, Finding, PolicyReport, TargetReport, Verdict } from "../model.ts";
import { type Baseline, toBaselineEntry } from "./baseline.ts";
import { findDataReasons } from "./data-reasons.ts";
import { findGateBreakers, type GateOptions, judge, markOverGate } from "./gate.ts";
import { matchesGlob, parseGlob } from "./glob.ts";
import { type Ambiguity, waive } from "./waive.ts";
import { toWaiverState, type Waiver } from "./waivers.ts";
import { toWarnings } from "./warnings.ts";

export interface Policy {
	/** whether waivers and baseline decide; otherwise findings are marked only */
	readonly applied: boolean;
	/** the configuration file, to be named in the report; `null` without one */
	readonly config: string | null;
	/** for some targets other options; of several that match the last decides, key by key */
	readonly overrides: readonly Override[];
	readonly waivers: readonly Waiver[];
	readonly baseline: Baseline | null;
	/** whether what fails now, and what `baseline` had of it, becomes the baseline of this very run */
	readonly newBaseline: string | null;
	/** days; `null` for any age */
	readonly maxDatabaseAge: number | null;
	/** what globs compare: a path relative to the configuration's folder with `/` between folders, or an ARN */
	toName(target: string): string;
}

export interface Override {
	/** globs */
	readonly targets: readonly string[];
	readonly gate: Partial<GateOptions>;
}

/** A run, before it is judged. */
export interface Run {
	readonly targets: readonly TargetReport[];
	/** see `judge` */
	readonly failed: ReadonlySet<string>;
	readonly database: DatabaseInfo;
	readonly now: Date;
}

export interface Outcome {
	/** with their findings marked */
	readonly targets: readonly TargetReport[];
	readonly policy: PolicyReport;
	readonly verdict: Verdict;
}

export function applyPolicy(run: Run, gate: GateOptions, policy: Policy): Outcome {
	const optionsFor = toOptionsFor({ ...gate, honourMarks: policy.applied }, policy);
	const { targets: waived, uses, ambiguous } = applyWaivers(run, policy);
	const { targets, baseline } = applyBaseline(waived, optionsFor, policy);
	const report: PolicyReport = {
		applied: policy.applied,
		config: policy.config,
		waivers: policy.waivers.map((waiver) => ({
			ids: waiver.ids,
			package: waiver.package?.text ?? null,
			scope: waiver.scope,
			reason: waiver.reason,
			expires: waiver.expires,
			justification: waiver.justification,
			source: waiver.source,
			state: toWaiverState(waiver, run.now),
			findings: uses.get(waiver)?.findings ?? 0,
		})),
		baseline: baseline === null ? null : { ...baseline, removable: isWhole(run) ? baseline.removable : [] },
	};
	const examined = new Set(policy.waivers.filter((waiver) => uses.get(waiver)?.examined === true));
	const reasons = policy.applied ? findDataReasons(run, optionsFor, policy.maxDatabaseAge) : [];
	const warnings = toWarnings(report, policy.waivers, { examined, ambiguous, now: run.now });
	const verdict = judge(targets, run.failed, optionsFor, { reasons, warnings });
	return { targets: markOverGate(targets, optionsFor), policy: report, verdict };
}

function toOptionsFor(gate: GateOptions, { overrides, toName }: Policy): (target: string) => GateOptions {
	const parsed = overrides.map((override) => ({ ...override, globs: override.targets.map(parseGlob) }));
	return (target) => {
		const name = toName(target);
		const matching = parsed.filter(({ globs }) => globs.some((glob) => matchesGlob(glob, name)));
		return Object.assign({}, gate, ...matching.map((override) => override.gate));
	};
}

/** What became of a waiver in the run. */
interface Use {
	readonly findings: number;
	/** its scope holds a target, and all it holds were examined whole */
	readonly examined: boolean;
}

function applyWaivers({ targets, failed, now }: Run, { waivers, toName }: Policy) {
	const scoped = waivers.map((waiver) => ({ waiver, globs: waiver.scope.map(parseGlob) }));
	const uses = new Map<Waiver, Use>();
	const ambiguous: Ambiguity[] = [];
	const expired = new Set(waivers.filter((waiver) => toWaiverState(waiver, now) === "expired"));
	const marked = targets.map((target) => {
		const name = toName(target.target);
		const concerned = scoped
			.filter(({ globs }) => globs.length === 0 || globs.some((glob) => matchesGlob(glob, name)))
			.map(({ waiver }) => waiver);
		const outcome = waive(target.findings, concerned, (waiver) => expired.has(waiver));
		for (const waiver of concerned) {
			const use = uses.get(waiver) ?? { findings: 0, examined: true };
			const findings = use.findings + (outcome.counts.get(waiver) ?? 0);
			uses.set(waiver, { findings, examined: use.examined && isExamined(target, failed) });
		}
		ambiguous.push(...outcome.ambiguous);
		return { ...target, findings: outcome.findings };
	});
	return { targets: marked, uses, ambiguous };
}

function isExamined({ target, gaps }: TargetReport, failed: ReadonlySet<string>): boolean {
	return !failed.has(target) && !gaps.some(({ blocking }) => blocking);
}

function isWhole({ targets, failed }: Run): boolean {
	return targets.every((target) => isExamined(target, failed));
}

function applyBaseline(
	targets: readonly TargetReport[],
	optionsFor: (target: string) => GateOptions,
	{ baseline, newBaseline }: Policy,
) {
	if (baseline === null && newBaseline === null) return { targets, baseline: null };
	const old = new Set(baseline?.entries.map(({ id }) => id));
	const failing = new Set<string>();
	if (newBaseline !== null) {
		for (const target of targets) {
			for (const finding of findGateBreakers(target, optionsFor(target.target)))
				failing.add(toBaselineEntry(finding).id);
		}
	}
	const seen = new Set<string>();
	let known = 0;
	const mark = (finding: Finding): Finding => {
		const { id } = toBaselineEntry(finding);
		seen.add(id);
		if (!old.has(id) && !failing.has(id)) return finding;
		known += 1;
		return { ...finding, known: true };
	};
	const marked = targets.map((target) => ({ ...target, findings: target.findings.map(mark) }));
	const removable = newBaseline === null ? (baseline?.entries ?? []).filter(({ id }) => !seen.has(id)) : [];
	return { targets: marked, baseline: { file: newBaseline ?? baseline?.file ?? "", known, removable } };
}
