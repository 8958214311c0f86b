/**
 * What lies where in a bundle, before anything is read. A few passes over its files, linear in them.
 *
 * A *boundary* is a folder that could be a package: a package position that holds files, or any folder with a
 * package.json. Every file belongs to the nearest boundary above it, or to `""`, the code around all boundaries.
 */
import { addTo } from "../lib/multimap.ts";
import type { Bundle, BundleFile, Origin } from "../model.ts";
import { findPackageFolder, joinPath, toParent } from "./bundle-path.ts";

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
	for (const { path, link } of bundle.files) if (link !== null) links.set(path, joinPath(toParent(path), link));
	const folders = listFolders(bundle);
	for (const { folder, files } of folders) {
		for (const file of files) if (file.path.endsWith("/package.json")) addTo(manifests, folder, file);
		const last = files.at(-1);
		const position = findPackageFolder(`${folder}/`);
		if (last === undefined || position === undefined) continue;
		positions.set(position, last.origin);
		boundaries.add(position);
	}
	for (const folder of manifests.keys()) boundaries.add(folder);
	const findBoundary = createLookUp(boundaries);
	const contents = new Map<string, BundleFile[]>();
	for (const { folder, files } of folders) {
		const boundary = findBoundary(folder);
		for (const file of files) addTo(contents, boundary, file);
	}
	return { positions, manifests, contents, links, findBoundary };
}

interface Folder {
	readonly folder: string;
	readonly files: BundleFile[];
}

/**
 * Plain files that follow each other in one folder, in the bundle's order. A folder may come more than once: what is below it
 * lies between its files. What is true of a folder is then found out once for many files.
 */
function listFolders({ files }: Bundle): readonly Folder[] {
	const folders: Folder[] = [];
	let last: Folder | undefined;
	for (const file of files) {
		if (file.link !== null) continue;
		const slash = file.path.lastIndexOf("/");
		if (last === undefined || slash !== last.folder.length || !file.path.startsWith(last.folder)) {
			last = { folder: toParent(file.path), files: [] };
			folders.push(last);
		}
		last.files.push(file);
	}
	return folders;
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
