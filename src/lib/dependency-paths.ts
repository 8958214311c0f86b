/**
 * Why a package is there: the shortest path from own code to it, through each direct dependency that leads to it.
 *
 * Contract: at most 20 paths, the shortest first; `pathCount` is the number of direct dependencies that lead there, so
 * that nobody takes 20 for all. All paths are never listed: there can be exponentially many.
 *
 * 1. The edges of the graph are turned round once, and each place in it gets a number (kept per graph).
 * 2. A breadth-first search runs backwards from all places of the package; own code ends it. The first visit of a place
 *    is on a shortest path, and every place that own code depends on, when visited, is a direct dependency that counts.
 * 3. Work is bounded over the whole graph, not only per search: when the searches together have looked at more than
 *    STEP_BUDGET edges, a search gives what it has found so far, and `arePathsCut` says so. (A search for a package of
 *    a 1,500-package lockfile looks at some thousand edges: the budget is for graphs made to be slow.)
 */
import type { DependencyGraph, Package } from "../model.ts";
import { compareCodeUnits } from "./order.ts";

export interface DependencyPaths {
	/** labels: own code's name, or `root` when it has none, then `name@version` down to the package */
	readonly paths: readonly (readonly string[])[];
	/** direct dependencies that lead to the package */
	readonly pathCount: number;
}

const MOST_PATHS = 20;
const STEP_BUDGET = 10_000_000;

/** Paths to the packages with these ids, taken as one (a name and version in several places). */
export function findPaths(graph: DependencyGraph, packageIds: readonly string[]): DependencyPaths {
	let map = maps.get(graph);
	if (map === undefined) {
		map = new ReverseMap(graph);
		maps.set(graph, map);
	}
	return map.findPaths(packageIds);
}

/** Some search in this graph gave up: there may be more paths than were found. */
export function arePathsCut(graph: DependencyGraph): boolean {
	return maps.get(graph)?.isCut === true;
}

const maps = new WeakMap<DependencyGraph, ReverseMap>();

class ReverseMap {
	readonly #packages: ReadonlyMap<string, Package>;
	readonly #numbers = new Map<string, number>();
	/** per place, the packages that depend on it */
	readonly #importers: number[][] = [];
	/** per place, the label of the own code that depends on it, the first by code units */
	readonly #owners: (string | undefined)[] = [];
	readonly #labels: string[] = [];
	#steps = 0;
	isCut = false;

	constructor(graph: DependencyGraph) {
		this.#packages = new Map(graph.packages.map((entry) => [entry.id, entry]));
		for (const [location, entry] of graph.at) this.#labels[this.#number(location)] = toLabel(entry);
		const own = new Map(graph.own.map(({ location, name }) => [location, name ?? "root"]));
		for (const { from, to } of graph.edges) {
			if (to === null) continue;
			const place = this.#number(to);
			const owner = own.get(from);
			if (owner === undefined) this.#importers[place]?.push(this.#number(from));
			else this.#owners[place] = firstOf(this.#owners[place], owner);
		}
	}

	findPaths(packageIds: readonly string[]): DependencyPaths {
		const labels = new Map<number, string>();
		for (const id of packageIds) {
			const entry = this.#packages.get(id);
			for (const location of entry?.locations ?? []) {
				const place = this.#numbers.get(location);
				if (entry !== undefined && place !== undefined) labels.set(place, toLabel(entry));
			}
		}
		const { towards, reached } = this.#search(labels.keys());
		const paths = reached.slice(0, MOST_PATHS).map((place) => {
			const path = [this.#owners[place] ?? "root"];
			for (let at: number | undefined = place; at !== undefined; at = towards.get(at)) {
				path.push(labels.get(at) ?? this.#labels[at] ?? "");
			}
			return path;
		});
		return { paths: paths.sort(comparePaths), pathCount: reached.length };
	}

	/**
	 * `towards`: from each visited place, the next one on a shortest path; `undefined` at the end.
	 * `reached`: the direct dependencies, nearest first.
	 */
	#search(from: Iterable<number>) {
		const towards = new Map<number, number | undefined>();
		for (const place of from) towards.set(place, undefined);
		const reached: number[] = [];
		// A Map gives out what is added to it during the loop, in the order of adding: it is the queue.
		for (const place of towards.keys()) {
			if (this.#owners[place] !== undefined) reached.push(place);
			const importers = this.#importers[place] ?? [];
			this.#steps += importers.length + 1;
			if (this.#steps > STEP_BUDGET) {
				this.isCut = true;
				break;
			}
			for (const importer of importers) if (!towards.has(importer)) towards.set(importer, place);
		}
		return { towards, reached };
	}

	#number(location: string): number {
		let number = this.#numbers.get(location);
		if (number === undefined) {
			number = this.#importers.length;
			this.#numbers.set(location, number);
			this.#importers.push([]);
			this.#labels.push(location);
		}
		return number;
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
