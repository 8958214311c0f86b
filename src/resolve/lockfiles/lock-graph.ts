/**
 * Lockfiles that say packages and edges, but not where they are installed: those of yarn, pnpm and bun.
 *
 * 1. A parser gives the entries by key, and own code (importers) by folder, each with what it asks for and which entry
 *    or importer the lockfile gives it.
 * 2. A package's place is its entry: `/var/task/yarn.lock#minimist@npm:1.2.0` (lib/lock-location.ts). Own code is in
 *    its folder.
 * 3. Scopes follow from the edges where the format has no flags: see rate.ts. Linear, without recursion.
 */
import { toLockLocation } from "../../lib/lock-location.ts";
import type { Edge, EdgeType, Observation, ObservedPackage, OwnCode, PackageSource, Scope } from "../../model.ts";
import { joinPath } from "../bundle-path.ts";
import { walk } from "../rate.ts";
import type { LockfileContext } from "./define.ts";
import { type EntryProblem, toEntryGaps, toMissingGap } from "./entry-problems.ts";
import { toSource } from "./source.ts";

/** What a requirement is resolved to: the key of an entry, or the folder of own code; `null`: the lockfile has nothing. */
export type LockTarget =
	| { readonly kind: "entry"; readonly key: string }
	| { readonly kind: "importer"; readonly folder: string }
	| null;

export interface LockRequirement {
	/** the name that is asked for, which for an alias is not the real name */
	readonly name: string;
	/** as the one who asks writes it, e.g. `^1.0.0`, without a protocol that the format adds */
	readonly spec: string;
	readonly type: EdgeType;
	readonly to: LockTarget;
	/** the format does not say the range: `spec` is the version that was chosen */
	readonly isRangeUnknown?: true;
}

/** Own code: the root, a workspace member, a linked folder. */
export interface LockImporter {
	/** relative to the lockfile's folder and normalised, `..` only in front; `""` is the root */
	readonly folder: string;
	readonly name: string | null;
	readonly version: string | null;
	/** a workspace of the root; `false` for the root and for linked folders */
	readonly isMember: boolean;
	readonly requirements: readonly LockRequirement[];
	/** names that are pinned wherever they are asked for; left out where there are none */
	readonly overrides?: readonly string[];
}

export interface LockEntry {
	/** the real name, also behind an alias; one that `isPackageName` */
	readonly name: string;
	readonly version: string | null;
	/** the address it was got from, as `toSource` takes it; `null` when the format leaves it out for the registry */
	readonly resolved: string | null;
	/** where the format says it in its own words; `null`: `resolved` says it */
	readonly source: PackageSource | null;
	/** Subresource Integrity; `null` for other hashes */
	readonly integrity: string | null;
	readonly hasInstallScript: boolean;
	/** where the format has flags; `null`: it follows from the edges */
	readonly scope: Scope | null;
	readonly requirements: readonly LockRequirement[];
}

export interface LockGraph {
	readonly importers: readonly LockImporter[];
	/** own code (`link:`, `workspace:`) is not among them */
	readonly entries: ReadonlyMap<string, LockEntry>;
	/** whether own code says what it depends on: without it nobody knows what is direct, and all count as `prod` */
	readonly hasRoot: boolean;
	/** there is own code whose requirements are not known: it may ask for what nobody else does */
	readonly hasUnknownMembers?: boolean;
	/** it does not tell all development dependencies from others: what is `prod` may be one */
	readonly lacksScopes?: boolean;
	/** peers are only ever found, never installed for who asks: they make nothing needed */
	readonly leavesPeers?: boolean;
	readonly problems: readonly EntryProblem[];
	/** keys of entries that are asked for and not there: the file was cut off, or edited */
	readonly missing?: readonly string[];
	/** entries in the file, own code not counted, readable or not */
	readonly total: number;
	/** of how many of them it is known which version of which package they are */
	readonly read: number;
}

export function toGraphObservation(graph: LockGraph, context: LockfileContext): Observation {
	const { importers, entries, hasRoot } = graph;
	const locations = toLocations(entries.keys(), context.path);
	const folders = new Map(importers.map(({ folder }) => [folder, toFolder(context.folder, folder)]));
	const locate = (to: LockTarget) => {
		if (to === null) return null;
		return (to.kind === "entry" ? locations.get(to.key) : folders.get(to.folder)) ?? null;
	};
	const edges: Edge[] = [];
	const connect = (from: string, requirements: readonly LockRequirement[]) => {
		for (const { name, spec, type, to, isRangeUnknown } of requirements) {
			edges.push({ from, to: locate(to), name, spec, type, ...(isRangeUnknown && { isRangeUnknown }) });
		}
	};
	for (const { folder, requirements } of importers) connect(folders.get(folder) ?? context.folder, requirements);
	for (const [key, { requirements }] of entries) connect(locations.get(key) ?? context.path, requirements);

	const walked = graph.leavesPeers ? edges.filter(({ type }) => type !== "peer") : edges;
	const { scopes, direct } = walk(walked, hasRoot ? [...folders.values()] : []);
	const isKnown = hasRoot && !graph.hasUnknownMembers;
	const packages: ObservedPackage[] = [];
	for (const [key, entry] of entries) {
		const location = locations.get(key) ?? context.path;
		const scope = scopes.get(location);
		packages.push({
			location,
			origin: context.origin,
			ecosystem: "npm",
			name: entry.name,
			version: entry.version,
			source: entry.source ?? toSource({ ...entry, privateScopes: context.privateScopes }),
			scope: entry.scope ?? scope ?? "prod",
			direct: scope === undefined && !isKnown ? null : direct.has(location),
			unrooted: false,
			integrity: entry.integrity,
			hasInstallScript: entry.hasInstallScript,
			...(entry.resolved !== null && { resolved: entry.resolved }),
		});
	}
	return {
		evidence: "lockfile",
		witness: context.path,
		origin: context.origin,
		packages,
		own: importers.map((importer) => toOwn(importer, folders.get(importer.folder) ?? context.folder, context.folder)),
		edges,
		...(graph.lacksScopes && { lacksScopes: true }),
		gaps: [...toMissingGap(graph.missing ?? [], context.path), ...toEntryGaps(graph.problems, graph, context.path)],
	};
}

function toOwn({ name, version, isMember, overrides }: LockImporter, location: string, root: string): OwnCode {
	return { name, version, location, ...(isMember && { workspaceOf: root }), ...(overrides && { overrides }) };
}

/** One place for each key. Keys that look alike when they are made safe are told apart by a number. */
function toLocations(keys: Iterable<string>, lockfile: string): ReadonlyMap<string, string> {
	const locations = new Map<string, string>();
	const taken = new Map<string, number>();
	for (const key of keys) {
		const plain = toLockLocation(lockfile, key);
		let count = taken.get(plain) ?? 0;
		let location = plain;
		while (taken.has(location)) location = `${plain}~${++count + 1}`;
		taken.set(plain, count);
		if (location !== plain) taken.set(location, 0);
		locations.set(key, location);
	}
	return locations;
}

/** A folder as the lockfile names it; what would lead above everything is kept below the lockfile's own folder. */
function toFolder(root: string, folder: string): string {
	if (folder === "") return root;
	return joinPath(root, folder) ?? `${root}/${folder.replaceAll("../", "")}`;
}
