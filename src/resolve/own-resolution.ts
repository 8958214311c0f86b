/**
 * Who depends on whom by Node's rules alone, for trees that Arborist does not read.
 *
 * A package's scope is the strongest way in which own code reaches it, and a way is as strong as its weakest edge: all
 * that `prod` edges reach from own code is `prod`, then what `peer` edges add, then `optional`, then `dev`. What is not
 * reached, or all when no own manifest says anything, counts as `prod`.
 */
import { type Edge, type EdgeType, SCOPES, type Scope } from "../model.ts";
import type { InstalledPackage } from "./installed.ts";
import { addTo } from "./inventory.ts";
import type { NodeResolution } from "./node-resolution.ts";
import type { OwnFolder } from "./own-folders.ts";
import type { Relation, Relations } from "./relations.ts";
import { readRequirements } from "./requirements.ts";

export interface ResolutionScope {
	readonly packages: readonly InstalledPackage[];
	readonly own: readonly OwnFolder[];
	readonly resolution: NodeResolution;
}

const STRENGTH: Record<EdgeType, Scope> = {
	prod: "prod",
	bundled: "prod",
	peer: "peer",
	optional: "optional",
	dev: "dev",
};

export function resolveRelations({ packages, own, resolution }: ResolutionScope): Relations {
	const edges: Edge[] = [];
	const seen = new Set<string>();
	const listed = [
		...own.map((folder) => ({ ...folder, isOwn: true })),
		...packages.filter(({ overwritten }) => !overwritten).map((found) => ({ ...found, isOwn: false })),
	];
	for (const { location, manifest, isOwn } of listed) {
		// Of two duplicates the first speaks for the folder.
		if (manifest === undefined || seen.has(location)) continue;
		seen.add(location);
		for (const [name, { spec, type }] of readRequirements(manifest.fields, { dev: isOwn })) {
			edges.push({ from: location, to: resolution.find(location, name)[0] ?? null, name, spec, type });
		}
	}
	const ownLocations = own.filter(({ manifest }) => manifest !== undefined).map(({ location }) => location);
	return { of: rate(packages, edges, ownLocations), edges };
}

function rate(
	packages: readonly InstalledPackage[],
	edges: readonly Edge[],
	own: readonly string[],
): ReadonlyMap<string, Relation> {
	const outgoing = new Map<string, Edge[]>();
	for (const edge of edges) addTo(outgoing, edge.from, edge);
	const scopes = new Map<string, Scope>();
	for (const scope of SCOPES) {
		const queue = [...own, ...scopes.keys()];
		const visited = new Set<string>(queue);
		for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
			for (const { to, type } of outgoing.get(from) ?? []) {
				if (to === null || visited.has(to) || SCOPES.indexOf(STRENGTH[type]) > SCOPES.indexOf(scope)) continue;
				visited.add(to);
				scopes.set(to, scope);
				queue.push(to);
			}
		}
	}
	const direct = new Set(own.flatMap((from) => (outgoing.get(from) ?? []).map(({ to }) => to)));
	return new Map(
		packages.map(({ location }) => [
			location,
			{ scope: scopes.get(location) ?? "prod", direct: own.length === 0 ? null : direct.has(location) },
		]),
	);
}
