/** Walks over the whole graph, counted: hostile input can ask for very many, and each is linear in the edges. */
import type { DependencyGraph, Edge } from "../../model.ts";
import type { Dependents } from "./dependents.ts";
import { findReachable } from "./reach.ts";

const STEPS = 4_000_000;

export class Walks {
	readonly #dependents: Dependents;
	#left: number;

	constructor(graph: DependencyGraph, dependents: Dependents) {
		this.#dependents = dependents;
		this.#left = Math.max(2, Math.floor(STEPS / Math.max(1, graph.edges.length + graph.packages.length)));
	}

	/** As `findReachable`; `undefined` once the budget is spent. */
	findReachable(starts: Iterable<string>, follows: (edge: Edge) => boolean): ReadonlySet<string> | undefined {
		if (this.#left === 0) return undefined;
		this.#left -= 1;
		return findReachable(this.#dependents, starts, follows);
	}
}
