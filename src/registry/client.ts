/**
 * An npm registry, asked for what a plan needs and nothing else: names of packages that have findings, and of the
 * packages that ask for them. Which registry that is, and with which credentials, comes from the user's npm
 * configuration: see npm-config.ts.
 */
import { ScanError } from "../errors.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import type { AnswerCache } from "../net/answer-cache.ts";
import { createFetcher, type FetchAnswer, type FetcherLimits, type ProxySettings } from "../net/fetcher.ts";
import type { Registry } from "../ports.ts";
import { type PublishedVersion, parsePackument } from "./packument.ts";
import { hasIntegrity, measureTarball } from "./tarball.ts";

export interface RegistryEndpoint {
	/** address of the registry, with or without a final slash */
	readonly url: string;
	/** value of an Authorization header; `null` when the registry is open */
	readonly authorization: string | null;
}

export interface RegistryOptions {
	/** the registry that a package is in, by the package's name */
	readonly endpointFor: (name: string) => RegistryEndpoint;
	readonly proxy: ProxySettings;
	/** e.g. `fnsift/1.0.0` */
	readonly userAgent: string;
	/** `null` keeps nothing between runs */
	readonly cache: AnswerCache | null;
	readonly limits?: Partial<FetcherLimits>;
}

/** For how long a kept answer is taken without asking: milliseconds. */
const FRESH = 10 * 60 * 1000;
const ABBREVIATED = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";
const LONGEST_NAME = 214;
const NAME = /^(?:@[A-Za-z0-9~_.-]+\/)?[A-Za-z0-9~_.-]+$/;

/** Both questions are answered once per package. @throws ScanError "registry-unavailable" from both. */
export function createRegistry(options: RegistryOptions): Registry {
	const fetch = createFetcher(options.proxy, options.limits);
	const known = new Map<string, Promise<readonly PublishedVersion[] | undefined>>();

	function find(name: string): Promise<readonly PublishedVersion[] | undefined> {
		let answer = known.get(name);
		if (answer === undefined) {
			answer = ask(name);
			known.set(name, answer);
		}
		return answer;
	}

	async function ask(name: string): Promise<readonly PublishedVersion[] | undefined> {
		if (!isRegistryName(name)) return undefined;
		const endpoint = options.endpointFor(name);
		const url = `${toBase(endpoint.url)}${name.replace("/", "%2f")}`;
		const key = JSON.stringify([url, endpoint.authorization]);
		const kept = await options.cache?.find(key);
		if (kept !== undefined && isFresh(kept.storedAt)) {
			const versions = parsePackument(kept.body);
			if (versions !== undefined) return versions;
		}
		const answer = await request(name, () =>
			fetch(url, {
				authorization: endpoint.authorization,
				headers: {
					accept: ABBREVIATED,
					"user-agent": options.userAgent,
					...(kept?.etag && { "if-none-match": kept.etag }),
				},
			}),
		);
		if (answer.status === 404) return undefined;
		const body = answer.status === 304 ? kept?.body : answer.status === 200 ? answer.body.toString("utf8") : undefined;
		if (body === undefined) throw toUnavailable(name, `it answered with status ${answer.status}`);
		const versions = parsePackument(body);
		if (versions === undefined) throw toUnavailable(name, "its answer does not describe a package");
		await options.cache?.store(key, { body, etag: answer.header("etag") ?? kept?.etag ?? null, storedAt: Date.now() });
		return versions;
	}

	async function askTarball(name: string, published: PublishedVersion, method: "GET" | "HEAD"): Promise<FetchAnswer> {
		const endpoint = options.endpointFor(name);
		return request(name, () =>
			fetch(toTarballUrl(toBase(endpoint.url), name, published), {
				method,
				authorization: endpoint.authorization,
				headers: { "user-agent": options.userAgent, "accept-encoding": "identity" },
			}),
		);
	}

	return {
		versions: find,
		async size(name, version) {
			const published = (await find(name))?.find((one) => one.version === version);
			if (published === undefined) return null;
			const { unpackedSize, fileCount, integrity } = published;
			if (unpackedSize !== null && fileCount !== null) {
				const { status, header } = await askTarball(name, published, "HEAD");
				const compressed = status === 200 ? toLength(header("content-length")) : null;
				return { uncompressed: unpackedSize, compressed, files: fileCount };
			}
			const { status, body } = await askTarball(name, published, "GET");
			if (status !== 200 || !hasIntegrity(body, integrity)) return null;
			return measureTarball(body);
		},
	};
}

function toLength(header: string | null): number | null {
	return header !== null && /^\d{1,12}$/.test(header) ? Number(header) : null;
}

/** Names that no registry can have are not asked for: they could name another path of the server. */
function isRegistryName(name: string): boolean {
	return name.length <= LONGEST_NAME && NAME.test(name) && !name.split("/").some((part) => /^\.+$/.test(part));
}

/** Where the registry says the tarball is, if that is on the registry itself; else where registries keep them. */
function toTarballUrl(base: string, name: string, { version, tarball }: PublishedVersion): string {
	if (tarball !== null && URL.canParse(tarball) && new URL(tarball).origin === new URL(base).origin) return tarball;
	return `${base}${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
}

function toBase(url: string): string {
	return url.endsWith("/") ? url : `${url}/`;
}

function isFresh(storedAt: number): boolean {
	const age = Date.now() - storedAt;
	return age >= 0 && age < FRESH;
}

async function request<T>(name: string, ask: () => Promise<T>): Promise<T> {
	try {
		return await ask();
	} catch (error) {
		if (!(error instanceof ScanError)) throw error;
		throw toUnavailable(name, error.message, error);
	}
}

function toUnavailable(name: string, reason: string, cause?: unknown): ScanError {
	return new ScanError(
		"registry-unavailable",
		`The registry could not be asked about ${toSafeExcerpt(name, 214)}: ${reason}`,
		"Check the registry, credentials and proxy of your npm configuration, or go without --registry.",
		{ cause },
	);
}
