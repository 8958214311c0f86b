/**
 * Lists a zip's central directory with yauzl, which parses the entries; what they may say is settled in entry-gate.ts.
 *
 * yauzl asks for bytes through callbacks and goes on from inside them. Answering at once is fast but deepens the stack
 * with each entry, so every 64th answer is given from a fresh one. Whatever yauzl throws from inside a callback is
 * caught here: it must not end the process.
 */
import yauzl from "yauzl";
import { type ByteSource, ReadAhead } from "../bytes.ts";
import type { EndRecord } from "./end-record.ts";

const HEADER_SIZE = 46;
const ANSWERS_PER_STACK = 64;

/**
 * Calls `onEntry` for each entry in the order of the directory, until it returns `false`.
 * Gives why the directory could not be read to its end; `null` when it could.
 */
export function listDirectory(
	source: ByteSource,
	end: EndRecord,
	onEntry: (entry: yauzl.Entry) => boolean,
): Promise<string | null> {
	if (end.directoryStart >= end.directoryEnd) return Promise.resolve(null);
	return new Promise((resolve) => {
		let cursor = end.directoryStart;
		const reader = new DirectoryReader(source, end.directoryEnd, (error) => resolve(error.message));
		// Entries are read until the directory ends, whatever number the end record claims.
		const zip = new yauzl.ZipFile(reader, cursor, source.size, Number.MAX_SAFE_INTEGER, "", false, true, false, false);
		zip.on("error", (error: Error) => resolve(error.message));
		zip.on("entry", (entry: yauzl.Entry) => {
			reader.run(() => {
				cursor += HEADER_SIZE + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
				if (!onEntry(entry) || cursor >= end.directoryEnd) resolve(null);
				else zip.readEntry();
			});
		});
		reader.run(() => zip.readEntry());
	});
}

class DirectoryReader extends yauzl.RandomAccessReader {
	readonly #bytes: ReadAhead;
	readonly #end: number;
	readonly #fail: (error: Error) => void;
	#answers = 0;

	constructor(source: ByteSource, end: number, fail: (error: Error) => void) {
		super();
		this.#bytes = new ReadAhead(source);
		this.#end = end;
		this.#fail = fail;
	}

	override read(
		buffer: Buffer,
		offset: number,
		length: number,
		position: number,
		callback: (error: Error | null) => void,
	): void {
		this.#answers += 1;
		const answer = () => callback(this.#fill(buffer, offset, length, position));
		if (this.#answers % ANSWERS_PER_STACK === 0) setImmediate(() => this.run(answer));
		else this.run(answer);
	}

	/** What went wrong; `null` when the bytes are in `buffer`. */
	#fill(buffer: Buffer, offset: number, length: number, position: number): Error | null {
		if (position + length > this.#end) return new Error("the central directory ends within an entry");
		const from = this.#bytes.find(position, length);
		if (from === -1) return new Error("the file ends within the central directory");
		const { window } = this.#bytes;
		// For so few bytes a loop is faster than a call that copies.
		for (let index = 0; index < length; index += 1) buffer[offset + index] = window[from + index] ?? 0;
		return null;
	}

	/** Runs a piece of yauzl; what it throws ends the listing. */
	run(step: () => void): void {
		try {
			step();
		} catch (error) {
			this.#fail(error instanceof Error ? error : new Error("unknown error"));
		}
	}
}
