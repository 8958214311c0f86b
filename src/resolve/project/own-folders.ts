/**
 * Own code: folders whose manifests describe what the user wrote, not what they installed.
 *
 * 1. The root of the function and of each layer's `nodejs` folder; the one folder that a packed package consists of.
 * 2. A folder, in no package, with a `node_modules` of its own.
 * 3. A folder, in no package, that is `private`, or that a pattern of own code names: `workspaces` of package.json, or `packages`
 *    of pnpm-workspace.yaml.
 * 4. The target of a symbolic link at a package position, unless that is a package position itself.
 * 5. A package position beside a root that holds what one of its workspace members is called: npm links members there,
 *    and `zip -r` stores what a link leads to (`listMemberCopies`).
 */
import { type Bundle, FUNCTION_ORIGIN } from "../../model.ts";
import { findPackageFolder, isInside, isPackageFolder, toFolderName, toHost } from "../bundle-path.ts";
import type { Inventory } from "../inventory.ts";
import type { Manifest } from "./manifest.ts";
import { listMembers } from "./workspaces.ts";

export interface OwnFolder {
	readonly location: string;
	/** `undefined` when it cannot be read */
	readonly manifest: Manifest | undefined;
	/** the manifest was read and is no valid JSON object */
	readonly isBroken: boolean;
}

/** With the folders that its `workspaces` name. */
export interface OwnRoot extends OwnFolder {
	readonly members: readonly string[];
	/** the workspace member whose files are stored here a second time */
	readonly copyOf?: string;
}

/** Patterns times folders that are compared at most; real projects need a few thousand. */
const MAX_COMPARISONS = 2_000_000;

const ROOTS: readonly string[] = ["/var/task", "/opt", "/opt/nodejs"];

/** Where own code starts. `npm pack` puts all of a package into one folder, most often `package`. */
export function listRoots({ kind, files }: Bundle): readonly string[] {
	if (kind !== "tarball") return ROOTS;
	const own = files.filter(({ origin }) => origin === FUNCTION_ORIGIN);
	const [top] = /^\/var\/task\/[^/]+(?=\/)/.exec(own[0]?.path ?? "") ?? [];
	return top !== undefined && own.every(({ path }) => isInside(path, top)) ? [...ROOTS, top] : ROOTS;
}

/**
 * @param candidates folders with a package.json outside every package position
 * @param roots where own code starts
 */
export function findOwnFolders(
	candidates: readonly OwnFolder[],
	inventory: Inventory,
	roots: readonly string[],
): readonly OwnRoot[] {
	const outside = candidates.filter(({ location }) => findPackageFolder(`${location}/`) === undefined);
	const linked = new Set<string>();
	for (const [path, target] of inventory.links) {
		if (target !== undefined && isPackageFolder(path)) linked.add(target);
	}
	const hosts = new Set<string>();
	for (const position of inventory.positions.keys()) hosts.add(toHost(position));

	const isOwn = ({ location, manifest }: OwnFolder) =>
		roots.includes(location) || hosts.has(location) || linked.has(location) || manifest?.private === true;
	const locations = outside.map(({ location }) => location);
	const membersOf = new Map<string, readonly string[]>();
	let comparisons = 0;
	for (const folder of outside) {
		const patterns = isOwn(folder) ? (folder.manifest?.workspaces ?? []) : [];
		comparisons += patterns.length * locations.length;
		if (patterns.length === 0 || comparisons > MAX_COMPARISONS) continue;
		membersOf.set(folder.location, listMembers(folder.location, patterns, locations));
	}
	const members = new Set([...membersOf.values()].flat());
	return outside
		.filter((folder) => members.has(folder.location) || isOwn(folder))
		.map((folder) => ({ ...folder, members: membersOf.get(folder.location) ?? [] }));
}

/**
 * Package positions that hold a copy of a workspace member. No package can be there: npm never installs one over a
 * member's link.
 * @param positions package positions with their manifests
 */
export function listMemberCopies(own: readonly OwnRoot[], positions: readonly OwnFolder[]): readonly OwnRoot[] {
	const names = new Map(own.map(({ location, manifest }) => [location, manifest?.name ?? null]));
	const membersOf = new Map(
		own
			.filter(({ members }) => members.length > 0)
			.map(({ location, members }) => [location, new Map(members.map((member) => [names.get(member), member]))]),
	);
	if (membersOf.size === 0) return [];
	return positions.flatMap((folder) => {
		const name = toFolderName(folder.location);
		const copyOf = folder.manifest?.name === name ? membersOf.get(toHost(folder.location))?.get(name) : undefined;
		return copyOf === undefined ? [] : [{ ...folder, members: [], copyOf }];
	});
}
