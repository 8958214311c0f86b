/**
 * The table report on one screen: verdict first, then for each target what to do, what was found, and what was not
 * examined. Every text from scanned data goes through lib/sanitise; no line is wider than the page but commands.
 */
import { toPlural } from "../../lib/plural.ts";
import type { Report, TargetReport } from "../../model.ts";
import type { RenderOptions } from "../define.ts";
import { renderFindings } from "./findings.ts";
import { renderFixes } from "./fixes.ts";
import { renderGaps } from "./gaps.ts";
import { renderDatabase, renderHeader } from "./header.ts";
import { createPage, type Page, renderParagraph } from "./layout.ts";
import { renderSum } from "./tally.ts";
import { renderVerdict } from "./verdict.ts";

export function renderPage(report: Report, options: RenderOptions): string {
	const page = createPage(options);
	const several = report.targets.length > 1;
	const lines = [
		...renderVerdict(report, page),
		...renderDatabase(report, page),
		"",
		...report.targets.flatMap((target) => renderTarget(target, several, page)),
		...(several ? renderTotal(report.targets, page) : []),
	];
	while (lines.at(-1) === "") lines.pop();
	return `${lines.join("\n")}\n`;
}

function renderTarget(target: TargetReport, several: boolean, page: Page): string[] {
	return [
		...renderHeader(target, page),
		...(several ? renderParagraph(page, 2, renderSum([target])) : []),
		"",
		...renderFixes(target, page),
		...renderFindings(target, page),
		...renderGaps(target, page),
	];
}

function renderTotal(targets: readonly TargetReport[], page: Page): string[] {
	const blocked = targets.filter(({ gaps }) => gaps.some(({ blocking }) => blocking)).length;
	const unseen = blocked === 0 ? "" : `; ${blocked} not fully examined`;
	return renderParagraph(
		page,
		0,
		`In all ${toPlural(targets.length, "target")}: ${renderSum(targets)}${unseen}`,
		"bold",
	);
}
