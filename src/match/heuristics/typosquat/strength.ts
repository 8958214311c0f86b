/** How much a resemblance says, in powers of ten of popularity. See imitation.ts. */
import type { NameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import type { Edit, EditKind } from "./edit.ts";

/** Below what any popularity could make up for: downloads are at most some 10^10. */
export const NOT_AN_IMITATION = -20;

/** Short names meet by chance: what to take off. */
export function toShortness({ joined: { length } }: NameParts): number {
	return length > 6 ? 0 : (SHORTNESS[length] ?? 2);
}

const SHORTNESS: Readonly<Record<number, number>> = { 6: 0.1, 5: 0.4, 4: 0.8, 3: 1.5 };

/** Long enough that nothing else is spelled nearly so. */
export function isDistinctive({ joined: { length } }: NameParts): boolean {
	return length >= 9;
}

type Place = "first" | "inside" | "last";

/**
 * Real names are often made by putting a letter before or behind a word (`nconf`, `clipboardy`, `prompts`), hardly
 * ever by changing one inside. Letters in a wrong order, doubled or undoubled are slips wherever they are.
 */
const STRENGTHS: Record<EditKind, Record<Place, number>> = {
	transposition: { first: 1.3, inside: 2.4, last: 1.7 },
	scramble: { first: 0.7, inside: 1.7, last: 1.3 },
	repetition: { first: 1, inside: 1.7, last: 1 },
	undoubling: { first: 1, inside: 1.7, last: 1 },
	"look-alike": { first: 1.5, inside: 1.7, last: 1.7 },
	"neighbouring key": { first: 0.5, inside: 1.2, last: 1 },
	substitution: { first: 0.5, inside: 1, last: 1 },
	insertion: { first: 0.5, inside: 1, last: 0.3 },
	omission: { first: 0.5, inside: 1, last: 0.3 },
};

/** The strength of one edit of a name that is not short and does not become words. */
export function toEditStrength(edit: Edit, meant: NameParts): number {
	const place = toPlace(edit, meant);
	return STRENGTHS[edit.kind][place] + (isDistinctive(meant) && !derives(edit, place) ? 1 : 0);
}

function derives({ kind }: Edit, place: Place): boolean {
	if (place === "first") return kind !== "transposition";
	return place === "last" && (kind === "insertion" || kind === "omission");
}

function toPlace({ kind, at, removed, added }: Edit, { words, joined }: NameParts): Place {
	if (at === 0) return "first";
	// Words inside a name are inflected as well: `node-mock-http`, `node-mocks-http`.
	const inflects = (kind === "insertion" || kind === "omission") && /^[sdrey]$/.test(removed + added);
	const ends = inflects ? toWordEnds(words) : [joined.length];
	return ends.includes(at + removed.length) ? "last" : "inside";
}

function toWordEnds(words: readonly string[]): readonly number[] {
	let end = 0;
	return words.map((word) => {
		end += word.length;
		return end;
	});
}

/**
 * What to take off when the words that were changed are words again: popular names are made of words, and another word
 * makes another name. Less for a rare word, and where two or more words of the name are as they were.
 */
export function toWordiness(changed: readonly string[], words: number, popular: PopularityIndex): number {
	const known = Math.min(...changed.map((word) => popular.countWord(word)));
	if (known > 0) return known < COMMON || words > changed.length + 1 ? 1 : -NOT_AN_IMITATION;
	return changed.every((word) => popular.countWord(word) > 0 || isCompound(word, popular)) ? 1.2 : 0;
}

/** Two common words written as one. */
function isCompound(word: string, popular: PopularityIndex): boolean {
	for (let cut = 2; cut <= word.length - 2; cut++) {
		if (isPart(word.slice(0, cut), popular) && isPart(word.slice(cut), popular)) return true;
	}
	return false;
}

// Two letters are a word by chance, unless they are as common as "js".
function isPart(part: string, popular: PopularityIndex): boolean {
	return popular.countWord(part) >= (part.length === 2 ? VERY_COMMON : COMMON);
}

const COMMON = 3;
const VERY_COMMON = 100;
