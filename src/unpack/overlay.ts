/** Lays the trees of a function and its layers over each other, into the one that the runtime sees. */
import { addTo } from "../lib/multimap.ts";
import type { BundleSize } from "../model.ts";
import type { FileTree, StoredFile } from "./file-tree.ts";

export interface Overlay {
	/** sorted by path (code units), then in the order in which they were written */
	readonly files: readonly StoredFile[];
	/** the last writer of each path */
	readonly visible: ReadonlyMap<string, StoredFile>;
	readonly size: BundleSize;
	/** files that a later one of the same origin overwrites */
	readonly duplicates: readonly StoredFile[];
}

/** @param trees the function's first, then the layers in the order in which they are laid over it */
export function overlay(trees: readonly FileTree[]): Overlay {
	const visible = new Map<string, StoredFile>();
	const covered = new Map<string, StoredFile[]>();
	const duplicates: StoredFile[] = [];
	let uncompressed = 0;
	for (const { files } of trees) {
		for (const file of files) {
			const before = visible.get(file.path);
			if (before !== undefined) {
				addTo(covered, file.path, before);
				if (before.origin === file.origin) duplicates.push(before);
			}
			visible.set(file.path, file);
			uncompressed += file.size;
		}
	}
	const files: StoredFile[] = [];
	// The default order of strings is by code units.
	for (const path of [...visible.keys()].sort()) {
		for (const file of covered.get(path) ?? []) files.push(file);
		const last = visible.get(path);
		if (last !== undefined) files.push(last);
	}
	return { files, visible, duplicates, size: { compressed: toArchiveSize(trees), uncompressed, files: files.length } };
}

/** The size of all archives; `null` when the function itself is none. */
function toArchiveSize([own, ...layers]: readonly FileTree[]): number | null {
	if (own === undefined || own.archive === null) return null;
	return layers.reduce((sum, { archive }) => sum + (archive?.size ?? 0), own.archive.size);
}
