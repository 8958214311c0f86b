/**
 * Why a package without findings is there (findings bring their own paths).
 *
 * 1. Walk the edges backwards from the package's folders, breadth first: each folder that needs it, by however many
 *    steps, is reached once, by a shortest path, and remembers the folder it was reached from.
 * 2. Own code is where the walk ends: a folder that own code asks for is a direct dependency, and the remembered steps
 *    from there are its shortest path.
 *
 * Linear in the edges; cycles end because no folder is entered twice.
 */
import { toRelative } from "../../lib/location.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import type { DependencyGraph, Edge, Package } from "../../model.ts";

/** From own code to the package, one path per direct dependency, shortest first, then by code units. */
export function findWays(graph: DependencyGraph, packages: readonly Package[]): readonly (readonly string[])[] {
	const own = new Map(graph.own.map(({ location, name }) => [location, name ?? (toRelative(location) || "own code")]));
	const users = groupByTarget(graph.edges);
	const next = new Map<string, string | null>();
	for (const { locations } of packages) for (const location of locations) next.set(location, null);
	const ways = new Map<string, string[]>();
	// A Map iterates over what is added meanwhile: it is the queue, too.
	for (const [location] of next) {
		for (const user of users.get(location) ?? []) {
			const root = own.get(user);
			if (root === undefined) {
				if (!next.has(user)) next.set(user, location);
				continue;
			}
			const way = [root, ...follow(location, next, graph)];
			const direct = JSON.stringify(way.slice(0, 2));
			if (!ways.has(direct)) ways.set(direct, way);
		}
	}
	return [...ways.values()].sort(
		(a, b) => a.length - b.length || compareCodeUnits(JSON.stringify(a), JSON.stringify(b)),
	);
}

function groupByTarget(edges: readonly Edge[]): ReadonlyMap<string, ReadonlySet<string>> {
	const users = new Map<string, Set<string>>();
	for (const { from, to } of edges) {
		if (to === null) continue;
		const known = users.get(to);
		if (known === undefined) users.set(to, new Set([from]));
		else known.add(from);
	}
	return users;
}

function follow(start: string, next: ReadonlyMap<string, string | null>, { at }: DependencyGraph): string[] {
	const steps: string[] = [];
	for (let location: string | null = start; location !== null; location = next.get(location) ?? null) {
		const item = at.get(location);
		steps.push(item === undefined ? toRelative(location) : `${item.name}@${item.version ?? "?"}`);
	}
	return steps;
}
