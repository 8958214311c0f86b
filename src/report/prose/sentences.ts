/** A finding in sentences, for formats that have one text for each. All names are made safe for one line. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Fix, TargetReport } from "../../model.ts";
import { isExploited } from "./exploitation.ts";
import { renderHeadline } from "./fix-headline.ts";
import { renderName } from "./place.ts";
import { toRating } from "./tally.ts";

const LONGEST_TITLE = 300;
const LONGEST_LIST = 5;

/** Fixes by the findings they close: the first of the plan. A fix that says that none is known closes nothing. */
export function indexFixes({ fixes }: TargetReport): ReadonlyMap<string, Fix> {
	const index = new Map<string, Fix>();
	for (const fix of fixes) {
		if (fix.action === "none") continue;
		for (const id of fix.closes) if (!index.has(id)) index.set(id, fix);
	}
	return index;
}

/** How scanned text is written into a sentence: both take it safe for one line. */
export interface Style {
	/** a package with its version */
	name(text: string): string;
	/** anything else */
	text(text: string): string;
}

const PLAIN: Style = { name: (text) => text, text: (text) => text };

/** What is wrong and where it comes from, what fixes it, how sure it is, and whether it counts. */
export function toSentences(finding: Finding, fix: Fix | undefined, style: Style = PLAIN): readonly string[] {
	const name = style.name(renderName(finding.name, finding.version));
	return [
		toSentence(`${name}: ${style.text(toSafeExcerpt(finding.title, LONGEST_TITLE))}`),
		`Rated ${toRating(finding)}${finding.score === null ? "" : ` (CVSS ${finding.score.toFixed(1)})`}${toDoubt(finding)}.`,
		...toExploited(finding),
		...toFixedIn(finding, style),
		...(fix === undefined ? [] : [toSentence(style.text(renderHeadline(fix)))]),
		...toWay(finding, style),
		...(finding.gating ? [] : ["Only copies that are shadowed or vendored have it, so it does not count for a gate."]),
		...(finding.waived === null
			? []
			: [toSentence(`Waived: ${style.text(toSafeExcerpt(finding.waived.reason, LONGEST_TITLE))}`)]),
	];
}

/** Ends in a full stop, whatever the text ended in. */
export function toSentence(text: string): string {
	const trimmed = text.trim();
	return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** `1.2.6`, `0.28.0 or 1.6.0`, `1.0.0, 2.0.0 and 7 more`; empty when none is known. */
export function renderFixedIn({ fixedIn }: Finding): string {
	const shown = fixedIn.slice(0, LONGEST_LIST).map((version) => toSafeExcerpt(version, 60));
	const hidden = fixedIn.length - shown.length;
	return hidden > 0 ? `${shown.join(", ")} and ${hidden} more` : shown.join(" or ");
}

function toDoubt({ confidence }: Finding): string {
	return confidence === "high" ? "" : `, ${confidence} confidence`;
}

function toExploited(finding: Finding): readonly string[] {
	return isExploited(finding) ? ["Exploited in the wild (KEV)."] : [];
}

function toFixedIn(finding: Finding, style: Style): readonly string[] {
	if (finding.kind !== "vulnerability") return [];
	const fixedIn = renderFixedIn(finding);
	return [fixedIn === "" ? "No fixed version is known." : `Fixed in ${style.text(fixedIn)}.`];
}

function toWay({ paths, pathCount }: Finding, style: Style): readonly string[] {
	const [path = []] = paths;
	const steps = path.slice(1).map((step) => style.name(toSafeExcerpt(step, 100)));
	if (steps.length === 0) return [];
	if (steps.length === 1) return ["A direct dependency."];
	const shown = steps.length <= 6 ? steps : [...steps.slice(0, 3), "…", ...steps.slice(-2)];
	const more = pathCount > 1 ? ` and ${pathCount - 1} more ${pathCount === 2 ? "way" : "ways"}` : "";
	return [`Brought in by ${shown.join(style.text(" > "))}${more}.`];
}
