/** Who depends on whom by Node's rules alone, for trees that Arborist does not read. */
import type { Edge } from "../model.ts";
import type { InstalledPackage } from "./installed.ts";
import type { NodeResolution } from "./node-resolution.ts";
import type { OwnFolder } from "./project/own-folders.ts";
import { readRequirements } from "./project/requirements.ts";
import { rate } from "./rate.ts";
import type { Relations } from "./relations.ts";

export interface ResolutionScope {
	readonly packages: readonly InstalledPackage[];
	readonly own: readonly OwnFolder[];
	readonly resolution: NodeResolution;
}

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
	return {
		of: rate(
			packages.map(({ location }) => location),
			edges,
			ownLocations,
		),
		edges,
	};
}
