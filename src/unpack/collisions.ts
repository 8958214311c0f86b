/** Finds paths that cannot all exist on one disk, so that unpackers have to choose. Linear in files and path lengths. */
import { toPlural } from "../lib/plural.ts";
import type { Origin } from "../model.ts";
import { type Place, reportFile } from "./checked-reader.ts";
import { couldHoldCode } from "./content.ts";
import type { FileTree, Refusal, StoredFile } from "./file-tree.ts";
import type { Overlay } from "./overlay.ts";

const DUPLICATE: Refusal = {
	code: "duplicate-path",
	blocking: null,
	message: "more than one file of this name in the archive: all are scanned, unpackers choose one",
};
const FILE_AND_FOLDER: Refusal = {
	code: "file-and-folder",
	blocking: true,
	message: "a file or link where a folder is as well: unpackers choose one, or write through the link",
};

/** Reports duplicates within an origin, files that are folders as well, and paths that differ by letter case only. */
export function reportCollisions(
	merged: Overlay,
	trees: readonly FileTree[],
	places: ReadonlyMap<Origin, Place>,
): void {
	for (const file of merged.duplicates) reportFile(file, DUPLICATE, places);
	const folders = trees.flatMap((tree) => tree.folders);
	const archives = new Set(trees.map(({ mount }) => mount));
	for (const file of findFilesThatAreFolders(merged, folders)) {
		// The files of a nested archive are listed below it.
		if (!archives.has(file.path)) reportFile(file, FILE_AND_FOLDER, places);
	}
	const twins = findCaseTwins(merged.visible);
	const [twin] = twins;
	if (twin === undefined) return;
	const message = `${toPlural(twins.length, "file")} whose path is another one's but for letter case: one file on some disks`;
	reportFile(twin, { code: "case-collision", blocking: false, message }, places);
}

const SLASH = 0x2f;

/**
 * Files and links at a path that is also a folder: explicitly, or because other files are below it. (Below a link: an
 * unpacker that follows it writes somewhere else.)
 * @param folders paths listed as folders
 */
function findFilesThatAreFolders(
	{ files, visible }: Pick<Overlay, "files" | "visible">,
	folders: Iterable<string>,
): ReadonlySet<StoredFile> {
	const found = new Set<StoredFile>();
	// All paths that start with the text of another one follow it, though not at once ("a", "a-b", "a/b"): the stack
	// holds those that the current path starts with.
	const stack: StoredFile[] = [];
	for (const file of files) {
		for (let top = stack.at(-1); top !== undefined && !file.path.startsWith(top.path); top = stack.at(-1)) stack.pop();
		for (const outer of stack) {
			if (file.path.charCodeAt(outer.path.length) === SLASH) found.add(outer);
		}
		// Duplicates stand for each other.
		if (stack.at(-1)?.path !== file.path) stack.push(file);
	}
	for (const folder of folders) {
		const file = visible.get(folder);
		if (file !== undefined) found.add(file);
	}
	return found;
}

/** Files that could hold code and whose path is another one's but for letter case: one file on some disks. */
function findCaseTwins(visible: ReadonlyMap<string, StoredFile>): readonly StoredFile[] {
	const shared = findSharedFolds(visible);
	if (shared.size === 0) return [];
	const seen = new Set<string>();
	const twins: StoredFile[] = [];
	for (const [path, file] of visible) {
		const folded = path.toLowerCase();
		if (!shared.has(folded)) continue;
		if (seen.has(folded) && couldHoldCode(path)) twins.push(file);
		seen.add(folded);
	}
	return twins;
}

/** Lower-case forms that more than one path has: most paths are their own, and are not remembered. */
function findSharedFolds(visible: ReadonlyMap<string, StoredFile>): ReadonlySet<string> {
	const shared = new Set<string>();
	const folds = new Set<string>();
	for (const path of visible.keys()) {
		const folded = path.toLowerCase();
		if (folded === path) continue;
		if (folds.has(folded) || visible.has(folded)) shared.add(folded);
		folds.add(folded);
	}
	return shared;
}
