/**
 * `dependencies` of lockfileVersion 1: entries inside entries, as folders lie in folders.
 *
 * `version` holds what npm installs, which is not always a version: an alias (`npm:name@1.0.0`), a Git address, a
 * tarball or a folder. `requires` says what an entry asks for, but not how; a requirement is optional when only its
 * target carries that flag, as npm 7 and later read it. Nesting is walked with an explicit stack.
 */
import { joinPath } from "../../bundle-path.ts";
import { findProperty, findText, isFlagged, isObject, type JsonObject, listTextEntries } from "../../json-object.ts";
import { isPackageName, isVersionText } from "../../package-name.ts";
import type { Manifest } from "../../project/manifest.ts";
import { type Requirement, readRequirements } from "../../project/requirements.ts";
import { toScope } from "../../scope.ts";
import type { EntryProblem } from "../entry-problems.ts";
import { isInstallPath, type NpmEntries, type NpmNode } from "./entries.ts";
import { createFindInstalled } from "./resolution.ts";

const ALIAS = /^npm:((?:@[^@/]+\/)?[^@/]+)@(.+)$/;
const LINK = /^(?:file|link):(?!.*\.(?:tgz|tar|tar\.gz)$)(.*)$/;
const ADDRESS = /^(?:[a-z][a-z+]*:|[^@\s]+@[^:\s]+:|[\w.-]+\/[\w.-]+(?:#|$))/i;

/** @param manifest the package.json beside the lockfile: the only place that says what own code depends on */
export function readNestedEntries(lock: JsonObject, manifest: Manifest | undefined): NpmEntries {
	const nodes = new Map<string, NpmNode>();
	const problems: EntryProblem[] = [];
	const fieldsOf = new Map<string, JsonObject>();
	nodes.set("", {
		kind: "own",
		name: findText(lock, "name") ?? manifest?.name ?? null,
		version: findText(lock, "version") ?? manifest?.version ?? null,
		workspaces: [],
		requirements: manifest === undefined ? new Map() : readRequirements(manifest.fields, { dev: true }),
	});
	let total = 0;
	let read = 0;
	for (const { path, value, node } of walkEntries(lock)) {
		total++;
		if (isRead(value, node)) read++;
		const problem = findProblem(value, node);
		if (problem !== undefined) problems.push({ path, problem });
		if (node === undefined) continue;
		nodes.set(path, node);
		if (node.kind === "link" && !nodes.has(node.target)) nodes.set(node.target, toLinked());
		if (node.kind === "package" && isObject(value)) fieldsOf.set(path, value);
	}
	const findInstalled = createFindInstalled(nodes);
	for (const [path, fields] of fieldsOf) {
		const node = nodes.get(path);
		if (node?.kind === "package") {
			nodes.set(path, { ...node, requirements: toRequirements(fields, findInstalled(path), fieldsOf) });
		}
	}
	return { nodes, hasRoot: manifest !== undefined, problems, total, read };
}

/** An address in place of the version is npm's own way. */
function isRead(value: unknown, node: NpmNode | undefined): boolean {
	return isObject(value) && node !== undefined && (node.kind !== "package" || findText(value, "version") !== null);
}

function findProblem(value: unknown, node: NpmNode | undefined): string | undefined {
	if (node === undefined) return "is no install path";
	if (!isObject(value)) return "is no object";
	return node.kind === "package" && node.version === null ? "has no version" : undefined;
}

/** Every entry at every depth; `node` is missing where nothing can be installed. What lies below such an entry counts too. */
function* walkEntries(lock: JsonObject): Generator<NestedEntry & { readonly node: NpmNode | undefined }> {
	const stack = listLevel("", lock);
	for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
		const { name, path, value } = entry;
		const fields = isObject(value) ? value : {};
		const node = isPackageName(name) && isInstallPath(path) ? toNode(name, fields) : undefined;
		yield { ...entry, node };
		for (const nested of listLevel(node?.kind === "link" ? node.target : path, fields)) stack.push(nested);
	}
}

interface NestedEntry {
	readonly name: string;
	readonly path: string;
	readonly value: unknown;
}

/** The entries below a folder, last one first: they are taken from the end. */
function listLevel(folder: string, fields: JsonObject): NestedEntry[] {
	const dependencies = findProperty(fields, "dependencies");
	if (!isObject(dependencies)) return [];
	const prefix = `${folder}${folder === "" ? "" : "/"}node_modules/`;
	return Object.entries(dependencies)
		.map(([name, value]) => ({ name, path: `${prefix}${name}`, value }))
		.reverse();
}

function toLinked(): NpmNode {
	return { kind: "own", name: null, version: null, workspaces: [], requirements: new Map() };
}

function toNode(folderName: string, fields: JsonObject): Exclude<NpmNode, { kind: "own" }> {
	const version = findText(fields, "version");
	const [, target] = LINK.exec(version ?? "") ?? [];
	const linked = target === undefined ? undefined : toInstallPath(target);
	if (linked !== undefined) return { kind: "link", name: folderName, target: linked };

	const [, realName, realVersion] = ALIAS.exec(version ?? "") ?? [];
	const isAlias = realName !== undefined && realVersion !== undefined && isPackageName(realName);
	const isAddress = !isAlias && version !== null && ADDRESS.test(version);
	const found = isAlias ? realVersion : isAddress ? null : version;
	return {
		kind: "package",
		name: isAlias ? realName : folderName,
		version: found !== null && isVersionText(found) ? found : null,
		resolved: isAddress ? version : findText(fields, "resolved"),
		scope: toScope({ dev: isFlagged(fields, "dev"), optional: isFlagged(fields, "optional"), peer: false }),
		integrity: findText(fields, "integrity"),
		hasInstallScript: false,
		requirements: new Map(),
	};
}

/** A folder as `file:` names it, relative to the lockfile. */
function toInstallPath(folder: string): string | undefined {
	const path = folder.replace(/^\.\//, "").replace(/\/+$/, "");
	if (isInstallPath(path)) return path;
	const below = joinPath("", path);
	return path.startsWith("/") || path.includes("..") || below === undefined || !isInstallPath(below.slice(1))
		? undefined
		: below.slice(1);
}

function toRequirements(
	fields: JsonObject,
	findInstalled: (name: string) => string | undefined,
	fieldsOf: ReadonlyMap<string, JsonObject>,
): ReadonlyMap<string, Requirement> {
	const isOptional = (entry: JsonObject | undefined) => entry !== undefined && isFlagged(entry, "optional");
	const requirements = new Map<string, Requirement>();
	for (const [name, spec] of listTextEntries(fields, "requires")) {
		const to = findInstalled(name);
		const isWanted = !isOptional(fields) && to !== undefined && isOptional(fieldsOf.get(to));
		requirements.set(name, { spec, type: isWanted ? "optional" : "prod" });
	}
	return requirements;
}
