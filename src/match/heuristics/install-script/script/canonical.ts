/** A script as the detectors see it: canonical text, with the way back to the source for the evidence. */
import { type Embedded, foldTokens } from "./fold.ts";
import { parseTokens } from "./tokens.ts";
import { type Item, isPunctuation, renderItem } from "./values.ts";

export interface CanonicalScript {
	/** comments gone, names resolved, literals put together */
	readonly text: string;
	/** string literals that are left after folding */
	readonly strings: readonly Embedded[];
	readonly imports: readonly Embedded[];
	readonly commands: readonly Embedded[];
	readonly decoded: readonly Embedded[];
	readonly evaluated: readonly Embedded[];
	/** offset in the source for an offset in `text` */
	toSource(offset: number): number;
}

/** Never throws; linear in the text. */
export function toCanonicalScript(source: string): CanonicalScript {
	const { items, ...noted } = foldTokens(parseTokens(source));
	const starts: number[] = [];
	const parts: string[] = [];
	let length = 0;
	let previous: Item | undefined;
	for (const item of items) {
		const text = needsSpace(previous, item) ? ` ${renderItem(item)}` : renderItem(item);
		starts.push(length);
		parts.push(text);
		length += text.length;
		previous = item;
	}
	return {
		text: parts.join(""),
		strings: items.flatMap((item) =>
			item.kind === "string"
				? [{ text: item.text, at: item.at }]
				: item.kind === "list" && !item.numeric
					? item.items.map((text) => ({ text, at: item.at }))
					: [],
		),
		...noted,
		toSource: (offset) => items[findLast(starts, offset)]?.at ?? 0,
	};
}

function needsSpace(left: Item | undefined, right: Item): boolean {
	const isWordy = (item: Item | undefined) => item?.kind === "word" || item?.kind === "number";
	return (isWordy(left) && isWordy(right)) || (isPunctuation(left, ";") && right.kind === "word");
}

/** Index of the last start at or before `offset`. */
function findLast(starts: readonly number[], offset: number): number {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((starts[middle] ?? 0) <= offset) low = middle;
		else high = middle - 1;
	}
	return low;
}
