/** One fix as an item of a list: what to do, what it does, why, and the command that does it. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt, toSafeText } from "../../lib/sanitise.ts";
import type { Finding, Fix } from "../../model.ts";
import { renderSignedBytes } from "../text/bytes.ts";
import { type Page, renderLine, renderParagraph } from "../text/page.ts";
import { toWidth } from "../text/width.ts";
import { renderExploitedCount } from "./exploitation.ts";
import { renderHeadline } from "./fix-headline.ts";
import { renderRatings } from "./tally.ts";

const LONGEST = 200;

/** `label` stands in front of the first line, the others are indented by its width. */
export function renderFix(fix: Fix, label: string, findings: ReadonlyMap<string, Finding>, page: Page): string[] {
	const margin = label.length;
	const headline = renderHeadline(fix);
	const effect = renderEffect(fix, findings);
	const oneLine = margin + toWidth(headline) + 3 + toWidth(effect) <= page.columns;
	return [
		...(oneLine
			? [`${label}${page.paint("bold", headline)}   ${effect}`.trimEnd()]
			: [renderLine(page, [label, ["bold", headline]]), ...renderParagraph(page, margin, effect)]),
		...renderParagraph(page, margin, renderWarning(fix), "yellow"),
		...(needsReason(fix) ? renderParagraph(page, margin, toSafeExcerpt(fix.reason, 1000), "dim") : []),
		...renderCommand(fix, margin, page),
	];
}

/** `closes 2 critical, 1 high; -1.2 MB (-400 kB zipped); -31 files`; what has no fix closes nothing, but leaves that. */
function renderEffect({ action, closes, impact }: Fix, findings: ReadonlyMap<string, Finding>): string {
	const closed = closes.map((id) => findings.get(id)).filter((finding) => finding !== undefined);
	const { uncompressed, compressed, files } = impact;
	const zipped = compressed === null ? "" : ` (${renderSignedBytes(compressed)} zipped)`;
	const exploited = renderExploitedCount(closed.filter(({ gating }) => gating));
	return [
		...(closed.length === 0
			? []
			: [
					[`${action === "none" ? "leaves" : "closes"} ${renderRatings(closed)}`, exploited].filter(Boolean).join(", "),
				]),
		...(uncompressed === null ? [] : [`${renderSignedBytes(uncompressed)}${zipped}`]),
		...(files === null || files === 0 ? [] : [`${files < 0 ? "" : "+"}${toPlural(files, "file")}`]),
	].join("; ");
}

function renderWarning({ introduces, to }: Fix): string {
	if (introduces.length === 0) return "";
	const ids = introduces.slice(0, 5).map((id) => toSafeExcerpt(id, 60));
	const more = introduces.length > ids.length ? ` and ${introduces.length - ids.length} more` : "";
	return `but ${toSafeExcerpt(to ?? "that", LONGEST)} comes with ${ids.join(", ")}${more}`;
}

/** A small upgrade needs no defence; everything else raises the question why. */
function needsReason({ action, breaking }: Fix): boolean {
	return action !== "upgrade" || breaking === "major" || breaking === "unknown";
}

// A command stays on one line whatever its length, so that it can be copied. When only a changed one could be shown,
// none is: copying it would do something else.
function renderCommand({ command }: Fix, margin: number, page: Page): string[] {
	if (command === null) return [];
	return toSafeText(command) === command
		? [`${" ".repeat(margin)}${page.paint("cyan", command)}`]
		: renderParagraph(page, margin, "(the command holds characters that cannot be shown: see --format json)");
}
