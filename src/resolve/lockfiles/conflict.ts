/** Lockfiles that a merge left in two versions. */
import { toUnreadable } from "./define.ts";

const CONFLICT = /^(?:<{7}|\|{7}|>{7})(?: |\r?$)/m;

/** @throws ScanError naming the line of the first conflict marker, when there is one */
export function throwIfConflict(text: string, fileName: string): void {
	const conflict = CONFLICT.exec(text);
	if (conflict === null) return;
	const line = toLine(text, conflict.index);
	throw toUnreadable(fileName, `merge conflict at line ${line}`, "Resolve the conflict, then scan again.");
}

/** The line, from 1, that a position in the text is in. */
export function toLine(text: string, position: number): number {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line++;
	return line;
}
