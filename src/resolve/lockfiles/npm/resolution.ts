/**
 * What a name means to the code at an install path: the `node_modules` beside it, then those of every folder above.
 *
 * 1. Entries are indexed once: by the folder that holds the `node_modules`, then by name. A link stands for its target,
 *    once; a link to another link is nothing.
 * 2. Of each path only the folders that hold a `node_modules` are asked, nearest first.
 */
import { toParent } from "../../bundle-path.ts";
import type { NpmNode } from "./entries.ts";

/** Binds an install path, then finds names from there; `undefined`: nothing of that name is installed. */
export type FindInstalled = (path: string) => (name: string) => string | undefined;

export function createFindInstalled(nodes: ReadonlyMap<string, NpmNode>): FindInstalled {
	const levels = indexLevels(nodes);
	return (path) => {
		const above: ReadonlyMap<string, string | null>[] = [];
		for (let folder: string | undefined = path; folder !== undefined; folder = toFolderAbove(folder)) {
			const level = levels.get(folder);
			if (level !== undefined) above.push(level);
		}
		return (name) => {
			for (const level of above) {
				const found = level.get(name);
				if (found !== undefined) return found ?? undefined;
			}
			return undefined;
		};
	};
}

const MODULES = "node_modules/";

/** By folder and name, the install path of what is there; `null` for a link that leads nowhere. */
function indexLevels(nodes: ReadonlyMap<string, NpmNode>): ReadonlyMap<string, ReadonlyMap<string, string | null>> {
	const levels = new Map<string, Map<string, string | null>>();
	for (const [path, node] of nodes) {
		const at = path.lastIndexOf(MODULES);
		if (at === -1 || (at > 0 && path[at - 1] !== "/")) continue;
		const folder = path.slice(0, Math.max(0, at - 1));
		let level = levels.get(folder);
		if (level === undefined) {
			level = new Map();
			levels.set(folder, level);
		}
		const target = node.kind === "link" ? node.target : path;
		const isDead = node.kind === "link" && nodes.get(target)?.kind === "link";
		level.set(path.slice(at + MODULES.length), isDead ? null : target);
	}
	return levels;
}

/** The next folder whose `node_modules` Node looks into; a folder beside the root is not below it. */
function toFolderAbove(folder: string): string | undefined {
	if (folder === "" || folder === ".." || folder.endsWith("/..")) return undefined;
	const above = toParent(folder);
	if (above.endsWith("/node_modules")) return above.slice(0, -"/node_modules".length);
	return above === "node_modules" ? "" : above;
}
