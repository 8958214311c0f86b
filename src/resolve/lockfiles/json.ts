/** From a lockfile's text to its JSON object, with an error that says where it breaks. */
import { isObject, type JsonObject } from "../json-object.ts";
import { throwIfConflict, toLine } from "./conflict.ts";
import { toUnreadable } from "./define.ts";

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
		throwIfConflict(text, fileName);
		if (text.trim() === "") throw toUnreadable(fileName, "the file is empty");
		const [, position] = /at position (\d+)/.exec(String(error)) ?? [];
		const line = toLine(text, position === undefined ? text.length : Number(position));
		throw toUnreadable(fileName, `no valid JSON, it breaks at line ${line}`);
	}
}
