/** A package name taken apart into the pieces that a person reads. */

export interface NameParts {
	/** exactly as written */
	readonly name: string;
	/** see `findScope` */
	readonly scope: string | undefined;
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
	const scope = findScope(name);
	const base = (scope === undefined ? name : name.slice(name.indexOf("/") + 1)).toLowerCase();
	const baseWords = toWords(base);
	const words = scope === undefined ? baseWords : [...toWords(scope), ...baseWords];
	return { name, scope, base, baseWords, words, joined: words.join("") };
}

/** Lower case, without `@`; `undefined` for a name without scope. */
export function findScope(name: string): string | undefined {
	const slash = name.startsWith("@") ? name.indexOf("/") : -1;
	return slash > 1 ? name.slice(1, slash).toLowerCase() : undefined;
}

/** `joined` alone, which is what a long list is filed under. */
export function toJoined(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]+/g, "");
}

function toWords(text: string): readonly string[] {
	return text.match(/[a-z0-9]+/g) ?? [];
}
