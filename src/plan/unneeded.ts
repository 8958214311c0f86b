/**
 * Packages that are deployed though nothing in production asks for them: what `npm prune --omit=dev` takes away.
 *
 * Only where a manifest of own code is there to say what is asked for, only what npm installed, and only when no
 * folder of the package is reached over production edges from own code, a layer or a vendored copy. Own code that
 * imports a package it does not declare is not seen.
 */
import { type DependencyGraph, FUNCTION_ORIGIN, type Package } from "../model.ts";
import { type Dependents, isInstalledLocation } from "./dependents.ts";
import type { Move } from "./proposal.ts";
import { findReachable } from "./reach.ts";

export class Unneeded {
	readonly #movesByRoot: ReadonlyMap<string, readonly Move[]>;
	readonly #all: ReadonlySet<Package>;

	constructor(graph: DependencyGraph, dependents: Dependents) {
		const starts = [
			...dependents.own,
			...graph.packages.filter((entry) => entry.origin !== FUNCTION_ORIGIN || entry.unrooted).flatMap(toLocations),
		];
		const needed = findReachable(dependents, starts, ({ type }) => type !== "dev");
		const asked = findReachable(dependents, starts, () => true);
		const movesByRoot = new Map<string, Move[]>();
		const all = new Set<Package>();
		for (const entry of graph.packages) {
			if (!isPrunable(entry) || entry.locations.some((location) => needed.has(location))) continue;
			// The lockfile or the tree says that production needs it, on a way the edges do not show.
			if (entry.scope !== "dev" && entry.locations.some((location) => asked.has(location))) continue;
			const roots = new Set(entry.locations.map((location) => dependents.rootOf(location)));
			const [root] = roots;
			if (root === undefined || roots.size > 1 || !hasManifest(root, dependents)) continue;
			all.add(entry);
			const move = { name: entry.name, from: entry.version, to: null, packages: [entry] };
			const moves = movesByRoot.get(root);
			if (moves === undefined) movesByRoot.set(root, [move]);
			else moves.push(move);
		}
		this.#movesByRoot = movesByRoot;
		this.#all = all;
	}

	/** Everything that a prune at `root` takes away. */
	movesAt(root: string): readonly Move[] {
		return this.#movesByRoot.get(root) ?? [];
	}

	has(entry: Package): boolean {
		return this.#all.has(entry);
	}
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
