/** The edges of a graph by both ends, grouped once for all who ask. */
import type { DependencyGraph, Edge } from "../model.ts";
import { addTo } from "./multimap.ts";

const NO_EDGES: readonly Edge[] = [];
const indexes = new WeakMap<DependencyGraph, EdgeIndex>();

/** The same index for the same graph. */
export function indexEdges(graph: DependencyGraph): EdgeIndex {
	let index = indexes.get(graph);
	if (index === undefined) {
		index = new EdgeIndex(graph.edges);
		indexes.set(graph, index);
	}
	return index;
}

class EdgeIndex {
	readonly #edges: readonly Edge[];
	#incoming: ReadonlyMap<string, readonly Edge[]> | undefined;
	#outgoing: ReadonlyMap<string, readonly Edge[]> | undefined;

	constructor(edges: readonly Edge[]) {
		this.#edges = edges;
	}

	/** Edges that end at a package folder or own code, in the graph's order. */
	incoming(location: string): readonly Edge[] {
		this.#incoming ??= group(this.#edges, ({ to }) => to);
		return this.#incoming.get(location) ?? NO_EDGES;
	}

	/** Edges that start at a package folder or own code, in the graph's order. */
	outgoing(location: string): readonly Edge[] {
		this.#outgoing ??= group(this.#edges, ({ from }) => from);
		return this.#outgoing.get(location) ?? NO_EDGES;
	}
}

export type { EdgeIndex };

function group(edges: readonly Edge[], toEnd: (edge: Edge) => string | null): ReadonlyMap<string, readonly Edge[]> {
	const groups = new Map<string, Edge[]>();
	for (const edge of edges) {
		const end = toEnd(edge);
		if (end === null) continue;
		addTo(groups, end, edge);
	}
	return groups;
}
