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

export type FileKind = Extract<TargetKind, "zip" | "tarball" | "lockfile" | "sbom" | "file">;

/** @param name file name, without folders. `undefined`: none of the kinds that fnsift reads. */
export function findFileKind(name: string, source: ByteSource): FileKind | undefined {
	const head = readBytes(source, 0, HEAD);
	const archive = findArchiveKind(head);
	if (archive !== undefined) return archive;
	if (LOCKFILES.has(name)) return "lockfile";
	if (/\.json$/i.test(name) && head.includes('"lockfileVersion"')) return "lockfile";
	if (isSbom(name, head, source)) return "sbom";
	if (/\.[cm]?js$/i.test(name)) return "file";
	// Named a zip, or a zip with something in front of it (a shell script that unpacks itself).
	if (/\.zip$/i.test(name) || findEndRecord(source) !== undefined) return "zip";
	return undefined;
}

const SBOM_NAME = /(?:^|\.)(?:bom|cdx|spdx|cyclonedx)\.(?:json|xml|jsonld)$|\.spdx(?:\.ya?ml)?$/i;
const SBOM_WORDS = [
	'"bomFormat"',
	'"spdxVersion"',
	"spdx.org/rdf/",
	"cyclonedx.org/schema/bom",
	"\nSPDXVersion:",
] as const;

/** A bill of materials, also one in a form that is not read. Makers that sort their keys have `spdxVersion` last. */
function isSbom(name: string, head: Buffer, source: ByteSource): boolean {
	if (SBOM_NAME.test(name)) return true;
	if (!/\.(?:json|jsonld|xml|txt|spdx)$/i.test(name)) return false;
	if (head.includes("SPDXVersion:") && head.indexOf("SPDXVersion:") === 0) return true;
	const tail = readBytes(source, Math.max(0, source.size - HEAD), HEAD);
	return SBOM_WORDS.some((word) => head.includes(word) || tail.includes(word));
}

/** By its first bytes: a local header or the end record of an empty zip; gzip. */
export function findArchiveKind(head: Uint8Array): "zip" | "tarball" | undefined {
	const [a, b, c, d] = head;
	if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return "zip";
	if (a === 0x1f && b === 0x8b) return "tarball";
	return undefined;
}
