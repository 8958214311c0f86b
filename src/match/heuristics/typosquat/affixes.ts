/** A popular name with "js", "node" or "npm" put before or behind it: what many believe to be part of it. */
import type { Resemblance } from "./imitation.ts";
import { type NameParts, toNameParts } from "./name.ts";
import type { PopularNames } from "./popular-names.ts";

const AFFIXES = ["js", "node", "npm"];

export function findAffixes(written: NameParts, popular: PopularNames): readonly Resemblance[] {
	const { joined } = written;
	const found: Resemblance[] = [];
	for (const [rest, added] of strip(joined)) {
		const of = popular.findJoined(rest);
		if (of === undefined || of.startsWith("@")) continue;
		found.push({ of, how: `"${added}" added`, strength: weigh(written, toNameParts(of), popular) });
	}
	return found;
}

function strip(joined: string): [string, string][] {
	const once = stripOnce(joined);
	return [
		...once,
		...once.flatMap(([rest, added]) => stripOnce(rest).map(([r, a]): [string, string] => [r, `${added}" and "${a}`])),
	];
}

function stripOnce(joined: string): [string, string][] {
	return AFFIXES.flatMap((affix): [string, string][] => [
		...(joined.startsWith(affix) ? [[joined.slice(affix.length), affix] as [string, string]] : []),
		...(joined.endsWith(affix) ? [[joined.slice(0, -affix.length), affix] as [string, string]] : []),
	]);
}

function weigh(written: NameParts, meant: NameParts, popular: PopularNames): number {
	if (meant.joined.length < 3) return -3;
	const glued = written.words.length === meant.words.length;
	const [word = ""] = meant.words;
	if (meant.words.length === 1 && popular.countWord(word) > 3 && !glued) return -1;
	if (glued && written.joined.startsWith("node")) return 1.5;
	return 0.3;
}
