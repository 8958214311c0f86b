/** The part of a package.json that fnsift uses, every field checked. */
import { findProperty, findText, isObject, type JsonObject, listTexts, parseObject } from "../json-object.ts";
import { isPackageName, isVersionText } from "../package-name.ts";

export interface Manifest {
	/** `null` when it is missing or cannot be a package's name */
	readonly name: string | null;
	/** exactly as written; `null` when missing or no printable line */
	readonly version: string | null;
	readonly private: boolean;
	/** patterns of folders whose manifests are members */
	readonly workspaces: readonly string[];
	/** npm runs a script of it on installation */
	readonly hasInstallScript: boolean;
	/** the whole object, for its dependency lists: see requirements.ts */
	readonly fields: JsonObject;
}

/** `undefined` when the text is no JSON object. */
export function parseManifest(text: string): Manifest | undefined {
	const fields = parseObject(text);
	if (fields === undefined) return undefined;
	const name = findText(fields, "name");
	const version = findText(fields, "version");
	return {
		name: name !== null && isPackageName(name) ? name : null,
		version: version !== null && isVersionText(version) ? version : null,
		private: findProperty(fields, "private") === true,
		workspaces: readWorkspaces(fields),
		hasInstallScript: readHasInstallScript(fields),
		fields,
	};
}

/** The names that `overrides` sets for the whole tree; what it sets below other packages alone is left out. */
export function readOverrides(fields: JsonObject): readonly string[] {
	const overrides = findProperty(fields, "overrides");
	if (!isObject(overrides)) return [];
	return Object.keys(overrides).filter((name) => typeof overrides[name] === "string" && isPackageName(name));
}

/** A list, or (as yarn has it) an object with a list of `packages`. */
export function readWorkspaces(fields: JsonObject): readonly string[] {
	const value = findProperty(fields, "workspaces");
	return isObject(value) ? listTexts(value, "packages") : listTexts(fields, "workspaces");
}

function readHasInstallScript(fields: JsonObject): boolean {
	const scripts = findProperty(fields, "scripts");
	return isObject(scripts) && ["preinstall", "install", "postinstall"].some((name) => findText(scripts, name) !== null);
}
