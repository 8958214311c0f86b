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

export interface Listing {
	readonly entries: number;
	/** why the directory could not be read to its end; `null` when it could */
	readonly damage: string | null;
}

const HEADER_SIZE = 46;
const ANSWERS_PER_STACK = 64;

/** Calls `onEntry` for each entry in the order of the directory, until it returns `false`. */
export function listDirectory(
	source: ByteSource,
	end: EndRecord,
	onEntry: (entry: yauzl.Entry) => boolean,
): Promise<Listing> {
	if (end.directoryStart >= end.directoryEnd) return Promise.resolve({ entries: 0, damage: null });
	return new Promise((resolve) => {
		let entries = 0;
		let cursor = end.directoryStart;
		const finish = (damage: string | null) => resolve({ entries, damage });
		const reader = new DirectoryReader(source, end.directoryEnd, (error) => finish(error.message));
		// Entries are read until the directory ends, whatever number the end record claims.
		const zip = new yauzl.ZipFile(reader, cursor, source.size, Number.MAX_SAFE_INTEGER, "", false, true, false, false);
		zip.on("error", (error: Error) => finish(error.message));
		zip.on("entry", (entry: yauzl.Entry) => {
			reader.run(() => {
				entries += 1;
				cursor += HEADER_SIZE + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
				if (!onEntry(entry) || cursor >= end.directoryEnd) finish(null);
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
		const answer = () => {
			if (position + length > this.#end) return callback(new Error("the central directory ends within an entry"));
			const bytes = this.#bytes.view(position, length);
			bytes.copy(buffer, offset);
			callback(bytes.length < length ? new Error("the file ends within the central directory") : null);
		};
		if (this.#answers % ANSWERS_PER_STACK === 0) setImmediate(() => this.run(answer));
		else this.run(answer);
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
