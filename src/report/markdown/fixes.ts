/** The plan as a numbered list. */
import type { Fix, TargetReport } from "../../model.ts";
import { renderHeadline } from "../prose/fix-headline.ts";
import { renderRatings } from "../prose/tally.ts";
import type { Block } from "./blocks.ts";
import { toCode, toMarkdown } from "./escape.ts";

const MAX_FIXES = 15;

export function renderFixes({ fixes, findings }: TargetReport): readonly Block[] {
	if (fixes.length === 0) return [];
	const byId = new Map(findings.map((finding) => [finding.id, finding]));
	const shown = fixes.slice(0, MAX_FIXES);
	return [
		{
			lines: ["**What to do first**", ""],
			items: shown.map((fix, index) => `${index + 1}. ${renderFix(fix, byId)}`),
			hidden: fixes.length - shown.length,
			toMore: (hidden) => `and ${hidden} more: --format json lists all.`,
		},
	];
}

function renderFix(fix: Fix, byId: ReadonlyMap<string, TargetReport["findings"][number]>): string {
	const closed = fix.closes.map((id) => byId.get(id)).filter((finding) => finding !== undefined);
	const effect = closed.length === 0 ? "" : `, ${fix.action === "none" ? "leaves" : "closes"} ${renderRatings(closed)}`;
	const command = fix.command === null ? "" : `: ${toCode(fix.command, 500)}`;
	return `${toMarkdown(renderHeadline(fix), 600)}${effect}${command}`;
}
