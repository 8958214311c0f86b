/** Which line of a text an offset is in. */
import { CONTINUATION } from "./shell.ts";

/** From 1; a continued shell line counts as the lines it was written on. */
export function toLine(text: string, offset: number): number {
	const end = Math.min(offset, text.length);
	let line = 1;
	for (let at = 0; at < end; at += 1) {
		if (text[at] === "\n" || text[at] === CONTINUATION) line += 1;
	}
	return line;
}
