/**
 * Downloads a large file, in pieces if need be.
 *
 * 1. What an earlier run left is gone on with (Range, If-Range on a strong ETag); so is what a cut connection left.
 *    Other content than before starts over.
 * 2. Failures that may pass are tried again after a growing pause; an attempt that brought something starts the count
 *    anew. A server that sends nothing for a while is cut off.
 * 3. Length and CRC-32C (`x-goog-hash`) are checked where the server names them. Bytes of an earlier run that do not
 *    have them are dropped once, and all is fetched anew.
 *
 * Sources: RFC 9110, sections 13 and 14. The same rules for proxies and redirects as fetcher.ts.
 */
import type { Dispatcher } from "undici";
import { createDispatcher, type ProxySettings } from "./request.ts";
import { Transfer } from "./transfer.ts";

export interface DownloadLimits {
	/** milliseconds in which at least something must come */
	readonly stall: number;
	/** milliseconds for everything */
	readonly total: number;
	/** attempts after one that brought nothing */
	readonly retries: number;
	/** attempts in all */
	readonly attempts: number;
	/** milliseconds before the first retry; doubles with each */
	readonly pause: number;
	/** bytes of the file */
	readonly bytes: number;
}

export const DEFAULT_DOWNLOAD_LIMITS: DownloadLimits = {
	stall: 30_000,
	total: 3_600_000,
	retries: 3,
	attempts: 50,
	pause: 500,
	bytes: 2 ** 32,
};

export interface DownloadSettings {
	readonly proxy: ProxySettings;
	readonly userAgent: string;
	readonly limits?: Partial<DownloadLimits>;
}

export interface DownloadRequest {
	/** entity tag of the content that is there already; `null` when none is */
	readonly etag: string | null;
	/** bytes of the file; the downloader's own limit when left out */
	readonly mostBytes?: number;
	/** `total` is `null` while it is not known */
	readonly onProgress?: (done: number, total: number | null) => void;
}

export type DownloadOutcome =
	/** the server still has the content with the entity tag */
	| { readonly kind: "unchanged" }
	/** the server does not have it: 404 or 410 */
	| { readonly kind: "missing" }
	/** it is at the path, whole */
	| { readonly kind: "complete"; readonly etag: string | null; readonly bytes: number };

/**
 * Downloads to a path; what is unfinished stays there, with a `.json` beside it, for the next call with the same address.
 * Whoever has used the file removes it with removePartialFile.
 * @throws ScanError `network-unavailable`, `download-damaged`, `download-unwritable`
 */
export type Download = (url: string, path: string, request: DownloadRequest) => Promise<DownloadOutcome>;

export function createDownload({ proxy, userAgent, limits: chosen }: DownloadSettings): Download {
	const limits = { ...DEFAULT_DOWNLOAD_LIMITS, ...chosen };
	let dispatcher: Dispatcher | undefined;
	return async (url, path, request) => {
		dispatcher ??= createDispatcher(proxy);
		const mostBytes = Math.min(request.mostBytes ?? limits.bytes, limits.bytes);
		const transfer = new Transfer(url, path, { ...request, mostBytes }, { dispatcher, userAgent, limits });
		try {
			return await transfer.run();
		} finally {
			transfer.close();
		}
	};
}
