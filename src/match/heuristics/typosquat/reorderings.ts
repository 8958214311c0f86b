/** The words of a popular name in another order: one moved, or two exchanged. */
import { type NameParts, toNameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import type { Resemblance } from "./imitation.ts";
import { isDistinctive, toShortness } from "./strength.ts";

/** Popular names have seldom more; it bounds the orders that are tried. */
const MOST_WORDS = 8;

export function findReorderings({ words }: NameParts, popular: PopularityIndex): readonly Resemblance[] {
	if (words.length < 2 || words.length > MOST_WORDS) return [];
	const found: Resemblance[] = [];
	for (const order of reorder(words)) {
		const of = popular.findUnscoped(order.join(""));
		if (of === undefined) continue;
		const meant = toNameParts(of);
		if (meant.words.length !== words.length) continue;
		const strength = (isDistinctive(meant) ? 0.5 : 0.3) - toShortness(meant);
		found.push({ of, how: "its words in another order", strength });
	}
	return found;
}

function* reorder(words: readonly string[]): Iterable<readonly string[]> {
	for (const from of words.keys()) {
		for (const to of words.keys()) {
			if (to === from) continue;
			yield words.toSpliced(from, 1).toSpliced(to, 0, words[from] ?? "");
			if (to > from + 1) yield words.with(from, words[to] ?? "").with(to, words[from] ?? "");
		}
	}
}
