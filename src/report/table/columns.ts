/** Aligned columns by cli-table3, without rules: the space between them is enough. */
import Table from "cli-table3";
import type { Page, Span } from "../text/page.ts";
import { toWidth } from "../text/width.ts";
import { wrapStart } from "../text/wrap.ts";

type Row = readonly Span[];

const GAP = "  ";

/**
 * Rows of aligned columns. All columns but the last are printable ASCII; the last is wrapped to at most
 * `linesOf(row number)` lines, then cut.
 */
export function renderColumns(
	page: Page,
	indent: number,
	rows: readonly Row[],
	linesOf: (row: number) => number,
): string[] {
	if (rows.length === 0) return [];
	const table = new Table({
		chars: { ...Object.fromEntries(BORDERS.map((border) => [border, ""])), middle: GAP },
		style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
	});
	const room = Math.max(1, findRoom(page, indent, rows));
	for (const [index, row] of rows.entries()) {
		table.push(
			row.map((span, column) => {
				const [style, text] = typeof span === "string" ? [undefined, span] : span;
				const shown = column < row.length - 1 ? text : wrapStart(text, room, linesOf(index)).join("\n");
				return style === undefined ? shown : page.paint(style, shown);
			}),
		);
	}
	const margin = " ".repeat(indent);
	return table
		.toString()
		.split("\n")
		.map((line) => `${margin}${line}`.trimEnd());
}

/** What the other columns leave to the last one. */
export function findRoom(page: Page, indent: number, rows: readonly Row[]): number {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, span] of row.slice(0, -1).entries()) {
			widths[column] = Math.max(widths[column] ?? 0, toWidth(typeof span === "string" ? span : span[1]));
		}
	}
	return page.columns - indent - widths.reduce((sum, width) => sum + width + GAP.length, 0);
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
