/** Puts a database file together (layout: ../store/format.ts): header, table and checksums around what the buckets hold. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { DatabaseError } from "../../errors.ts";
import {
	CRC_LENGTH,
	type DatabaseMeta,
	FIXED_HEADER,
	FORMAT_VERSION,
	LONGEST_BUCKET,
	MAGIC,
	TABLE_ENTRY,
	toBucketSeed,
} from "../store/format.ts";
import { renderMeta } from "../store/meta.ts";

export interface BucketContent {
	/** those of its packages */
	readonly marks: number;
	/** ASCII, as store/bucket.ts renders it */
	readonly content: string | Uint8Array;
}

export interface AssembledDatabase {
	readonly bytes: Buffer;
	readonly meta: DatabaseMeta;
}

const LARGEST_FILE = 0xffff_ffff;

/** @throws DatabaseError `database-too-large` */
export function assembleDatabase(
	meta: Omit<DatabaseMeta, "sha256">,
	buckets: readonly BucketContent[],
	sync: string,
): AssembledDatabase {
	const metaBytes = Buffer.from(renderMeta(meta), "utf8");
	const headerLength = FIXED_HEADER + metaBytes.length + CRC_LENGTH;
	const tableEnd = headerLength + buckets.length * TABLE_ENTRY;
	const start = tableEnd + CRC_LENGTH + sync.length;
	const length = buckets.reduce((sum, { content }) => sum + content.length, start);
	if (length > LARGEST_FILE || buckets.some(({ content }) => content.length > LONGEST_BUCKET)) {
		const message = "the advisory database would be larger than its format can address";
		throw new DatabaseError("database-too-large", message, "Build one database per ecosystem.");
	}
	const bytes = Buffer.alloc(length);
	const metaCrc = crc32(metaBytes);
	bytes.write(sync, tableEnd + CRC_LENGTH, "latin1");
	let at = start;
	for (const [number, { marks, content }] of buckets.entries()) {
		const entry = headerLength + number * TABLE_ENTRY;
		const end = at + content.length;
		if (typeof content === "string") bytes.write(content, at, "latin1");
		else bytes.set(content, at);
		bytes.writeUInt32LE(at, entry);
		bytes.writeUInt32LE(marks, entry + 4);
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
