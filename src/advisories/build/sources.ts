/** Reads OSV records, as text, from the forms in which they are published. */
import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { compareCodeUnits } from "../../lib/order.ts";
import { LONGEST_RECORD, type RecordListener } from "./inflate-batch.ts";
import { readOsvZip } from "./osv-zip.ts";
import { toSourceError } from "./source-error.ts";

/** What was read: meant to be kept in the database, so it names no folder of this machine. */
export interface SourceInfo {
	readonly name: string;
	/** hex */
	readonly sha256: string;
}

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/**
 * Reads a source from start to end: an OSV export (zip), a folder of .json files at any depth, or a file with one
 * record a line.
 * @throws DatabaseError `database-source` when it cannot be read as a whole
 */
export async function readSource(path: string, listen: RecordListener): Promise<SourceInfo> {
	const name = basename(path);
	try {
		if (statSync(path).isDirectory()) return { name, sha256: readFolder(path, listen) };
		if (!isZip(path)) return { name, sha256: readLines(path, listen) };
		await readOsvZip(path, listen);
		const hash = createHash("sha256");
		readChunks(path, (chunk) => hash.update(chunk));
		return { name, sha256: hash.digest("hex") };
	} catch (error) {
		if (error instanceof Error && "syscall" in error) throw toSourceError(path, "cannot be read.", error);
		throw error;
	}
}

function isZip(path: string): boolean {
	let start = "";
	readChunks(path, (chunk) => {
		start = chunk.toString("latin1", 0, 2);
		return false;
	});
	return start === "PK";
}

/** The whole file, a chunk at a time; a chunk is valid until the listener returns, which ends the reading by `false`. */
function readChunks(path: string, listen: (chunk: Buffer) => unknown): void {
	const file = openSync(path, "r");
	try {
		const buffer = Buffer.allocUnsafe(CHUNK);
		for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
			if (listen(buffer.subarray(0, count)) === false) return;
		}
	} finally {
		closeSync(file);
	}
}

function readLines(path: string, listen: RecordListener): string {
	const hash = createHash("sha256");
	const pending: Buffer[] = [];
	let pendingBytes = 0;
	let line = 0;
	const finish = (end: Buffer) => {
		line++;
		const text = pending.length === 0 ? end.toString("utf8") : Buffer.concat([...pending, end]).toString("utf8");
		pending.length = 0;
		pendingBytes = 0;
		if (text.trim() !== "") listen(text, `line ${line}`);
	};
	readChunks(path, (chunk) => {
		hash.update(chunk);
		let start = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
			finish(chunk.subarray(start, end));
			start = end + 1;
		}
		pendingBytes += chunk.length - start;
		if (pendingBytes > LONGEST_RECORD) throw toSourceError(path, `has a line of more than ${LONGEST_RECORD} bytes.`);
		// Copied, because the chunk's memory is used again.
		if (start < chunk.length) pending.push(Buffer.from(chunk.subarray(start)));
	});
	finish(Buffer.alloc(0));
	return hash.digest("hex");
}

/** Hashes names and contents, in the order of the names. Symbolic links are left alone. */
function readFolder(root: string, listen: RecordListener): string {
	const hash = createHash("sha256");
	for (const path of listFiles(root)) {
		const name = relative(root, path).split(sep).join("/");
		if (statSync(path).size > LONGEST_RECORD) throw toSourceError(path, `is longer than ${LONGEST_RECORD} bytes.`);
		const content = readFileSync(path);
		addTo(hash, Buffer.from(name), content);
		listen(content.toString("utf8"), name);
	}
	return hash.digest("hex");
}

function addTo(hash: Hash, ...parts: readonly Buffer[]): void {
	for (const part of parts) hash.update(`${part.length}:`).update(part);
}

function listFiles(root: string): string[] {
	const files: string[] = [];
	const folders = [root];
	for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
		for (const entry of readdirSync(folder, { withFileTypes: true })) {
			if (entry.isDirectory()) folders.push(join(folder, entry.name));
			else if (entry.isFile() && entry.name.endsWith(".json")) files.push(join(folder, entry.name));
		}
	}
	return files.sort(compareCodeUnits);
}
