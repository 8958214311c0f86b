/** One letter missing, added, doubled, replaced or swapped. */
import { type Edit, findEdit } from "./edit.ts";
import type { Resemblance } from "./imitation.ts";
import { type NameParts, toNameParts } from "./name.ts";
import type { PopularNames } from "./popular-names.ts";
import { shortness } from "./respellings.ts";

export function findSlips(written: NameParts, popular: PopularNames): readonly Resemblance[] {
	const found: Resemblance[] = [];
	for (const joined of popular.near(written.joined)) {
		const edit = findEdit(joined, written.joined);
		const of = popular.findJoined(joined);
		if (edit === undefined || of === undefined) continue;
		const meant = toNameParts(of);
		found.push({ of, how: renderEdit(edit), strength: weigh(edit, written, meant, popular) });
	}
	return found;
}

/** The word that the edit changed, in both names; `undefined` when separators moved as well. */
function findChangedWord(
	written: NameParts,
	meant: NameParts,
): { written: string; meant: string; at: number } | undefined {
	if (written.words.length !== meant.words.length) return undefined;
	const changed = meant.words.findIndex((word, at) => word !== written.words[at]);
	const [from, to] = [meant.words[changed], written.words[changed]];
	if (from === undefined || to === undefined) return undefined;
	for (let at = changed + 1; at < meant.words.length; at++) if (meant.words[at] !== written.words[at]) return undefined;
	return { written: to, meant: from, at: meant.words.slice(0, changed).join("").length };
}

function weigh(edit: Edit, written: NameParts, meant: NameParts, popular: PopularNames): number {
	const changed = findChangedWord(written, meant);
	const moved = changed === undefined;
	if (moved ? written.words.every((word) => popular.countWord(word) > 0) : popular.countWord(changed.written) > 0)
		return -3;
	// Numbers tell versions and variants apart.
	if (/\d/.test(edit.removed + edit.added)) return -3;
	return KIND_STRENGTH[edit.kind] - edge(edit, meant) - shortness(meant) - (moved ? 0.5 : 0);
}

const KIND_STRENGTH: Record<Edit["kind"], number> = {
	transposition: 1.7,
	repetition: 1.7,
	omission: 1,
	insertion: 1,
	"neighbouring key": 1,
	substitution: 1,
};

function edge(edit: Edit, meant: NameParts): number {
	const last = edit.at + edit.removed.length >= meant.joined.length;
	return edit.at === 0 || last ? 0.7 : 0;
}

function renderEdit(edit: Edit): string {
	switch (edit.kind) {
		case "transposition":
			return `two letters swapped ("${edit.added}" for "${edit.removed}")`;
		case "omission":
			return `a letter left out ("${edit.removed}")`;
		case "repetition":
			return `a letter doubled ("${edit.added}")`;
		case "insertion":
			return `a letter added ("${edit.added}")`;
		case "neighbouring key":
			return `a neighbouring key ("${edit.added}" for "${edit.removed}")`;
		case "substitution":
			return `another letter ("${edit.added}" for "${edit.removed}")`;
	}
}
