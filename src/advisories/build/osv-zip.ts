/**
 * Reads OSV's export: a zip of a quarter of a million small JSON files.
 *
 * The central directory is read whole, and the entries put in the order of their bytes: the file is then read once,
 * forwards, and entries that overlap are neighbours. The limits are wider than for a function's zip: an export holds
 * more files than a function may.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { ScanError } from "../../errors.ts";
import { InflateBatch, LONGEST_RECORD, type RecordListener, type ZipEntry } from "./inflate-batch.ts";
import { toEntryError, toSourceError } from "./source-error.ts";

const MOST_ENTRIES = 2_000_000;
const MOST_INFLATED = 2 ** 34;
const WINDOW = 1 << 20;
const LOCAL_HEADER = 30;
const LOCAL_SIGNATURE = 0x04034b50;

/** Hands out every .json entry. @throws DatabaseError `database-source` for anything but a sound zip */
export async function readOsvZip(path: string, listen: RecordListener): Promise<void> {
	const file = openSync(path, "r");
	try {
		const reader = new WindowReader(file, fstatSync(file).size);
		const batch = new InflateBatch(path, listen);
		let end = 0;
		for (const entry of await listEntries(path, reader)) {
			if (entry.offset < end) throw toEntryError(path, entry.name, "overlaps another entry.");
			const start = findData(path, reader, entry);
			end = start + entry.compressed;
			batch.add(entry, readAt(path, reader, entry, start, entry.compressed));
		}
		batch.flush();
	} finally {
		closeSync(file);
	}
}

/** The .json entries, in the order of their bytes in the file. */
async function listEntries(path: string, reader: WindowReader): Promise<readonly ZipEntry[]> {
	let entries: ZipEntry[];
	try {
		const options = { lazyEntries: true, decodeStrings: false, autoClose: false } as const;
		const zip = await fromRandomAccessReaderPromise(reader, reader.size, options);
		if (zip.entryCount > MOST_ENTRIES) throw toSourceError(path, `holds more than ${MOST_ENTRIES} entries.`);
		entries = await collectEntries(path, zip);
	} catch (error) {
		if (error instanceof ScanError) throw error;
		throw toSourceError(path, "is not a sound zip.", error);
	}
	return entries.sort((a, b) => a.offset - b.offset);
}

function collectEntries(path: string, zip: ZipFile): Promise<ZipEntry[]> {
	const entries: ZipEntry[] = [];
	let inflated = 0;
	return new Promise((resolve, reject) => {
		zip.on("entry", (found: Entry) => {
			// With decodeStrings off the name is a Buffer, whatever the types say; it is only shown.
			const name = Buffer.from(found.fileName).toString("utf8");
			if (name.endsWith(".json")) {
				inflated += found.uncompressedSize;
				if (found.isEncrypted()) return reject(toEntryError(path, name, "is encrypted."));
				if (found.uncompressedSize > LONGEST_RECORD)
					return reject(toEntryError(path, name, "is too long to be a record."));
				if (inflated > MOST_INFLATED)
					return reject(toSourceError(path, `inflates to more than ${MOST_INFLATED} bytes.`));
				entries.push(toZipEntry(name, found));
			}
			zip.readEntry();
		});
		zip.on("end", () => resolve(entries));
		zip.on("error", reject);
		zip.readEntry();
	});
}

function toZipEntry(name: string, entry: Entry): ZipEntry {
	return {
		name,
		offset: entry.relativeOffsetOfLocalHeader,
		compressed: entry.compressedSize,
		size: entry.uncompressedSize,
		crc: entry.crc32,
		method: entry.compressionMethod,
	};
}

/** Where the entry's data start: its own header may have another name and extra field than the directory's. */
function findData(path: string, reader: WindowReader, entry: ZipEntry): number {
	const header = readAt(path, reader, entry, entry.offset, LOCAL_HEADER);
	if (header.readUInt32LE(0) !== LOCAL_SIGNATURE)
		throw toEntryError(path, entry.name, "is not where the directory says.");
	return entry.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function readAt(path: string, reader: WindowReader, entry: ZipEntry, start: number, length: number): Buffer {
	const bytes = reader.slice(start, length);
	if (bytes === undefined) throw toEntryError(path, entry.name, "ends after the file.");
	return bytes;
}

/** Reads forwards, a window at a time: a call to the system per entry would take longer than all else. */
class WindowReader extends RandomAccessReader {
	readonly size: number;
	readonly #file: number;
	#window = Buffer.alloc(0);
	#start = 0;
	#reads = 0;

	constructor(file: number, size: number) {
		super();
		this.#file = file;
		this.size = size;
	}

	/** `undefined` when the file ends before; the bytes stay valid. */
	slice(start: number, length: number): Buffer | undefined {
		if (start + length > this.size) return undefined;
		if (start < this.#start || start + length > this.#start + this.#window.length) {
			const window = Buffer.allocUnsafe(Math.min(Math.max(WINDOW, length), this.size - start));
			const count = readSync(this.#file, window, 0, window.length, start);
			this.#window = window.subarray(0, count);
			this.#start = start;
			if (count < length) return undefined;
		}
		return this.#window.subarray(start - this.#start, start - this.#start + length);
	}

	override read(
		buffer: Buffer,
		offset: number,
		length: number,
		position: number,
		callback: (error: Error | null) => void,
	): void {
		const bytes = this.slice(position, length);
		bytes?.copy(buffer, offset);
		const done = () => callback(bytes === undefined ? new Error("the file ends early") : null);
		// yauzl calls back into itself for the next entry: without a pause now and then, the stack would overflow.
		if (++this.#reads % 64 === 0) setImmediate(done);
		else done();
	}

	override close(callback: (error: Error | null) => void): void {
		callback(null);
	}
}
