/**
 * Which copies in layers no importer of the bundle can load.
 *
 * 1. Own code may import any name: from every folder that holds some, all packages in the `node_modules` that Node
 *    looks into are reached, nearest name first, then those on `NODE_PATH`.
 * 2. A reached package reaches what its manifest asks for (dependencies, optional, peer), as Node finds it from there,
 *    and every package nested in it.
 * 3. A copy in a layer that is not reached is shadowed when own code asking for its name gets another one.
 * 4. It is scored all the same when a file of another package of its tree mentions its quoted name (a dependency that
 *    was never declared), or when own code names a path into the layer's node_modules.
 * 5. A package whose manifest a later layer overwrites is shadowed by the one that the runtime sees there.
 *
 * Copies in the function itself are never called shadowed: code can reach them by a relative path.
 */
import { addTo } from "../lib/multimap.ts";
import type { Bundle } from "../model.ts";
import { isInside, isPackageFolder, toFolderName, toHost, toParent } from "./bundle-path.ts";
import { isJavaScript } from "./code-file.ts";
import type { Installed, InstalledPackage } from "./installed.ts";
import { findMentioned } from "./mentions.ts";
import type { NodeResolution } from "./node-resolution.ts";
import { readRequirements } from "./project/requirements.ts";

/** The package that is loaded instead. */
export interface Winner {
	readonly location: string;
	/** it lies at the same path, brought by a later layer */
	readonly overwrites: boolean;
}

/** Beyond this many pairs of importer and copy nothing is called shadowed: all are scored. Real bundles have thousands. */
const MAX_LOOK_UPS = 5_000_000;

/** Shadowed packages with what wins over them. */
export function findShadowed(
	bundle: Bundle,
	installed: Installed,
	resolution: NodeResolution,
): ReadonlyMap<InstalledPackage, Winner> {
	const shadowed = new Map<InstalledPackage, Winner>();
	for (const found of installed.packages) {
		if (found.overwritten) shadowed.set(found, { location: found.location, overwrites: true });
	}
	const inLayers = installed.packages.filter((found) => !found.overwritten && isLayered(found));
	if (inLayers.length === 0) return shadowed;

	const importers = listImporters(installed, resolution);
	if (importers.length * inLayers.length > MAX_LOOK_UPS) return shadowed;
	const reached = reach(installed, resolution, importers);
	const candidates = new Map<InstalledPackage, string>();
	for (const found of inLayers) {
		if (reached.has(found.location)) continue;
		const winner = findWinner(toFolderName(found.location), { importers, resolution, reached });
		if (winner !== undefined) candidates.set(found, winner);
	}
	const mentioned = findMentioned(bundle, installed, [...candidates.keys()]);
	for (const [found, location] of candidates) {
		if (!mentioned.has(found)) shadowed.set(found, { location, overwrites: false });
	}
	return shadowed;
}

function isLayered({ location, unrooted }: InstalledPackage): boolean {
	return !unrooted && isInside(location, "/opt");
}

/** For each folder that holds own JavaScript, where Node starts to look; `""` where only NODE_PATH is left. */
function listImporters({ packages, files }: Installed, resolution: NodeResolution): readonly string[] {
	const positions = new Set(packages.map(({ location }) => location));
	const folders = new Set<string>();
	for (const [owner, contents] of files) {
		if (positions.has(owner)) continue;
		for (const { path } of contents) if (isJavaScript(path)) folders.add(toParent(path));
	}
	return [...new Set([...folders].map((folder) => resolution.listHosts(folder)[0] ?? ""))].sort();
}

function reach(installed: Installed, resolution: NodeResolution, importers: readonly string[]): ReadonlySet<string> {
	const byLocation = new Map<string, InstalledPackage[]>();
	const byHost = new Map<string, string[]>();
	for (const found of installed.packages) {
		addTo(byLocation, found.location, found);
		if (isPackageFolder(found.location)) addTo(byHost, toHost(found.location), found.location);
	}
	const names = new Set(installed.packages.filter(isLayered).map(({ location }) => toFolderName(location)));
	const reached = new Set<string>();
	const queue: string[] = [];
	const add = (locations: readonly string[]) => {
		for (const location of locations) {
			if (reached.has(location)) continue;
			reached.add(location);
			queue.push(location);
		}
	};
	const hosts = new Set(importers.flatMap((folder) => resolution.listHosts(folder)));
	const visible = new Set([...hosts].flatMap((host) => byHost.get(host) ?? []));
	add([...visible].filter((location) => !isInside(location, "/opt")));
	for (const folder of importers) {
		for (const name of names) add(resolution.find(folder, name));
	}
	for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
		add(byHost.get(from) ?? []);
		for (const { manifest } of byLocation.get(from) ?? []) {
			if (manifest === undefined) continue;
			for (const name of readRequirements(manifest.fields, { dev: false }).keys()) add(resolution.find(from, name));
		}
	}
	return reached;
}

interface Reach {
	readonly importers: readonly string[];
	readonly resolution: NodeResolution;
	readonly reached: ReadonlySet<string>;
}

/** What own code gets when it asks for the name: the nearest of the first importer that finds one. */
function findWinner(name: string, { importers, resolution, reached }: Reach): string | undefined {
	for (const folder of importers) {
		const found = resolution.find(folder, name).find((location) => reached.has(location));
		if (found !== undefined) return found;
	}
	return undefined;
}
