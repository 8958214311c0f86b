/**
 * How strongly own code needs each package, by the edges alone.
 *
 * A package's scope is the strongest way in which own code reaches it, and a way is as strong as its weakest edge: all
 * that `prod` edges reach from own code is `prod`, then what `peer` edges add, then `optional`, then `dev`. What is not
 * reached, or all when no own manifest says anything, counts as `prod`.
 */
import { addTo } from "../lib/multimap.ts";
import { type Edge, type EdgeType, SCOPES, type Scope } from "../model.ts";
import type { Relation } from "./relations.ts";

const STRENGTH: Record<EdgeType, Scope> = {
	prod: "prod",
	bundled: "prod",
	peer: "peer",
	optional: "optional",
	dev: "dev",
};

/** Linear in packages and edges. @param own places of own code whose requirements are known */
export function rate(
	locations: readonly string[],
	edges: readonly Edge[],
	own: readonly string[],
): ReadonlyMap<string, Relation> {
	const { scopes, direct } = walk(edges, own);
	return new Map(
		locations.map((location) => [
			location,
			{ scope: scopes.get(location) ?? "prod", direct: own.length === 0 ? null : direct.has(location) },
		]),
	);
}

export interface Walk {
	/** the scope of every place that own code reaches */
	readonly scopes: ReadonlyMap<string, Scope>;
	/** the places that own code itself asks for */
	readonly direct: ReadonlySet<string>;
}

/** What `own` reaches over the edges. Linear in them, with an explicit stack. */
export function walk(edges: readonly Edge[], own: readonly string[]): Walk {
	const outgoing = new Map<string, Edge[]>();
	for (const edge of edges) addTo(outgoing, edge.from, edge);
	const scopes = new Map<string, Scope>();
	for (const scope of SCOPES) {
		const queue = [...own, ...scopes.keys()];
		const visited = new Set<string>(queue);
		for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
			for (const { to, type } of outgoing.get(from) ?? []) {
				if (to === null || visited.has(to) || SCOPES.indexOf(STRENGTH[type]) > SCOPES.indexOf(scope)) continue;
				visited.add(to);
				scopes.set(to, scope);
				queue.push(to);
			}
		}
	}
	const direct = new Set<string>();
	for (const from of own) for (const { to } of outgoing.get(from) ?? []) if (to !== null) direct.add(to);
	return { scopes, direct };
}
