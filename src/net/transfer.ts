/** One download, attempt by attempt (download.ts says what it promises). */
import { setTimeout as pause } from "node:timers/promises";
import type { Dispatcher, Response } from "undici";
import { ScanError } from "../errors.ts";
import type { DownloadLimits, DownloadOutcome, DownloadRequest } from "./download.ts";
import { parseObjectCrc } from "./object-hash.ts";
import { type Origin, PartialFile, removePartialFile } from "./partial-file.ts";
import { follow, isTemporary, LONGEST_PAUSE, toNetworkError, toPause, toReason } from "./request.ts";
import { Watch } from "./watch.ts";

export type BoundedRequest = DownloadRequest & { readonly mostBytes: number };

export interface TransferSetting {
	readonly dispatcher: Dispatcher;
	readonly userAgent: string;
	readonly limits: DownloadLimits;
}

/** One file from one address. */
export class Transfer {
	readonly #url: string;
	readonly #path: string;
	readonly #request: BoundedRequest;
	readonly #setting: TransferSetting;
	readonly #file: PartialFile;
	readonly #until: number;
	/** bytes that another attempt than this one brought are among those of the file */
	#isResumed = false;

	constructor(url: string, path: string, request: BoundedRequest, setting: TransferSetting) {
		this.#url = url;
		this.#path = path;
		this.#request = request;
		this.#setting = setting;
		this.#file = new PartialFile(path, url);
		this.#until = Date.now() + setting.limits.total;
	}

	async run(): Promise<DownloadOutcome> {
		try {
			return await this.#persist();
		} catch (error) {
			// Nobody could go on with it.
			if (this.#file.origin === undefined || this.#file.size === 0) removePartialFile(this.#path);
			throw error;
		}
	}

	async #persist(): Promise<DownloadOutcome> {
		const { limits } = this.#setting;
		let reason = "no time was left";
		let fruitless = 0;
		for (let tried = 0; tried < limits.attempts && Date.now() < this.#until; tried++) {
			const before = this.#file.size;
			let wait = limits.pause * 2 ** fruitless;
			try {
				const outcome = await this.#attempt();
				if (typeof outcome === "object") return outcome;
				reason = outcome;
			} catch (error) {
				if (error instanceof Delay) wait = error.milliseconds ?? wait;
				reason = error instanceof Delay ? error.message : toReason(error);
			}
			fruitless = this.#file.size > before ? 0 : fruitless + 1;
			if (fruitless > limits.retries || wait > LONGEST_PAUSE || Date.now() + wait >= this.#until) break;
			await pause(wait);
		}
		throw toNetworkError(this.#url, reason);
	}

	close(): void {
		this.#file.close();
	}

	/** A text says why there has to be another attempt. */
	async #attempt(): Promise<DownloadOutcome | string> {
		const watch = new Watch(Math.min(this.#setting.limits.stall, this.#until - Date.now()));
		try {
			const response = await this.#ask(watch.signal);
			const outcome = this.#judge(response);
			if (outcome !== undefined) return outcome;
			const origin = toOrigin(this.#url, response);
			this.#isResumed = response.status === 206;
			if (!this.#isResumed) this.#file.begin(origin);
			const total = this.#isResumed ? (this.#file.origin?.total ?? null) : origin.total;
			await this.#receive(response, total, watch);
			if (total !== null && this.#file.size < total) return "the connection was cut";
			const etag = response.headers.get("etag") ?? this.#file.origin?.etag ?? null;
			return this.#check(origin.crc ?? this.#file.origin?.crc ?? null, etag);
		} finally {
			watch.stop();
		}
	}

	#ask(signal: AbortSignal): Promise<Response> {
		const { etag } = this.#request;
		const { origin } = this.#file;
		const headers: Record<string, string> = {
			"user-agent": this.#setting.userAgent,
			// Ranges, lengths and checksums are those of the stored bytes.
			"accept-encoding": "identity",
		};
		if (etag !== null) headers["if-none-match"] = etag;
		if (origin?.etag != null && this.#file.size > 0) {
			// A file that is whole already asks for its last byte again: the answer tells whether it still holds.
			headers.range = `bytes=${this.#offset()}-`;
			headers["if-range"] = origin.etag;
		}
		return follow(this.#url, { headers }, this.#setting.dispatcher, signal);
	}

	/** Where the next range starts. */
	#offset(): number {
		const { size, origin } = this.#file;
		return size === origin?.total ? size - 1 : size;
	}

	/** What is clear without the body; `undefined` when the body is wanted. */
	#judge(response: Response): DownloadOutcome | string | undefined {
		const { status, headers } = response;
		const { origin, size } = this.#file;
		const encoding = headers.get("content-encoding") ?? "identity";
		if (status === 304 && this.#request.etag !== null) return { kind: "unchanged" };
		if (status === 404 || status === 410) return { kind: "missing" };
		if (isTemporary(status)) {
			throw new Delay(`it answered with status ${status}`, toPause(headers.get("retry-after")));
		}
		if ((status === 200 || status === 206) && encoding !== "identity") {
			throw toNetworkError(this.#url, "it compresses what must not be compressed");
		}
		if (status === 200) return undefined;
		if (origin !== undefined && size > 0 && (status === 206 || status === 416)) {
			if (status === 206 && this.#continues(headers)) return undefined;
			this.#file.begin({ url: this.#url, etag: null, total: null, crc: null });
			return "its content changed on the way";
		}
		throw toNetworkError(this.#url, `it answered with status ${status}`);
	}

	/** Whether a 206 goes on with the content that is there. */
	#continues(headers: Response["headers"]): boolean {
		const { origin } = this.#file;
		const [, start, total] =
			/^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
		const etag = headers.get("etag");
		return (
			Number(start) === this.#offset() &&
			(total === "*" || origin?.total === null || Number(total) === origin?.total) &&
			(etag === null || etag === origin?.etag)
		);
	}

	async #receive(response: Response, total: number | null, watch: Watch): Promise<void> {
		const { mostBytes, onProgress } = this.#request;
		if (total !== null && total > mostBytes) throw toTooLarge(this.#url, mostBytes);
		let known = this.#isResumed ? this.#file.size - this.#offset() : 0;
		for await (const chunk of response.body ?? []) {
			if (Date.now() > this.#until) throw toNetworkError(this.#url, "it is too slow");
			watch.reset();
			const fresh = chunk.subarray(Math.min(known, chunk.length));
			known -= chunk.length - fresh.length;
			if (this.#file.size + fresh.length > (total ?? mostBytes)) {
				throw total === null
					? toTooLarge(this.#url, mostBytes)
					: toNetworkError(this.#url, "it sends more than it announced");
			}
			this.#file.append(fresh);
			onProgress?.(this.#file.size, total);
		}
	}

	/** @throws ScanError `download-damaged` */
	#check(crc: number | null, etag: string | null): DownloadOutcome | string {
		if (crc === null || crc === this.#file.crc) {
			return { kind: "complete", etag, bytes: this.#file.size };
		}
		if (this.#isResumed) {
			this.#file.begin({ url: this.#url, etag: null, total: null, crc: null });
			return "what came in pieces did not fit together";
		}
		removePartialFile(this.#path);
		throw toDamagedError(this.#url);
	}
}

/** A failure that may pass, and how long the server wants us to wait. */
class Delay extends Error {
	readonly milliseconds: number | undefined;

	constructor(message: string, milliseconds: number | undefined) {
		super(message);
		this.milliseconds = milliseconds;
	}
}

function toOrigin(url: string, response: Response): Origin {
	const { headers } = response;
	const etag = headers.get("etag");
	const length = headers.get("content-length");
	let crc: number | null;
	try {
		crc = parseObjectCrc(headers.get("x-goog-hash"));
	} catch {
		throw toNetworkError(url, "its checksum cannot be read");
	}
	return {
		url,
		etag: etag !== null && /^"[^"]*"$/.test(etag) ? etag : null,
		total: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null,
		crc,
	};
}

function toTooLarge(url: string, most: number): ScanError {
	return toNetworkError(url, `its answer is larger than ${most} bytes`);
}

function toDamagedError(url: string): ScanError {
	const host = new URL(url).host;
	return new ScanError(
		"download-damaged",
		`What ${host} sent does not have the checksum it announced.`,
		"Try again; if it happens again, something on the way changes the data.",
	);
}
