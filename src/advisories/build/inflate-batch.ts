/**
 * Inflates many small zip entries with few calls into zlib: a call costs more than inflating a kilobyte.
 *
 * 1. Each entry's deflate stream becomes a gzip member (RFC 1952 allows any number of them in one stream) whose
 *    trailer is made of the CRC and size in the zip's directory, so that zlib itself checks both.
 * 2. A batch that fails, or whose length is not the sum of its entries', is inflated entry by entry: that finds the
 *    entry to blame. No other outcome hands out text that was not checked.
 */
import { crc32, gunzipSync, inflateRawSync } from "node:zlib";
import { toEntryError } from "./source-error.ts";

/** Takes the JSON text of one record, and where it was found: a line, a file, an entry. */
export type RecordListener = (text: string, where: string) => void;

/** Longest text of one record, in bytes: several times the longest that is known. */
export const LONGEST_RECORD = 1 << 24;

export interface ZipEntry {
	readonly name: string;
	/** of the local header, in the file */
	readonly offset: number;
	readonly compressed: number;
	readonly size: number;
	readonly crc: number;
	readonly method: number;
}

const BATCH_ENTRIES = 512;
const BATCH_BYTES = 1 << 22;
const STORED = 0;
const DEFLATED = 8;

// Deflate, no flags, no time, no extra flags, unknown system.
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

export class InflateBatch {
	readonly #path: string;
	readonly #listen: RecordListener;
	#entries: { readonly entry: ZipEntry; readonly data: Buffer }[] = [];
	#size = 0;

	constructor(path: string, listen: RecordListener) {
		this.#path = path;
		this.#listen = listen;
	}

	/** `data` must stay valid until the batch is flushed. @throws DatabaseError `database-source` */
	add(entry: ZipEntry, data: Buffer): void {
		if (entry.method === STORED) {
			this.#check(entry, data);
			this.#listen(data.toString("utf8"), entry.name);
			return;
		}
		if (entry.method !== DEFLATED) throw toEntryError(this.#path, entry.name, "is compressed by an unknown method.");
		if (this.#entries.length === BATCH_ENTRIES || this.#size + entry.size > BATCH_BYTES) this.flush();
		this.#entries.push({ entry, data });
		this.#size += entry.size;
	}

	/** Hands out what is left. @throws DatabaseError `database-source` */
	flush(): void {
		const content = this.#inflateTogether() ?? this.#inflateEach();
		let at = 0;
		for (const { entry } of this.#entries) {
			this.#listen(content.toString("utf8", at, at + entry.size), entry.name);
			at += entry.size;
		}
		this.#entries = [];
		this.#size = 0;
	}

	#inflateTogether(): Buffer | undefined {
		const members = this.#entries.flatMap(({ entry, data }) => [GZIP_HEADER, data, toGzipTrailer(entry)]);
		if (members.length === 0) return Buffer.alloc(0);
		const length = Math.max(64, this.#size);
		try {
			const content = gunzipSync(Buffer.concat(members), { maxOutputLength: length, chunkSize: length });
			return content.length === this.#size ? content : undefined;
		} catch {
			return undefined;
		}
	}

	#inflateEach(): Buffer {
		return Buffer.concat(
			this.#entries.map(({ entry, data }) => {
				let content: Buffer;
				try {
					content = inflateRawSync(data, { maxOutputLength: Math.max(1, entry.size) });
				} catch (error) {
					throw toEntryError(this.#path, entry.name, "cannot be inflated.", error);
				}
				this.#check(entry, content);
				return content;
			}),
		);
	}

	#check(entry: ZipEntry, content: Buffer): void {
		if (content.length !== entry.size || crc32(content) !== entry.crc) {
			throw toEntryError(this.#path, entry.name, "does not have its checksum.");
		}
	}
}

function toGzipTrailer({ crc, size }: ZipEntry): Buffer {
	const trailer = Buffer.allocUnsafe(8);
	trailer.writeUInt32LE(crc, 0);
	trailer.writeUInt32LE(size, 4);
	return trailer;
}
