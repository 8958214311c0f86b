/** The first lines of a table report: one word, what was found, and the reasons. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Report } from "../../model.ts";
import { isExploited } from "../prose/exploitation.ts";
import { renderAside, renderSum } from "../prose/tally.ts";
import { toVerdictWord } from "../prose/verdict-word.ts";
import { type Page, renderParagraph } from "../text/page.ts";

export function renderVerdict(report: Report, page: Page): string[] {
	const { word, style } = toVerdictWord(report);
	const head = page.paint("bold", page.paint(style, word));
	const sum = report.verdict.exitCode === 4 ? "" : renderSum(report.targets);
	const fits = word.length + 2 + sum.length <= page.columns;
	return [
		sum !== "" && fits ? `${head}  ${sum}` : head,
		...(fits ? [] : renderParagraph(page, 2, sum)),
		...renderParagraph(page, 2, renderExploited(report)),
		...report.verdict.reasons.flatMap(({ message }) => renderParagraph(page, 2, toSafeExcerpt(message, 500))),
		...renderParagraph(page, 2, renderAside(report.targets)),
	];
}

function renderExploited({ targets }: Report): string {
	const count = targets.flatMap(({ findings }) => findings.filter((one) => one.gating && isExploited(one))).length;
	return count === 0 ? "" : `${toPlural(count, "finding")} known to be exploited in the wild (KEV)`;
}
