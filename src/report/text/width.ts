/**
 * Measuring and cutting text in terminal columns. Expects text without control characters.
 *
 * Columns are counted per code point, as terminals do, so that the width of a text is the sum of the widths of its
 * parts: with graphemes it is not, since an accent at the start of one part joins the end of the other.
 */
import stringWidth from "string-width";

/** Stands for what was cut; one column wide. */
export const ELLIPSIS = "…";

const PRINTABLE_ASCII = /^[ -~]*$/;
/** Makes a keycap of the digit before it, one column wider than the digit; measured alone it has no width. */
const ENCLOSING_KEYCAP = "\u20e3";

/** Columns that the text takes in a terminal. */
export function toWidth(text: string): number {
	if (PRINTABLE_ASCII.test(text)) return text.length;
	let width = 0;
	for (const character of text) width += measure(character);
	return width;
}

// The library builds a large regular expression for each call; there are only so many characters.
const known = new Map<string, number>([[ENCLOSING_KEYCAP, 1]]);

function measure(character: string): number {
	let width = known.get(character);
	if (width === undefined) {
		width = stringWidth(character);
		known.set(character, width);
	}
	return width;
}

/** The longest start of the text that fits `width` columns, with all accents of its last letter. */
export function takeStart(text: string, width: number): string {
	if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, width));
	let used = 0;
	let end = 0;
	for (const character of text) {
		used += measure(character);
		if (used > width) break;
		end += character.length;
	}
	return text.slice(0, end);
}

/** The longest end of the text that fits `width` columns and does not start with an accent. */
function takeEnd(text: string, width: number): string {
	const characters = Array.from(text);
	let used = 0;
	let length = 0;
	let pending = 0;
	for (const character of characters.reverse()) {
		const columns = measure(character);
		used += columns;
		if (used > width) break;
		pending += character.length;
		if (columns > 0) length = pending;
	}
	return text.slice(text.length - length);
}

/** The text, or as much of its start as fits with an ellipsis. */
export function cutEnd(text: string, width: number): string {
	if (toWidth(text) <= width) return text;
	return width > 0 ? `${takeStart(text, width - 1).trimEnd()}${ELLIPSIS}` : "";
}

/** The text, or its start and end around an ellipsis: of a path, the end says most. */
export function cutMiddle(text: string, width: number): string {
	if (toWidth(text) <= width) return text;
	const head = takeStart(text, Math.floor((width - 1) / 3));
	return width > 0 ? `${head}${ELLIPSIS}${takeEnd(text, width - 1 - toWidth(head))}` : "";
}
