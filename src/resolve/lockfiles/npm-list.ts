/**
 * The packages of an npm lockfile, version 2 or 3, without who asks for them: what a commit check compares. It gives up
 * on anything unusual, and the caller then reads the whole lockfile (npm.ts), which says what is wrong.
 */
import type { ObservedPackage } from "../../model.ts";
import { toBaseName } from "../bundle-path.ts";
import { findProperty, findText, isFlagged, isObject, type JsonObject } from "../json-object.ts";
import { isPackageName, isVersionText } from "../package-name.ts";
import { toScope } from "../scope.ts";
import type { LockfileContext } from "./define.ts";
import { parseJsonLockfile } from "./json-lockfile.ts";
import { isInstallPath } from "./npm-entries.ts";
import { toSource } from "./source.ts";

const MODULES = "node_modules/";

/** As `parse` gives them, in the file's order; `undefined` when the file is not a plain one of these versions. @throws ScanError */
export function listNpmPackages(text: string, context: LockfileContext): readonly ObservedPackage[] | undefined {
	const lock = parseJsonLockfile(text, toBaseName(context.path));
	const version = findProperty(lock, "lockfileVersion");
	const packages = findProperty(lock, "packages");
	if ((version !== 2 && version !== 3) || !isObject(packages)) return undefined;
	const listed: ObservedPackage[] = [];
	for (const path of Object.keys(packages)) {
		const fields = packages[path];
		if (!isObject(fields)) return undefined;
		if (path === "" || isFlagged(fields, "link")) continue;
		const at = path.lastIndexOf(MODULES);
		if (at === -1) continue;
		const name = path.slice(at + MODULES.length);
		if ((at > 0 && path[at - 1] !== "/") || !isInstallPath(path) || !isPackageName(name)) return undefined;
		const found = toListed(name, `${context.folder}/${path}`, fields, context);
		if (found === undefined) return undefined;
		listed.push(found);
	}
	return listed.length === 0 ? undefined : listed;
}

function toListed(
	folderName: string,
	location: string,
	fields: JsonObject,
	{ origin, privateScopes }: LockfileContext,
): ObservedPackage | undefined {
	const name = findText(fields, "name") ?? folderName;
	const version = findText(fields, "version");
	if (version === null || !isVersionText(version) || (name !== folderName && !isPackageName(name))) return undefined;
	const resolved = findText(fields, "resolved");
	return {
		location,
		origin,
		ecosystem: "npm",
		name,
		version,
		source: toSource({ name, version, resolved, privateScopes }),
		scope: toScope({
			dev: isFlagged(fields, "dev"),
			optional: isFlagged(fields, "optional") || isFlagged(fields, "devOptional"),
			peer: isFlagged(fields, "peer"),
		}),
		direct: null,
		unrooted: false,
		integrity: findText(fields, "integrity"),
		hasInstallScript: isFlagged(fields, "hasInstallScript"),
		...(resolved !== null && { resolved }),
	};
}
