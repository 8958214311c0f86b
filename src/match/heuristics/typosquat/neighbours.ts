/**
 * Finds the popular names that lie one edit away from a name, without trying all edits or all names.
 *
 * A single edit leaves one half of a name as it was (but for a transposition across the middle, which is undone and
 * looked up). So every name is filed under its length with its first half and under its length with its second half;
 * a query looks into two drawers for each of three lengths and compares what lies there.
 */

export class NeighbourIndex {
	readonly #drawers = new Map<string, string[]>();
	readonly #names = new Set<string>();

	constructor(names: Iterable<string>) {
		for (const name of names) {
			this.#names.add(name);
			const middle = name.length >> 1;
			this.#file(`${name.length}<${name.slice(0, middle)}`, name);
			this.#file(`${name.length}>${name.slice(middle)}`, name);
		}
	}

	/** A superset of the names one edit away, each once. */
	near(name: string): Set<string> {
		const found = new Set<string>();
		for (const length of [name.length - 1, name.length, name.length + 1]) {
			const middle = length >> 1;
			const start = this.#drawers.get(`${length}<${name.slice(0, middle)}`) ?? [];
			const end = this.#drawers.get(`${length}>${name.slice(name.length - (length - middle))}`) ?? [];
			for (const candidate of start) found.add(candidate);
			for (const candidate of end) found.add(candidate);
		}
		const unswapped = swapMiddle(name);
		if (this.#names.has(unswapped)) found.add(unswapped);
		return found;
	}

	#file(drawer: string, name: string): void {
		const names = this.#drawers.get(drawer);
		if (names === undefined) this.#drawers.set(drawer, [name]);
		else names.push(name);
	}
}

function swapMiddle(name: string): string {
	const middle = name.length >> 1;
	return (
		name.slice(0, Math.max(0, middle - 1)) + name.charAt(middle) + name.charAt(middle - 1) + name.slice(middle + 1)
	);
}
