/** Package names taken apart, in the forms in which a person could mistake one for another. */

export interface NameParts {
	/** exactly as written */
	readonly name: string;
	/** without `@`; `null` for a name without scope */
	readonly scope: string | null;
	/** what follows the scope, lower case */
	readonly base: string;
	/** words of scope and base, lower case, without separators */
	readonly words: readonly string[];
	/** all words written as one */
	readonly joined: string;
}

const SCOPED = /^@([^/]+)\/(.+)$/;
const SEPARATORS = /[^a-z0-9]+/;

export function toNameParts(name: string): NameParts {
	const lower = name.toLowerCase();
	const scoped = SCOPED.exec(lower);
	const words = lower.split(SEPARATORS).filter((word) => word !== "");
	return { name, scope: scoped?.[1] ?? null, base: scoped?.[2] ?? lower, words, joined: words.join("") };
}

const LOOK_ALIKES = /rn|vv|[01i5]/g;
const LOOKS_LIKE: Readonly<Record<string, string>> = { rn: "m", vv: "w", 0: "o", 1: "l", i: "l", 5: "s" };

/** One spelling for all that look the same in a terminal: `0` and `o`; `1`, `l` and `i`; `5` and `s`; `rn` and `m`; `vv` and `w`. */
export function toSkeleton(joined: string): string {
	return joined.replace(LOOK_ALIKES, (part) => LOOKS_LIKE[part] ?? part);
}
