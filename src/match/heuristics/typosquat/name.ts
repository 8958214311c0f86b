/** A package name taken apart into the pieces that a person reads. */

export interface NameParts {
	/** exactly as written */
	readonly name: string;
	/** lower case, without `@`; `null` for a name without scope */
	readonly scope: string | null;
	/** what follows the scope, lower case */
	readonly base: string;
	/** the words of `base`, without separators */
	readonly baseWords: readonly string[];
	/** the words of the scope and of `base` */
	readonly words: readonly string[];
	/** all words written as one */
	readonly joined: string;
}

export function toNameParts(name: string): NameParts {
	const lower = name.toLowerCase();
	const slash = lower.startsWith("@") ? lower.indexOf("/") : -1;
	const scope = slash > 1 ? lower.slice(1, slash) : null;
	const base = scope === null ? lower : lower.slice(slash + 1);
	const baseWords = toWords(base);
	const words = scope === null ? baseWords : [...toWords(scope), ...baseWords];
	return { name, scope, base, baseWords, words, joined: words.join("") };
}

// A loop over character codes takes a third of the time of a split by regular expression, for 15,000 names at a start.
function toWords(text: string): string[] {
	const words: string[] = [];
	let start = 0;
	for (let at = 0; at <= text.length; at++) {
		if (at < text.length && isLetterOrDigit(text.charCodeAt(at))) continue;
		if (at > start) words.push(text.slice(start, at));
		start = at + 1;
	}
	return words;
}

function isLetterOrDigit(code: number): boolean {
	return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}
