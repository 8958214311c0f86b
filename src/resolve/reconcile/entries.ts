/**
 * Lockfiles that name no install paths (yarn, pnpm, bun) against what is installed.
 *
 * 1. Copies are those in the `node_modules` of the lockfile's folder and of its members, in pnpm's store and in Yarn's
 *    cache there. An entry's copies are those with its name and version.
 * 2. Of a name, versions that only one side has are paired in order: installed 1.0.0, lockfile 1.0.1. Development and
 *    optional entries that are not installed are no difference, nor is any where the lockfile does not tell them apart.
 * 3. Edges of the lockfile lead to the copies: what own code asks for to the one in its own `node_modules`, else to the
 *    first.
 */
import { addTo } from "../../lib/multimap.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import type { Disagreement, Edge, Observation, ObservedPackage } from "../../model.ts";
import { toInstallRoot, toParent } from "../bundle-path.ts";
import { findCacheRoot } from "../plug-and-play.ts";

/** What is installed, by the folder that it was installed for. */
export type InstalledByRoot = ReadonlyMap<string, readonly ObservedPackage[]>;

/** The folder that a package was installed for. */
export function toCopyRoot(location: string): string {
	return findCacheRoot(location) ?? toInstallRoot(location);
}

export interface Matched {
	readonly locked: ObservedPackage;
	readonly copies: readonly ObservedPackage[];
}

export interface EntryComparison {
	/** entries with their copies, those without any included */
	readonly matched: readonly Matched[];
	readonly disagreements: readonly Disagreement[];
}

/** Linear in packages but for sorting versions of one name. */
export function compareEntries(lockfile: Observation, installed: InstalledByRoot): EntryComparison {
	const roots = new Set([toParent(lockfile.witness), ...lockfile.own.map(({ location }) => location)]);
	const copies = new Map<string, ObservedPackage[]>();
	const extra = new Map<string, Map<string, ObservedPackage>>();
	for (const root of roots) {
		for (const found of installed.get(root) ?? []) {
			addTo(copies, toKey(found), found);
			if (found.version !== null) addVersion(extra, found);
		}
	}
	const absent = new Map<string, Map<string, ObservedPackage>>();
	const matched = lockfile.packages.map((locked) => ({ locked, copies: copies.get(toKey(locked)) ?? [] }));
	for (const { locked, copies: found } of matched) {
		if (found.length > 0) extra.get(locked.name)?.delete(locked.version ?? "");
		// bun does not write the version of what is from git or a tarball: any that no other entry has.
		else if (locked.version === null) extra.delete(locked.name);
		else if (isExpected(locked, lockfile)) addVersion(absent, locked);
	}
	const disagreements: Disagreement[] = [];
	for (const name of new Set([...extra.keys(), ...absent.keys()])) {
		const seen = listVersions(extra.get(name));
		const said = listVersions(absent.get(name));
		for (let index = 0; index < Math.max(seen.length, said.length); index++) {
			disagreements.push(toDisagreement(name, { installed: seen[index], locked: said[index], lockfile }));
		}
	}
	return { matched, disagreements };
}

/** Different for different parts: no name holds a space. */
function toKey({ name, version }: ObservedPackage): string {
	return `${name} ${version ?? ""}`;
}

function addVersion(groups: Map<string, Map<string, ObservedPackage>>, found: ObservedPackage): void {
	let versions = groups.get(found.name);
	if (versions === undefined) {
		versions = new Map();
		groups.set(found.name, versions);
	}
	const version = found.version ?? "";
	if (!versions.has(version)) versions.set(version, found);
}

function isExpected({ version, scope }: ObservedPackage, { lacksScopes }: Observation): boolean {
	return version !== null && !lacksScopes && (scope === "prod" || scope === "peer");
}

function listVersions(versions: ReadonlyMap<string, ObservedPackage> | undefined): readonly ObservedPackage[] {
	return [...(versions?.values() ?? [])].sort((a, b) => compareCodeUnits(a.version ?? "", b.version ?? ""));
}

interface Sides {
	readonly installed: ObservedPackage | undefined;
	readonly locked: ObservedPackage | undefined;
	readonly lockfile: Observation;
}

function toDisagreement(name: string, { installed, locked, lockfile }: Sides): Disagreement {
	return {
		package: name,
		installed: installed?.version ?? null,
		lockfile: locked?.version ?? null,
		path: lockfile.witness,
		location: (installed ?? locked)?.location ?? "",
	};
}

/** The lockfile's edges between copies and own code; ends without a copy are left out. */
export function placeEdges(
	lockfile: Observation,
	matched: readonly Matched[],
	own: { has(location: string): boolean },
): readonly Edge[] {
	const copies = new Map(matched.map((one) => [one.locked.location, one.copies]));
	const edges: Edge[] = [];
	for (const edge of lockfile.edges) {
		if (edge.to === null) continue;
		const froms = own.has(edge.from) ? [edge.from] : (copies.get(edge.from) ?? []).map(({ location }) => location);
		for (const from of froms) {
			const to = own.has(edge.to) ? edge.to : findCopy(copies.get(edge.to) ?? [], from, edge.name);
			if (to !== undefined) edges.push({ ...edge, from, to });
		}
	}
	return edges;
}

function findCopy(copies: readonly ObservedPackage[], from: string, name: string): string | undefined {
	if (copies.length < 2) return copies[0]?.location;
	const beside = `${from}/node_modules/${name}`;
	return (copies.find(({ location }) => location === beside) ?? copies[0])?.location;
}
