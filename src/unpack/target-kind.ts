/** Tells what a target is, by its content first and its name second. */
import type { TargetKind } from "../model.ts";
import { type ByteSource, readBytes } from "./bytes.ts";
import { findEndRecord } from "./zip/end-record.ts";

const LOCKFILES = new Set([
	"package-lock.json",
	"npm-shrinkwrap.json",
	"yarn.lock",
	"pnpm-lock.yaml",
	"bun.lock",
	"bun.lockb",
]);

/** How far into a JSON file `lockfileVersion` is looked for; npm writes it among the first keys. */
const HEAD = 4096;

export type FileKind = Extract<TargetKind, "zip" | "tarball" | "lockfile" | "file">;

/** @param name file name, without folders. `undefined`: none of the kinds that fnsift reads. */
export function findFileKind(name: string, source: ByteSource): FileKind | undefined {
	const head = readBytes(source, 0, HEAD);
	const archive = findArchiveKind(head);
	if (archive !== undefined) return archive;
	if (LOCKFILES.has(name)) return "lockfile";
	if (/\.json$/i.test(name) && head.includes('"lockfileVersion"')) return "lockfile";
	if (/\.[cm]?js$/i.test(name)) return "file";
	// Named a zip, or a zip with something in front of it (a shell script that unpacks itself).
	if (/\.zip$/i.test(name) || findEndRecord(source) !== undefined) return "zip";
	return undefined;
}

/** By its first bytes: a local header or the end record of an empty zip; gzip. */
export function findArchiveKind(head: Uint8Array): "zip" | "tarball" | undefined {
	const [a, b, c, d] = head;
	if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return "zip";
	if (a === 0x1f && b === 0x8b) return "tarball";
	return undefined;
}
