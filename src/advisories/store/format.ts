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
 *   then the table, 12 bytes per bucket: where it starts in the file (4; it ends where the next one starts), which marks
 *   its packages have (4), its CRC-32 (4)
 *   +   4  CRC-32 of the table
 *   then, up to where the first bucket starts, what an update needs to go on from here: sync.ts. No look-up reads it.
 *   then the buckets, in ASCII: bucket.ts
 *
 * A package's key is JSON of its ecosystem's letter and its name; the CRC-32 of the key chooses the bucket and one of 32
 * marks. Opening checks the table, so a name whose mark its bucket does not have is answered without another look at the file;
 * for all others the bucket's CRC is checked first. The CRC of the table starts from that of the meta, a bucket's from
 * its number and that of the meta: a damaged entry, a bucket in another's place, or content of another database is
 * always an error.
 */
import { crc32 } from "node:zlib";
import { toPypiName } from "../../lib/pypi-name.ts";
import { ECOSYSTEMS, type Ecosystem } from "../../model.ts";

export const MAGIC = Buffer.from("fnsiftdb", "latin1");
export const FORMAT_VERSION = 1;
export const FIXED_HEADER = 56;
export const TABLE_ENTRY = 12;
/** behind the header, and behind the table */
export const CRC_LENGTH = 4;
/** limits that a reader checks before it allocates */
export const MAX_META = 1 << 20;
export const MAX_BUCKETS = 1 << 24;
/** below what a string can hold */
export const LONGEST_BUCKET = 1 << 28;

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
	/** the same by ecosystem */
	readonly maliciousIn: Readonly<Partial<Record<Ecosystem, number>>>;
	/** the newest `modified`, RFC 3339 */
	readonly updated: string;
	/** hex SHA-256 of each source, in the order they were read */
	readonly sources: readonly { readonly name: string; readonly sha256: string }[];
	/** hex SHA-256 of the content: from the header, not part of the meta JSON */
	readonly sha256: string;
}

const LETTERS: Record<Ecosystem, string> = { npm: "n", PyPI: "p", Maven: "m" };

/** The form in which an ecosystem compares names. For PyPI, PEP 503 says which. */
export function toComparedName(ecosystem: Ecosystem, name: string): string {
	return ecosystem === "PyPI" ? toPypiName(name) : name;
}

/** The key of a package, by the name that toComparedName gives. */
export function toKey(ecosystem: Ecosystem, comparedName: string): string {
	return toAsciiJson(LETTERS[ecosystem] + comparedName);
}

/** What toKey was given; `undefined` when it did not make the key. */
export function parseKey(key: string): { readonly ecosystem: Ecosystem; readonly name: string } | undefined {
	let text: unknown;
	try {
		text = JSON.parse(key);
	} catch {
		return undefined;
	}
	if (typeof text !== "string") return undefined;
	const ecosystem = ECOSYSTEMS.find((known) => LETTERS[known] === text.charAt(0));
	return ecosystem && { ecosystem, name: text.slice(1) };
}

const NOT_ASCII = /[\u0080-\uffff]/g;

/** JSON on one line, in ASCII: its bytes are its characters, and no control character is among them. */
export function toAsciiJson(value: string | readonly unknown[]): string {
	return JSON.stringify(value).replace(NOT_ASCII, toEscape);
}

function toEscape(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** CRC-32: zlib's is faster than any hash that JavaScript computes before it has been compiled. */
export function hashKey(key: string): number {
	return crc32(key);
}

/** `buckets` is a power of two. */
export function toBucket(hash: number, buckets: number): number {
	return hash & (buckets - 1);
}

/** One bit of 32, by other bits of the hash than those that choose the bucket. */
export function toMark(hash: number): number {
	return 1 << (hash >>> 27);
}

/**
 * What the CRC of a bucket starts from. Different seeds give different CRCs for the same bytes, always: a bucket is
 * never right in another's place, and in another database only by chance.
 */
export function toBucketSeed(metaCrc: number, bucket: number): number {
	return (metaCrc ^ bucket) >>> 0;
}
