/** Opens one target, or one layer, as a tree of its own. */
import { type Stats, statSync } from "node:fs";
import { basename } from "node:path";
import { ScanError } from "../errors.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import type { TargetKind } from "../model.ts";
import { type ByteSource, openFileBytes, toReadError } from "./bytes.ts";
import type { FileTree, SourceContext } from "./file-tree.ts";
import { openTarball, openZip } from "./sources/archive.ts";
import { openFolder } from "./sources/folder.ts";
import { openLockfile } from "./sources/lockfile.ts";
import { openSingleFile } from "./sources/single-file.ts";
import { type FileKind, findFileKind } from "./target-kind.ts";

export const LAYER_MOUNT = "/opt";

const KINDS_HINT =
	"fnsift reads zips, tarballs (.tgz), folders, lockfiles, bills of materials (CycloneDX, SPDX) and single .js, .mjs or .cjs files.";

/** A manifest says ranges, not what is installed. */
function toHint(path: string): string {
	return basename(path) === "package.json" ? "Scan its folder, or the lockfile beside it." : KINDS_HINT;
}

export interface OpenedTarget {
	readonly kind: TargetKind;
	readonly tree: FileTree;
}

/** @throws ScanError `not-found`, `not-readable`, `file-empty`, `unknown-target`, or what the source throws */
export async function openTarget(path: string, context: SourceContext): Promise<OpenedTarget> {
	const name = toSafeExcerpt(path, 200);
	const stat = readStat(path);
	if (stat.isDirectory()) return { kind: "folder", tree: openFolder(path, context) };
	if (!stat.isFile()) throw new ScanError("unknown-target", `${name} is a device, pipe or socket.`, KINDS_HINT);
	if (stat.size === 0) throw new ScanError("file-empty", `${name} is empty.`, "Build or download it again.");
	const source = openFileBytes(path);
	try {
		const kind = findFileKind(basename(path), source);
		if (kind === undefined)
			throw new ScanError("unknown-target", `${name} is nothing that fnsift reads.`, toHint(path));
		const tree = await openFile(kind, source, path, context);
		return { kind: kind === "zip" && tree.mount === LAYER_MOUNT ? "layer" : kind, tree };
	} catch (error) {
		source.close();
		throw error;
	}
}

/** A zip, tarball or folder as the content of /opt; `undefined`, and a blocking gap, when it cannot be opened. */
export async function openLayer(path: string, context: SourceContext): Promise<FileTree | undefined> {
	try {
		const { kind, tree } = await openTarget(path, context);
		if (kind !== "lockfile" && kind !== "sbom" && kind !== "file") return tree;
		tree.close();
		context.gaps.add("layer-unreadable", true, null, `not opened: a ${kind} is no layer`);
	} catch (error) {
		if (!(error instanceof ScanError)) throw error;
		context.gaps.add("layer-unreadable", true, null, `not opened: ${error.message} ${error.hint}`);
	}
	return undefined;
}

function readStat(path: string): Stats {
	try {
		return statSync(path);
	} catch (cause) {
		throw toReadError(path, cause);
	}
}

function openFile(
	kind: FileKind,
	source: ByteSource,
	path: string,
	context: SourceContext,
): FileTree | Promise<FileTree> {
	switch (kind) {
		case "zip":
			if (context.mount === LAYER_MOUNT) return openZip(source, context);
			return openZip(source, context, { mount: LAYER_MOUNT, origin: context.label });
		case "tarball":
			return openTarball(source, context);
		case "lockfile":
			return openLockfile(source, path, context);
		case "sbom":
		case "file":
			return openSingleFile(source, basename(path), context);
	}
}
