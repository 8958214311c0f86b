/** Where a package is, in words. */
import { toRelative } from "../../lib/location.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { FUNCTION_ORIGIN, type Package } from "../../model.ts";

/** Longer names than any registry allows are cut before they are laid out. */
const LONGEST = 300;

export function renderName(name: string, version: string | null): string {
	return toSafeExcerpt(version === null ? `${name} (version unknown)` : `${name}@${version}`, LONGEST);
}

/** `node_modules/qs`, `layer base.zip: nodejs/node_modules/qs`, `node_modules/qs and 2 more places`. */
export function renderPlace({ origin, locations }: Package): string {
	const [first = "", ...others] = locations;
	const path = toSafeExcerpt(toRelative(first), LONGEST) || "the root";
	const layer = origin === FUNCTION_ORIGIN ? "" : `layer ${toSafeExcerpt(origin, LONGEST)}: `;
	const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "place" : "places"}`;
	return `${layer}${path}${more}`;
}

/** What a reader must know before acting on a copy: that it is not loaded, not certain, or not for production. */
export function renderMarks(item: Package, packages: ReadonlyMap<string, Package>): string {
	const marks: string[] = [];
	if (item.shadowedBy !== null) {
		const winner = packages.get(item.shadowedBy);
		marks.push(
			winner === undefined
				? "(shadowed)"
				: `(shadowed by ${renderName(winner.name, winner.version)} in ${renderPlace(winner)})`,
		);
	}
	if (item.unrooted) marks.push("(vendored copy)");
	if (item.confidence !== "high") marks.push(`(${item.confidence} confidence)`);
	if (item.scope !== "prod") marks.push(`(${item.scope} dependency)`);
	return marks.join(" ");
}

/** `express@4.17.1 > body-parser@1.19.0 > qs@6.5.2`, without the own code it starts from. */
export function renderPath(path: readonly string[]): string {
	const steps = path.slice(1);
	const shown = steps.length <= 6 ? steps : [...steps.slice(0, 3), "…", ...steps.slice(-2)];
	return shown.map((step) => toSafeExcerpt(step, LONGEST)).join(" > ");
}
