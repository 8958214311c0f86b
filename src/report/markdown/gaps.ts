/** What was not examined, blocking gaps first. */
import { toPlural } from "../../lib/plural.ts";
import type { TargetReport } from "../../model.ts";
import type { Block } from "./blocks.ts";
import { toCell, toCode } from "./escape.ts";

const HEAD = ["**Not examined**", "", "| | Where | What |", "|---|---|---|"];
const MAX_GAPS = 20;

export function renderGaps({ gaps }: TargetReport): readonly Block[] {
	if (gaps.length === 0) return [];
	const rows = gaps.slice(0, MAX_GAPS).map(({ blocking, path, message }) => {
		const where = path === null || path === "" ? "the target as a whole" : toCode(path, 300, true);
		return `| ${blocking ? "**blocking**" : "minor"} | ${where} | ${toCell(message, 600)} |`;
	});
	const hidden = gaps.length - rows.length;
	return [
		{
			lines: HEAD,
			items: rows,
			hidden,
			toMore: (count) => `and ${toPlural(count, "more gap")}: --format json lists all.`,
		},
	];
}
