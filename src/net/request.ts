/**
 * One HTTP request to a server that is not trusted: proxies, redirects, and what its failures mean. Redirects are
 * followed a few times, never from https to http; credentials and what is posted are sent to the first origin only. Messages hold neither
 * credentials nor more of an address than its host.
 */
import { type Dispatcher, EnvHttpProxyAgent, fetch, type Response } from "undici";
import { ScanError } from "../errors.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";

export interface ProxySettings {
	/** address for http, for https, and hosts that are asked directly; `null` for none */
	readonly http: string | null;
	readonly https: string | null;
	readonly exceptions: string | null;
}

export const NO_PROXY: ProxySettings = { http: null, https: null, exceptions: null };

export interface FetchRequest {
	readonly method?: "GET" | "HEAD" | "POST";
	/** of a POST: JSON. It is sent to the first origin only. */
	readonly body?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** the value of an Authorization header; `null` for none */
	readonly authorization?: string | null;
}

const MOST_REDIRECTS = 5;
/** milliseconds; a server that asks for a longer one has failed */
export const LONGEST_PAUSE = 10_000;

// Empty strings: with nothing at all undici would read the environment by itself, which only the command line may do.
export function createDispatcher({ http, https, exceptions }: ProxySettings): Dispatcher {
	try {
		return new EnvHttpProxyAgent({ httpProxy: http ?? "", httpsProxy: https ?? "", noProxy: exceptions ?? "" });
	} catch (cause) {
		throw new ScanError("network-unavailable", "The proxy's address cannot be used.", "Check the proxy settings.", {
			cause,
		});
	}
}

/** The answer behind all redirects, its body not read. @throws ScanError "network-unavailable", or what fetch throws */
export async function follow(
	url: string,
	{ method = "GET", headers = {}, authorization = null, body }: FetchRequest,
	dispatcher: Dispatcher,
	signal: AbortSignal,
): Promise<Response> {
	const first = parseUrl(url, undefined);
	let current = first;
	for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
		const credentials = authorization !== null && current.origin === first.origin ? { authorization } : {};
		const response = await fetch(current, {
			method,
			headers: { ...headers, ...credentials, ...(body !== undefined && { "content-type": "application/json" }) },
			...(body !== undefined && { body }),
			redirect: "manual",
			dispatcher,
			signal,
		});
		const location = isRedirect(response.status) ? response.headers.get("location") : null;
		if (location === null) return response;
		await response.body?.cancel();
		const next = parseUrl(location, current);
		if (current.protocol === "https:" && next.protocol !== "https:") {
			throw toNetworkError(url, "it redirects to an address that is not encrypted");
		}
		if (method === "POST" && (next.origin !== first.origin || response.status < 307)) {
			throw toNetworkError(url, "it redirects what is sent to it");
		}
		current = next;
	}
	throw toNetworkError(url, "it redirects too often");
}

function parseUrl(text: string, base: URL | undefined): URL {
	const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
	if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
		throw toNetworkError(
			base?.href ?? text,
			base === undefined ? "its address cannot be used" : "it redirects to nowhere",
		);
	}
	url.username = "";
	url.password = "";
	return url;
}

function isRedirect(status: number): boolean {
	return [301, 302, 303, 307, 308].includes(status);
}

/** A status that may be another one the next time. */
export function isTemporary(status: number): boolean {
	return status === 408 || status === 429 || status >= 500;
}

/** From `Retry-After` to milliseconds; seconds or a date. Source: RFC 9110, section 10.2.3. */
export function toPause(header: string | null): number | undefined {
	if (header === null) return undefined;
	if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** What the network did wrong; anything else is thrown on. fetch reports what happens to a connection as TypeError. */
export function toReason(error: unknown): string {
	if (!(error instanceof Error) || error instanceof ScanError) throw error;
	if (error.name === "TimeoutError" || error.name === "AbortError") return "it is too slow";
	if (!(error instanceof TypeError || "code" in error)) throw error;
	const { cause } = error;
	const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
	return code === undefined ? "the connection failed" : `the connection failed (${toSafeExcerpt(code, 40)})`;
}

/** Code `network-unavailable`. */
export function toNetworkError(url: string, reason: string): ScanError {
	const host = URL.canParse(url) ? new URL(url).host : "the server";
	return new ScanError(
		"network-unavailable",
		`${toSafeExcerpt(host, 100)} gave no usable answer: ${reason}.`,
		"Check the network and proxy settings, or go without.",
	);
}
