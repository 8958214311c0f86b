/** What closes a finding, in one line for documents that others read. */
import { toSafeExcerpt, toSafeText } from "../../lib/sanitise.ts";
import type { Finding, Fix, TargetReport } from "../../model.ts";
import { renderHeadline } from "../prose/fix-headline.ts";

const LONGEST_REASON = 300;

/** Of a target's findings: the best-ranked fix that closes it; `undefined` where none is known. */
export function createRecommend({ fixes }: TargetReport): (finding: Finding) => string | undefined {
	const best = new Map<string, Fix>();
	for (const fix of fixes) {
		if (fix.action === "none") continue;
		for (const id of fix.closes) if (!best.has(id)) best.set(id, fix);
	}
	return ({ id }) => {
		const fix = best.get(id);
		return fix === undefined ? undefined : renderFix(fix);
	};
}

// A command is shown whole and unchanged, or not at all: copying a changed one would do something else.
function renderFix(fix: Fix): string {
	const reason = toSafeExcerpt(fix.reason, LONGEST_REASON);
	const command = fix.command === null || toSafeText(fix.command) !== fix.command ? "" : `: ${fix.command}`;
	return `${renderHeadline(fix)}${command}${reason === "" ? "" : ` (${reason})`}`;
}
