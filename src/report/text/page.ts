/** The page that text for people is laid out on: its width, its colours, and ways to fill it. */
import type { RenderOptions } from "../define.ts";
import { createPaint, type Paint, type StyleName } from "./style.ts";
import { ELLIPSIS, takeStart, toWidth } from "./width.ts";
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
	const styled = spans.map((span) => (typeof span === "string" ? ([undefined, span] as const) : span));
	const fits = styled.reduce((sum, [, text]) => sum + toWidth(text), 0) <= page.columns;
	let room = fits ? page.columns : page.columns - ELLIPSIS.length;
	let line = "";
	for (const [style, text] of styled) {
		const start = takeStart(text, room);
		const shown = start === text ? text : `${start.trimEnd()}${ELLIPSIS}`;
		line += style === undefined ? shown : page.paint(style, shown);
		if (start !== text) break;
		room -= toWidth(text);
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
