/**
 * Why a package is there: the shortest path from own code to it, through each direct dependency that leads to it.
 *
 * Contract: at most 20 paths, the shortest first; `pathCount` is the number of direct dependencies that lead there, so
 * that nobody takes 20 for all. All paths are never listed: there can be exponentially many.
 *
 * 1. A breadth-first search runs backwards over the edges from all places of the package; own code ends it. The first
 *    visit of a place is on a shortest path, and every place that own code depends on, when visited, is a direct
 *    dependency that counts.
 * 2. Work is bounded over the whole graph, not only per search: when the searches together have looked at more than
 *    STEP_BUDGET edges, a search gives what it has found so far, and `arePathsCut` says so. (A search for a package of
 *    a 1,500-package lockfile looks at some thousand edges: the budget is for graphs made to be slow.)
 */
import type { DependencyGraph, Package } from "../model.ts";
import { type EdgeIndex, indexEdges } from "./edge-index.ts";
import { compareCodeUnits } from "./order.ts";

export interface DependencyPaths {
	/** labels: own code's name, or `root` when it has none, then `name@version` down to the package */
	readonly paths: readonly (readonly string[])[];
	/** direct dependencies that lead to the package */
	readonly pathCount: number;
}

const MOST_PATHS = 20;
const STEP_BUDGET = 10_000_000;

/** Paths to packages of the graph, taken as one (a name and version in several places). */
export function findPaths(graph: DependencyGraph, packages: readonly Package[]): DependencyPaths {
	let search = searches.get(graph);
	if (search === undefined) {
		search = new PathSearch(graph);
		searches.set(graph, search);
	}
	return search.findPaths(packages);
}

/** Some search in this graph gave up: there may be more paths than were found. */
export function arePathsCut(graph: DependencyGraph): boolean {
	return searches.get(graph)?.isCut === true;
}

const searches = new WeakMap<DependencyGraph, PathSearch>();

class PathSearch {
	readonly #at: DependencyGraph["at"];
	readonly #edges: EdgeIndex;
	readonly #own: ReadonlySet<string>;
	/** the places that own code depends on, each with the label of that code: the first by code units */
	readonly #owners = new Map<string, string>();
	#steps = 0;
	isCut = false;

	constructor(graph: DependencyGraph) {
		this.#at = graph.at;
		this.#edges = indexEdges(graph);
		this.#own = new Set(graph.own.map(({ location }) => location));
		for (const { location, name } of graph.own) {
			for (const { to } of this.#edges.outgoing(location)) {
				if (to !== null) this.#owners.set(to, firstOf(this.#owners.get(to), name ?? "root"));
			}
		}
	}

	findPaths(packages: readonly Package[]): DependencyPaths {
		const labels = new Map<string, string>();
		for (const entry of packages) {
			for (const location of entry.locations) labels.set(location, toLabel(entry));
		}
		const { towards, reached } = this.#search(labels.keys());
		const paths = reached.slice(0, MOST_PATHS).map((location) => {
			const path = [this.#owners.get(location) ?? "root"];
			for (let at: string | undefined = location; at !== undefined; at = towards.get(at)) {
				path.push(labels.get(at) ?? this.#findLabel(at));
			}
			return path;
		});
		return { paths: paths.sort(comparePaths), pathCount: reached.length };
	}

	/**
	 * `towards`: from each visited place, the next one on a shortest path; `undefined` at the end.
	 * `reached`: the direct dependencies, nearest first.
	 */
	#search(from: Iterable<string>) {
		const towards = new Map<string, string | undefined>();
		for (const location of from) towards.set(location, undefined);
		const reached: string[] = [];
		// A Map gives out what is added to it during the loop, in the order of adding: it is the queue.
		for (const location of towards.keys()) {
			if (this.#owners.has(location)) reached.push(location);
			const edges = this.#edges.incoming(location);
			this.#steps += edges.length + 1;
			if (this.#steps > STEP_BUDGET) {
				this.isCut = true;
				break;
			}
			for (const { from: importer } of edges) {
				if (!towards.has(importer) && !this.#own.has(importer)) towards.set(importer, location);
			}
		}
		return { towards, reached };
	}

	#findLabel(location: string): string {
		const entry = this.#at.get(location);
		return entry === undefined ? location : toLabel(entry);
	}
}

function toLabel({ name, version }: Package): string {
	return version === null ? name : `${name}@${version}`;
}

function firstOf(a: string | undefined, b: string): string {
	return a === undefined || compareCodeUnits(b, a) < 0 ? b : a;
}

/** Shortest first, then by labels (code units). */
function comparePaths(a: readonly string[], b: readonly string[]): number {
	if (a.length !== b.length) return a.length - b.length;
	const differs = a.findIndex((label, index) => label !== b[index]);
	return differs === -1 ? 0 : compareCodeUnits(a[differs] ?? "", b[differs] ?? "");
}
