/** Where a package is, in words. */
import { toRelative } from "../../lib/location.ts";
import { findLockfileOf } from "../../lib/lock-location.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { FUNCTION_ORIGIN, type Package } from "../../model.ts";
import { cutMiddle, toWidth } from "../text/width.ts";

/** Longer names than any registry allows are cut before they are laid out. */
const LONGEST = 300;
/** In a remark about another package, a start must do. */
const LONGEST_REMARK = 80;

export function renderName(name: string, version: string | null): string {
	return toSafeExcerpt(version === null ? `${name} (version unknown)` : `${name}@${version}`, LONGEST);
}

/**
 * `node_modules/qs`, `layer base.zip: nodejs/node_modules/qs`, `node_modules/qs and 2 more places`; for an entry of a
 * lockfile without install paths the lockfile, once for all its entries: `yarn.lock`.
 */
export function renderPlace({ origin, locations }: Package): string {
	const [first = "", ...others] = new Set(locations.map((location) => findLockfileOf(location) ?? location));
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
				: `(shadowed by ${toSafeExcerpt(renderName(winner.name, winner.version), LONGEST_REMARK)} in ${toSafeExcerpt(renderPlace(winner), LONGEST_REMARK)})`,
		);
	}
	if (item.unrooted) marks.push("(vendored copy)");
	if (item.confidence !== "high") marks.push(`(${item.confidence} confidence)`);
	if (item.scope !== "prod") marks.push(`(${item.scope} dependency)`);
	return marks.join(" ");
}

/**
 * `express@4.17.1 > body-parser@1.19.0 > qs@6.5.2`, without the own code it starts from. Steps in the middle give way
 * first when the path is wider than `width`.
 */
export function renderPath(path: readonly string[], width: number): string {
	const steps = path.slice(1).map((step) => toSafeExcerpt(step, LONGEST));
	let kept = steps;
	while (kept.length > 2 && toWidth(join(kept, steps.length)) > width) kept = kept.toSpliced(kept.length >> 1, 1);
	return cutMiddle(join(kept, steps.length), width);
}

function join(kept: readonly string[], length: number): string {
	if (kept.length === length) return kept.join(" > ");
	const half = (kept.length + 1) >> 1;
	return [...kept.slice(0, half), "…", ...kept.slice(half)].join(" > ");
}
