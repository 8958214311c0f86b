/** Lines of a text, for readers of formats in which indentation is structure. */

/** Without their ends, `\n` or `\r\n`. */
export function* listLines(text: string): Generator<string> {
	for (let start = 0; start < text.length; ) {
		const end = text.indexOf("\n", start);
		const stop = end === -1 ? text.length : end;
		yield text.slice(start, stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
		start = stop + 1;
	}
}

const SPACES = / */y;

/** Spaces in front; as many as the line is long when there is nothing behind them but a comment. */
export function countIndent(line: string): number {
	SPACES.lastIndex = 0;
	SPACES.test(line);
	return line[SPACES.lastIndex] === "#" ? line.length : SPACES.lastIndex;
}
