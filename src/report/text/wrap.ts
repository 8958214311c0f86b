/** Breaking text into lines of a given width. */
import { cutEnd, takeStart, toWidth } from "./width.ts";

/**
 * Lines of at most `width` columns, broken at spaces; a word that is wider than a line is broken inside. A single
 * grapheme wider than `width` stands on a line of its own.
 */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = "";
	let used = 0;
	for (const word of text.split(/ +/)) {
		if (word === "") continue;
		let rest = word;
		let needed = toWidth(rest);
		if (line !== "" && used + 1 + needed <= width) {
			line += ` ${rest}`;
			used += 1 + needed;
			continue;
		}
		if (line !== "") lines.push(line);
		while (needed > width) {
			const piece = takeStart(rest, width) || takeFirst(rest);
			if (piece === rest) break;
			lines.push(piece);
			rest = rest.slice(piece.length);
			needed = toWidth(rest);
		}
		line = rest;
		used = needed;
	}
	if (line !== "") lines.push(line);
	return lines;
}

/** The same, but at most `most` lines: the last one is cut with an ellipsis when there is more to say. */
export function wrapStart(text: string, width: number, most: number): string[] {
	const lines = wrap(text, width);
	if (lines.length <= most) return lines;
	return [...lines.slice(0, most - 1), cutEnd(lines.slice(most - 1, most + 1).join(" "), width)];
}

function takeFirst(text: string): string {
	return String.fromCodePoint(text.codePointAt(0) ?? 0);
}
