/** A letter left out, added, doubled or replaced, or letters in another order. */
import { type NameParts, toJoined, toNameParts } from "../../../lib/name-parts.ts";
import type { PopularityIndex } from "../../../ports.ts";
import { type Edit, findEdit, renderEdit } from "./edit.ts";
import type { Resemblance } from "./imitation.ts";
import { NOT_AN_IMITATION, toEditStrength, toShortness, toWordiness } from "./strength.ts";

/** Of a name of two or three letters every other such name is a neighbour. */
const FEWEST_LETTERS = 4;

export function findSlips(written: NameParts, popular: PopularityIndex): readonly Resemblance[] {
	const found: Resemblance[] = [];
	for (const of of popular.near(written.joined)) {
		const edit = findEdit(toJoined(of), written.joined);
		if (edit === undefined) continue;
		found.push({ of, how: renderEdit(edit), strength: weigh(edit, written, toNameParts(of), popular) });
	}
	return found;
}

function weigh(edit: Edit, written: NameParts, meant: NameParts, popular: PopularityIndex): number {
	if (meant.joined.length < FEWEST_LETTERS || isVariant(edit)) return NOT_AN_IMITATION;
	const changed = findChangedWord(written, meant);
	const changedWords = changed === undefined ? written.words : [changed.written];
	const doubt = toDoubt(edit, changed) + toWordiness(changedWords, written.words.length, popular) + toShortness(meant);
	return toEditStrength(edit, meant) - doubt;
}

/** Numbers tell versions and variants apart: another number, one more or one less makes a name of its own. */
function isVariant({ kind, removed, added }: Edit): boolean {
	return kind !== "look-alike" && (/^\d$/.test(removed) || (kind === "insertion" && /\d/.test(added)));
}

/** Separators moved as well: two steps instead of one. A word of two or three letters has many neighbours. */
function toDoubt({ kind }: Edit, changed: { meant: string } | undefined): number {
	if (changed === undefined) return 0.5;
	return changed.meant.length <= 3 && kind !== "transposition" ? 0.2 : 0;
}

/** The one word that differs; `undefined` when the names are not cut into words alike. */
function findChangedWord(written: NameParts, meant: NameParts): { written: string; meant: string } | undefined {
	if (written.words.length !== meant.words.length) return undefined;
	const changed = meant.words.flatMap((word, at) => {
		const other = written.words[at] ?? "";
		return other === word ? [] : [{ written: other, meant: word }];
	});
	return changed.length === 1 ? changed[0] : undefined;
}
