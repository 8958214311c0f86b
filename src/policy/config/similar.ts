/** What somebody may have meant by a word that is not known. */

const MOST_EDITS = 2;
const LONGEST = 40;

/** The known word with the fewest edits (Levenshtein, capitals made small), at most two; of several the first. */
export function findSimilar(word: string, known: readonly string[]): string | undefined {
	if (word.length > LONGEST) return undefined;
	let best: { readonly word: string; readonly edits: number } | undefined;
	for (const candidate of known) {
		const edits = countEdits(word.toLowerCase(), candidate.toLowerCase());
		if (edits <= MOST_EDITS && edits < candidate.length - 1 && (best === undefined || edits < best.edits)) {
			best = { word: candidate, edits };
		}
	}
	return best?.word;
}

function countEdits(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let i = 0; i < from.length; i++) {
		const next = [i + 1];
		for (let j = 0; j < to.length; j++) {
			const replace = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
			next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
		}
		row = next;
	}
	return row[to.length] ?? 0;
}
