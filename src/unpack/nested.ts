/**
 * Opens the archives inside a tree: their files appear below the archive's own path, at the same origin.
 *
 * Archives inside node_modules stay closed, and are no gap: packages carry them as test data, and Node loads no code
 * out of an archive. The others are opened level by level, as deep as the limits allow; a nested archive stays in
 * memory while the bundle is open, within what the budget lets be held.
 */
import { ScanError } from "../errors.ts";
import { toByteSource } from "./bytes.ts";
import type { CheckedReader } from "./checked-reader.ts";
import type { FileTree, SourceContext, StoredFile } from "./file-tree.ts";
import { openTarball, openZip } from "./sources/archive.ts";
import { findArchiveKind } from "./target-kind.ts";

const ARCHIVE = /^\.tar\.gz$|\.(?:zip|tgz)$/i;
/** characters of a path that its ending is looked for in */
const ENDING = ".tar.gz".length;

/** The trees of all archives inside `tree`; what cannot be opened is a blocking gap. */
export async function openNested(
	tree: FileTree,
	reader: CheckedReader,
	context: SourceContext,
): Promise<readonly FileTree[]> {
	const { gaps, budget } = context;
	const opened: FileTree[] = [];
	let level: readonly StoredFile[] = findArchives(tree);
	for (let depth = 1; level.length > 0; depth += 1) {
		const next: StoredFile[] = [];
		for (const file of level) {
			const path = file.path.slice(tree.mount.length + 1);
			if (depth > budget.limits.nesting) {
				gaps.add("nested-too-deep", true, path, `an archive inside ${depth - 1} others: not opened`);
				continue;
			}
			const inner = await openArchive(file, reader, {
				...context,
				mount: file.path,
				origin: tree.origin,
				label: path,
				gaps: gaps.inArchive(path),
			});
			if (inner === undefined) continue;
			opened.push(inner);
			next.push(...findArchives(inner));
		}
		level = next;
	}
	return opened;
}

function findArchives({ files, mount }: FileTree): readonly StoredFile[] {
	return files.filter(
		({ path }) => ARCHIVE.test(path.slice(-ENDING)) && !path.slice(mount.length).includes("/node_modules/"),
	);
}

async function openArchive(
	file: StoredFile,
	reader: CheckedReader,
	context: SourceContext,
): Promise<FileTree | undefined> {
	const { gaps, budget } = context;
	const bytes = reader.read(file);
	if (bytes === undefined) return undefined;
	if (!budget.hold(bytes.length)) {
		gaps.add("budget-memory", true, null, "not opened: the archives inside archives take too much memory");
		return undefined;
	}
	try {
		const inner = await openBytes(bytes, context);
		return {
			...inner,
			// Its bytes are part of the archive around it, which counts them.
			archive: null,
			close() {
				inner.close();
				budget.release(bytes.length);
			},
		};
	} catch (error) {
		budget.release(bytes.length);
		if (!(error instanceof ScanError)) throw error;
		gaps.add("nested-unreadable", true, null, `not opened: ${error.message}`);
		return undefined;
	}
}

function openBytes(bytes: Uint8Array, context: SourceContext): Promise<FileTree> {
	const source = toByteSource(bytes);
	// An archive that does not start like one may still be a zip with something in front.
	return findArchiveKind(bytes) === "tarball" ? openTarball(source, context) : openZip(source, context);
}
