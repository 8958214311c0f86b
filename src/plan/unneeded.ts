/**
 * Packages that are deployed though nothing in production asks for them: what `npm prune --omit=dev` takes away.
 *
 * Only where a manifest of own code is there to say what is asked for, only what npm installed below the project's own
 * `node_modules` (a workspace member's is left as it is), and only when no folder of the package is reached over
 * production edges from own code, a layer or a vendored copy. Own code that
 * imports a package it does not declare is not seen.
 */
import { addTo } from "../lib/multimap.ts";
import { type DependencyGraph, FUNCTION_ORIGIN, type Package } from "../model.ts";
import { type Dependents, isInstalledLocation } from "./graph/dependents.ts";
import { findReachable } from "./graph/reach.ts";
import type { Move } from "./proposal.ts";

export class Unneeded {
	readonly #graph: DependencyGraph;
	readonly #dependents: Dependents;
	#all: ReadonlySet<Package> | undefined;
	#movesByRoot: ReadonlyMap<string, readonly Move[]> | undefined;

	constructor(graph: DependencyGraph, dependents: Dependents) {
		this.#graph = graph;
		this.#dependents = dependents;
	}

	/** Everything that a prune at `root` takes away. */
	movesAt(root: string): readonly Move[] {
		this.#movesByRoot ??= groupMoves(this.#find(), this.#dependents);
		return this.#movesByRoot.get(root) ?? [];
	}

	has(entry: Package): boolean {
		// Nothing that comes from a lockfile can be pruned: then the others are not even looked at.
		return isPrunable(entry) && this.#find().has(entry);
	}

	#find(): ReadonlySet<Package> {
		this.#all ??= new Set(findUnneeded(this.#graph, this.#dependents));
		return this.#all;
	}
}

function groupMoves(unneeded: Iterable<Package>, dependents: Dependents): ReadonlyMap<string, readonly Move[]> {
	const groups = new Map<string, Move[]>();
	for (const entry of unneeded) {
		const root = findRoot(entry, dependents) ?? "";
		addTo(groups, root, { name: entry.name, from: entry.version, to: null, packages: [entry] });
	}
	return groups;
}

function findUnneeded(graph: DependencyGraph, dependents: Dependents): readonly Package[] {
	const candidates = graph.packages.filter(isPrunable);
	if (candidates.length === 0) return [];
	const starts = [
		...dependents.own,
		...graph.packages.filter((entry) => entry.origin !== FUNCTION_ORIGIN || entry.unrooted).flatMap(toLocations),
	];
	const needed = findReachable(dependents, starts, ({ type }) => type !== "dev");
	const asked = findReachable(dependents, starts, () => true);
	return candidates.filter((entry) => {
		if (entry.locations.some((location) => needed.has(location))) return false;
		// The lockfile or the tree says that production needs it, on a way the edges do not show.
		if (entry.scope !== "dev" && entry.locations.some((location) => asked.has(location))) return false;
		const root = findRoot(entry, dependents);
		if (root === undefined || !hasManifest(root, dependents)) return false;
		return entry.locations.every((location) => location.startsWith(`${root}/node_modules/`));
	});
}

/** The one project root of all folders; `undefined` when they are in several. */
function findRoot({ locations }: Package, dependents: Dependents): string | undefined {
	const roots = new Set(locations.map((location) => dependents.rootOf(location)));
	const [root] = roots;
	return roots.size === 1 ? root : undefined;
}

function isPrunable({ origin, unrooted, evidence, locations }: Package): boolean {
	return (
		origin === FUNCTION_ORIGIN && !unrooted && evidence.includes("installed") && locations.every(isInstalledLocation)
	);
}

/** Own code at `root` declares dependencies that are there, so what it does not declare is surplus. */
function hasManifest(root: string, dependents: Dependents): boolean {
	return dependents.own.has(root) && dependents.outgoing(root).some(({ to }) => to !== null);
}

function toLocations({ locations }: Package): readonly string[] {
	return locations;
}
