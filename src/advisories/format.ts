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
 *   then the buckets: CRC-32 (4), number of packages (4), and per package: length of the key (2), length of the
 *   payload (4), key, payload
 *
 * A key is the ecosystem's letter and the package's name (UTF-8); its hash chooses the bucket; a payload is all its
 * advisories, as record.ts writes them. A bucket's CRC covers all after it and is seeded with the header's meta and the bucket's number,
 * so that a damaged table entry, a bucket in another's place, or one of another database is always an error; an
 * empty bucket holds its CRC and a zero, so that zeroed bytes are no empty answer.
 */
import { ECOSYSTEMS, type Ecosystem } from "../model.ts";

export const MAGIC = Buffer.from("fnsiftdb", "latin1");
export const FORMAT_VERSION = 1;
export const FIXED_HEADER = 56;
export const TABLE_ENTRY = 8;
export const BUCKET_HEAD = 8;
export const PACKAGE_HEAD = 6;
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

/**
 * The bytes under which a package's records are stored, one character each (a string compares, hashes and sorts faster
 * than a Buffer). PyPI names are compared as PEP 503 normalises them.
 */
export function toKey(ecosystem: Ecosystem, name: string): string {
	const compared = ecosystem === "PyPI" ? name.toLowerCase().replace(/[-_.]+/g, "-") : name;
	const isAscii = Buffer.byteLength(compared) === compared.length;
	return LETTERS[ecosystem] + (isAscii ? compared : Buffer.from(compared, "utf8").toString("latin1"));
}

/** What toKey was given; `undefined` when the key's first letter stands for no ecosystem. */
export function parseKey(key: string): { readonly ecosystem: Ecosystem; readonly name: string } | undefined {
	const ecosystem = ECOSYSTEMS.find((known) => LETTERS[known] === key.charAt(0));
	return ecosystem && { ecosystem, name: Buffer.from(key.slice(1), "latin1").toString("utf8") };
}

/** FNV-1a (32 bits) with MurmurHash3's finaliser, which spreads the low bits that choose the bucket. */
export function hashKey(key: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * What the CRC of a bucket starts from. Different seeds give different CRCs for the same bytes, always: a bucket is
 * never right in another's place, and in another database only by chance.
 */
export function toBucketSeed(metaCrc: number, bucket: number): number {
	return (metaCrc ^ bucket) >>> 0;
}
