/**
 * Finds the names of a list that lie one edit away from a name, without trying all edits or all names.
 *
 * An edit leaves one half of a name as it was. So every name is filed under its first and under its second half; a
 * query looks under its own beginnings and endings of the lengths that the halves can have, and the caller compares
 * with what lies there. Only letters put in another order across the middle change both halves: the few orders that
 * there are get undone and looked up.
 */
export class NeighbourIndex {
	readonly #names = new Set<string>();
	readonly #byStart = new Map<string, string[]>();
	readonly #byEnd = new Map<string, string[]>();

	constructor(names: Iterable<string>) {
		for (const name of names) {
			this.#names.add(name);
			const middle = name.length >> 1;
			file(this.#byStart, name.slice(0, middle), name);
			file(this.#byEnd, name.slice(middle), name);
		}
	}

	/** A superset of the names one edit away, each once. */
	near(name: string): Set<string> {
		const found = new Set<string>();
		for (const length of [name.length - 1, name.length, name.length + 1]) {
			const middle = length >> 1;
			collect(this.#byStart, name.slice(0, middle), length, found);
			collect(this.#byEnd, name.slice(name.length - (length - middle)), length, found);
		}
		for (const reordered of reorderMiddle(name)) if (this.#names.has(reordered)) found.add(reordered);
		return found;
	}
}

function file(drawers: Map<string, string[]>, half: string, name: string): void {
	const names = drawers.get(half);
	if (names === undefined) drawers.set(half, [name]);
	else names.push(name);
}

function collect(drawers: Map<string, string[]>, half: string, length: number, found: Set<string>): void {
	for (const name of drawers.get(half) ?? []) if (name.length === length) found.add(name);
}

/** Two or three letters in a row that lie on both sides of the middle, in all other orders. */
function* reorderMiddle(name: string): Iterable<string> {
	const middle = name.length >> 1;
	for (const [start, end] of [
		[middle - 1, middle + 1],
		[middle - 2, middle + 1],
		[middle - 1, middle + 2],
	] as const) {
		if (start < 0 || end > name.length) continue;
		const [a, b, c = ""] = name.slice(start, end).split("");
		for (const order of [`${b}${a}${c}`, `${c}${a}${b}`, `${b}${c}${a}`, `${c}${b}${a}`]) {
			yield name.slice(0, start) + order + name.slice(end);
		}
	}
}
