/** Writes a database file (layout: ../format.ts). The same records give the same bytes, whatever their order. */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { DatabaseError } from "../../errors.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { ECOSYSTEMS, type Ecosystem } from "../../model.ts";
import {
	BUCKET_HEAD,
	type DatabaseMeta,
	FIXED_HEADER,
	FORMAT_VERSION,
	hashKey,
	MAGIC,
	MAX_BUCKETS,
	PACKAGE_HEAD,
	TABLE_ENTRY,
	toBucketSeed,
} from "../format.ts";
import { renderMeta } from "../meta.ts";
import { joinRecords } from "../record.ts";

export interface WritableRecord {
	/** as format.ts makes it of ecosystem and name */
	readonly key: string;
	readonly ecosystem: Ecosystem;
	readonly id: string;
	readonly malicious: boolean;
	/** as record.ts renders it */
	readonly payload: string;
}

/** packages a bucket holds on average: fewer make the table longer, more make a look-up read longer */
const PACKAGES_A_BUCKET = 4;
const LARGEST_FILE = 0xffff_ffff;

/** The bytes of a database, and what its header says. @throws DatabaseError `database-too-large` */
export function renderDatabase(
	records: readonly WritableRecord[],
	about: Pick<DatabaseMeta, "records" | "updated" | "sources">,
): { readonly bytes: Buffer; readonly meta: DatabaseMeta } {
	const packages = new Set(records.map(({ key }) => key)).size;
	const meta = { ...about, ...count(records), packages };
	const metaBytes = Buffer.from(renderMeta(meta), "utf8");
	const buckets = groupByBucket(records, packages);
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

/** All advisories of one package. */
interface WritablePackage {
	readonly key: string;
	readonly payload: string;
}

function count(records: readonly WritableRecord[]): Pick<DatabaseMeta, "advisories" | "ecosystems" | "malicious"> {
	const ecosystems: Partial<Record<Ecosystem, number>> = {};
	for (const ecosystem of ECOSYSTEMS) {
		const advisories = records.filter((record) => record.ecosystem === ecosystem).length;
		if (advisories > 0) ecosystems[ecosystem] = advisories;
	}
	return { advisories: records.length, ecosystems, malicious: records.filter(({ malicious }) => malicious).length };
}

function groupByBucket(records: readonly WritableRecord[], packages: number): readonly WritablePackage[][] {
	let size = 1;
	while (size * PACKAGES_A_BUCKET < packages && size < MAX_BUCKETS) size *= 2;
	const buckets: WritableRecord[][] = Array.from({ length: size }, () => []);
	for (const record of records) buckets[hashKey(record.key) & (size - 1)]?.push(record);
	return buckets.map(groupByKey);
}

/** The packages of a bucket, sorted by key, the advisories of each by id. */
function groupByKey(records: WritableRecord[]): WritablePackage[] {
	records.sort((a, b) => compareCodeUnits(a.key, b.key) || compareCodeUnits(a.id, b.id));
	const packages: WritablePackage[] = [];
	for (let start = 0, end = 0; start < records.length; start = end) {
		const key = records[start]?.key ?? "";
		const payloads: string[] = [];
		for (; records[end]?.key === key; end++) payloads.push(records[end]?.payload ?? "");
		packages.push({ key, payload: joinRecords(payloads) });
	}
	return packages;
}

function measureBucket(bucket: readonly WritablePackage[]): number {
	return bucket.reduce(
		(sum, { key, payload }) => sum + PACKAGE_HEAD + key.length + Buffer.byteLength(payload),
		BUCKET_HEAD,
	);
}

/** Where the bucket ends. */
function writeBucket(bytes: Buffer, start: number, bucket: readonly WritablePackage[], seed: number): number {
	let at = bytes.writeUInt32LE(bucket.length, start + 4);
	for (const { key, payload } of bucket) {
		const payloadStart = at + PACKAGE_HEAD + key.length;
		const length = bytes.write(payload, payloadStart, "utf8");
		bytes.writeUInt16LE(key.length, at);
		bytes.writeUInt32LE(length, at + 2);
		bytes.write(key, at + PACKAGE_HEAD, "latin1");
		at = payloadStart + length;
	}
	bytes.writeUInt32LE(crc32(bytes.subarray(start + 4, at), seed), start);
	return at;
}
