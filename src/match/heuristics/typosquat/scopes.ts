/** A scope that looks like a popular one. */
import { findEdit } from "./edit.ts";
import type { Resemblance } from "./imitation.ts";
import type { NameParts } from "./name.ts";
import type { PopularNames } from "./popular-names.ts";

export function findScopeConfusions(written: NameParts, scope: string, popular: PopularNames): readonly Resemblance[] {
	if (popular.hasScope(scope)) return [];
	const found: Resemblance[] = [];
	for (const near of popular.nearScopes(scope)) {
		const of = `@${near}/${written.base}`;
		if (!popular.has(of) || findEdit(near, scope) === undefined) continue;
		found.push({ of, how: `a scope that looks like @${near}`, strength: 1.7 });
	}
	return found;
}
