/** The page that text for people is laid out on: its width, its colours, and ways to fill it. */
import type { RenderOptions } from "../define.ts";
import { createPaint, type Paint, type StyleName } from "./style.ts";
import { cutEnd, toWidth } from "./width.ts";
import { wrap } from "./wrap.ts";

/** Narrower than this no report can be read; wider than this no line can. */
const MIN_COLUMNS = 40;
const MAX_COLUMNS = 200;

export interface Page {
	readonly columns: number;
	readonly paint: Paint;
}

/** A piece of a line with its style, if any. */
export type Span = string | readonly [StyleName, string];

export function createPage({ columns, color }: RenderOptions): Page {
	const usable = Number.isNaN(columns) ? MIN_COLUMNS : Math.trunc(columns);
	return { columns: Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, usable)), paint: createPaint(color) };
}

/** One line; what does not fit is cut with an ellipsis. */
export function renderLine(page: Page, spans: readonly Span[]): string {
	let room = page.columns;
	let line = "";
	for (const span of spans) {
		const [style, text] = typeof span === "string" ? [undefined, span] : span;
		const shown = cutEnd(text, room);
		line += style === undefined ? shown : page.paint(style, shown);
		room -= toWidth(shown);
		if (shown !== text) break;
	}
	return line;
}

/** A paragraph, indented, in one style. */
export function renderParagraph(page: Page, indent: number, text: string, style?: StyleName): string[] {
	const margin = " ".repeat(indent);
	return wrap(text, page.columns - indent).map(
		(line) => `${margin}${style === undefined ? line : page.paint(style, line)}`,
	);
}
