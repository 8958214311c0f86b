/** The plan: what to do first, what it closes, and a command to copy. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt, toSafeText } from "../../lib/sanitise.ts";
import type { Finding, Fix, FixAction, TargetReport } from "../../model.ts";
import { renderSignedBytes } from "../text/bytes.ts";
import { toWidth } from "../text/width.ts";
import { type Page, renderLine, renderParagraph } from "./layout.ts";
import { renderRatings } from "./tally.ts";

const MAX_FIXES = 15;

export function renderFixes(target: TargetReport, page: Page): string[] {
	if (target.fixes.length === 0) return [];
	const findings = new Map(target.findings.map((finding) => [finding.id, finding]));
	const shown = target.fixes.slice(0, MAX_FIXES);
	const hidden = target.fixes.length - shown.length;
	const margin = `${shown.length}`.length + 4;
	return [
		page.paint("bold", "What to do first"),
		...shown.flatMap((fix, index) => renderFix(fix, index + 1, margin, findings, page)),
		...(hidden > 0 ? renderParagraph(page, 2, `and ${hidden} more: --format json lists all.`) : []),
		...renderFootnote(shown, page),
		"",
	];
}

function renderFix(
	fix: Fix,
	rank: number,
	margin: number,
	findings: ReadonlyMap<string, Finding>,
	page: Page,
): string[] {
	const number = `${rank}.`.padStart(margin - 1).padEnd(margin);
	const headline = `${describe(fix)}`;
	const effect = renderEffect(fix, findings);
	const oneLine = toWidth(headline) + toWidth(effect) + margin + 3 <= page.columns;
	const lines = oneLine
		? [`${number}${page.paint("bold", headline)}   ${effect}`.trimEnd()]
		: [renderLine(page, [number, ["bold", headline]]), ...renderParagraph(page, margin, effect)];
	if (fix.introduces.length > 0) {
		const ids = fix.introduces.map((id) => toSafeExcerpt(id, 100)).join(", ");
		lines.push(
			...renderParagraph(page, margin, `but ${toSafeExcerpt(fix.to ?? "it", 100)} itself has ${ids}`, "yellow"),
		);
	}
	if (needsReason(fix)) lines.push(...renderParagraph(page, margin, toSafeExcerpt(fix.reason, 1000), "dim"));
	return [...lines, ...renderCommand(fix.command, margin, page)];
}

// A command is on one line whatever its length, so that it can be copied. If making it safe to show would change it,
// copying it would do something else.
function renderCommand(command: string | null, margin: number, page: Page): string[] {
	if (command === null) return [];
	const indent = " ".repeat(margin);
	return toSafeText(command) === command
		? [`${indent}${page.paint("cyan", command)}`]
		: renderParagraph(page, margin, "(the command holds characters that cannot be shown: see --format json)");
}

const DESCRIPTIONS: Readonly<Record<FixAction, (name: string, from: string, to: string, origin: string) => string>> = {
	upgrade: (name, from, to) => `Upgrade ${name} ${from} to ${to}`,
	override: (name, from, to) => `Override ${name} ${from} with ${to}`,
	remove: (name, from) => `Remove ${name} ${from}`.trimEnd(),
	"rebuild-layer": (name, from, to, origin) => `Rebuild layer ${origin} with ${name} ${to} instead of ${from}`,
	none: (name, from) => `No fix is known for ${name} ${from}`.trimEnd(),
};

function describe(fix: Fix): string {
	const [name, from, to, origin] = [fix.package, fix.from ?? "", fix.to ?? "", fix.origin].map((text) =>
		toSafeExcerpt(text, 200),
	);
	const text = DESCRIPTIONS[fix.action](name ?? "", from ?? "", to ?? "", origin ?? "");
	return fix.to === null || fix.breaking === "unknown" ? text : `${text} (${fix.breaking})`;
}

function needsReason({ action, breaking }: Fix): boolean {
	return action !== "upgrade" || breaking === "major" || breaking === "unknown";
}

/** `closes 2 critical, 1 high; -1.2 MB (-400 kB zipped), -31 files` */
function renderEffect(fix: Fix, findings: ReadonlyMap<string, Finding>): string {
	const closed = fix.closes.map((id) => findings.get(id)).filter((finding) => finding !== undefined);
	const verb = fix.action === "none" ? "leaves" : "closes";
	const parts = closed.length === 0 ? [] : [`${verb} ${renderRatings(closed)}`];
	const { uncompressed, compressed, files } = fix.impact;
	if (uncompressed !== null) {
		const zipped = compressed === null ? "" : ` (${renderSignedBytes(compressed)} zipped)`;
		parts.push(`${renderSignedBytes(uncompressed)}${zipped}`);
	}
	if (files !== null && files !== 0) parts.push(`${files < 0 ? "" : "+"}${toPlural(files, "file")}`);
	return parts.join("; ");
}

function renderFootnote(fixes: readonly Fix[], page: Page): string[] {
	const changes = fixes.filter(({ action, to }) => action !== "none" && to !== null);
	if (!changes.some(({ verified }) => verified === "ranges-only")) return [];
	const text =
		"Versions were checked against the advisories only, and what they weigh is not known offline: --registry looks both up.";
	return renderParagraph(page, 2, text, "dim");
}
