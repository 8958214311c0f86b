/** The lists of a pnpm lockfile that say what is asked for and what that is resolved to. */
import type { EdgeType } from "../../../model.ts";
import { findProperty, findText, isObject, type JsonObject } from "../../json-object.ts";

/** Those of an importer; an entry has the first two. */
export const LISTS: readonly (readonly [string, EdgeType])[] = [
	["dependencies", "prod"],
	["optionalDependencies", "optional"],
	["devDependencies", "dev"],
	["configDependencies", "dev"],
	["packageManagerDependencies", "dev"],
];

export interface PnpmReference {
	readonly name: string;
	/** the rest of a key, a key, or `link:` and a folder */
	readonly reference: string;
	/** the range, from version 6 on where own code asks */
	readonly specifier: string | null;
}

/** @param onBad called for what cannot be read: a name of the list, or `undefined` for the list itself */
export function* listReferences(
	fields: JsonObject,
	list: string,
	onBad: (name: string | undefined) => void,
): Generator<PnpmReference> {
	const values = findProperty(fields, list);
	if (!isObject(values)) {
		if (values !== undefined) onBad(undefined);
		return;
	}
	for (const name of Object.keys(values)) {
		const value = values[name];
		const reference = isObject(value) ? findText(value, "version") : typeof value === "string" ? value : null;
		if (reference === null || reference === "") onBad(name);
		else yield { name, reference, specifier: isObject(value) ? findText(value, "specifier") : null };
	}
}

/** Names that are pinned wherever they are asked for: neither below a parent alone nor for some ranges alone. */
export function listOverrides(overrides: JsonObject): readonly string[] {
	return Object.keys(overrides).filter((selector) => !selector.includes(">") && selector.indexOf("@", 1) === -1);
}
