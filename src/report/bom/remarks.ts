/** What a bill of materials has no field for: gaps, on their target; suspicions, on their packages. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Gap } from "../../model.ts";
import { isAdvisory } from "./advisory.ts";
import type { ListedTarget } from "./inventory.ts";

export interface Remark {
	/** what it is about */
	readonly ref: string;
	/** one safe line */
	readonly text: string;
}

/** More gaps than this are counted, not told one by one. */
const MOST_GAPS = 1_000;
const LONGEST = 1_000;

/** Each once: two gaps may be told in the same words. */
export function listRemarks(target: ListedTarget): readonly Remark[] {
	const remarks = [...listGaps(target), ...listSuspicions(target)].map(({ ref, text }) => ({
		ref,
		text: toSafeExcerpt(text, LONGEST),
	}));
	return [...new Map(remarks.map((remark) => [JSON.stringify([remark.ref, remark.text]), remark])).values()];
}

function listGaps({ report, ref }: ListedTarget): readonly Remark[] {
	const told = report.gaps.slice(0, MOST_GAPS).map((gap) => ({ ref, text: renderGap(gap) }));
	const untold = report.gaps.length - told.length;
	return untold === 0 ? told : [...told, { ref, text: toPlural(untold, "more gap") }];
}

function renderGap({ blocking, code, path, message }: Gap): string {
	return `${blocking ? "blocking gap" : "gap"} ${code}${path === null ? "" : ` in ${path}`}: ${message}`;
}

function listSuspicions({ report, refs }: ListedTarget): readonly Remark[] {
	return report.findings
		.filter((finding) => !isAdvisory(finding))
		.flatMap((finding) => {
			const text = renderSuspicion(finding);
			return finding.packageIds.flatMap((id) => {
				const ref = refs.get(id);
				return ref === undefined ? [] : [{ ref, text }];
			});
		});
}

function renderSuspicion({ rule, severity, confidence, title, details }: Finding): string {
	return [`${rule} (${severity}, confidence ${confidence}): ${title}`, ...details].join("; ");
}
