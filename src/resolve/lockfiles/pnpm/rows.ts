/** The entries of a pnpm lockfile by key: packages with what they ask for, and folders that count as own code. */
import { findProperty, isObject, type JsonObject } from "../../json-object.ts";
import type { EntryProblem } from "../entry-problems.ts";
import { toFolder } from "../relative-folder.ts";
import type { PnpmDocument } from "./document.ts";
import { findDirectory, type PnpmPackage, toPackage } from "./entry.ts";
import { type PnpmDialect, toPackageKey } from "./keys.ts";

export interface PnpmRow {
	readonly dialect: PnpmDialect;
	/** `undefined` for a folder, and where nothing names a package */
	readonly package: PnpmPackage | undefined;
	/** a folder that is copied or linked, relative to the lockfile; `undefined` for a package */
	readonly folder: string | undefined;
	/** the name of a folder's package */
	readonly folderName: string | null;
	/** from its manifest: `peerDependencies` and more */
	readonly fields: JsonObject;
	/** what holds `dependencies` and `optionalDependencies` */
	readonly lists: JsonObject;
}

export interface PnpmRows {
	/** by key; of two documents with the same key the later one counts */
	readonly rows: ReadonlyMap<string, PnpmRow>;
	readonly problems: readonly EntryProblem[];
	readonly total: number;
	readonly read: number;
}

const NONE: JsonObject = {};

export function readRows(documents: readonly PnpmDocument[]): PnpmRows {
	const rows = new Map<string, PnpmRow>();
	const problems: EntryProblem[] = [];
	let total = 0;
	let read = 0;
	for (const { dialect, ...sections } of documents) {
		for (const { key, value, fields, lists, problem } of listSections(dialect, sections)) {
			total++;
			const row = toRow(key, { fields, lists, dialect });
			if (isObject(value) && (row.folder !== undefined || isKnown(row.package))) read++;
			if (row.package !== undefined || row.folder !== undefined) rows.set(key, row);
			const found = isObject(value) ? (findProblem(row) ?? problem) : "is no mapping";
			if (found !== undefined) problems.push({ path: key, problem: found });
		}
	}
	return { rows, problems, total, read };
}

/** What is not from the registry needs no version. */
function isKnown(found: PnpmRow["package"]): boolean {
	return found !== undefined && (found.version !== null || found.source !== null);
}

function findProblem(row: PnpmRow): string | undefined {
	if (row.folder !== undefined) return undefined;
	if (row.package === undefined) return "names no package";
	return row.package.version === null ? "has no version" : undefined;
}

interface Section {
	readonly key: string;
	readonly value: unknown;
	readonly fields: JsonObject;
	readonly lists: JsonObject;
	readonly problem?: string;
}

function* listSections(
	{ isSplit }: PnpmDialect,
	{ packages, snapshots }: Pick<PnpmDocument, "packages" | "snapshots">,
): Generator<Section> {
	if (!isSplit) {
		for (const key of Object.keys(packages)) {
			const value = packages[key];
			const fields = isObject(value) ? value : NONE;
			yield { key, value, fields, lists: fields };
		}
		return;
	}
	const used = new Set<string>();
	for (const key of Object.keys(snapshots)) {
		const packageKey = toPackageKey(key);
		used.add(packageKey);
		const value = snapshots[key];
		const fields = findProperty(packages, packageKey);
		const lists = isObject(value) ? value : NONE;
		if (isObject(fields)) yield { key, value, fields, lists };
		else yield { key, value, fields: NONE, lists, problem: 'has no entry in "packages"' };
	}
	for (const key of Object.keys(packages)) {
		if (used.has(key)) continue;
		const value = packages[key];
		const fields = isObject(value) ? value : NONE;
		yield { key, value, fields, lists: NONE, problem: 'has no entry in "snapshots"' };
	}
}

function toRow(key: string, { fields, lists, dialect }: Pick<PnpmRow, "fields" | "lists" | "dialect">): PnpmRow {
	const found = toPackage(key, fields, dialect);
	const directory = findDirectory(fields);
	const folder = directory === null ? undefined : toFolder("", directory);
	return {
		dialect,
		package: folder === undefined ? found : undefined,
		folder,
		folderName: found?.name ?? null,
		fields,
		lists,
	};
}
