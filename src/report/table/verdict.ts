/** The first line of a table report: one word, what was found, and the reasons. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Report } from "../../model.ts";
import type { StyleName } from "../text/style.ts";
import { type Page, renderLine, renderParagraph, type Span } from "./layout.ts";
import { isQuiet, renderSum } from "./tally.ts";

export function renderVerdict(report: Report, page: Page): string[] {
	const { word, style } = toVerdictWord(report);
	const sum = renderSum(report.targets);
	const spans: readonly Span[] = ["  ", sum];
	const oneLine = word.length + 2 + sum.length <= page.columns;
	const head = oneLine
		? [`${page.paint("bold", page.paint(style, word))}${renderLine(page, spans)}`]
		: [page.paint("bold", page.paint(style, word)), ...renderParagraph(page, 2, sum)];
	const reasons = report.verdict.reasons.flatMap(({ message }) =>
		renderParagraph(page, 2, `${toSafeExcerpt(message, 500)}`),
	);
	return [...head, ...reasons];
}

function toVerdictWord({ verdict, targets }: Report): { readonly word: string; readonly style: StyleName } {
	switch (verdict.exitCode) {
		case 1:
			return { word: "FAIL", style: "red" };
		case 3:
			return { word: "INCOMPLETE", style: "yellow" };
		case 4:
			return { word: "NOTHING TO SCAN", style: "yellow" };
		case 0: {
			// Exit 0 only says that no gate failed: a reader must not take it for "clean".
			const found = targets.some(({ findings }) => findings.some((finding) => finding.gating && !isQuiet(finding)));
			const unseen = targets.some(({ gaps }) => gaps.some(({ blocking }) => blocking));
			if (!found && !unseen) return { word: "PASS", style: "green" };
			return {
				word: `PASS with ${[found ? "findings" : "", unseen ? "gaps" : ""].filter(Boolean).join(" and ")}`,
				style: "yellow",
			};
		}
	}
}
