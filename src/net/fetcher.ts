/**
 * HTTP for data that is not trusted, from servers that may be slow, broken or hostile.
 *
 * - Every attempt has a deadline, and so has all the time that one fetcher spends waiting for answers.
 * - Failures that may pass (no connection, a deadline, 408, 429, 5xx) are tried again after a growing pause, or the one
 *   that `Retry-After` asks for when it is short enough.
 * - Answers are read up to a limit of bytes, after decompression.
 * - Redirects are followed a few times, never from https to http, and credentials are sent to the first origin only.
 * - After several failures in a row nothing more is asked: the rest fails at once.
 *
 * Messages hold neither credentials nor more of an address than its host.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Dispatcher, Response } from "undici";
import {
	createDispatcher,
	type FetchRequest,
	follow,
	isTemporary,
	LONGEST_PAUSE,
	type ProxySettings,
	toNetworkError,
	toPause,
	toReason,
} from "./request.ts";
import { Semaphore } from "./semaphore.ts";
import { Stopwatch } from "./stopwatch.ts";

export { type FetchRequest, NO_PROXY, type ProxySettings } from "./request.ts";

export interface FetcherLimits {
	/** milliseconds for one attempt, from connecting to the last byte */
	readonly attempt: number;
	/** milliseconds for everything: only time in which some request is under way counts */
	readonly total: number;
	/** attempts after the first */
	readonly retries: number;
	/** milliseconds before the first retry; doubles with each */
	readonly pause: number;
	/** bytes of one answer, decompressed */
	readonly bytes: number;
	/** requests at a time */
	readonly concurrency: number;
	/** failed requests in a row after which nothing more is asked */
	readonly failures: number;
}

export const DEFAULT_FETCHER_LIMITS: FetcherLimits = {
	attempt: 20_000,
	total: 120_000,
	retries: 2,
	pause: 300,
	bytes: 64 * 1024 * 1024,
	concurrency: 12,
	failures: 4,
};

export interface FetchAnswer {
	readonly status: number;
	/** a header's value, by lower-case name */
	header(name: string): string | null;
	/** empty for HEAD and for any status but 200 */
	readonly body: Buffer;
}

/** Returns every answer below 500 but 408 and 429. @throws ScanError "network-unavailable" when there is none. */
export type Fetcher = (url: string, request?: FetchRequest) => Promise<FetchAnswer>;

const NOTHING = Buffer.alloc(0);

/** A fetcher keeps its connections, its deadline and its count of failures to itself. */
export function createFetcher(proxy: ProxySettings, options: Partial<FetcherLimits> = {}): Fetcher {
	const limits = { ...DEFAULT_FETCHER_LIMITS, ...options };
	const slots = new Semaphore(limits.concurrency);
	let dispatcher: Dispatcher | undefined;
	const clock = new Stopwatch();
	let failures = 0;

	async function attempt(url: string, request: FetchRequest, until: number): Promise<FetchAnswer> {
		dispatcher ??= createDispatcher(proxy);
		const signal = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(limits.attempt, until - Date.now()))));
		const response = await follow(url, request, dispatcher, signal);
		const body =
			response.status === 200 && request.method !== "HEAD" ? await readBytes(response, limits.bytes) : NOTHING;
		if (body.length === 0) await response.body?.cancel();
		return { status: response.status, header: (name) => response.headers.get(name), body };
	}

	async function persist(url: string, request: FetchRequest): Promise<FetchAnswer> {
		const end = Date.now() + limits.total - clock.elapsed();
		let reason = "no time was left";
		for (let tried = 0; tried <= limits.retries && Date.now() < end; tried += 1) {
			let wait = limits.pause * 2 ** tried;
			try {
				const answer = await attempt(url, request, end);
				if (!isTemporary(answer.status)) return answer;
				reason = `it answered with status ${answer.status}`;
				wait = toPause(answer.header("retry-after")) ?? wait;
			} catch (error) {
				reason = toReason(error);
			}
			if (tried === limits.retries || wait > LONGEST_PAUSE || Date.now() + wait >= end) break;
			await pause(wait);
		}
		throw toNetworkError(url, reason);
	}

	return (url, request = {}) =>
		slots.run(async () => {
			if (failures >= limits.failures) throw toNetworkError(url, "too many requests failed before");
			clock.start();
			try {
				const answer = await persist(url, request);
				failures = 0;
				return answer;
			} catch (error) {
				failures += 1;
				throw error;
			} finally {
				clock.stop();
			}
		});
}

async function readBytes(response: Response, limit: number): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of response.body ?? []) {
		length += chunk.byteLength;
		if (length > limit) throw toNetworkError(response.url, `its answer is larger than ${limit} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
