/** The first lines of a table report: one word, what was found, and the reasons. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Report } from "../../model.ts";
import { discount, renderAccepted } from "../prose/acceptance.ts";
import { isExploited } from "../prose/exploitation.ts";
import { renderOverGate } from "../prose/over-gate.ts";
import { renderAside, renderSum } from "../prose/tally.ts";
import { toVerdictWord } from "../prose/verdict-word.ts";
import { type Page, renderParagraph } from "../text/page.ts";

const MAX_WARNINGS = 10;

export function renderVerdict(given: Report, page: Page): string[] {
	const report = discount(given);
	const { word, style } = toVerdictWord(report);
	const head = page.paint("bold", page.paint(style, word));
	const sum = report.verdict.exitCode === 4 ? "" : renderSum(report.targets);
	const fits = word.length + 2 + sum.length <= page.columns;
	return [
		sum !== "" && fits ? `${head}  ${sum}` : head,
		...(fits ? [] : renderParagraph(page, 2, sum)),
		...renderParagraph(page, 2, renderExploited(report)),
		...report.verdict.reasons.flatMap(({ message }) => renderParagraph(page, 2, toSafeExcerpt(message, 500))),
		...renderOverGate(report).flatMap((line) => renderParagraph(page, 4, line)),
		...renderAccepted(given).flatMap((line) => renderParagraph(page, 2, line)),
		...renderParagraph(page, 2, renderAside(given.targets)),
		...renderWarnings(given, page),
	];
}

function renderWarnings({ verdict: { warnings } }: Report, page: Page): string[] {
	const more =
		warnings.length > MAX_WARNINGS ? [`and ${warnings.length - MAX_WARNINGS} more: --format json lists all`] : [];
	return [...warnings.slice(0, MAX_WARNINGS).map(({ message }) => message), ...more].flatMap((message) =>
		renderParagraph(page, 2, `warning: ${toSafeExcerpt(message, 500)}`, "yellow"),
	);
}

function renderExploited({ targets }: Report): string {
	const count = targets.flatMap(({ findings }) => findings.filter((one) => one.gating && isExploited(one))).length;
	return count === 0 ? "" : `${toPlural(count, "finding")} known to be exploited in the wild (KEV)`;
}
