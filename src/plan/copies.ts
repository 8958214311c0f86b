/** All package folders of a project root, by the name they are installed under. */
import { type DependencyGraph, FUNCTION_ORIGIN } from "../model.ts";
import { type Dependents, isInstalledLocation, toInstalledName } from "./dependents.ts";

export class Copies {
	readonly #folders = new Map<string, string[]>();

	constructor(graph: DependencyGraph, dependents: Dependents) {
		for (const { origin, unrooted, locations } of graph.packages) {
			if (origin !== FUNCTION_ORIGIN || unrooted) continue;
			for (const location of locations.filter(isInstalledLocation)) {
				const key = toKey(dependents.rootOf(location), toInstalledName(location));
				const folders = this.#folders.get(key);
				if (folders === undefined) this.#folders.set(key, [location]);
				else folders.push(location);
			}
		}
	}

	find(root: string, installedName: string): readonly string[] {
		return this.#folders.get(toKey(root, installedName)) ?? [];
	}
}

function toKey(root: string, name: string): string {
	return JSON.stringify([root, name]);
}
