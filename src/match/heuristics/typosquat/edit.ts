/** One slip of the fingers or of the eye that turns a name into another. */

export type EditKind =
	| "transposition"
	| "scramble"
	| "repetition"
	| "undoubling"
	| "look-alike"
	| "neighbouring key"
	| "substitution"
	| "insertion"
	| "omission";

export interface Edit {
	readonly kind: EditKind;
	/** where the written name first differs from the meant one */
	readonly at: number;
	/** what the meant name has there; empty for what was added */
	readonly removed: string;
	/** what the written name has there; empty for what was left out */
	readonly added: string;
}

/** How `written` is one edit away from `meant`; `undefined` when they are equal or further apart. Linear time. */
export function findEdit(meant: string, written: string): Edit | undefined {
	const at = countCommonStart(meant, written);
	switch (written.length - meant.length) {
		case -1:
			return meant.slice(at + 1) === written.slice(at) ? omit(meant, at) : undefined;
		case 0:
			return at === meant.length ? undefined : findReplacement(meant, written, at);
		case 1:
			return meant.slice(at) === written.slice(at + 1) ? insert(written, at) : undefined;
		default:
			return undefined;
	}
}

function countCommonStart(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}

// The common start runs through a doubled letter, so that one too many or too few is found behind its twin.
function omit(meant: string, at: number): Edit {
	const removed = meant.charAt(at);
	return { kind: at > 0 && meant[at - 1] === removed ? "undoubling" : "omission", at, removed, added: "" };
}

function insert(written: string, at: number): Edit {
	const added = written.charAt(at);
	return { kind: at > 0 && written[at - 1] === added ? "repetition" : "insertion", at, removed: "", added };
}

const REORDERINGS = [
	["transposition", 2],
	["scramble", 3],
] as const;

function findReplacement(meant: string, written: string, at: number): Edit | undefined {
	const [removed, added] = [meant.charAt(at), written.charAt(at)];
	if (meant.slice(at + 1) === written.slice(at + 1))
		return { kind: toReplacementKind(removed, added), at, removed, added };
	for (const [kind, length] of REORDERINGS) {
		if (meant.slice(at + length) !== written.slice(at + length)) continue;
		const [before, after] = [meant.slice(at, at + length), written.slice(at, at + length)];
		if (isReordering(before, after)) return { kind, at, removed: before, added: after };
	}
	return undefined;
}

function isReordering(a: string, b: string): boolean {
	return [...a].sort().join("") === [...b].sort().join("");
}

function toReplacementKind(a: string, b: string): EditKind {
	if (LOOK_ALIKES.has(a + b) || LOOK_ALIKES.has(b + a)) return "look-alike";
	return isNeighbouringKey(a, b) ? "neighbouring key" : "substitution";
}

const LOOK_ALIKES = new Set(["o0", "l1", "i1", "il", "s5"]);

const KEY_ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const KEYS = new Map(KEY_ROWS.flatMap((row, y) => [...row].map((key, x) => [key, { x, y }] as const)));

/** Side by side or touching, on a QWERTY keyboard, where each row is shifted to the right against the one above. */
function isNeighbouringKey(a: string, b: string): boolean {
	const [one, two] = [KEYS.get(a), KEYS.get(b)];
	if (one === undefined || two === undefined) return false;
	const [right, down] = [two.x - one.x, two.y - one.y];
	return NEIGHBOURS.some(([x, y]) => x === right && y === down);
}

const NEIGHBOURS = [
	[-1, 0],
	[1, 0],
	[0, 1],
	[-1, 1],
	[0, -1],
	[1, -1],
] as const;

/** What was done, in words that follow a name. */
export function renderEdit({ kind, removed, added }: Edit): string {
	switch (kind) {
		case "transposition":
		case "scramble":
			return `"${removed}" turned into "${added}"`;
		case "repetition":
			return `"${added}" doubled`;
		case "undoubling":
			return `one "${removed}" instead of two`;
		case "look-alike":
			return `"${added}" for "${removed}", which looks like it`;
		case "neighbouring key":
			return `"${added}" for "${removed}", the key beside it`;
		case "substitution":
			return `"${added}" for "${removed}"`;
		case "insertion":
			return `"${added}" added`;
		case "omission":
			return `"${removed}" left out`;
	}
}
