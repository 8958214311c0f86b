/**
 * The table report on one screen: verdict first, then for each target what to do, what was found, and what was not
 * examined. Every text from scanned data goes through lib/sanitise; no line is wider than the page but commands.
 */
import { toPlural } from "../../lib/plural.ts";
import type { Report, TargetReport } from "../../model.ts";
import type { RenderOptions } from "../define.ts";
import { discount, setAside } from "../prose/acceptance.ts";
import { renderAside, renderSum } from "../prose/tally.ts";
import { createPage, type Page, renderParagraph } from "../text/page.ts";
import { renderFindings } from "./findings.ts";
import { renderFixes } from "./fixes.ts";
import { renderGaps } from "./gaps.ts";
import { renderDatabase, renderHeader, renderPolicy } from "./header.ts";
import { renderVerdict } from "./verdict.ts";

export function renderTable(report: Report, options: RenderOptions): string {
	const page = createPage(options);
	const counted = discount(report);
	const several = report.targets.length > 1;
	const lines = [
		...renderVerdict(report, page),
		...renderDatabase(report, page),
		...renderPolicy(report, page),
		"",
		...counted.targets.flatMap((target, index) =>
			renderTarget(target, report, several ? `[${index + 1} of ${report.targets.length}] ` : "", page),
		),
		...(several ? renderTotal(counted.targets, page) : []),
	];
	while (lines.at(-1) === "") lines.pop();
	return `${lines.join("\n")}\n`;
}

function renderTarget(target: TargetReport, report: Report, label: string, page: Page): string[] {
	const left = setAside(target, report);
	return [
		...renderHeader(target, label, page),
		...(label === ""
			? []
			: renderParagraph(page, 2, [renderSum([target]), renderAside([left])].filter(Boolean).join("; "))),
		"",
		...renderFixes(left, page),
		...renderFindings(left, page),
		...renderGaps(target, page),
	];
}

function renderTotal(targets: readonly TargetReport[], page: Page): string[] {
	const blocked = targets.filter(({ gaps }) => gaps.some(({ blocking }) => blocking)).length;
	const unseen = blocked === 0 ? "" : `; ${blocked} not fully examined`;
	const text = `In all ${toPlural(targets.length, "target")}: ${renderSum(targets)}${unseen}`;
	return renderParagraph(page, 0, text, "bold");
}
