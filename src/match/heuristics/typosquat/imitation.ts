/**
 * Finds the popular name that a name imitates, and says how surely.
 *
 * 1. Collect: every popular name that the name can be turned into by one kind of transformation, from look-ups in
 *    the filed forms (never by comparing with all names).
 * 2. Weigh: each transformation has a strength, in powers of ten of the popularity gap that it stands for. A swap
 *    of two letters inside a long name hardly happens to real names; a changed first letter, a plural or a `node-`
 *    in front is how real names are made.
 * 3. Judge: strength plus the decimal logarithm of the popularity ratio is the score. The best one counts, and from
 *    `FLAGGED` on it is a suspicion.
 */
import { findAffixes } from "./affixes.ts";
import { type NameParts, toNameParts } from "./name.ts";
import type { PopularNames } from "./popular-names.ts";
import { findReorderings, findRespellings } from "./respellings.ts";
import { findScopeConfusions } from "./scopes.ts";
import { findSlips } from "./slips.ts";

/** One way in which a name can be read as a popular one. */
export interface Resemblance {
	/** the popular name */
	readonly of: string;
	/** completes "its name is … with": e.g. `two letters swapped ("sh" for "hs")` */
	readonly how: string;
	/** in powers of ten; see above */
	readonly strength: number;
}

export interface Imitation extends Resemblance {
	readonly score: number;
}

/** A strength of 2 speaks for itself; 1 needs a name 10 times as popular as any outside the list; 0, 100 times. */
export const FLAGGED = 2;

/** npm allows 214 characters; a longer name has not been published and imitates nothing that has. */
const LONGEST_NAME = 214;

/** The popular name that `name` imitates most strongly; `undefined` for names of the list and names of their own. */
export function findImitation(name: string, popular: PopularNames): Imitation | undefined {
	if (name.length > LONGEST_NAME || popular.has(name)) return undefined;
	const parts = toNameParts(name);
	let best: Imitation | undefined;
	for (const resemblance of collect(parts, popular)) {
		const score = resemblance.strength + Math.log10(popular.ratio(resemblance.of));
		if (score >= FLAGGED && score > (best?.score ?? 0)) best = { ...resemblance, score };
	}
	return best;
}

function collect(parts: NameParts, popular: PopularNames): readonly Resemblance[] {
	if (parts.joined === "") return [];
	if (parts.scope !== null) return findScopeConfusions(parts, parts.scope, popular);
	return [
		...findRespellings(parts, popular),
		...findReorderings(parts, popular),
		...findSlips(parts, popular),
		...findAffixes(parts, popular),
	];
}
