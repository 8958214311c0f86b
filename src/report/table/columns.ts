/** Aligned columns by cli-table3, without rules: the space between them is enough. */
import Table from "cli-table3";
import type { Page, Span } from "../text/page.ts";
import { cutEnd, toWidth } from "../text/width.ts";

type Row = readonly Span[];

const GAP = "  ";

/** Rows of aligned columns. All columns but the last are printable ASCII; the last is cut to fit. */
export function renderColumns(page: Page, indent: number, rows: readonly Row[]): string[] {
	if (rows.length === 0) return [];
	const table = new Table({
		chars: { ...Object.fromEntries(BORDERS.map((border) => [border, ""])), middle: GAP },
		style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
	});
	const room = Math.max(1, findRoom(page, indent, rows));
	for (const row of rows) {
		table.push(row.map((span, column) => paintSpan(page, span, column === row.length - 1 ? room : undefined)));
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

function paintSpan(page: Page, span: Span, room: number | undefined): string {
	const [style, text] = typeof span === "string" ? [undefined, span] : span;
	const shown = room === undefined ? text : cutEnd(text, room);
	return style === undefined ? shown : page.paint(style, shown);
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
