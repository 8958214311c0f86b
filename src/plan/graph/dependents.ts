/** Who asks for what: the graph's edges by both ends, and the project root that each package folder belongs to. */
import { type EdgeIndex, indexEdges } from "../../lib/edge-index.ts";
import { findLockfileOf } from "../../lib/lock-location.ts";
import type { DependencyGraph, Edge } from "../../model.ts";

const MODULES = "/node_modules/";

export class Dependents {
	readonly own: ReadonlySet<string>;
	readonly #graph: DependencyGraph;
	readonly #edges: EdgeIndex;
	readonly #workspaceRoots = new Map<string, string>();
	readonly #overrides: ReadonlyMap<string, ReadonlySet<string>>;

	constructor(graph: DependencyGraph) {
		this.own = new Set(graph.own.map(({ location }) => location));
		this.#graph = graph;
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

	/** The names a package is asked for by: its folder's name, which for an alias is not its own. */
	installedNames(location: string): readonly string[] {
		if (findLockfileOf(location) === undefined) return [toInstalledName(location)];
		const names = new Set(this.incoming(location).map(({ name }) => name));
		return names.size > 0 ? [...names] : [this.nameOf(location)];
	}

	/** What a package is called where its dependents and dependencies are named. */
	nameOf(location: string): string {
		if (findLockfileOf(location) === undefined) return toInstalledName(location);
		return this.#graph.at.get(location)?.name ?? location;
	}

	/** Whether package.json at `root` pins a name wherever it is asked for. */
	isOverridden(root: string, name: string): boolean {
		return this.#overrides.get(root)?.has(name) ?? false;
	}

	/** The folder whose package.json and lockfile a package manager edits to change what is at `location`. */
	rootOf(location: string): string {
		const lockfile = findLockfileOf(location);
		if (lockfile !== undefined) return lockfile.slice(0, lockfile.lastIndexOf("/"));
		const modules = location.indexOf(MODULES);
		const folder = modules === -1 ? location : location.slice(0, modules);
		return this.#workspaceRoots.get(folder) ?? folder;
	}
}

/** `/x/node_modules/@s/a` -> `@s/a` */
function toInstalledName(location: string): string {
	return location.slice(location.lastIndexOf(MODULES) + MODULES.length);
}

/** A package folder that is not inside another package; an entry of a lockfile without folders never is. */
export function isTopLevel(location: string): boolean {
	return location.indexOf(MODULES) === location.lastIndexOf(MODULES);
}

/** A place that a package manager could have made: below node_modules, or an entry of its lockfile. */
export function isInstalledLocation(location: string): boolean {
	return location.includes(MODULES) || findLockfileOf(location) !== undefined;
}
