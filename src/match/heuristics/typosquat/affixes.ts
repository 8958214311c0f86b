/** A popular name with "js", "node" or "npm" before or behind it: what many believe to be part of it. */
import { type NameParts, toNameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import type { Resemblance } from "./imitation.ts";

/**
 * `node-x` and `js-x` are what a binding or a port of x is called; `x.js` and `x-node` are rather what x itself could
 * be called, and `nodex` or both at once are not how packages are named.
 */
const AFFIXES = [
	{ affix: "js", before: 0.7, behind: 2 },
	{ affix: "node", before: 0.7, behind: 2 },
	{ affix: "npm", before: 0.7, behind: 0.7 },
];
const UNUSUAL = 2;

interface Stripped {
	readonly rest: string;
	readonly affixes: readonly string[];
	readonly strength: number;
}

export function findAffixes(written: NameParts, popular: PopularityIndex): readonly Resemblance[] {
	return strip(written).flatMap(({ rest, affixes, strength }): readonly Resemblance[] => {
		const of = popular.findUnscoped(rest);
		if (of === undefined) return [];
		const how = `${affixes.map((affix) => `"${affix}"`).join(" and ")} added`;
		return [{ of, how, strength: strength - toShortness(toNameParts(of)), isUsual: true }];
	});
}

function strip({ joined, words }: NameParts): readonly Stripped[] {
	const once = stripOnce(joined, words[0]);
	const twice = once.flatMap(({ rest, affixes }) =>
		stripOnce(rest).map((two) => ({ ...two, affixes: [...affixes, ...two.affixes], strength: UNUSUAL })),
	);
	return [...once, ...twice];
}

function stripOnce(joined: string, firstWord?: string): readonly Stripped[] {
	return AFFIXES.flatMap(({ affix, before, behind }) => {
		const found: Stripped[] = [];
		if (joined.startsWith(affix)) {
			const glued = affix === "node" && firstWord !== affix;
			found.push({ rest: joined.slice(affix.length), affixes: [affix], strength: glued ? UNUSUAL : before });
		}
		if (joined.endsWith(affix))
			found.push({ rest: joined.slice(0, -affix.length), affixes: [affix], strength: behind });
		return found;
	});
}

/** Much is called after what has a short name: `h3-js`, `js-md5`. */
function toShortness({ joined: { length } }: NameParts): number {
	return length > 5 ? 0 : (SHORTNESS[length] ?? 2.5);
}

const SHORTNESS: Readonly<Record<number, number>> = { 5: 0.7, 4: 1.7 };
