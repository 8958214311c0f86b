/** The page a table report is laid out on: its width, its colours, and ways to fill it. All return lines. */
import Table from "cli-table3";
import type { RenderOptions } from "../define.ts";
import { createPaint, type Paint, type StyleName } from "../text/style.ts";
import { cutEnd, toWidth } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";

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

/** Rows of aligned columns without rules. All columns but the last are printable ASCII; the last is cut to fit. */
export function renderColumns(page: Page, indent: number, rows: readonly (readonly Span[])[]): string[] {
	const none = Object.fromEntries(BORDERS.map((border) => [border, ""]));
	const table = new Table({
		chars: { ...none, middle: "  " },
		style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
	});
	const fixed = toFixedWidths(rows);
	const room = page.columns - indent - fixed.reduce((sum, width) => sum + width + 2, 0);
	for (const row of rows) {
		table.push(
			row.map((span, column) => {
				const [style, text] = typeof span === "string" ? [undefined, span] : span;
				const shown = column < fixed.length ? text : cutEnd(text, Math.max(1, room));
				return style === undefined ? shown : page.paint(style, shown);
			}),
		);
	}
	const margin = " ".repeat(indent);
	return rows.length === 0
		? []
		: table
				.toString()
				.split("\n")
				.map((line) => `${margin}${line}`.trimEnd());
}

const BORDERS = [
	"top",
	"top-mid",
	"top-left",
	"top-right",
	"bottom",
	"bottom-mid",
	"bottom-left",
	"bottom-right",
	"left",
	"left-mid",
	"mid",
	"mid-mid",
	"right",
	"right-mid",
] as const;

function toFixedWidths(rows: readonly (readonly Span[])[]): number[] {
	const widths: number[] = [];
	for (const row of rows) {
		row.slice(0, -1).forEach((span, column) => {
			widths[column] = Math.max(widths[column] ?? 0, toWidth(typeof span === "string" ? span : span[1]));
		});
	}
	return widths;
}
