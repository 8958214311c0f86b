/** `annotations`: what a bill of materials has no field for. Gaps, on their target; suspicions, on their packages. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { VERSION } from "../../lib/version.ts";
import type { Finding, Gap } from "../../model.ts";
import type { Inventory, ListedTarget } from "../bom/inventory.ts";
import { isAdvisory } from "./vulnerabilities.ts";

export interface AnnotationWire {
	readonly subjects: readonly string[];
	readonly annotator: {
		readonly component: { readonly type: "application"; readonly name: "fnsift"; readonly version: string };
	};
	readonly timestamp: string;
	readonly text: string;
}

/** More gaps than this are counted, not told one by one. */
const MOST_GAPS = 1_000;
const LONGEST = 1_000;

export function toAnnotations({ targets }: Inventory, timestamp: string): readonly AnnotationWire[] {
	const annotator = { component: { type: "application", name: "fnsift", version: VERSION } } as const;
	const annotations = targets
		.flatMap((target) => [...listGaps(target), ...listSuspicions(target)])
		.map(({ subjects, text }) => ({ subjects, annotator, timestamp, text: toSafeExcerpt(text, LONGEST) }));
	// The schema wants each once, and two gaps may be told in the same words.
	return [...new Map(annotations.map((each) => [JSON.stringify([each.subjects, each.text]), each])).values()];
}

type Remark = Pick<AnnotationWire, "subjects" | "text">;

function listGaps({ report, ref }: ListedTarget): readonly Remark[] {
	const told = report.gaps.slice(0, MOST_GAPS).map((gap) => ({ subjects: [ref], text: renderGap(gap) }));
	const untold = report.gaps.length - told.length;
	return untold === 0 ? told : [...told, { subjects: [ref], text: `${toPlural(untold, "more gap")}` }];
}

function renderGap({ blocking, code, path, message }: Gap): string {
	return `${blocking ? "blocking gap" : "gap"} ${code}${path === null ? "" : ` in ${path}`}: ${message}`;
}

function listSuspicions({ report, refs }: ListedTarget): readonly Remark[] {
	return report.findings
		.filter((finding) => !isAdvisory(finding))
		.map((finding) => ({
			subjects: [...new Set(finding.packageIds.map((id) => refs.get(id)).filter((ref) => ref !== undefined))],
			text: renderSuspicion(finding),
		}));
}

function renderSuspicion({ rule, severity, confidence, title, details }: Finding): string {
	return [`${rule} (${severity}, confidence ${confidence}): ${title}`, ...details].join("; ");
}
