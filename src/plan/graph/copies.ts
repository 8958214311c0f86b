/** All package folders of a project root, by the name they are installed under. */
import { addTo } from "../../lib/multimap.ts";
import { type DependencyGraph, FUNCTION_ORIGIN } from "../../model.ts";
import { type Dependents, isInstalledLocation } from "./dependents.ts";

export class Copies {
	readonly #graph: DependencyGraph;
	readonly #dependents: Dependents;
	#folders: ReadonlyMap<string, readonly string[]> | undefined;

	constructor(graph: DependencyGraph, dependents: Dependents) {
		this.#graph = graph;
		this.#dependents = dependents;
	}

	find(root: string, installedName: string): readonly string[] {
		this.#folders ??= groupFolders(this.#graph, this.#dependents);
		return this.#folders.get(toKey(root, installedName)) ?? [];
	}
}

function groupFolders(graph: DependencyGraph, dependents: Dependents): ReadonlyMap<string, readonly string[]> {
	const groups = new Map<string, string[]>();
	for (const { origin, unrooted, locations } of graph.packages) {
		if (origin !== FUNCTION_ORIGIN || unrooted) continue;
		for (const location of locations) {
			if (!isInstalledLocation(location)) continue;
			for (const name of dependents.installedNames(location)) {
				addTo(groups, toKey(dependents.rootOf(location), name), location);
			}
		}
	}
	return groups;
}

/** Different for different parts, whatever is in them, and cheaper to make than JSON for each folder. */
function toKey(root: string, name: string): string {
	return `${root.length} ${root}${name}`;
}
