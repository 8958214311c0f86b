/**
 * From a report to annotations: one for each gap and finding, at the lines of the package's lockfile entry.
 *
 * GitHub shows ten annotations of each level for a step; where there are more, the tenth says how many are not shown.
 * Blocking gaps come before findings, findings in their order. What is waived, in the baseline or a harmless install
 * script is counted in the last line only.
 */
import { toPlural } from "../../lib/plural.ts";
import type { Finding, Gap, Report, Severity } from "../../model.ts";
import type { RenderOptions } from "../define.ts";
import { toArtifactPath } from "../location/artifact-path.ts";
import { createPlaces } from "../location/places.ts";
import { discount } from "../prose/acceptance.ts";
import { renderName } from "../prose/place.ts";
import { indexFixes, toSentence, toSentences } from "../prose/sentences.ts";
import { isQuiet, renderSum, toRating } from "../prose/tally.ts";
import { toVerdictWord } from "../prose/verdict-word.ts";
import { type Annotation, type AnnotationLevel, renderAnnotation } from "./command.ts";

/** Source: GitHub's documentation of the limits of annotations. */
const MAX_SHOWN = 10;

const LEVELS: readonly AnnotationLevel[] = ["error", "warning", "notice"];

const BY_SEVERITY: Readonly<Record<Severity, AnnotationLevel>> = {
	critical: "error",
	high: "error",
	medium: "warning",
	low: "notice",
	unknown: "error",
};

export function renderGithub(report: Report, { base }: RenderOptions): string {
	const annotations = report.targets.flatMap((target) => {
		const fixes = indexFixes(target);
		const findPlaces = createPlaces(target, base);
		const file = toArtifactPath(target.target, base);
		return [
			...target.gaps.filter(({ blocking }) => blocking).map((gap) => toGapAnnotation(gap, file)),
			...target.findings.filter(isShown).map((finding): Annotation => {
				const [place] = findPlaces(finding);
				return {
					level: finding.gating ? BY_SEVERITY[finding.severity] : "notice",
					file: place?.path ?? file,
					line: place?.region?.startLine ?? null,
					endLine: place?.region?.endLine ?? null,
					title: `${renderName(finding.name, finding.version)}: ${toRating(finding)}, ${finding.rule}`,
					message: toSentences(finding, fixes.get(finding.id)).join(" "),
				};
			}),
			...target.gaps.filter(({ blocking }) => !blocking).map((gap) => toGapAnnotation(gap, file)),
		];
	});
	const lines = LEVELS.flatMap((level) => limit(annotations.filter((one) => one.level === level))).map(
		renderAnnotation,
	);
	return `${[...lines, renderLastLine(report)].join("\n")}\n`;
}

function isShown(finding: Finding): boolean {
	return finding.waived === null && !finding.known && !isQuiet(finding);
}

function toGapAnnotation({ blocking, code, path, message }: Gap, file: string): Annotation {
	const where = path === null || path === "" ? "" : `${path}: `;
	return {
		level: blocking ? "error" : "warning",
		file,
		line: null,
		endLine: null,
		title: `not examined: ${code}`,
		message: toSentence(`${where}${message}`),
	};
}

function limit(annotations: readonly Annotation[]): readonly Annotation[] {
	const [first] = annotations;
	if (first === undefined || annotations.length <= MAX_SHOWN) return annotations;
	const hidden = annotations.length - MAX_SHOWN + 1;
	return [
		...annotations.slice(0, MAX_SHOWN - 1),
		{
			level: first.level,
			file: null,
			line: null,
			endLine: null,
			title: `${hidden} more`,
			message: `${toPlural(hidden, "more annotation")} of this level: GitHub shows ${MAX_SHOWN} of a step. The other formats of fnsift have all.`,
		},
	];
}

/** Counts only: no scanned text stands outside of a command. */
function renderLastLine(report: Report): string {
	const counted = discount(report);
	const findings = report.targets.flatMap((target) => target.findings);
	const counts = [
		[findings.filter(({ waived }) => waived !== null).length, "waived"],
		[findings.filter(({ waived, known }) => waived === null && known).length, "in the baseline"],
	] as const;
	const aside = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
	return [`fnsift: ${toVerdictWord(counted).word}`, renderSum(counted.targets), ...aside].join("; ");
}
