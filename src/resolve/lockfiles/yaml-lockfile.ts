/**
 * From a lockfile's text to its YAML mapping. All scalars stay text (`1.10` is no number), aliases and merge keys are
 * refused: no package manager writes them, and they can stand for more than memory holds.
 */
import { FAILSAFE_SCHEMA, load, YAMLException } from "js-yaml";
import { isObject, type JsonObject } from "../json-object.ts";
import { throwIfConflict } from "./conflict.ts";
import { toUnreadable } from "./define.ts";

/** Levels of mappings in each other; lockfiles have at most six. */
const MAX_DEPTH = 32;

/** @throws ScanError naming the line of a merge conflict or of the first syntax error; never quoting the file */
export function parseYamlLockfile(text: string, fileName: string): JsonObject {
	const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	throwIfConflict(body, fileName);
	if (body.trim() === "") throw toUnreadable(fileName, "the file is empty");
	const value = parseYaml(body, fileName);
	if (!isObject(value)) throw toUnreadable(fileName, "holds YAML, but no mapping");
	return value;
}

function parseYaml(text: string, fileName: string): unknown {
	try {
		return load(text, { schema: FAILSAFE_SCHEMA, maxAliases: 0, maxDepth: MAX_DEPTH });
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		const line = error.mark === undefined ? "" : `, it breaks at line ${error.mark.line + 1}`;
		throw toUnreadable(fileName, `no valid YAML${line}`);
	}
}
