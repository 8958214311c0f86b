/**
 * How the names that lie one edit away from a name are found without trying all edits or all names.
 *
 * An edit leaves one half of a name as it was. So every name is filed under its length and first half, and under its
 * length and second half; a query looks under its own beginnings and endings of the lengths that the halves can have,
 * and the caller compares with what lies there. Only letters put in another order across the middle change both
 * halves: the few orders that there are get undone and looked up.
 */
import { hashLetters } from "./hash.ts";

/** The hash of the first half of names of this length that begin as `name` does. */
export function hashStart(name: string, length: number): number {
	return hashLetters(name, 0, length >> 1, length);
}

/** The hash of the second half of names of this length that end as `name` does. */
export function hashEnd(name: string, length: number): number {
	return hashLetters(name, name.length - (length - (length >> 1)), name.length, length);
}

/** Two or three letters in a row that lie on both sides of the middle, in all other orders. */
export function reorderMiddle(name: string): readonly string[] {
	const middle = name.length >> 1;
	const reordered: string[] = [];
	reorderAt(name, middle - 1, 2, reordered);
	reorderAt(name, middle - 2, 3, reordered);
	reorderAt(name, middle - 1, 3, reordered);
	return reordered;
}

function reorderAt(name: string, start: number, length: 2 | 3, reordered: string[]): void {
	const end = start + length;
	if (start < 0 || end > name.length) return;
	const before = name.slice(0, start);
	const a = name.charAt(start);
	const b = name.charAt(start + 1);
	const c = length === 3 ? name.charAt(start + 2) : "";
	const after = name.slice(end);
	reordered.push(before + b + a + c + after);
	if (length === 3) reordered.push(before + c + a + b + after, before + b + c + a + after, before + c + b + a + after);
}
