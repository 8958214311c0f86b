/** Writes a database file (layout: ../format.ts). The same records give the same bytes, whatever their order. */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { DatabaseError, ScanError } from "../../errors.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { ECOSYSTEMS, type Ecosystem } from "../../model.ts";
import { renderBucket, type StoredPackage } from "../bucket.ts";
import {
	CRC_LENGTH,
	type DatabaseMeta,
	FIXED_HEADER,
	FORMAT_VERSION,
	hashKey,
	LONGEST_BUCKET,
	MAGIC,
	MAX_BUCKETS,
	TABLE_ENTRY,
	toBucket,
	toBucketSeed,
	toMark,
} from "../format.ts";
import { renderMeta } from "../meta.ts";
import { SEPARATOR } from "../record.ts";

export interface WritableRecord {
	/** as format.ts makes it of ecosystem and name */
	readonly key: string;
	readonly ecosystem: Ecosystem;
	readonly id: string;
	readonly malicious: boolean;
	/** as record-scope.ts renders it */
	readonly scope: string;
	/** as record.ts renders it */
	readonly rest: string;
}

/** packages a bucket holds on average: fewer make the table longer, more make a look-up read longer */
const PACKAGES_A_BUCKET = 4;
const LARGEST_FILE = 0xffff_ffff;

/**
 * The bytes of a database, and what its header says. `sync` is ASCII, as sync.ts renders it.
 * @throws DatabaseError `database-too-large`
 */
export function renderDatabase(
	records: readonly WritableRecord[],
	about: Pick<DatabaseMeta, "records" | "updated" | "sources">,
	sync = "",
): { readonly bytes: Buffer; readonly meta: DatabaseMeta } {
	const packages = new Set(records.map(({ key }) => key)).size;
	const meta = { ...about, ...count(records), packages };
	const metaBytes = Buffer.from(renderMeta(meta), "utf8");
	const buckets = groupByBucket(records, packages);
	const texts = buckets.map(renderBucket);
	const headerLength = FIXED_HEADER + metaBytes.length + CRC_LENGTH;
	const tableEnd = headerLength + buckets.length * TABLE_ENTRY;
	const start = tableEnd + CRC_LENGTH + sync.length;
	const length = texts.reduce((sum, text) => sum + text.length, start);
	if (length > LARGEST_FILE || texts.some((text) => text.length > LONGEST_BUCKET)) {
		const message = "the advisory database would be larger than its format can address";
		throw new DatabaseError("database-too-large", message, "Build one database per ecosystem.");
	}
	const bytes = Buffer.alloc(length);
	const metaCrc = crc32(metaBytes);
	bytes.write(sync, tableEnd + CRC_LENGTH, "latin1");
	let at = start;
	for (const [number, text] of texts.entries()) {
		const entry = headerLength + number * TABLE_ENTRY;
		const end = at + bytes.write(text, at, "latin1");
		bytes.writeUInt32LE(at, entry);
		bytes.writeUInt32LE(toMarks(buckets[number] ?? []), entry + 4);
		if (at < end) bytes.writeUInt32LE(crc32(bytes.subarray(at, end), toBucketSeed(metaCrc, number)), entry + 8);
		at = end;
	}
	bytes.writeUInt32LE(crc32(bytes.subarray(headerLength, tableEnd), metaCrc), tableEnd);
	const hash = createHash("sha256").update(bytes.subarray(headerLength)).digest();
	MAGIC.copy(bytes, 0);
	bytes.writeUInt32LE(FORMAT_VERSION, 8);
	bytes.writeUInt32LE(length, 12);
	bytes.writeUInt32LE(buckets.length, 16);
	bytes.writeUInt32LE(metaBytes.length, 20);
	hash.copy(bytes, 24);
	metaBytes.copy(bytes, FIXED_HEADER);
	bytes.writeUInt32LE(crc32(bytes.subarray(0, headerLength - CRC_LENGTH)), headerLength - CRC_LENGTH);
	return { bytes, meta: { ...meta, sha256: hash.toString("hex") } };
}

export interface ReplaceOptions {
	/** where it is written first: only the caller writes there, and what is there is lost; a fresh name when left out */
	readonly temporary?: string;
	/** called when all is on the disk: by throwing it prevents the replacement */
	readonly confirm?: () => void;
}

/**
 * Replaces a file at once: written beside it, flushed to the disk, then renamed. Nothing is left behind on failure.
 * @throws DatabaseError `database-unwritable`, and what `confirm` throws
 */
export function replaceFile(path: string, bytes: Uint8Array, options: ReplaceOptions = {}): void {
	const temporary = options.temporary ?? `${path}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		if (options.temporary !== undefined) rmSync(temporary, { force: true });
		const file = openSync(temporary, "wx", 0o644);
		try {
			for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		options.confirm?.();
		renameSync(temporary, path);
		flushFolder(dirname(path));
	} catch (error) {
		rmSync(temporary, { force: true });
		if (error instanceof ScanError) throw error;
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

function count(
	records: readonly WritableRecord[],
): Pick<DatabaseMeta, "advisories" | "ecosystems" | "malicious" | "maliciousIn"> {
	const malware = records.filter(({ malicious }) => malicious);
	return {
		advisories: records.length,
		ecosystems: countByEcosystem(records),
		malicious: malware.length,
		maliciousIn: countByEcosystem(malware),
	};
}

/** In a fixed order, without those that have none. */
function countByEcosystem(records: readonly WritableRecord[]): Partial<Record<Ecosystem, number>> {
	const counts: Partial<Record<Ecosystem, number>> = {};
	for (const ecosystem of ECOSYSTEMS) {
		const count = records.filter((record) => record.ecosystem === ecosystem).length;
		if (count > 0) counts[ecosystem] = count;
	}
	return counts;
}

function groupByBucket(records: readonly WritableRecord[], packages: number): readonly StoredPackage[][] {
	let size = 1;
	while (size * PACKAGES_A_BUCKET < packages && size < MAX_BUCKETS) size *= 2;
	const buckets: WritableRecord[][] = Array.from({ length: size }, () => []);
	for (const record of records) buckets[toBucket(hashKey(record.key), size)]?.push(record);
	return buckets.map(groupByKey);
}

/** The packages of a bucket, sorted by key, the advisories of each by id. */
function groupByKey(records: WritableRecord[]): StoredPackage[] {
	records.sort((a, b) => compareCodeUnits(a.key, b.key) || compareCodeUnits(a.id, b.id));
	const packages: StoredPackage[] = [];
	for (let start = 0, end = 0; start < records.length; start = end) {
		const key = records[start]?.key ?? "";
		while (records[end]?.key === key) end++;
		const same = records.slice(start, end);
		const scopes = same.map(({ scope }) => scope).join(SEPARATOR);
		packages.push({ key, scopes, rests: same.map(({ rest }) => rest).join(SEPARATOR) });
	}
	return packages;
}

function toMarks(bucket: readonly StoredPackage[]): number {
	return bucket.reduce((marks, { key }) => marks | toMark(hashKey(key)), 0) >>> 0;
}
