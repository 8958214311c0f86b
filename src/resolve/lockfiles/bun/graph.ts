/**
 * From bun.lock's object to its graph.
 *
 * 1. `packages` holds every package by the path it has in `node_modules`: what an entry asks for is found as Node does,
 *    below its own key, then below those above. A member of the workspace looks below its name, then at the top.
 * 2. `workspaces` holds what the root (`""`) and each member ask for, by folder.
 * 3. Folders (`file:`, `link:`) are own code, as members are.
 *
 * Source: https://bun.com/docs/pm/lockfile, and what bun 1.1.39 to 1.4 write.
 */
import type { EdgeType } from "../../../model.ts";
import { joinPath } from "../../bundle-path.ts";
import { findProperty, findText, isFlagged, isObject, type JsonObject, listTextEntries } from "../../json-object.ts";
import { isPackageName } from "../../package-name.ts";
import type { LockfileContext } from "../define.ts";
import type { EntryProblem } from "../entry-problems.ts";
import type { LockEntry, LockGraph, LockImporter, LockRequirement, LockTarget } from "../lock-graph.ts";
import { toFolder } from "../relative-folder.ts";
import { findBunKey, isBunKey } from "./keys.ts";
import { type BunRow, readRow } from "./row.ts";

/** A name in several lists counts once: the first of these decides, as in bun. */
const LISTS: readonly (readonly [string, EdgeType])[] = [
	["devDependencies", "dev"],
	["optionalDependencies", "optional"],
	["dependencies", "prod"],
	["peerDependencies", "peer"],
];

export function toBunGraph(lock: JsonObject, context: LockfileContext): LockGraph {
	const { rows, problems, total } = readRows(toObject(findProperty(lock, "packages")));
	const reader = new Reader(rows);
	const overrides = listTextEntries(lock, "overrides").map(([name]) => name);
	const importers = new Map<string, LockImporter>();
	for (const [path, value] of Object.entries(toObject(findProperty(lock, "workspaces")))) {
		const folder = toFolder("", path);
		if (folder === undefined || !isObject(value)) {
			problems.push({ path, problem: folder === undefined ? "is no folder" : "is no object" });
		} else importers.set(folder, toMember(folder, value, { reader, context, overrides }));
	}
	const hasRoot = importers.size > 0;
	const entries = new Map<string, LockEntry>();
	for (const [key, row] of rows) {
		const requirements = reader.readRequirements(row.info, key, LISTS.slice(1));
		if (row.kind === "package") entries.set(key, { ...row.package, requirements });
		else if (!importers.has(row.folder)) importers.set(row.folder, toLinked(row, requirements, context));
	}
	return {
		importers: [...importers.values()],
		entries,
		hasRoot,
		problems,
		missing: [...reader.missing],
		total,
		read: rows.size,
	};
}

type BunFolder = Extract<BunRow, { kind: "folder" }>;

interface BunRows {
	readonly rows: ReadonlyMap<string, BunRow>;
	readonly problems: EntryProblem[];
	readonly total: number;
}

function readRows(packages: JsonObject): BunRows {
	const rows = new Map<string, BunRow>();
	const problems: EntryProblem[] = [];
	const keys = Object.keys(packages);
	for (const key of keys) {
		const row = isBunKey(key) ? readRow(packages[key]) : undefined;
		if (row === undefined)
			problems.push({ path: key, problem: isBunKey(key) ? "is no package" : "is no path of names" });
		else rows.set(key, row);
	}
	return { rows, problems, total: keys.length };
}

interface Around {
	readonly reader: Reader;
	readonly context: LockfileContext;
	readonly overrides: readonly string[];
}

function toMember(folder: string, fields: JsonObject, { reader, context, overrides }: Around): LockImporter {
	const name = findText(fields, "name");
	const known = name !== null && isPackageName(name) ? name : null;
	const version = findText(fields, "version");
	const manifest = folder === "" ? context.manifest : context.findManifest(`${context.folder}/${folder}`);
	return {
		folder,
		name: known ?? manifest?.name ?? null,
		version: version ?? manifest?.version ?? null,
		isMember: folder !== "",
		requirements: reader.readRequirements(fields, folder === "" ? "" : (known ?? ""), LISTS),
		...(folder === "" && overrides.length > 0 && { overrides }),
	};
}

function toLinked(
	{ name, folder }: BunFolder,
	requirements: readonly LockRequirement[],
	{ folder: root, findManifest }: LockfileContext,
): LockImporter {
	const path = joinPath(root, folder);
	const manifest = path === undefined ? undefined : findManifest(path);
	return { folder, name: name === "" ? null : name, version: manifest?.version ?? null, isMember: false, requirements };
}

class Reader {
	/** what is asked for and has no entry */
	readonly missing = new Set<string>();
	readonly #rows: ReadonlyMap<string, BunRow>;

	constructor(rows: ReadonlyMap<string, BunRow>) {
		this.#rows = rows;
	}

	/** @param from the key that names are looked up from; `""` is the root */
	readRequirements(fields: JsonObject, from: string, lists: typeof LISTS): readonly LockRequirement[] {
		const requirements = new Map<string, LockRequirement>();
		for (const [list, type] of lists) {
			for (const [name, spec] of listTextEntries(fields, list)) {
				if (requirements.has(name)) continue;
				const key = findBunKey(this.#rows, from, name);
				// bun leaves out what a platform or a peer does not need.
				if (key === undefined && (type === "prod" || type === "dev")) this.missing.add(name);
				const isBundled = key === `${from}/${name}` && this.#isBundled(key);
				requirements.set(name, { name, spec, type: isBundled ? "bundled" : type, to: this.#toTarget(key) });
			}
		}
		return [...requirements.values()];
	}

	#isBundled(key: string): boolean {
		const row = this.#rows.get(key);
		return row !== undefined && isFlagged(row.info, "bundled");
	}

	#toTarget(key: string | undefined): LockTarget {
		const row = key === undefined ? undefined : this.#rows.get(key);
		if (key === undefined || row === undefined) return null;
		return row.kind === "package" ? { kind: "entry", key } : { kind: "importer", folder: row.folder };
	}
}

function toObject(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}
