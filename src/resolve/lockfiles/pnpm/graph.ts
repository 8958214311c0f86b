/**
 * From the documents of a pnpm lockfile to its graph.
 *
 * 1. Entries that differ in their peers only stay apart: each has its own edges, so that paths are those that Node
 *    takes. They are places of one package.
 * 2. Importers are the root and the members of the workspace. What is linked (`link:`), and folders that pnpm copies
 *    (`file:`, injected members), is own code as well.
 * 3. The lockfile has the ranges of importers and of peers; of other requirements it has the version it chose.
 * 4. Since pnpm 11 a first document may hold pnpm itself and config dependencies: they are for development.
 *
 * Sources: https://pnpm.io/lockfile, https://github.com/pnpm/spec/tree/master/lockfile, and what pnpm 3 to 12 write.
 */
import { joinPath } from "../../bundle-path.ts";
import { findProperty, findText, isObject, type JsonObject } from "../../json-object.ts";
import type { LockfileContext } from "../define.ts";
import type { EntryProblem } from "../entry-problems.ts";
import type { LockEntry, LockGraph, LockImporter, LockRequirement, LockTarget } from "../lock-graph.ts";
import { toFolder } from "../relative-folder.ts";
import type { PnpmDocument } from "./document.ts";
import type { PnpmDialect } from "./keys.ts";
import { LISTS, listOverrides, listReferences } from "./references.ts";
import { type PnpmRow, readRows } from "./rows.ts";

export function toPnpmGraph(documents: readonly PnpmDocument[], context: LockfileContext): LockGraph {
	const { rows, problems, total, read } = readRows(documents);
	const builder = new Builder(rows, [...problems]);
	for (const { importers, dialect } of documents) {
		for (const folder of Object.keys(importers)) builder.addImporter(folder, importers[folder], dialect);
	}
	const entries = new Map<string, LockEntry>();
	for (const [key, row] of rows) {
		const requirements = builder.readPackageRequirements(key, row);
		if (row.package !== undefined) entries.set(key, { ...row.package, requirements });
		else if (row.folder !== undefined) builder.addFolder(row.folder, row.folderName, requirements);
	}
	const overrides = documents.flatMap((document) => listOverrides(document.overrides));
	return {
		importers: builder.listImporters(context, overrides),
		entries,
		hasRoot: builder.hasImporters,
		problems: builder.problems,
		missing: [...builder.missing],
		total,
		read,
	};
}

class Builder {
	readonly problems: EntryProblem[];
	/** keys that something asks for and that are not there */
	readonly missing = new Set<string>();
	readonly #rows: ReadonlyMap<string, PnpmRow>;
	readonly #importers = new Map<string, LockRequirement[]>();
	/** own code that is no importer: linked or copied folders */
	readonly #folders = new Map<string, LockRequirement[]>();
	readonly #names = new Map<string, string>();

	constructor(rows: ReadonlyMap<string, PnpmRow>, problems: EntryProblem[]) {
		this.#rows = rows;
		this.problems = problems;
	}

	get hasImporters(): boolean {
		return this.#importers.size > 0;
	}

	addImporter(path: string, value: unknown, dialect: PnpmDialect): void {
		const folder = toFolder("", path);
		if (folder === undefined || !isObject(value)) {
			this.missing.add(path);
			return;
		}
		const specifiers = findProperty(value, "specifiers");
		const requirements = this.#importers.get(folder) ?? [];
		this.#importers.set(folder, requirements);
		for (const [list, type] of LISTS) {
			// What own code asks for is not there: as in a file that was cut off.
			const references = listReferences(value, list, (name) => this.missing.add(name ?? list));
			for (const { name, reference, specifier } of references) {
				const spec = specifier ?? (isObject(specifiers) ? findText(specifiers, name) : null) ?? reference;
				requirements.push({ name, spec, type, to: this.#find(name, reference, { base: folder, dialect }) });
			}
		}
		if (isObject(specifiers)) this.#addUnresolved(specifiers, requirements);
	}

	readPackageRequirements(key: string, { fields, lists, dialect }: PnpmRow): readonly LockRequirement[] {
		const requirements: LockRequirement[] = [];
		const peers = findProperty(fields, "peerDependencies");
		for (const [list, type] of LISTS.slice(0, 2)) {
			const references = listReferences(lists, list, () => {
				this.problems.push({ path: key, problem: `has "${list}" that cannot be read` });
			});
			for (const { name, reference } of references) {
				const range = isObject(peers) ? findText(peers, name) : null;
				const to = this.#find(name, reference, { base: "", dialect });
				if (range !== null) requirements.push({ name, spec: range, type: "peer", to });
				else requirements.push({ name, spec: this.#toChosen(to) ?? reference, type, to, isRangeUnknown: true });
			}
		}
		return requirements;
	}

	addFolder(folder: string, name: string | null, requirements: readonly LockRequirement[]): void {
		if (name !== null && !this.#names.has(folder)) this.#names.set(folder, name);
		if (!this.#importers.has(folder))
			this.#folders.set(folder, [...(this.#folders.get(folder) ?? []), ...requirements]);
	}

	listImporters(
		{ folder: root, findManifest }: LockfileContext,
		overrides: readonly string[],
	): readonly LockImporter[] {
		const toImporter = (folder: string, requirements: readonly LockRequirement[], isMember: boolean): LockImporter => {
			const path = folder === "" ? root : joinPath(root, folder);
			const manifest = path === undefined ? undefined : findManifest(path);
			return {
				folder,
				name: manifest?.name ?? this.#names.get(folder) ?? null,
				version: manifest?.version ?? null,
				isMember,
				requirements,
				...(folder === "" && overrides.length > 0 && { overrides }),
			};
		};
		const linked = [...this.#folders].filter(([folder]) => !this.#importers.has(folder));
		return [
			...[...this.#importers].map(([folder, list]) => toImporter(folder, list, folder !== "")),
			...linked.map(([folder, list]) => toImporter(folder, list, false)),
		];
	}

	/** Before version 6 all ranges stand in front: what no list resolves was cut off. */
	#addUnresolved(specifiers: JsonObject, requirements: readonly LockRequirement[]): void {
		const resolved = new Set(requirements.map(({ name }) => name));
		for (const name of Object.keys(specifiers)) if (!resolved.has(name)) this.missing.add(name);
	}

	#find(name: string, reference: string, { base, dialect }: { base: string; dialect: PnpmDialect }): LockTarget {
		if (reference.startsWith("link:")) return this.#link(name, toFolder(base, reference.slice("link:".length)));
		const own = dialect.toKey(name, reference);
		const key = this.#rows.has(own) || !this.#rows.has(reference) ? own : reference;
		const row = this.#rows.get(key);
		if (row === undefined) {
			this.missing.add(key);
			return null;
		}
		return row.folder === undefined ? { kind: "entry", key } : this.#link(name, row.folder);
	}

	#link(name: string, folder: string | undefined): LockTarget {
		if (folder === undefined) return null;
		if (!this.#names.has(folder)) this.#names.set(folder, name);
		if (!this.#importers.has(folder) && !this.#folders.has(folder)) this.#folders.set(folder, []);
		return { kind: "importer", folder };
	}

	/** The version of the entry that a requirement is resolved to. */
	#toChosen(to: LockTarget): string | null {
		return to?.kind === "entry" ? (this.#rows.get(to.key)?.package?.version ?? null) : null;
	}
}
