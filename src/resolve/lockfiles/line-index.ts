/** From offsets in a text to lines and columns, both counted from 1, columns in UTF-16 code units. */

export interface Position {
	readonly line: number;
	readonly column: number;
}

/** Reads the text once; each look-up is a binary search. Lines end with `\n`, a `\r` before it belongs to the line. */
export function createLineIndex(text: string): (offset: number) => Position {
	const starts = [0];
	for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
	return (offset) => {
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((starts[middle] ?? 0) <= offset) low = middle;
			else high = middle - 1;
		}
		return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
	};
}
