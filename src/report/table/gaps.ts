/** What was not examined: blocking gaps one by one with what to do, the others gathered by what happened. */
import { toGrouped } from "../../lib/grouped.ts";
import { groupBy } from "../../lib/multimap.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Gap, TargetReport } from "../../model.ts";
import { type Page, renderLine, renderParagraph } from "../text/page.ts";
import { cutMiddle } from "../text/width.ts";

const MAX_BLOCKING = 20;
const MAX_MINOR = 10;
const MAX_PATHS = 3;

/** Gaps of one code and message: the same thing happened in several places. */
interface Group {
	readonly gap: Gap;
	readonly paths: readonly string[];
}

export function renderGaps({ gaps }: TargetReport, page: Page): string[] {
	if (gaps.length === 0) return [];
	const blocking = gaps.filter((gap) => gap.blocking);
	const minor = groupByEvent(gaps.filter((gap) => !gap.blocking));
	return [
		page.paint("bold", "Not examined"),
		...blocking.slice(0, MAX_BLOCKING).flatMap((gap) => renderGroup(toGroup(gap), page)),
		...renderMore(blocking.length - MAX_BLOCKING, "more blocking gap", page),
		...(blocking.length === 0 ? [] : renderAdvice(page)),
		...minor.slice(0, MAX_MINOR).flatMap((group) => renderGroup(group, page)),
		...renderMore(minor.length - MAX_MINOR, "more kind", page),
		"",
	];
}

function toGroup(gap: Gap): Group {
	return { gap, paths: gap.path === null || gap.path === "" ? [] : [gap.path] };
}

function groupByEvent(gaps: readonly Gap[]): Group[] {
	const groups = groupBy(gaps, ({ code, message }) => JSON.stringify([code, message]));
	return [...groups.values()].map((group) => ({ gap: group[0], paths: group.flatMap((gap) => toGroup(gap).paths) }));
}

function renderGroup({ gap, paths }: Group, page: Page): string[] {
	const word = `${gap.blocking ? "BLOCKING" : "minor"}  ${toSafeExcerpt(gap.code, 24)}`;
	const room = page.columns - 4;
	const [only, ...others] = paths.map((path) => toSafeExcerpt(path, 500));
	const where = others.length > 0 ? `in ${toPlural(paths.length, "place")}` : cutMiddle(only ?? "", room - word.length);
	const listed = others.length > 0 ? [only ?? "", ...others].slice(0, MAX_PATHS) : [];
	const hidden = paths.length - listed.length;
	return [
		renderLine(page, ["  ", gap.blocking ? ["yellow", word] : word, "  ", where]).trimEnd(),
		...renderParagraph(page, 4, toSafeExcerpt(gap.message, 1000), "dim"),
		...listed.map((path) => `    ${cutMiddle(path, room)}`),
		...(listed.length > 0 && hidden > 0 ? [`    and ${toGrouped(hidden)} more`] : []),
	];
}

function renderMore(hidden: number, noun: string, page: Page): string[] {
	return hidden > 0 ? renderParagraph(page, 2, `and ${toPlural(hidden, noun)}: --format json lists all.`) : [];
}

function renderAdvice(page: Page): string[] {
	const text =
		"A blocking gap can hide packages: do not take this result for all there is. Resolve it and scan again, or accept it with --allow-gaps.";
	return renderParagraph(page, 2, text);
}
