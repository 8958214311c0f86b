/**
 * An open database file (layout: format.ts). Opening checks the header and the table, reading a bucket checks that
 * bucket: what comes out is what was written, or a DatabaseError.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import { DatabaseError } from "../../errors.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { toDamagedError, toForeignError, toMissingError, toUnreadableError } from "./error.ts";
import {
	CRC_LENGTH,
	type DatabaseMeta,
	FIXED_HEADER,
	FORMAT_VERSION,
	LONGEST_BUCKET,
	MAGIC,
	MAX_BUCKETS,
	MAX_META,
	TABLE_ENTRY,
	toBucketSeed,
} from "./format.ts";
import { parseMeta } from "./meta.ts";

/** A file of at most this size, such as the shipped snapshot, is read at once: thousands of small reads cost more. */
const SMALL_FILE = 1 << 20;
/** Longer than nearly every bucket. */
const USUAL_BUCKET = 1 << 16;
const NOTHING = Buffer.alloc(0);

export class StoreFile {
	readonly path: string;
	readonly meta: DatabaseMeta;
	readonly buckets: number;
	readonly #reader: Reader;
	readonly #metaCrc: number;
	readonly #table: DataView;
	/** where the first bucket starts */
	readonly #start: number;

	/** `isWhole`: all of it will be read. @throws DatabaseError as openDatabase */
	constructor(path: string, isWhole = false) {
		this.path = path;
		this.#reader = new Reader(path, isWhole);
		try {
			const { meta, metaCrc, buckets, length: headerLength } = readHeader(path, this.#reader);
			this.meta = meta;
			this.buckets = buckets;
			this.#metaCrc = metaCrc;
			const tableLength = buckets * TABLE_ENTRY;
			this.#start = headerLength + tableLength + CRC_LENGTH;
			const table = this.#reader.take(headerLength, tableLength + CRC_LENGTH);
			if (crc32(table.subarray(0, tableLength), metaCrc) !== table.readUInt32LE(tableLength)) {
				throw toDamagedError(path, "its table does not have its checksum");
			}
			this.#table = new DataView(table.buffer, table.byteOffset, tableLength);
		} catch (error) {
			this.#reader.close();
			throw error;
		}
	}

	/** whether it is read in pieces */
	get isLarge(): boolean {
		return this.#reader.size > SMALL_FILE;
	}

	/** What follows the header, piece by piece; a piece is valid until the next is asked for. */
	*content(): Generator<Buffer> {
		const step = 1 << 20;
		const { size } = this.#reader;
		for (let at = this.#start - this.#table.byteLength - CRC_LENGTH; at < size; at += step) {
			yield this.#reader.read(at, Math.min(step, size - at));
		}
	}

	/** What lies between table and buckets: see sync.ts; empty in a database that no update made. @throws as readBucket */
	readSync(): string {
		const end = this.#table.getUint32(0, true);
		if (end < this.#start || end > this.#reader.size)
			throw toDamagedError(this.path, "its table points outside the file");
		return this.#reader.take(this.#start, end - this.#start).toString("latin1");
	}

	/** The marks of a bucket's packages, from the table. @throws DatabaseError `database-unreadable` once it is closed */
	marks(bucket: number): number {
		this.#reader.checkOpen();
		return this.#table.getUint32(bucket * TABLE_ENTRY + 4, true);
	}

	/** The text of a bucket. @throws DatabaseError `database-damaged`, `database-unreadable` */
	readBucket(bucket: number): string {
		const bytes = this.readUnchecked(bucket);
		const crc = this.#table.getUint32(bucket * TABLE_ENTRY + 8, true);
		if (bytes.length > 0 && crc32(bytes, toBucketSeed(this.#metaCrc, bucket)) !== crc) {
			throw toDamagedError(this.path, "a bucket does not have its checksum");
		}
		return bytes.toString("latin1");
	}

	/**
	 * The bytes of a bucket, for whoever has checked the hash of the whole content. They are valid until the next call,
	 * or for good when the file was opened to be read whole. @throws DatabaseError as readBucket
	 */
	readUnchecked(bucket: number): Buffer {
		const entry = bucket * TABLE_ENTRY;
		const start = this.#table.getUint32(entry, true);
		const next = entry + TABLE_ENTRY;
		const end = next < this.#table.byteLength ? this.#table.getUint32(next, true) : this.#reader.size;
		if (start < this.#start || end < start || end > this.#reader.size || end - start > LONGEST_BUCKET) {
			throw toDamagedError(this.path, "its table points outside the file");
		}
		return start === end ? NOTHING : this.#reader.read(start, end - start);
	}

	close(): void {
		this.#reader.close();
	}
}

/** Reads at any place of a file. */
class Reader {
	readonly size: number;
	readonly #path: string;
	readonly #file: number;
	readonly #isWhole: boolean;
	#open = true;
	#whole: Buffer | undefined;
	#scratch = Buffer.alloc(0);

	constructor(path: string, isWhole: boolean) {
		this.#path = path;
		this.#file = openDescriptor(path);
		this.size = fstatSync(this.#file).size;
		this.#isWhole = isWhole || this.size <= SMALL_FILE;
	}

	/** The bytes are valid until the next call. @throws DatabaseError `database-unreadable`, `database-damaged` */
	read(offset: number, length: number): Buffer {
		if (this.#isWhole) return this.take(offset, length);
		if (length > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(Math.max(USUAL_BUCKET, length));
		return this.#fill(this.#scratch.subarray(0, length), offset);
	}

	/** The bytes stay valid. @throws as read */
	take(offset: number, length: number): Buffer {
		if (!this.#isWhole || offset + length > this.size) {
			return this.#fill(Buffer.allocUnsafeSlow(length), offset);
		}
		this.#whole ??= this.#fill(Buffer.allocUnsafeSlow(this.size), 0);
		return this.#whole.subarray(offset, offset + length);
	}

	close(): void {
		if (this.#open) closeSync(this.#file);
		this.#open = false;
	}

	checkOpen(): void {
		if (this.#open) return;
		throw new DatabaseError("database-unreadable", `${toSafeText(this.#path)} is closed`, "Open it again.");
	}

	#fill(bytes: Buffer, offset: number): Buffer {
		this.checkOpen();
		for (let done = 0; done < bytes.length; ) {
			let count: number;
			try {
				count = readSync(this.#file, bytes, done, bytes.length - done, offset + done);
			} catch (error) {
				throw toUnreadableError(this.#path, error);
			}
			if (count === 0) throw toDamagedError(this.#path, "it ends early");
			done += count;
		}
		return bytes;
	}
}

function openDescriptor(path: string): number {
	try {
		if (!statSync(path).isFile()) throw toForeignError(path);
		return openSync(path, "r");
	} catch (error) {
		if (error instanceof DatabaseError) throw error;
		if (error instanceof Error && "code" in error && error.code === "ENOENT") throw toMissingError(path, error);
		throw toUnreadableError(path, error);
	}
}

function readHeader(path: string, reader: Reader) {
	const { size } = reader;
	if (size < MAGIC.length) throw toForeignError(path);
	const fixed = reader.read(0, Math.min(size, FIXED_HEADER));
	if (!fixed.subarray(0, MAGIC.length).equals(MAGIC)) throw toForeignError(path);
	if (fixed.length < FIXED_HEADER) throw toDamagedError(path, "it ends early");
	const version = fixed.readUInt32LE(8);
	if (version !== FORMAT_VERSION) {
		const message = `${toSafeText(path)} has database format ${version}; this fnsift reads format ${FORMAT_VERSION}`;
		throw new DatabaseError(
			"database-version",
			message,
			"Make it again with `fnsift db update`, or update fnsift itself.",
		);
	}
	const fileLength = fixed.readUInt32LE(12);
	const buckets = fixed.readUInt32LE(16);
	const metaLength = fixed.readUInt32LE(20);
	const length = FIXED_HEADER + metaLength + CRC_LENGTH;
	if (size < fileLength) throw toDamagedError(path, "it ends early");
	if (size > fileLength) throw toDamagedError(path, "something was appended to it");
	const isPossible =
		metaLength <= MAX_META &&
		buckets >= 1 &&
		buckets <= MAX_BUCKETS &&
		(buckets & (buckets - 1)) === 0 &&
		length + buckets * TABLE_ENTRY + CRC_LENGTH <= size;
	if (!isPossible) throw toDamagedError(path, "its header is wrong");
	const header = reader.read(0, length);
	const metaBytes = header.subarray(FIXED_HEADER, -CRC_LENGTH);
	const isRight = crc32(header.subarray(0, -CRC_LENGTH)) === header.readUInt32LE(length - CRC_LENGTH);
	const meta = isRight && parseMeta(metaBytes.toString("utf8"), header.toString("hex", 24, FIXED_HEADER));
	if (!meta) throw toDamagedError(path, "its header is wrong");
	return { meta, metaCrc: crc32(metaBytes), buckets, length };
}
