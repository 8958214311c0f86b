/** What the folding of a script works on: tokens, and the values it could work out without running anything. */
import type { Token } from "./tokens.ts";

/** An array literal of strings or of numbers. */
export interface List {
	readonly kind: "list";
	readonly items: readonly string[];
	readonly numeric: boolean;
	readonly at: number;
}

export type Item = Token | List;

/** Longer than this, a list is data: it is left as it stands. */
export const LIST_LIMIT = 8_192;

const KEYWORDS = new Set(
	(
		"if while for return typeof in of case new delete void throw else do switch catch function class extends const " +
		"let var import export from as instanceof yield async try finally default break continue with"
	).split(" "),
);

export function isPunctuation(item: Item | undefined, text: string): boolean {
	return item?.kind === "punctuation" && item.text === text;
}

export function isKeyword(item: Item | undefined): boolean {
	return item?.kind === "word" && KEYWORDS.has(item.text);
}

export function isWord(item: Item | undefined, text: string): boolean {
	return item?.kind === "word" && item.text === text;
}

/** A word, string, number or list: something that can stand alone as the value of an expression. */
export function isValue(item: Item | undefined): item is Item {
	return item !== undefined && item.kind !== "punctuation" && item.kind !== "regex" && !isKeyword(item);
}

/** An index or a call may follow. */
export function endsValue(item: Item | undefined): boolean {
	return isValue(item) || isPunctuation(item, ")") || isPunctuation(item, "]");
}

/**
 * The item as text, in the one form the detectors know. A double quote is the edge of a string and nothing else, so that
 * patterns can tell a path from a sentence that quotes it.
 */
export function renderItem(item: Item): string {
	switch (item.kind) {
		case "string":
			return quote(item.text);
		case "regex":
			return `/${item.text}/`;
		case "list":
			return `[${item.numeric ? item.items.join(",") : item.items.map(quote).join(",")}]`;
		default:
			return item.text;
	}
}

function quote(text: string): string {
	return `"${text.replaceAll('"', "'")}"`;
}
