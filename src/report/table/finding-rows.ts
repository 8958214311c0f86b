/** The findings of one package in columns, or, where there is no room for columns, one below the other. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding } from "../../model.ts";
import { renderMark } from "../prose/acceptance.ts";
import { renderExploitation } from "../prose/exploitation.ts";
import { toRating } from "../prose/tally.ts";
import { type Page, renderLine, renderParagraph, type Span } from "../text/page.ts";
import type { StyleName } from "../text/style.ts";
import { findRoom, renderColumns } from "./columns.ts";

const STYLES: Readonly<Record<string, StyleName>> = {
	malicious: "alarm",
	critical: "alarm",
	high: "red",
	medium: "yellow",
};

/** A narrower title than this says nothing: findings are then written as paragraphs. */
const SHORTEST_TITLE = 24;

/**
 * One line for each finding: rating, id, the version that fixes it, title. What a heuristic says may take more: its
 * title is all there is to go by. So may what is attacked.
 */
export function renderFindingRows(findings: readonly Finding[], page: Page): string[] {
	const suspicions = findings.map(isSuspicion);
	const fixable = suspicions.includes(false);
	const linesOf = findings.map((finding) => (isSuspicion(finding) || renderExploitation(finding) !== "" ? 3 : 1));
	const rows = findings.map((finding) => {
		const fixedIn = renderFixedIn(finding, page.columns < 100 ? 18 : 32);
		return [renderRating(finding), toCell(finding.rule, 24), ...(fixable ? [fixedIn] : []), renderTitle(finding)];
	});
	return findRoom(page, 4, rows) < SHORTEST_TITLE
		? findings.flatMap((finding) => renderAsParagraph(finding, page))
		: renderColumns(page, 4, rows, (row) => linesOf[row] ?? 1);
}

function renderAsParagraph(finding: Finding, page: Page): string[] {
	const text = [renderFixedIn(finding, 32), renderTitle(finding)].filter(Boolean).join(": ");
	return [
		renderLine(page, ["    ", renderRating(finding), "  ", toSafeExcerpt(finding.rule, 60)]),
		...renderParagraph(page, 6, text),
	];
}

function renderRating(finding: Finding): Span {
	const rating = toRating(finding);
	const style = STYLES[rating];
	const word = (rating === "malicious" ? "MALICIOUS" : rating).padEnd(8);
	return style === undefined ? word : [style, word];
}

function renderTitle(finding: Finding): string {
	const { confidence, title } = finding;
	const exploitation = renderExploitation(finding);
	const mark = renderMark(finding);
	return [
		...(exploitation === "" ? [] : [`${exploitation}:`]),
		...(mark === "" ? [] : [mark]),
		...(confidence === "high" ? [] : [`(${confidence} confidence)`]),
		toSafeExcerpt(title, 500),
	].join(" ");
}

function renderFixedIn(finding: Finding, width: number): string {
	if (isSuspicion(finding)) return "";
	const [first, ...others] = finding.fixedIn;
	if (first === undefined) return "no fix known";
	const all = `fixed in ${finding.fixedIn.join(" or ")}`;
	return toCell(others.length === 0 || all.length <= width ? all : `fixed in ${first} +${others.length}`, width);
}

/** What fnsift says itself, and no advisory, has no fixed version. */
function isSuspicion({ kind }: Finding): boolean {
	return kind === "typosquat" || kind === "install-script" || kind === "change";
}

// Ids and versions are ASCII; whatever else a record holds must not break the columns.
function toCell(text: string, width: number): string {
	const ascii = toSafeExcerpt(text, 200).replace(/[^ -~]/g, "?");
	return ascii.length <= width ? ascii : `${ascii.slice(0, width - 2)}..`;
}
