/** The plan: what to do first. */
import type { Fix, TargetReport } from "../../model.ts";
import { renderFix } from "../prose/fix.ts";
import { type Page, renderParagraph } from "../text/page.ts";

const MAX_FIXES = 15;

export function renderFixes(target: TargetReport, page: Page): string[] {
	if (target.fixes.length === 0) return [];
	const findings = new Map(target.findings.map((finding) => [finding.id, finding]));
	const shown = target.fixes.slice(0, MAX_FIXES);
	const hidden = target.fixes.length - shown.length;
	const digits = `${shown.length}`.length;
	return [
		page.paint("bold", "What to do first"),
		...shown.flatMap((fix, index) => renderFix(fix, `  ${`${index + 1}`.padStart(digits)}. `, findings, page)),
		...(hidden > 0 ? renderParagraph(page, 2, `and ${hidden} more: --format json lists all.`) : []),
		...renderParagraph(page, 2, renderFootnote(shown, wasRegistryAsked(target)), "dim"),
		"",
	];
}

/** Only its failures are in a report: that it was not asked at all is what is left. */
function wasRegistryAsked({ gaps }: TargetReport): boolean {
	return gaps.some(({ code }) => code === "registry-unavailable" || code === "registry-unknown-package");
}

function renderFootnote(fixes: readonly Fix[], asked: boolean): string {
	const versions = fixes.filter(({ action, to }) => action !== "none" && to !== null);
	const unchecked = versions.filter(({ verified }) => verified === "ranges-only");
	if (unchecked.length === 0) return "";
	const subject = unchecked.length === versions.length ? "New versions" : "Some new versions";
	const text = `${subject} were checked against advisories only, not against the registry, and their size is unknown`;
	return asked ? `${text}.` : `${text}: add --registry.`;
}
