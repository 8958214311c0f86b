/** `packages` of lockfileVersion 2 and 3: one flat object, keyed by install path. */
import { isPackageFolder, toFolderName } from "../../bundle-path.ts";
import { findProperty, findText, isFlagged, isObject, type JsonObject } from "../../json-object.ts";
import { isPackageName, isVersionText } from "../../package-name.ts";
import { readWorkspaces } from "../../project/manifest.ts";
import { readRequirements } from "../../project/requirements.ts";
import { toScope } from "../../scope.ts";
import type { EntryProblem } from "../entry-problems.ts";
import { isOutsideRegistry } from "../source.ts";
import { isInstallPath, type NpmEntries, type NpmNode, type NpmPackage } from "./entries.ts";

export function readPackageEntries(lock: JsonObject): NpmEntries {
	const nodes = new Map<string, NpmNode>();
	const problems: EntryProblem[] = [];
	const packages = toFields(findProperty(lock, "packages"));
	const root = findProperty(packages, "");
	const rootFields = toFields(root);
	nodes.set("", { ...toOwn(rootFields), name: findText(rootFields, "name") ?? findText(lock, "name") });

	let total = 0;
	let read = 0;
	for (const path of Object.keys(packages)) {
		if (path === "") continue;
		total++;
		const value = packages[path];
		const node = isInstallPath(path) ? toNode(path, toFields(value)) : undefined;
		if (node !== undefined) nodes.set(path, node);
		if (node === undefined || !isObject(value)) problems.push({ path, problem: toProblem(path, value) });
		else if (node.kind !== "package" || node.version !== null) read++;
		else {
			problems.push({ path, problem: "has no version" });
			if (isOutsideRegistry(node.resolved)) read++;
		}
	}
	return { nodes, hasRoot: isObject(root), problems, total, read };
}

function toFields(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}

/** Why an entry could not be read. */
function toProblem(path: string, value: unknown): string {
	if (!isInstallPath(path)) return "is no install path";
	if (!isObject(value)) return "is no object";
	return isPackageFolder(`/${path}`) ? "links to no path" : "is no package folder";
}

/** `undefined` for a folder below `node_modules` that can hold no package, and for a link that leads nowhere. */
function toNode(path: string, fields: JsonObject): NpmNode | undefined {
	if (!isPackageFolder(`/${path}`)) return `/${path}/`.includes("/node_modules/") ? undefined : toOwn(fields);
	const folderName = toFolderName(`/${path}`);
	if (!isFlagged(fields, "link")) return toPackage(folderName, fields);
	const target = findTarget(fields);
	return target === undefined ? undefined : { kind: "link", name: folderName, target };
}

/** A link's target as an install path; `""` is the root itself. */
function findTarget(fields: JsonObject): string | undefined {
	const target = findText(fields, "resolved");
	return target === "" || (target !== null && isInstallPath(target)) ? target : undefined;
}

function toPackage(folderName: string, fields: JsonObject): NpmPackage {
	const name = findText(fields, "name");
	const version = findText(fields, "version");
	return {
		kind: "package",
		name: name !== null && isPackageName(name) ? name : folderName,
		version: version !== null && isVersionText(version) ? version : null,
		resolved: findText(fields, "resolved"),
		scope: toScope({
			dev: isFlagged(fields, "dev"),
			optional: isFlagged(fields, "optional") || isFlagged(fields, "devOptional"),
			peer: isFlagged(fields, "peer"),
		}),
		integrity: findText(fields, "integrity"),
		hasInstallScript: isFlagged(fields, "hasInstallScript"),
		requirements: readRequirements(fields, { dev: false }),
	};
}

function toOwn(fields: JsonObject): NpmNode & { kind: "own" } {
	return {
		kind: "own",
		name: findText(fields, "name"),
		version: findText(fields, "version"),
		workspaces: readWorkspaces(fields),
		requirements: readRequirements(fields, { dev: true }),
	};
}
