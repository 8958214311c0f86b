/** Writes a database file (layout: ../format.ts). The same records give the same bytes, whatever their order. */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { DatabaseError } from "../../errors.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import type { Ecosystem } from "../../model.ts";
import {
	BUCKET_HEAD,
	type DatabaseMeta,
	FIXED_HEADER,
	FORMAT_VERSION,
	hashKey,
	MAGIC,
	MAX_BUCKETS,
	RECORD_HEAD,
	TABLE_ENTRY,
	toBucketSeed,
	toKey,
} from "../format.ts";
import { renderMeta } from "../meta.ts";

export interface WritableRecord {
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly id: string;
	readonly malicious: boolean;
	/** as record.ts renders it */
	readonly payload: string;
}

/** records a bucket holds on average: fewer make the table longer, more make a look-up read longer */
const RECORDS_A_BUCKET = 4;
const LARGEST_FILE = 0xffff_ffff;

/** The bytes of a database, and what its header says. @throws DatabaseError `database-too-large` */
export function renderDatabase(
	records: Iterable<WritableRecord>,
	about: Pick<DatabaseMeta, "records" | "updated" | "sources">,
): { readonly bytes: Buffer; readonly meta: DatabaseMeta } {
	const keyed = [...records].map((record) => toKeyed(record));
	const meta = { ...about, ...count(keyed) };
	const metaBytes = Buffer.from(renderMeta(meta), "utf8");
	const buckets = groupByBucket(keyed);
	const headerLength = FIXED_HEADER + metaBytes.length + 4;
	const start = headerLength + buckets.length * TABLE_ENTRY;
	const length = buckets.reduce((sum, bucket) => sum + measureBucket(bucket), start);
	if (length > LARGEST_FILE) {
		const message = "the advisory database would be larger than its format can address";
		throw new DatabaseError("database-too-large", message, "Build one database per ecosystem.");
	}
	const bytes = Buffer.alloc(length);
	const metaCrc = crc32(metaBytes);
	let at = start;
	for (const [number, bucket] of buckets.entries()) {
		const end = writeBucket(bytes, at, bucket, toBucketSeed(metaCrc, number));
		bytes.writeUInt32LE(at, headerLength + number * TABLE_ENTRY);
		bytes.writeUInt32LE(end - at, headerLength + number * TABLE_ENTRY + 4);
		at = end;
	}
	const hash = createHash("sha256").update(bytes.subarray(headerLength)).digest();
	MAGIC.copy(bytes, 0);
	bytes.writeUInt32LE(FORMAT_VERSION, 8);
	bytes.writeUInt32LE(length, 12);
	bytes.writeUInt32LE(buckets.length, 16);
	bytes.writeUInt32LE(metaBytes.length, 20);
	hash.copy(bytes, 24);
	metaBytes.copy(bytes, FIXED_HEADER);
	bytes.writeUInt32LE(crc32(bytes.subarray(0, headerLength - 4)), headerLength - 4);
	return { bytes, meta: { ...meta, sha256: hash.toString("hex") } };
}

/**
 * Replaces a file at once: written beside it, flushed to the disk, then renamed. Nothing is left behind on failure.
 * @throws DatabaseError `database-unwritable`
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
	const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		const file = openSync(temporary, "wx", 0o644);
		try {
			for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(temporary, path);
		flushFolder(dirname(path));
	} catch (error) {
		rmSync(temporary, { force: true });
		const hint = "Check that its folder exists, has room, and that you may write there.";
		throw new DatabaseError("database-unwritable", `${toSafeText(path)} cannot be written`, hint, { cause: error });
	}
}

/** Makes the new name last. Some systems cannot open a folder; the file itself is safe there all the same. */
function flushFolder(path: string): void {
	if (process.platform === "win32") return;
	const folder = openSync(path, "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}

interface KeyedRecord extends WritableRecord {
	readonly key: Buffer;
	/** the key as text, for comparison */
	readonly sortKey: string;
	readonly hash: number;
	readonly payloadLength: number;
}

function toKeyed(record: WritableRecord): KeyedRecord {
	const key = toKey(record.ecosystem, record.name);
	return {
		...record,
		key,
		sortKey: key.toString("latin1"),
		hash: hashKey(key),
		payloadLength: Buffer.byteLength(record.payload),
	};
}

function count(
	records: readonly KeyedRecord[],
): Pick<DatabaseMeta, "advisories" | "packages" | "ecosystems" | "malicious"> {
	const ecosystems: Partial<Record<Ecosystem, number>> = {};
	const names = new Set<string>();
	let malicious = 0;
	for (const record of records) {
		names.add(record.sortKey);
		ecosystems[record.ecosystem] = (ecosystems[record.ecosystem] ?? 0) + 1;
		if (record.malicious) malicious++;
	}
	const sorted = Object.fromEntries(Object.entries(ecosystems).sort(([a], [b]) => compareCodeUnits(a, b)));
	return { advisories: records.length, packages: names.size, ecosystems: sorted, malicious };
}

function groupByBucket(records: readonly KeyedRecord[]): readonly KeyedRecord[][] {
	let size = 1;
	while (size * RECORDS_A_BUCKET < records.length && size < MAX_BUCKETS) size *= 2;
	const buckets: KeyedRecord[][] = Array.from({ length: size }, () => []);
	for (const record of records) buckets[record.hash & (size - 1)]?.push(record);
	for (const bucket of buckets) {
		bucket.sort((a, b) => compareCodeUnits(a.sortKey, b.sortKey) || compareCodeUnits(a.id, b.id));
	}
	return buckets;
}

function measureBucket(bucket: readonly KeyedRecord[]): number {
	return bucket.reduce((sum, { key, payloadLength }) => sum + RECORD_HEAD + key.length + payloadLength, BUCKET_HEAD);
}

/** Where the bucket ends. */
function writeBucket(bytes: Buffer, start: number, bucket: readonly KeyedRecord[], seed: number): number {
	let at = bytes.writeUInt32LE(bucket.length, start + 4);
	for (const { key, payload, payloadLength } of bucket) {
		at = bytes.writeUInt16LE(key.length, at);
		at = bytes.writeUInt32LE(payloadLength, at);
		at += key.copy(bytes, at);
		at += bytes.write(payload, at, "utf8");
	}
	bytes.writeUInt32LE(crc32(bytes.subarray(start + 4, at), seed), start);
	return at;
}
