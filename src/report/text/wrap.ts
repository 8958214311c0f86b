/** Breaking text into lines of a given width. */
import { takeStart, toWidth } from "./width.ts";

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
		if (used > 0 && used + 1 + needed <= width) {
			line += ` ${rest}`;
			used += 1 + needed;
			continue;
		}
		if (used > 0) lines.push(line);
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
	if (used > 0) lines.push(line);
	return lines;
}

function takeFirst(text: string): string {
	return String.fromCodePoint(text.codePointAt(0) ?? 0);
}
