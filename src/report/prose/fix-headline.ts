/** What a fix does, in a few words: `Upgrade qs 6.5.2 to 6.5.3 (patch)`. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Fix, FixAction } from "../../model.ts";

const LONGEST = 200;

type Describe = (name: string, from: string, to: string, origin: string) => string;

const HEADLINES: Readonly<Record<FixAction, Describe>> = {
	upgrade: (name, from, to) => `Upgrade ${name} ${from} to ${to}`,
	override: (name, from, to) => `Override ${name} ${from} with ${to}`,
	remove: (name, from) => `Remove ${name} ${from}`,
	"rebuild-layer": (name, _, to, origin) => `Rebuild layer ${origin} with ${name} ${to}`,
	none: (name, from) => `No fix is known for ${name} ${from}`,
};

/** One line without a full stop. */
export function renderHeadline(fix: Fix): string {
	const safe = (text: string | null) => toSafeExcerpt(text ?? "", LONGEST);
	const text = HEADLINES[fix.action](safe(fix.package), safe(fix.from), safe(fix.to), safe(fix.origin)).trimEnd();
	if (isPrune(fix)) return "Deploy without development packages";
	return fix.to === null || fix.breaking === "unknown" ? text : `${text} (${fix.breaking})`;
}

/** One command for all packages that are not needed, of which the fix names the worst. */
function isPrune({ action, command }: Fix): boolean {
	return action === "remove" && command !== null && command.endsWith(" prune --omit=dev");
}
