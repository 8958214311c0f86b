/** From a lockfile's text to its JSON object, with an error that says where it breaks. */
import { isObject, type JsonObject } from "../json-object.ts";
import { toUnreadable } from "./define.ts";

const CONFLICT = /^(?:<{7}|\|{7}|>{7})(?: |\r?$)/m;

/** @throws ScanError naming the line of a merge conflict or of the first syntax error; never quoting the file */
export function parseJsonLockfile(text: string, fileName: string): JsonObject {
	const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	const value = parseJson(body, fileName);
	if (!isObject(value)) throw toUnreadable(fileName, "holds JSON, but no object");
	return value;
}

function parseJson(text: string, fileName: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		const conflict = CONFLICT.exec(text);
		if (conflict !== null) {
			const line = toLine(text, conflict.index);
			throw toUnreadable(fileName, `merge conflict at line ${line}`, "Resolve the conflict, then scan again.");
		}
		if (text.trim() === "") throw toUnreadable(fileName, "the file is empty");
		const [, position] = /at position (\d+)/.exec(String(error)) ?? [];
		const line = toLine(text, position === undefined ? text.length : Number(position));
		throw toUnreadable(fileName, `no valid JSON, it breaks at line ${line}`);
	}
}

function toLine(text: string, position: number): number {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line++;
	return line;
}
