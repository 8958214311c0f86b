/**
 * Finds the popular name that a name imitates, and how surely.
 *
 * 1. Collect every popular name that the name resembles in one of the known ways, by look-ups of what could have been
 *    meant, never by comparing with all names.
 * 2. Weigh each resemblance: its strength, in powers of ten of the popularity gap that it stands for. Two letters
 *    swapped inside a long name hardly happen to real names and speak for themselves; a plural or a `node-` in front
 *    is how real names are made, and needs a gap of several powers of ten.
 * 3. Score: strength plus the decimal logarithm of the gap, which is the popular name's downloads over those of the
 *    least popular name of the list, since what is not in the list has fewer. The best score counts, from `FLAGGED` on.
 *
 * The strengths were set by hand until each kind of resemblance kept the bounds that docs/heuristics/typosquat.md
 * states, on popular names that were taken out of the list. No name is named anywhere.
 */
import { type NameParts, toNameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import { findAffixes } from "./affixes.ts";
import { findReorderings } from "./reorderings.ts";
import { findRespellings } from "./respellings.ts";
import { findScopeSlips } from "./scope-slips.ts";
import { findSlips } from "./slips.ts";

/** One way in which a name can be read as a popular one. */
export interface Resemblance {
	/** the popular name */
	readonly of: string;
	/** what was done to the popular name, e.g. `"sh" turned into "hs"` */
	readonly how: string;
	/** in powers of ten, see above */
	readonly strength: number;
	/** real packages are named so as well: it never is certain */
	readonly isUsual?: true;
}

export interface Imitation extends Resemblance {
	readonly score: number;
}

export const FLAGGED = 2;

/** How many characters an imitation adds at most. */
const MOST_ADDED = 16;

/** The popular name that `name` imitates most strongly; `undefined` for a name of the list and a name of its own. */
export function findImitation(name: string, popular: PopularityIndex): Imitation | undefined {
	if (popular.has(name) || name.length > popular.longest + MOST_ADDED) return undefined;
	const floor = Math.max(1, popular.least);
	let best: Imitation | undefined;
	for (const resemblance of collect(toNameParts(name), popular)) {
		const score = resemblance.strength + Math.log10((popular.downloads(resemblance.of) ?? 0) / floor);
		if (score >= FLAGGED && score > (best?.score ?? 0)) best = { ...resemblance, score };
	}
	return best;
}

function collect(written: NameParts, popular: PopularityIndex): readonly Resemblance[] {
	if (written.joined === "") return [];
	if (written.scope !== undefined) return findScopeSlips(written, written.scope, popular);
	return [
		...findRespellings(written, popular),
		...findReorderings(written, popular),
		...findSlips(written, popular),
		...findAffixes(written, popular),
	];
}
