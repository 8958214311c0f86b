/** A package of a popular scope, in a scope that is one slip away. */
import { type NameParts, toNameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import { findEdit, renderEdit } from "./edit.ts";
import type { Resemblance } from "./imitation.ts";
import { toEditStrength, toShortness } from "./strength.ts";

/** Two names that agree but for a slip in the scope have both the package and the scope in common. */
const SAME_PACKAGE = 0.5;

export function findScopeSlips(written: NameParts, scope: string, popular: PopularityIndex): readonly Resemblance[] {
	// Only its owner can publish in a scope: one that is known vouches for its packages.
	if (popular.hasScope(scope)) return [];
	const found: Resemblance[] = [];
	for (const near of popular.nearScopes(scope)) {
		const of = `@${near}/${written.base}`;
		const edit = popular.has(of) ? findEdit(near, scope) : undefined;
		if (edit === undefined) continue;
		const meant = toNameParts(near);
		const strength = SAME_PACKAGE + toEditStrength(edit, meant) - toShortness(meant);
		found.push({ of, how: `${renderEdit(edit)} in its scope`, strength });
	}
	return found;
}
