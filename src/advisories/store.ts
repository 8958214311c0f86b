/**
 * Reads a database file (layout: format.ts). Opening reads the header and the table, a look-up reads one bucket; all
 * that is read is checked first, so an answer is either what was written or a DatabaseError, never less.
 */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import { DatabaseError } from "../errors.ts";
import { toSafeText } from "../lib/sanitise.ts";
import type { Advisory } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";
import {
	BUCKET_HEAD,
	type DatabaseMeta,
	FIXED_HEADER,
	FORMAT_VERSION,
	hashKey,
	MAGIC,
	MAX_BUCKETS,
	MAX_META,
	PACKAGE_HEAD,
	parseKey,
	TABLE_ENTRY,
	toBucketSeed,
	toKey,
} from "./format.ts";
import { parseMeta } from "./meta.ts";
import { parseRecords } from "./record.ts";

export type { DatabaseMeta } from "./format.ts";

/**
 * Opens a database for look-ups.
 * @throws DatabaseError `database-missing`, `database-unreadable`, `database-foreign`, `database-version` or
 * `database-damaged`; `find` throws `database-damaged` when the bucket it needs is.
 */
export function openDatabase(path: string, source: "snapshot" | "local"): AdvisoryIndex {
	const file = openFile(path);
	const { meta } = file;
	return {
		info: { source, updated: meta.updated, advisories: meta.records, sha256: meta.sha256 },
		find(ecosystem, name) {
			// Text that UTF-8 cannot hold would be stored, and found, as something else.
			if (!name.isWellFormed()) return [];
			return findInBucket(file, toKey(ecosystem, name));
		},
		close: () => file.close(),
	};
}

/** What a database says about itself; only the header is read. @throws DatabaseError as openDatabase. */
export function readDatabaseMeta(path: string): DatabaseMeta {
	const file = openFile(path);
	file.close();
	return file.meta;
}

/**
 * Reads and checks everything: the hash of the whole file, every bucket, every record, and the counts in the header.
 * @throws DatabaseError as openDatabase
 */
export function verifyDatabase(path: string): DatabaseMeta {
	const file = openFile(path);
	try {
		if (hashContent(file) !== file.meta.sha256) throw damaged(path, "its content does not have the hash in its header");
		let advisories = 0;
		let packages = 0;
		const ids = new Set<string>();
		for (let bucket = 0; bucket < file.buckets; bucket++) {
			visitPackages(file, bucket, (content, keyStart, payloadStart, end) => {
				const key = content.toString("latin1", keyStart, payloadStart);
				if (toBucket(file, key) !== bucket) throw damaged(path, "a package is in the wrong bucket");
				const records = parsePackage(file, key, content.toString("utf8", payloadStart, end));
				for (const { id } of records) ids.add(id);
				advisories += records.length;
				packages++;
			});
		}
		const { meta } = file;
		if (advisories !== meta.advisories || packages !== meta.packages || ids.size !== meta.records) {
			throw damaged(path, "it does not hold as many records as its header says");
		}
		return meta;
	} finally {
		file.close();
	}
}

/** An open database whose header has been checked. */
interface DatabaseFile {
	readonly path: string;
	readonly meta: DatabaseMeta;
	readonly buckets: number;
	/** bytes of the whole file, and of its header */
	readonly length: number;
	readonly headerLength: number;
	readonly table: Buffer;
	readonly metaCrc: number;
	read(offset: number, length: number): Buffer;
	close(): void;
}

/** A file of at most this size, such as the shipped snapshot, is read at once: thousands of small reads cost more. */
const SMALL_FILE = 1 << 20;

function openFile(path: string): DatabaseFile {
	const fd = openDescriptor(path);
	const { size } = fstatSync(fd);
	let whole: Buffer | undefined;
	let open = true;
	const file = {
		path,
		read(offset: number, length: number): Buffer {
			if (!open) throw new DatabaseError("database-unreadable", `${toSafeText(path)} is closed`, "Open it again.");
			if (size > SMALL_FILE || offset + length > size) return readExactly(path, fd, offset, length);
			whole ??= readExactly(path, fd, 0, size);
			return whole.subarray(offset, offset + length);
		},
		close() {
			if (open) closeSync(fd);
			open = false;
		},
	};
	try {
		const header = readHeader(path, size, file.read);
		const table = file.read(header.headerLength, header.buckets * TABLE_ENTRY);
		return { ...file, ...header, table };
	} catch (error) {
		file.close();
		throw error;
	}
}

function openDescriptor(path: string): number {
	try {
		if (!statSync(path).isFile()) throw foreign(path);
		return openSync(path, "r");
	} catch (error) {
		if (error instanceof DatabaseError) throw error;
		const name = toSafeText(path);
		if (error instanceof Error && "code" in error && error.code === "ENOENT") {
			const hint = "Name an existing file with --db, or make one with `fnsift db build`.";
			throw new DatabaseError("database-missing", `there is no advisory database at ${name}`, hint, { cause: error });
		}
		throw unreadable(path, error);
	}
}

function readExactly(path: string, fd: number, offset: number, length: number): Buffer {
	const buffer = Buffer.allocUnsafe(length);
	for (let done = 0; done < length; ) {
		let count: number;
		try {
			count = readSync(fd, buffer, done, length - done, offset + done);
		} catch (error) {
			throw unreadable(path, error);
		}
		if (count === 0) throw damaged(path, "it ends early");
		done += count;
	}
	return buffer;
}

function readHeader(path: string, size: number, read: DatabaseFile["read"]) {
	if (size < MAGIC.length) throw foreign(path);
	const fixed = read(0, Math.min(size, FIXED_HEADER));
	if (!fixed.subarray(0, MAGIC.length).equals(MAGIC)) throw foreign(path);
	if (fixed.length < FIXED_HEADER) throw damaged(path, "it ends early");
	const version = fixed.readUInt32LE(8);
	if (version !== FORMAT_VERSION) {
		const message = `${toSafeText(path)} has database format ${version}; this fnsift reads format ${FORMAT_VERSION}`;
		throw new DatabaseError("database-version", message, "Rebuild it with `fnsift db build`, or update fnsift.");
	}
	const length = fixed.readUInt32LE(12);
	const buckets = fixed.readUInt32LE(16);
	const metaLength = fixed.readUInt32LE(20);
	const headerLength = FIXED_HEADER + metaLength + 4;
	if (size < length) throw damaged(path, "it ends early");
	if (size > length) throw damaged(path, "something was appended to it");
	const isPossible =
		metaLength <= MAX_META &&
		buckets >= 1 &&
		buckets <= MAX_BUCKETS &&
		(buckets & (buckets - 1)) === 0 &&
		headerLength + buckets * TABLE_ENTRY <= length;
	if (!isPossible) throw damaged(path, "its header is wrong");
	const header = read(0, headerLength);
	if (crc32(header.subarray(0, -4)) !== header.readUInt32LE(headerLength - 4))
		throw damaged(path, "its header is wrong");
	const metaBytes = header.subarray(FIXED_HEADER, -4);
	const meta = parseMeta(metaBytes.toString("utf8"), header.toString("hex", 24, FIXED_HEADER));
	if (meta === undefined) throw damaged(path, "its header is wrong");
	return { meta, buckets, length, headerLength, metaCrc: crc32(metaBytes) };
}

function toBucket(file: DatabaseFile, key: string): number {
	return hashKey(key) & (file.buckets - 1);
}

function findInBucket(file: DatabaseFile, key: string): readonly Advisory[] {
	let found: readonly Advisory[] = [];
	visitPackages(file, toBucket(file, key), (content, start, payloadStart, end) => {
		// Most packages of a bucket are told apart by the length of their names, without making a string.
		if (payloadStart - start !== key.length || content.toString("latin1", start, payloadStart) !== key) return;
		found = parsePackage(file, key, content.toString("utf8", payloadStart, end));
	});
	return found;
}

/** Calls back for each package of a bucket with where its key and payload lie, after the bucket's checksum was found right. */
function visitPackages(
	file: DatabaseFile,
	bucket: number,
	visit: (content: Buffer, keyStart: number, payloadStart: number, end: number) => void,
): void {
	const content = readBucket(file, bucket);
	const count = content.readUInt32LE(4);
	let at = BUCKET_HEAD;
	for (let index = 0; index < count; index++) {
		const keyStart = at + PACKAGE_HEAD;
		if (keyStart > content.length) throw damaged(file.path, "a package ends early");
		const payloadStart = keyStart + content.readUInt16LE(at);
		const end = payloadStart + content.readUInt32LE(at + 2);
		if (end > content.length) throw damaged(file.path, "a package ends early");
		visit(content, keyStart, payloadStart, end);
		at = end;
	}
	if (at !== content.length) throw damaged(file.path, "a bucket holds more than its packages");
}

function readBucket(file: DatabaseFile, bucket: number): Buffer {
	const offset = file.table.readUInt32LE(bucket * TABLE_ENTRY);
	const length = file.table.readUInt32LE(bucket * TABLE_ENTRY + 4);
	const start = file.headerLength + file.table.length;
	if (length < BUCKET_HEAD || offset < start || offset + length > file.length) {
		throw damaged(file.path, "its table points outside the file");
	}
	const content = file.read(offset, length);
	if (crc32(content.subarray(4), toBucketSeed(file.metaCrc, bucket)) !== content.readUInt32LE(0)) {
		throw damaged(file.path, "a bucket does not have its checksum");
	}
	return content;
}

function parsePackage(file: DatabaseFile, key: string, payload: string): readonly Advisory[] {
	const about = parseKey(key);
	if (about === undefined) throw damaged(file.path, "a package has an unknown ecosystem");
	const toError = (cause: unknown) => damaged(file.path, "a record cannot be read", cause);
	return parseRecords(about.ecosystem, about.name, payload, toError);
}

function hashContent(file: DatabaseFile): string {
	const hash = createHash("sha256");
	const step = 1 << 20;
	for (let at = file.headerLength; at < file.length; at += step) {
		hash.update(file.read(at, Math.min(step, file.length - at)));
	}
	return hash.digest("hex");
}

function damaged(path: string, how: string, cause?: unknown): DatabaseError {
	const message = `the advisory database ${toSafeText(path)} is damaged: ${how}`;
	return new DatabaseError(
		"database-damaged",
		message,
		"Make it again with `fnsift db build`, or install fnsift again.",
		{ cause },
	);
}

function foreign(path: string): DatabaseError {
	const hint = "Name a file made by `fnsift db build`.";
	return new DatabaseError("database-foreign", `${toSafeText(path)} is not an advisory database of fnsift`, hint);
}

function unreadable(path: string, cause: unknown): DatabaseError {
	const hint = "Check that it is a file and that you may read it.";
	return new DatabaseError("database-unreadable", `the advisory database ${toSafeText(path)} cannot be read`, hint, {
		cause,
	});
}
