/** Aligned columns by cli-table3, without rules: the space between them is enough. */
import Table from "cli-table3";
import type { Page, Span } from "../text/page.ts";
import { cutEnd, toWidth } from "../text/width.ts";

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
