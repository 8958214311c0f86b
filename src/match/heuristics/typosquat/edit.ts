/** The one slip of a finger that turns a name into another. */

export type EditKind = "transposition" | "omission" | "repetition" | "insertion" | "neighbouring key" | "substitution";

export interface Edit {
	readonly kind: EditKind;
	/** where the written name first differs from the meant one */
	readonly at: number;
	/** letters of the meant name that are gone, and what is there instead; both for a substitution, swapped for a transposition */
	readonly removed: string;
	readonly added: string;
}

/** How `written` is one edit away from `meant`; `undefined` when they are equal or further apart. Linear. */
export function findEdit(meant: string, written: string): Edit | undefined {
	const growth = written.length - meant.length;
	if (growth > 1 || growth < -1) return undefined;
	const at = countCommonStart(meant, written);
	if (growth === -1) return meant.slice(at + 1) === written.slice(at) ? omit(meant, at) : undefined;
	if (growth === 1) return meant.slice(at) === written.slice(at + 1) ? insert(written, at) : undefined;
	if (at === meant.length) return undefined;
	return findReplacement(meant, written, at);
}

function countCommonStart(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}

function omit(meant: string, at: number): Edit {
	return { kind: "omission", at, removed: meant.charAt(at), added: "" };
}

function insert(written: string, at: number): Edit {
	const added = written.charAt(at);
	// The common start runs through a doubled letter, so that the added one is found behind its twin.
	const repeats = at > 0 && written[at - 1] === added;
	return { kind: repeats ? "repetition" : "insertion", at, removed: "", added };
}

function findReplacement(meant: string, written: string, at: number): Edit | undefined {
	const [removed, added] = [meant.charAt(at), written.charAt(at)];
	if (meant.slice(at + 1) === written.slice(at + 1)) {
		return { kind: isNeighbouringKey(removed, added) ? "neighbouring key" : "substitution", at, removed, added };
	}
	const swapped = meant[at + 1] === added && written[at + 1] === removed;
	if (!swapped || meant.slice(at + 2) !== written.slice(at + 2)) return undefined;
	return { kind: "transposition", at, removed: removed + added, added: added + removed };
}

const KEY_ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const KEYS = new Map(KEY_ROWS.flatMap((row, y) => [...row].map((key, x) => [key, { x, y }] as const)));

/** Side by side, or above one another, on a QWERTY keyboard, whose rows are each shifted to the right. */
export function isNeighbouringKey(a: string, b: string): boolean {
	const [one, two] = [KEYS.get(a), KEYS.get(b)];
	if (one === undefined || two === undefined || a === b) return false;
	const [right, down] = [two.x - one.x, two.y - one.y];
	if (down === 0) return Math.abs(right) === 1;
	return (down === 1 && (right === 0 || right === -1)) || (down === -1 && (right === 0 || right === 1));
}
