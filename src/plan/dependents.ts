/** Who asks for what: the graph's edges by both ends, and the project root that each package folder belongs to. */
import type { DependencyGraph, Edge } from "../model.ts";

const NO_EDGES: readonly Edge[] = [];
const MODULES = "/node_modules/";

export class Dependents {
	readonly own: ReadonlySet<string>;
	readonly #incoming = new Map<string, Edge[]>();
	readonly #outgoing = new Map<string, Edge[]>();
	readonly #workspaceRoots = new Map<string, string>();

	constructor(graph: DependencyGraph) {
		this.own = new Set(graph.own.map(({ location }) => location));
		for (const edge of graph.edges) {
			append(this.#outgoing, edge.from, edge);
			if (edge.to === null) continue;
			append(this.#incoming, edge.to, edge);
			if (this.own.has(edge.from) && this.own.has(edge.to) && edge.to.startsWith(`${edge.from}/`)) {
				this.#workspaceRoots.set(edge.to, edge.from);
			}
		}
	}

	/** Edges that end at a package folder. */
	incoming(location: string): readonly Edge[] {
		return this.#incoming.get(location) ?? NO_EDGES;
	}

	/** Edges that start at a package folder or own code. */
	outgoing(location: string): readonly Edge[] {
		return this.#outgoing.get(location) ?? NO_EDGES;
	}

	/** The folder whose package.json and lockfile npm edits to change what is at `location`. */
	rootOf(location: string): string {
		const modules = location.indexOf(MODULES);
		const folder = modules === -1 ? location : location.slice(0, modules);
		return this.#workspaceRoots.get(folder) ?? folder;
	}
}

/** The name a package is installed under, which for an alias is not its own: `/x/node_modules/@s/a` -> `@s/a`. */
export function toInstalledName(location: string): string {
	return location.slice(location.lastIndexOf(MODULES) + MODULES.length);
}

/** A package folder that is not inside another package. */
export function isTopLevel(location: string): boolean {
	return location.indexOf(MODULES) === location.lastIndexOf(MODULES);
}

/** A folder that npm itself could have made: below node_modules. */
export function isInstalledLocation(location: string): boolean {
	return location.includes(MODULES);
}

function append(map: Map<string, Edge[]>, key: string, edge: Edge): void {
	const edges = map.get(key);
	if (edges === undefined) map.set(key, [edge]);
	else edges.push(edge);
}
