/** A file inside a zip: its bytes are read in place, inflated within a bound and checked when somebody asks. */
import { crc32, inflateRawSync } from "node:zlib";
import type { BundleFile } from "../../model.ts";
import { type ByteSource, readBytes } from "../bytes.ts";
import { OVER_BUDGET, type Refusal, StoredFile } from "../file-tree.ts";
import type { Budget } from "../limits.ts";
import { DEFLATED, type ZipRecord } from "./record.ts";

/** What all files of one zip share. */
export interface ZipArchive {
	readonly source: ByteSource;
	readonly budget: Budget;
}

/** Largest piece in which inflated bytes are collected. */
const LARGEST_PIECE = 1024 * 1024;

export class ZipFile extends StoredFile {
	readonly #archive: ZipArchive;
	readonly #dataStart: number;
	readonly #compressed: number;
	readonly #method: number;
	readonly #crc32: number;

	constructor(file: BundleFile, archive: ZipArchive, record: ZipRecord, dataStart: number) {
		super(file);
		this.#archive = archive;
		this.#dataStart = dataStart;
		this.#compressed = record.compressed;
		this.#method = record.method;
		this.#crc32 = record.crc32;
	}

	override readBytes(): Uint8Array | Refusal {
		const { source, budget } = this.#archive;
		if (!budget.takeBytes(this.size)) return OVER_BUDGET;
		const data = readBytes(source, this.#dataStart, this.#compressed);
		const bytes = this.#method === DEFLATED ? inflate(data, this.size) : data;
		if (!(bytes instanceof Uint8Array)) return bytes;
		if (bytes.length !== this.size) return WRONG_SIZE;
		return crc32(bytes) === this.#crc32 ? bytes : WRONG_CRC;
	}
}

const DAMAGED: Refusal = {
	code: "entry-damaged",
	blocking: null,
	message: "not read: its compressed data is damaged",
};
const WRONG_SIZE: Refusal = {
	code: "entry-size",
	blocking: null,
	message: "not read: it is not as long as the archive says",
};
const WRONG_CRC: Refusal = { code: "entry-crc", blocking: null, message: "not read: its checksum is wrong" };

function inflate(data: Buffer, size: number): Buffer | Refusal {
	try {
		// One byte more than promised tells a lie from the truth, and is as far as a lie gets.
		const chunkSize = Math.min(Math.max(size + 1, 64), LARGEST_PIECE);
		return inflateRawSync(data, { maxOutputLength: size + 1, chunkSize });
	} catch (error) {
		const isLonger = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
		return isLonger ? WRONG_SIZE : DAMAGED;
	}
}
