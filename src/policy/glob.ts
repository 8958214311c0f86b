/**
 * Globs over target names: paths with `/` between folders, or ARNs.
 *
 * `*` stands for any run of characters but `/`, `?` for one of them, `**` for any run with `/`; `**` and a slash also for no
 * folder at all, so that `**` `/a.zip` has `a.zip`. Everything else stands for itself.
 *
 * The match keeps the set of places in the glob that the text read so far can have led to, and never goes back: time is
 * at most the length of the glob times that of the text, whatever is in them.
 */
type Token = "any-in-folder" | "any" | "any-folders" | "one" | { readonly character: string };

export type Glob = readonly Token[];

const TOKEN = /\*\*\/|\*\*+|\*|\?|[^*?]/gs;

export function parseGlob(text: string): Glob {
	return [...text.replace(/^\.\//, "").matchAll(TOKEN)].map(([part]) => toToken(part));
}

function toToken(part: string): Token {
	if (part === "**/") return "any-folders";
	if (part === "*") return "any-in-folder";
	if (part === "?") return "one";
	return part.startsWith("**") ? "any" : { character: part };
}

export function matchesGlob(glob: Glob, text: string): boolean {
	let active = new Set<number>();
	open(glob, active, 0, true);
	for (const character of text.split("")) {
		const next = new Set<number>();
		for (const place of active) {
			const token = glob[place];
			if (token === undefined) continue;
			if (stays(token, character)) open(glob, next, place, character === "/");
			else if (moves(token, character)) open(glob, next, place + 1, character === "/");
		}
		if (next.size === 0) return false;
		active = next;
	}
	return active.has(glob.length);
}

/** Adds a place, and those behind it that can be reached without a character. */
function open(glob: Glob, places: Set<number>, from: number, atFolder: boolean): void {
	for (let place = from; !places.has(place); place++) {
		places.add(place);
		const token = glob[place];
		const canBeNothing = token === "any" || token === "any-in-folder" || (token === "any-folders" && atFolder);
		if (!canBeNothing) return;
	}
}

function stays(token: Token, character: string): boolean {
	return token === "any" || token === "any-folders" || (token === "any-in-folder" && character !== "/");
}

function moves(token: Token, character: string): boolean {
	return typeof token === "object" ? token.character === character : token === "one" && character !== "/";
}
