/**
 * Relations between installed packages: one observation per tree.
 *
 * 1. Packages are grouped by the folder at which their chain of `node_modules` starts; what an earlier tree has visited
 *    (a workspace member's own `node_modules`) is not visited again.
 * 2. Trees of npm's layout are read by Arborist, from a skeleton of their manifests.
 * 3. The others (pnpm's store, positions that Arborist does not visit, trees too large or too many for it) and any
 *    tree it fails on are resolved by Node's rules (own-resolution.ts).
 * 4. What a tree lacks may be in a layer: open ends are looked up again as Node would.
 */
import { toRelative } from "../lib/location.ts";
import { addTo } from "../lib/multimap.ts";
import type { Edge, Gap, Observation, ObservedPackage } from "../model.ts";
import type { Progress } from "../ports.ts";
import { isSkeletonPath, Skeleton } from "./arborist/skeleton.ts";
import { type ArboristTree, loadReadTree, type ReadTree } from "./arborist.ts";
import { isInStore, toInstallRoot } from "./bundle-path.ts";
import type { InstalledPackage } from "./installed.ts";
import { createLookUp } from "./inventory.ts";
import type { NodeResolution } from "./node-resolution.ts";
import { resolveRelations } from "./own-resolution.ts";
import { toNameScope } from "./package-name.ts";
import { type Manifest, readOverrides } from "./project/manifest.ts";
import type { OwnFolder, OwnRoot } from "./project/own-folders.ts";
import type { Relation, Relations } from "./relations.ts";

/** More separate trees than any function has; each costs a few milliseconds. */
const MAX_ARBORISTS = 64;
/** Arborist's time grows with the square of a tree; real functions have at most a few thousand packages. */
const MAX_ARBORIST_PACKAGES = 4_000;

export interface TreesInput {
	readonly packages: readonly InstalledPackage[];
	readonly own: readonly OwnRoot[];
	readonly resolution: NodeResolution;
	/** scopes (`@acme`) that belong to a registry other than the public one */
	readonly privateScopes: ReadonlySet<string>;
	readonly progress: Progress;
}

interface Tree {
	readonly root: string;
	readonly packages: readonly InstalledPackage[];
	/** own folders in it, by path in the skeleton: `""`, `w0`, … */
	readonly own: ReadonlyMap<string, OwnFolder>;
}

export async function observeTrees(input: TreesInput): Promise<readonly Observation[]> {
	const { packages, own, resolution, privateScopes, progress } = input;
	const observations: Observation[] = [];
	const trees = listTrees(packages, own);
	const skeleton = new Skeleton();
	let readTree: ReadTree | undefined;
	let arborists = 0;
	try {
		for (const [index, tree] of trees.entries()) {
			progress.step("resolve", "reading installed packages", index, trees.length);
			const gaps: Gap[] = [];
			let relations: Relations | undefined;
			if (arborists < MAX_ARBORISTS && isForArborist(tree)) {
				arborists++;
				// Not inside the `try`: that Arborist cannot be loaded says nothing about a tree.
				readTree ??= await loadReadTree();
				try {
					relations = await readRelations(tree, skeleton, readTree);
				} catch {
					gaps.push(toTreeGap(tree.root));
				}
			}
			relations = complete(relations, tree, resolution);
			observations.push(toObservation(tree, relations, { gaps, privateScopes }));
		}
	} finally {
		skeleton.remove();
	}
	return observations;
}

/** Trees by path, a root before what lies below it. Own folders without packages below them are trees as well. */
function listTrees(packages: readonly InstalledPackage[], own: readonly OwnRoot[]): readonly Tree[] {
	const groups = new Map<string, InstalledPackage[]>();
	for (const { location } of own) groups.set(location, []);
	for (const found of packages) {
		addTo(groups, found.unrooted ? "" : toInstallRoot(found.location), found);
	}
	const byLocation = new Map(own.map((folder) => [folder.location, folder]));
	const visited = new Set<string>();
	const trees: Tree[] = [];
	for (const root of [...groups.keys()].sort()) {
		if (visited.has(root)) continue;
		const rootFolder = byLocation.get(root);
		const members = rootFolder?.members.filter((at) => !visited.has(at)) ?? [];
		const inTree = new Map<string, OwnFolder>();
		if (rootFolder !== undefined) inTree.set("", rootFolder);
		for (const [index, member] of members.entries()) {
			visited.add(member);
			const folder = byLocation.get(member);
			if (folder !== undefined) inTree.set(`w${index}`, folder);
		}
		trees.push({ root, packages: [root, ...members].flatMap((folder) => groups.get(folder) ?? []), own: inTree });
	}
	return trees;
}

function isForArborist({ packages }: Tree): boolean {
	return packages.length > 0 && packages.length <= MAX_ARBORIST_PACKAGES && !packages.some(isOutsideTree);
}

function isOutsideTree({ location, unrooted }: InstalledPackage): boolean {
	return unrooted || isInStore(location);
}

async function readRelations(tree: Tree, skeleton: Skeleton, readTree: ReadTree): Promise<Relations> {
	const places = new Map<string, string>();
	const manifests = new Map<string, Manifest>();
	const put = (path: string, { location, manifest }: Pick<OwnFolder, "location" | "manifest">) => {
		places.set(path, location);
		if (manifest !== undefined) manifests.set(path, manifest);
	};
	for (const [path, folder] of tree.own) put(path, folder);
	const bases = new Map([[tree.root, ""], ...[...tree.own].map(([path, { location }]) => [location, path] as const)]);
	const findBase = createLookUp(bases);
	for (const found of tree.packages) {
		const base = findBase(found.location);
		const path = `${bases.get(base) ?? ""}${found.location.slice(base.length)}`.replace(/^\//, "");
		if (!found.overwritten && isSkeletonPath(path)) put(path, found);
	}
	const members = [...tree.own.keys()].filter((path) => path !== "").length;
	const read = await readTree(skeleton.writeTree({ manifests, members }));
	return toRelations(read, places, tree.own.get("")?.manifest !== undefined);
}

function toRelations(read: ArboristTree, places: ReadonlyMap<string, string>, hasRoot: boolean): Relations {
	const of = new Map<string, Relation>();
	for (const { path, scope, direct } of read.nodes) {
		const location = places.get(path);
		if (location !== undefined) of.set(location, hasRoot ? { scope, direct } : { scope: "prod", direct: null });
	}
	const edges: Edge[] = [];
	for (const edge of read.edges) {
		const from = places.get(edge.from);
		const to = edge.to === null ? null : (places.get(edge.to) ?? null);
		if (from !== undefined) edges.push({ ...edge, from, to });
	}
	return { of, edges };
}

/** Adds what Arborist did not see, and looks up again what it did not find. */
function complete(read: Relations | undefined, tree: Tree, resolution: NodeResolution): Relations {
	const known = read ?? { of: new Map<string, Relation>(), edges: [] };
	const seen = new Set(known.edges.map(({ from }) => from));
	const rest = resolveRelations({
		packages: tree.packages.filter(({ location }) => !known.of.has(location) && !seen.has(location)),
		own: [...tree.own.values()].filter(({ location }) => !seen.has(location)),
		resolution,
	});
	const edges = known.edges.map((edge) =>
		edge.to === null ? { ...edge, to: resolution.find(edge.from, edge.name)[0] ?? null } : edge,
	);
	return { of: new Map([...rest.of, ...known.of]), edges: [...edges, ...rest.edges] };
}

function toObservation(
	tree: Tree,
	{ of, edges }: Relations,
	{ gaps, privateScopes }: { gaps: readonly Gap[]; privateScopes: ReadonlySet<string> },
): Observation {
	const packages = tree.packages.map((found): ObservedPackage => {
		const { scope, direct } = of.get(found.location) ?? { scope: "prod", direct: null };
		return {
			location: found.location,
			origin: found.origin,
			ecosystem: "npm",
			name: found.name,
			version: found.version,
			source: privateScopes.has(toNameScope(found.name)) ? "private" : "unknown",
			scope,
			direct: found.unrooted ? null : direct,
			unrooted: found.unrooted,
			integrity: null,
			hasInstallScript: found.hasInstallScript,
		};
	});
	const own = [...tree.own].map(([path, { location, manifest }]) => {
		const overrides = manifest === undefined ? [] : readOverrides(manifest.fields);
		return {
			name: manifest?.name ?? null,
			version: manifest?.version ?? null,
			location,
			...(path !== "" && { workspaceOf: tree.root }),
			...(overrides.length > 0 && { overrides }),
		};
	});
	const origin = tree.packages[0]?.origin ?? "function";
	return { evidence: "installed", witness: tree.root, origin, packages, own, edges, gaps };
}

function toTreeGap(root: string): Gap {
	return {
		stage: "resolve",
		code: "tree-unreadable",
		blocking: false,
		path: toRelative(root),
		message: "npm's own library could not read this tree: who depends on whom is read by simpler rules",
	};
}
