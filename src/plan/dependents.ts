/** Who asks for what: the graph's edges by both ends, and the project root that each package folder belongs to. */
import { type EdgeIndex, indexEdges } from "../lib/edge-index.ts";
import type { DependencyGraph, Edge } from "../model.ts";

const MODULES = "/node_modules/";

export class Dependents {
	readonly own: ReadonlySet<string>;
	readonly #edges: EdgeIndex;
	readonly #workspaceRoots = new Map<string, string>();
	readonly #overrides: ReadonlyMap<string, ReadonlySet<string>>;

	constructor(graph: DependencyGraph) {
		this.own = new Set(graph.own.map(({ location }) => location));
		this.#edges = indexEdges(graph);
		this.#overrides = new Map(graph.own.map(({ location, overrides }) => [location, new Set(overrides)]));
		for (const { location, workspaceOf } of graph.own) {
			if (workspaceOf !== undefined && location.startsWith(`${workspaceOf}/`)) {
				this.#workspaceRoots.set(location, workspaceOf);
			}
		}
	}

	/** Edges that end at a package folder. */
	incoming(location: string): readonly Edge[] {
		return this.#edges.incoming(location);
	}

	/** Edges that start at a package folder or own code. */
	outgoing(location: string): readonly Edge[] {
		return this.#edges.outgoing(location);
	}

	/** Whether package.json at `root` pins a name wherever it is asked for. */
	isOverridden(root: string, name: string): boolean {
		return this.#overrides.get(root)?.has(name) ?? false;
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
