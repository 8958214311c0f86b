/** The same letters in the same order, but for separators, case, scope or what looks alike; and the same words in another order. */
import type { Resemblance } from "./imitation.ts";
import { type NameParts, toNameParts } from "./name.ts";
import type { PopularNames } from "./popular-names.ts";

export function findRespellings(written: NameParts, popular: PopularNames): readonly Resemblance[] {
	const same = popular.findJoined(written.joined);
	if (same !== undefined) {
		const meant = toNameParts(same);
		return [meant.scope === null ? respell(written, meant, popular) : dropScope(written, meant, meant.scope, popular)];
	}
	const alike = popular.findSkeleton(written.joined);
	return alike === undefined ? [] : [lookAlike(written, toNameParts(alike), popular)];
}

function respell(written: NameParts, meant: NameParts, popular: PopularNames): Resemblance {
	const { name: of } = meant;
	if (written.words.length > meant.words.length) {
		// Words apart are how a person would write them; a cut through a word is not.
		const strength = written.words.every((word) => popular.countWord(word) > 0) ? 0 : 1;
		return { of, how: "a separator added", strength: strength - shortness(meant) };
	}
	if (written.words.length < meant.words.length) {
		return { of, how: "its separators left out", strength: 0.3 - shortness(meant) };
	}
	return { of, how: "other separators or capitals", strength: 1 - shortness(meant) };
}

function dropScope(written: NameParts, meant: NameParts, scope: string, popular: PopularNames): Resemblance {
	const [first = ""] = written.words;
	// Many scopes are named after the family of packages that came before them: babel-core, then @babel/core.
	const family = written.words.length > 1 && !written.name.startsWith("@") && popular.countFamily(first) > 1;
	return { of: meant.name, how: `the scope @${scope} written into the name`, strength: family ? -1 : 0.5 };
}

function lookAlike(written: NameParts, meant: NameParts, popular: PopularNames): Resemblance {
	const known = written.words.every((word) => popular.countWord(word) > 0);
	return {
		of: meant.name,
		how: "characters that look alike",
		strength: (known ? -1 : 1.3) - shortness(meant),
	};
}

/** The words of a popular name in another order. */
export function findReorderings(written: NameParts, popular: PopularNames): readonly Resemblance[] {
	if (written.words.length < 2) return [];
	const of = popular.findWords(written.words);
	if (of === undefined) return [];
	const meant = toNameParts(of);
	if (meant.joined === written.joined) return [];
	return [{ of, how: "its words in another order", strength: 0.3 - shortness(meant) }];
}

/** Short names meet by chance. */
export function shortness({ joined: { length } }: NameParts): number {
	if (length >= 7) return 0;
	return length === 6 ? 0.3 : length === 5 ? 0.7 : length === 4 ? 1.5 : 3;
}
