/**
 * Measuring and cutting text in terminal columns. Text is cut between graphemes, so that no letter loses its accent
 * and no wide character is halved. Expects text without control characters.
 */
import stringWidth from "string-width";

/** Stands for what was cut; one column wide. */
export const ELLIPSIS = "…";
const PRINTABLE_ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that the text takes in a terminal. */
export function toWidth(text: string): number {
	return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

/** The longest start of the text that fits `width` columns. */
export function takeStart(text: string, width: number): string {
	if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, width));
	let used = 0;
	let end = 0;
	for (const { segment, index } of graphemes.segment(text)) {
		used += stringWidth(segment);
		if (used > width) break;
		end = index + segment.length;
	}
	return text.slice(0, end);
}

/** The text, or as much of its start as fits with an ellipsis. */
export function cutEnd(text: string, width: number): string {
	return toWidth(text) <= width ? text : `${takeStart(text, width - 1).trimEnd()}${width > 0 ? ELLIPSIS : ""}`;
}

/** The text, or its start and end around an ellipsis: of a path, the end says most. */
export function cutMiddle(text: string, width: number): string {
	if (toWidth(text) <= width) return text;
	const head = takeStart(text, Math.floor((width - 1) / 3));
	const room = width - 1 - toWidth(head);
	const parts = Array.from(graphemes.segment(text), ({ segment }) => segment);
	let used = 0;
	let start = parts.length;
	while (start > 0) {
		used += stringWidth(parts[start - 1] ?? "");
		if (used > room) break;
		start--;
	}
	return width > 0 ? `${head}${ELLIPSIS}${parts.slice(start).join("")}` : "";
}
