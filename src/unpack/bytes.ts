/** Random access to bytes, in a file or in memory: the only way in which archives are read. */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { ScanError } from "../errors.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";

export interface ByteSource {
	readonly size: number;
	/** Fills `target` from `position` on; returns how many bytes there were, fewer than asked only at the end. */
	readInto(target: Uint8Array, position: number): number;
	close(): void;
}

/** @throws ScanError `not-readable` when the file cannot be opened, or cannot be read later on */
export function openFileBytes(path: string): ByteSource {
	// Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
	const fd = guard(path, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
	let isOpen = true;
	return {
		size: guard(path, () => fstatSync(fd).size),
		readInto(target, position) {
			// A closed descriptor's number may by now be another file's.
			if (!isOpen) throw new Error("read after close");
			return guard(path, () => readFully(fd, target, position));
		},
		close() {
			if (isOpen) closeSync(fd);
			isOpen = false;
		},
	};
}

export function toByteSource(bytes: Uint8Array): ByteSource {
	return {
		size: bytes.length,
		readInto(target, position) {
			const part = bytes.subarray(position, position + target.length);
			target.set(part);
			return part.length;
		},
		close() {},
	};
}

/** Fewer bytes than asked only at the end. */
export function readBytes(source: ByteSource, position: number, length: number): Buffer {
	const target = Buffer.allocUnsafe(Math.max(0, Math.min(length, source.size - position)));
	return target.subarray(0, source.readInto(target, position));
}

const CHUNK = 1024 * 1024;

/** base64, of all bytes, one chunk in memory at a time */
export function readSha256(source: ByteSource): string {
	const hash = createHash("sha256");
	const chunk = Buffer.allocUnsafe(Math.min(CHUNK, source.size));
	for (let position = 0; position < source.size; ) {
		const count = source.readInto(chunk, position);
		if (count === 0) break;
		hash.update(chunk.subarray(0, count));
		position += count;
	}
	return hash.digest("base64");
}

/** Reads that mostly go forward: a megabyte at a time, so that many small ones cost few system calls. */
export class ReadAhead {
	readonly source: ByteSource;
	#window: Buffer = Buffer.alloc(0);
	#storage: Buffer | undefined;
	#start = 0;

	constructor(source: ByteSource) {
		this.source = source;
	}

	/**
	 * Where `position` is in `window`, with the `length` bytes (at most a megabyte) from there on; -1 when the source
	 * ends before. Views of their own would cost more than what is read from them.
	 */
	find(position: number, length: number): number {
		const from = position - this.#start;
		if (from >= 0 && from + length <= this.#window.length) return from;
		if (position < 0 || position + length > this.source.size) return -1;
		this.#storage ??= Buffer.allocUnsafe(Math.min(CHUNK, this.source.size));
		this.#start = position;
		this.#window = this.#storage.subarray(0, this.source.readInto(this.#storage, position));
		return length <= this.#window.length ? 0 : -1;
	}

	/** The bytes read last: the next call of `find` may replace them. */
	get window(): Buffer {
		return this.#window;
	}
}

function readFully(fd: number, target: Uint8Array, position: number): number {
	let done = 0;
	while (done < target.length) {
		const count = readSync(fd, target, done, target.length - done, position + done);
		if (count === 0) break;
		done += count;
	}
	return done;
}

function guard<T>(path: string, read: () => T): T {
	try {
		return read();
	} catch (cause) {
		throw toReadError(path, cause);
	}
}

/** What went wrong with a file or folder, in fnsift's words. */
export function toReadError(path: string, cause: unknown): ScanError {
	const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
	const name = toSafeExcerpt(path, 200);
	if (code === "ENOENT" || code === "ENOTDIR") {
		return new ScanError("not-found", `${name} does not exist.`, "Check the path.", { cause });
	}
	const hint = code === "EACCES" || code === "EPERM" ? "Check its permissions." : "Check that its disk can be read.";
	return new ScanError("not-readable", `${name} cannot be read (${code}).`, hint, { cause });
}
