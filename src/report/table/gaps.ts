/** What was not examined: blocking gaps in full, the others briefly. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Gap, TargetReport } from "../../model.ts";
import { cutMiddle } from "../text/width.ts";
import { type Page, renderParagraph } from "./layout.ts";

const MAX_BLOCKING = 20;
const MAX_MINOR = 10;

export function renderGaps({ gaps }: TargetReport, page: Page): string[] {
	if (gaps.length === 0) return [];
	const blocking = gaps.filter((gap) => gap.blocking);
	const minor = gaps.filter((gap) => !gap.blocking);
	return [
		page.paint("bold", "Not examined"),
		...renderSome(blocking, MAX_BLOCKING, "blocking gap", page),
		...(blocking.length === 0 ? [] : renderAdvice(page)),
		...renderSome(minor, MAX_MINOR, "minor gap", page),
		"",
	];
}

function renderAdvice(page: Page): string[] {
	const text =
		"A blocking gap can hide packages, so this result cannot be trusted to be complete. Resolve it and scan again, or accept it with --allow-gaps.";
	return renderParagraph(page, 2, text);
}

function renderSome(gaps: readonly Gap[], most: number, noun: string, page: Page): string[] {
	const hidden = gaps.length - most;
	return [
		...gaps.slice(0, most).flatMap((gap) => renderGap(gap, page)),
		...(hidden > 0
			? renderParagraph(page, 2, `and ${toPlural(hidden, `more ${noun}`)}: --format json lists all.`)
			: []),
	];
}

function renderGap({ blocking, code, path, message }: Gap, page: Page): string[] {
	const word = blocking ? "BLOCKING" : "minor";
	const head = `${word}  ${toSafeExcerpt(code, 60)}`;
	const room = page.columns - 4 - head.length;
	const where = path === null || path === "" ? "" : `  ${cutMiddle(toSafeExcerpt(path, 500), Math.max(10, room))}`;
	const title = blocking ? page.paint("yellow", head) : head;
	return [`  ${title}${where}`, ...renderParagraph(page, 4, toSafeExcerpt(message, 1000), "dim")];
}
