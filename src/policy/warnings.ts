/** What a verdict says about waivers and baseline beside its reasons. */
import { toPlural } from "../lib/plural.ts";
import type { PolicyReport, VerdictWarning, WaiverReport } from "../model.ts";
import { countDaysUntil } from "./calendar.ts";
import type { Ambiguity } from "./waive.ts";
import type { Waiver } from "./waivers.ts";

export interface WarningContext {
	/** waivers that had every chance to be used: others are not called unused */
	readonly examined: ReadonlySet<Waiver>;
	readonly ambiguous: readonly Ambiguity[];
	readonly now: Date;
}

/** `waivers`: those of the report, in its order. Warnings about waivers come in that order too. */
export function toWarnings(
	report: PolicyReport,
	waivers: readonly Waiver[],
	{ examined, ambiguous, now }: WarningContext,
): readonly VerdictWarning[] {
	const warnings: VerdictWarning[] = report.waivers.flatMap((waiver, index) => {
		const given = waivers[index];
		// What nearly holds is told apart, below.
		const unused = given !== undefined && examined.has(given) && !ambiguous.some((one) => one.waiver === given);
		return toWaiverWarnings(waiver, unused, now);
	});
	const seen = new Set<string>();
	for (const { id, package: name, rules } of ambiguous) {
		const [only] = rules;
		const message =
			rules.length === 1
				? `the waiver of ${id} does not hold for ${only} in ${name}, which is about other CVEs too: name ${only}`
				: `the waiver of ${id} does not hold in ${name}, where it stands for ${rules.join(" and ")}: name one of them`;
		if (!seen.has(message)) warnings.push({ kind: "waiver-ambiguous", message });
		seen.add(message);
	}
	const { baseline } = report;
	if (baseline !== null && baseline.removable.length > 0) {
		const count = toPlural(baseline.removable.length, "finding");
		const verb = baseline.removable.length === 1 ? "was" : "were";
		warnings.push({
			kind: "baseline-removable",
			message: `${count} of ${baseline.file} ${verb} not seen again: write the baseline anew`,
		});
	}
	return warnings;
}

/** `unused`: whether it is to be called so where it accepts nothing. */
function toWaiverWarnings(waiver: WaiverReport, unused: boolean, now: Date): VerdictWarning[] {
	const { expires, state, findings, source } = waiver;
	const name = toName(waiver);
	if (state === "expired") {
		const left =
			findings === 0
				? "nothing needs it any more"
				: `${toPlural(findings, "finding")} it accepted ${findings === 1 ? "counts" : "count"} again`;
		return [{ kind: "waiver-expired", message: `the waiver of ${name} expired on ${expires}: ${left}` }];
	}
	// Statements of a VEX document are about all that its author ships, not about this run.
	if (findings === 0) {
		return unused && source.kind === "policy"
			? [{ kind: "waiver-unused", message: `the waiver of ${name} accepts nothing: remove it` }]
			: [];
	}
	if (state !== "expires-soon" || expires === null) return [];
	const days = countDaysUntil(expires, now);
	const when = days === 0 ? "today" : `in ${toPlural(days, "day")}`;
	return [{ kind: "waiver-expires-soon", message: `the waiver of ${name} expires ${when}, on ${expires}` }];
}

const MAX_IDS = 3;

function toName({ ids, package: name }: WaiverReport): string {
	const more = ids.length > MAX_IDS ? ` and ${ids.length - MAX_IDS} more` : "";
	return `${ids.slice(0, MAX_IDS).join(", ")}${more}${name === null ? "" : ` in ${name}`}`;
}
