/**
 * What lies where in a bundle, before anything is read. Two passes over its files, linear in them.
 *
 * A *boundary* is a folder that could be a package: a package position that holds files, or any folder with a
 * package.json. Every file belongs to the nearest boundary above it, or to `""`, the code around all boundaries.
 */
import type { Bundle, BundleFile, Origin } from "../model.ts";
import { findPackageFolder, joinPath, toBaseName, toParent } from "./bundle-path.ts";

export interface Inventory {
	/** package positions that hold files, at any depth, with the origin of one of them */
	readonly positions: ReadonlyMap<string, Origin>;
	/** package.json files by folder; several when an archive or a later layer has the path again */
	readonly manifests: ReadonlyMap<string, readonly BundleFile[]>;
	/** plain files by boundary */
	readonly contents: ReadonlyMap<string, readonly BundleFile[]>;
	/** symbolic links by path; the target is a bundle path, `undefined` when it leads above the root */
	readonly links: ReadonlyMap<string, string | undefined>;
	/** the nearest boundary above a folder, the folder itself included */
	findBoundary(folder: string): string;
}

export function takeInventory(bundle: Bundle): Inventory {
	const manifests = new Map<string, BundleFile[]>();
	const links = new Map<string, string | undefined>();
	const positions = new Map<string, Origin>();
	const boundaries = new Set<string>();
	for (const file of bundle.files) {
		if (file.link !== null) {
			links.set(file.path, joinPath(toParent(file.path), file.link));
			continue;
		}
		const position = findPackageFolder(file.path);
		if (position !== undefined) {
			positions.set(position, file.origin);
			boundaries.add(position);
		}
		if (toBaseName(file.path) !== "package.json") continue;
		const folder = toParent(file.path);
		boundaries.add(folder);
		addTo(manifests, folder, file);
	}
	const findBoundary = createLookUp(boundaries);
	const contents = new Map<string, BundleFile[]>();
	for (const file of bundle.files) {
		if (file.link === null) addTo(contents, findBoundary(toParent(file.path)), file);
	}
	return { positions, manifests, contents, links, findBoundary };
}

/** Climbs to the nearest of some folders, remembering every folder on the way. */
export function createLookUp(folders: { has(folder: string): boolean }): (folder: string) => string {
	const known = new Map<string, string>([["", ""]]);
	return (start) => {
		const climbed: string[] = [];
		let folder = start;
		let found = known.get(folder);
		while (found === undefined) {
			climbed.push(folder);
			if (folders.has(folder)) found = folder;
			else {
				folder = toParent(folder);
				found = known.get(folder);
			}
		}
		for (const below of climbed) known.set(below, found);
		return found;
	};
}

export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [value]);
	else list.push(value);
}
