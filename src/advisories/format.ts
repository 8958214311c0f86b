/**
 * The layout of a database file: one read-only hashed file, after the idea of cdb. All numbers are little-endian.
 *
 *   0   8  magic `fnsiftdb`
 *   8   4  format version
 *   12  4  length of the whole file
 *   16  4  number of buckets, a power of two
 *   20  4  length of the meta JSON
 *   24 32  SHA-256 of everything after the header
 *   56  n  meta JSON (UTF-8), see DatabaseMeta
 *   +   4  CRC-32 of the header up to here
 *   then the table: offset (4) and length (4) of each bucket in the file
 *   then the buckets: CRC-32 (4), number of records (4), and per record: length of the key (2), length of the
 *   payload (4), key, payload
 *
 * A key is the ecosystem's letter and the package's name (UTF-8); its hash chooses the bucket; a payload is what
 * record.ts writes. A bucket's CRC covers all after it and is seeded with the header's meta and the bucket's number,
 * so that a damaged table entry, a bucket in another's place, or one of another database is always an error; an
 * empty bucket holds its CRC and a zero, so that zeroed bytes are no empty answer.
 */
import { crc32 } from "node:zlib";
import { ECOSYSTEMS, type Ecosystem } from "../model.ts";

export const MAGIC = Buffer.from("fnsiftdb", "latin1");
export const FORMAT_VERSION = 1;
export const FIXED_HEADER = 56;
export const TABLE_ENTRY = 8;
export const BUCKET_HEAD = 8;
export const RECORD_HEAD = 6;
/** limits that a reader checks before it allocates */
export const MAX_META = 1 << 20;
export const MAX_BUCKETS = 1 << 24;

/** What a database says about itself. */
export interface DatabaseMeta {
	/** OSV records, each counted once */
	readonly records: number;
	/** advisories, one per record and package */
	readonly advisories: number;
	readonly packages: number;
	/** advisories by ecosystem */
	readonly ecosystems: Readonly<Partial<Record<Ecosystem, number>>>;
	/** advisories that call the package malware */
	readonly malicious: number;
	/** the newest `modified`, RFC 3339 */
	readonly updated: string;
	/** hex SHA-256 of each source, in the order they were read */
	readonly sources: readonly { readonly name: string; readonly sha256: string }[];
	/** hex SHA-256 of the content: from the header, not part of the meta JSON */
	readonly sha256: string;
}

const LETTERS: Record<Ecosystem, string> = { npm: "n", PyPI: "p", Maven: "m" };

/** The bytes under which a package's records are stored. PyPI names are compared as PEP 503 normalises them. */
export function toKey(ecosystem: Ecosystem, name: string): Buffer {
	const compared = ecosystem === "PyPI" ? name.toLowerCase().replace(/[-_.]+/g, "-") : name;
	return Buffer.from(`${LETTERS[ecosystem]}${compared}`, "utf8");
}

/** The ecosystem of a key; `undefined` when its letter stands for none. */
export function toEcosystem(key: Uint8Array): Ecosystem | undefined {
	return ECOSYSTEMS.find((ecosystem) => LETTERS[ecosystem].charCodeAt(0) === key[0]);
}

/** FNV-1a (32 bits) with MurmurHash3's finaliser, which spreads the low bits that choose the bucket. */
export function hashKey(key: Uint8Array): number {
	let hash = 0x811c9dc5;
	for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** What the CRC of a bucket starts from. */
export function toBucketSeed(metaCrc: number, bucket: number): number {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(bucket);
	return crc32(bytes, metaCrc);
}
