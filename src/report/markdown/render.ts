/**
 * From a report to Markdown (GitHub's and GitLab's flavour): verdict, what to do first, findings by package, gaps. The
 * whole is never longer than a comment may be; what is left out is counted where it is left out.
 */
import { toPlural } from "../../lib/plural.ts";
import type { Report, TargetReport } from "../../model.ts";
import type { PathBase, RenderOptions } from "../define.ts";
import { toArtifactPath } from "../location/artifact-path.ts";
import { discount, renderAccepted, setAside } from "../prose/acceptance.ts";
import { renderAside, renderSum } from "../prose/tally.ts";
import { toVerdictWord } from "../prose/verdict-word.ts";
import { describeDatabase } from "../table/header.ts";
import { type Block, limitBlocks } from "./blocks.ts";
import { toMarkdown } from "./escape.ts";
import { renderFindings } from "./findings.ts";
import { renderFixes } from "./fixes.ts";
import { renderGaps } from "./gaps.ts";

/** Characters; GitHub takes 65,536 in a comment, and more in a step summary. */
const LONGEST = 60_000;

export function renderMarkdown(report: Report, { base }: RenderOptions): string {
	const several = report.targets.length > 1;
	const counted = discount(report);
	const blocks: Block[] = [
		{ lines: renderHead(report, counted) },
		...report.targets.flatMap((target, index) => {
			const sum = several ? renderSum(counted.targets.slice(index, index + 1)) : "";
			return renderTarget(target, { sum, report, base });
		}),
		{ lines: [`_${toMarkdown(describeDatabase(report.database))}; fnsift ${toMarkdown(report.tool.version, 40)}_`] },
	];
	return `${limitBlocks(blocks, LONGEST).join("\n\n")}\n`;
}

/** @param counted the report without what the policy accepts: what does not fail a gate is not in its sums */
function renderHead(report: Report, counted: Report): string[] {
	const { verdict, targets } = report;
	const sum = verdict.exitCode === 4 ? "" : toMarkdown(renderSum(counted.targets));
	const reasons = [
		...verdict.reasons.map(({ message }) => message),
		...renderAccepted(report),
		...verdict.warnings.map(({ message }) => `warning: ${message}`),
	].map((message) => `- ${toMarkdown(message, 500)}`);
	const aside = renderAside(targets);
	return [
		`## fnsift: ${toVerdictWord(counted).word}`,
		...(sum === "" ? [] : ["", `**${sum}**`]),
		...(reasons.length === 0 ? [] : ["", ...reasons.slice(0, 20)]),
		...(reasons.length > 20 ? [`- and ${toPlural(reasons.length - 20, "more reason")}`] : []),
		...(aside === "" ? [] : ["", toMarkdown(aside)]),
	];
}

interface Surroundings {
	/** of the target's own findings; empty where there is one target only */
	readonly sum: string;
	readonly report: Report;
	readonly base: PathBase | undefined;
}

function renderTarget(target: TargetReport, { sum, report, base }: Surroundings): readonly Block[] {
	const name = toMarkdown(toArtifactPath(target.target, base));
	return [
		...(sum === "" ? [] : [{ lines: [`### ${name}`, "", toMarkdown(sum)] }]),
		...renderFixes(setAside(target, report)),
		...renderFindings(target),
		...renderGaps(target),
	];
}
