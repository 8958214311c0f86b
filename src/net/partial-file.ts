/**
 * A file that is being downloaded, and beside it (`.json`) what the server said of it, so that a later run can go on
 * where this one was cut. Nobody has to trust the bytes: their CRC is computed anew when the file is opened.
 */
import {
	closeSync,
	ftruncateSync,
	lstatSync,
	openSync,
	readFileSync,
	readSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { ScanError } from "../errors.ts";
import { toSafeText } from "../lib/sanitise.ts";
import { crc32c } from "./crc32c.ts";

/** What the server said. */
export interface Origin {
	readonly url: string;
	/** a strong entity tag; `null` when there is none, and then nobody can go on with the file */
	readonly etag: string | null;
	/** bytes of the whole; `null` when not known */
	readonly total: number | null;
	/** CRC-32C of the whole */
	readonly crc: number | null;
}

const LONGEST_ORIGIN = 1 << 16;
const CHUNK = 1 << 20;

export class PartialFile {
	readonly #path: string;
	readonly #file: number;
	#origin: Origin | undefined;
	#size = 0;
	#crc = 0;

	/** Opens what an earlier run left of this address, or an empty file. @throws ScanError `download-unwritable` */
	constructor(path: string, url: string) {
		this.#path = path;
		const left = findLeft(path, url);
		// A link in its place would be written through: what is not a plain file of ours is replaced.
		if (left === undefined) removePartialFile(path);
		this.#file = this.#try(() => openSync(path, left === undefined ? "wx+" : "r+", 0o600));
		if (left === undefined) return;
		this.#origin = left;
		this.#try(() => this.#readBack());
	}

	/** bytes there are */
	get size(): number {
		return this.#size;
	}

	/** CRC-32C of these bytes */
	get crc(): number {
		return this.#crc;
	}

	/** `undefined` while there is nothing that could be gone on with */
	get origin(): Origin | undefined {
		return this.#origin;
	}

	/** Starts over. @throws ScanError `download-unwritable` */
	begin(origin: Origin): void {
		this.#try(() => {
			// In this order: the description of other bytes must never be beside these.
			rmSync(`${this.#path}.json`, { force: true });
			ftruncateSync(this.#file);
			if (origin.etag !== null)
				writeFileSync(`${this.#path}.json`, JSON.stringify(origin), { mode: 0o600, flag: "wx" });
		});
		this.#origin = origin.etag === null ? undefined : origin;
		this.#size = 0;
		this.#crc = 0;
	}

	/** @throws ScanError `download-unwritable` */
	append(bytes: Uint8Array): void {
		this.#try(() => {
			for (let done = 0; done < bytes.length; ) {
				done += writeSync(this.#file, bytes, done, bytes.length - done, this.#size + done);
			}
		});
		this.#size += bytes.length;
		this.#crc = crc32c(bytes, this.#crc);
	}

	close(): void {
		closeSync(this.#file);
	}

	#readBack(): void {
		const buffer = Buffer.allocUnsafe(CHUNK);
		for (let count = 1; count > 0; this.#size += count) {
			count = readSync(this.#file, buffer, 0, CHUNK, this.#size);
			this.#crc = crc32c(buffer.subarray(0, count), this.#crc);
		}
	}

	#try<T>(act: () => T): T {
		try {
			return act();
		} catch (cause) {
			const reason = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
			const message = `${toSafeText(this.#path)} cannot be written${reason}`;
			const hint = "Check that its folder exists, has room, and that you may write there.";
			throw new ScanError("download-unwritable", message, hint, { cause });
		}
	}
}

/** Nothing is left of it, and of what the server said. */
export function removePartialFile(path: string): void {
	for (const name of [`${path}.json`, path]) rmSync(name, { recursive: true, force: true });
}

function findLeft(path: string, url: string): Origin | undefined {
	try {
		const [bytes, about] = [lstatSync(path), lstatSync(`${path}.json`)];
		if (!bytes.isFile() || !about.isFile() || about.size > LONGEST_ORIGIN) return undefined;
		const origin = parseOrigin(JSON.parse(readFileSync(`${path}.json`, "utf8")));
		return origin?.url === url && (origin.total === null || bytes.size <= origin.total) ? origin : undefined;
	} catch (error) {
		if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return undefined;
		throw error;
	}
}

function parseOrigin(value: unknown): Origin | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { url, etag, total, crc } = value as Record<string, unknown>;
	if (typeof url !== "string" || typeof etag !== "string") return undefined;
	return { url, etag, total: toCount(total), crc: toCount(crc) };
}

function toCount(value: unknown): number | null {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
