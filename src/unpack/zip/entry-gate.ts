/**
 * What no zip library checks: whether an entry can be trusted to be what unpackers make of it.
 *
 * Each record of the directory becomes a file, a link or a folder of the tree, and a gap for each condition below.
 * 1. Names: the directory's, the one in the local header and the one in a Unicode Path field count as present, all of
 *    them, when they differ. Each is made a path inside the bundle (entry-path.ts).
 * 2. What can be seen from the headers: no local header, encrypted, unknown method, more ratio than allowed, a stored
 *    entry of two sizes. Such a file is listed, and its bytes cannot be had.
 * 3. Links are kept as text; a link whose text is too long to be one is taken for the plain file that it is to
 *    unpackers that ignore file types.
 */
import { couldHoldCode } from "../content.ts";
import { ClosedFile, type Refusal, type SourceContext, type StoredFile } from "../file-tree.ts";
import { LONGEST_LINK, reportLinkOutside } from "../links.ts";
import { gateName } from "../name-gate.ts";
import type { LocalHeader } from "./local-headers.ts";
import { DEFLATED, FLAG_ENCRYPTED, STORED, TYPE_FILE, TYPE_FOLDER, TYPE_LINK, type ZipRecord } from "./record.ts";
import { type ZipArchive, ZipFile } from "./zip-file.ts";

export interface GatedEntries {
	readonly files: StoredFile[];
	readonly folders: string[];
}

/** Adds what a record stands for to `entries`, and reports what is wrong with it. */
export function gateEntry(
	record: ZipRecord,
	header: LocalHeader,
	archive: ZipArchive,
	context: SourceContext,
	entries: GatedEntries,
): void {
	const add = (name: string) => {
		const path = gateName(name, context.gaps);
		if (path === null) return;
		if (name.endsWith("/") || name.endsWith("\\")) entries.folders.push(`${context.mount}/${path}`);
		else entries.files.push(gateFile(path, record, header, archive, context));
	};
	add(record.name);
	if (header.otherName === null && record.plainName === record.name) return;
	const others = new Set([record.plainName, header.otherName ?? record.name]);
	others.delete(record.name);
	if (others.size === 0) return;
	const message = "an entry with two names: unpackers disagree on which one it has, so both count as present";
	context.gaps.add("entry-two-names", true, record.name, message);
	for (const name of others) add(name);
}

function gateFile(
	path: string,
	record: ZipRecord,
	header: LocalHeader,
	archive: ZipArchive,
	context: SourceContext,
): StoredFile {
	const { gaps, origin, mount } = context;
	const file = { path: `${mount}/${path}`, origin, size: record.size, compressed: record.compressed, link: null };
	const refusal = findRefusal(record, header, archive);
	if (refusal !== null) gaps.add(refusal.code, refusal.blocking ?? couldHoldCode(path), path, refusal.message);
	if (header.differs) {
		const message = "its two headers disagree on how it is stored: unpackers may see different content";
		gaps.add("entry-two-headers", couldHoldCode(path), path, message);
	}
	if (refusal !== null || header.dataStart === null) return new ClosedFile(file);
	const stored = new ZipFile(file, archive, record, header.dataStart);
	if (record.type === TYPE_LINK) return gateLink(path, stored, context);
	if (record.type !== 0 && record.type !== TYPE_FILE && record.type !== TYPE_FOLDER) {
		gaps.add("special-file", false, path, "a device, pipe or socket: taken for a plain file");
	}
	return stored;
}

function findRefusal(record: ZipRecord, header: LocalHeader, { budget }: ZipArchive): Refusal | null {
	const refuse = (code: string, message: string): Refusal => ({
		code,
		blocking: null,
		message: `not read: ${message}`,
	});
	if (header.dataStart === null) return refuse("entry-no-data", "its data is not where the archive says");
	if ((record.flags & FLAG_ENCRYPTED) !== 0) return refuse("entry-encrypted", "it is encrypted");
	if (record.method !== STORED && record.method !== DEFLATED) {
		return refuse("entry-method", `it is compressed with method ${record.method}, which fnsift does not know`);
	}
	if (record.method === STORED && record.size !== record.compressed) {
		return refuse("entry-size", "it is not as long as the archive says");
	}
	if (budget.isBomb(record.size, record.compressed)) {
		return refuse("entry-ratio", `it unpacks to more than ${budget.limits.ratio} times its size`);
	}
	return null;
}

function gateLink(path: string, stored: ZipFile, { gaps }: SourceContext): StoredFile {
	if (stored.size > LONGEST_LINK) {
		gaps.add(
			"link-too-long",
			couldHoldCode(path),
			path,
			"marked as a symbolic link, but no link: taken for a plain file",
		);
		return stored;
	}
	const bytes = stored.readBytes();
	if (!(bytes instanceof Uint8Array)) {
		gaps.add(bytes.code, bytes.blocking ?? couldHoldCode(path), path, bytes.message);
		return new ClosedFile(stored);
	}
	const { origin, size, compressed } = stored;
	const file = { path: stored.path, origin, size, compressed, link: Buffer.from(bytes).toString("utf8") };
	reportLinkOutside(file, path, gaps);
	return new ClosedFile(file);
}
