import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { ScanError } from "../../src/errors.ts";
import { openAnswerCache } from "../../src/net/answer-cache.ts";
import { type FetcherLimits, NO_PROXY } from "../../src/net/fetcher.ts";
import { createRegistry, type RegistryOptions } from "../../src/registry/client.ts";
import { holdDeadlines } from "../net/deadlines.ts";
import { toTar } from "../unpack/tar.ts";
import { type Loopback, sendJson, serve, serveAndClose } from "./loopback.ts";

const QUICK: Partial<FetcherLimits> = { attempt: 20_000, total: 50_000, retries: 2, pause: 1 };
const TOKEN = "npm_secret0000000000000000000000000000000";

function open(server: Loopback, options: Partial<RegistryOptions> = {}) {
	return createRegistry({
		endpointFor: () => ({ url: server.url, authorization: `Bearer ${TOKEN}` }),
		proxy: NO_PROXY,
		userAgent: "fnsift/test",
		cache: null,
		...options,
		limits: { ...QUICK, ...options.limits },
	});
}

const LEFT_PAD = {
	name: "left-pad",
	versions: {
		"1.0.0": { dependencies: { a: "^1.0.0" }, dist: { tarball: "left-pad-1.0.0.tgz" } },
		"1.1.0": {
			deprecated: "use padStart",
			optionalDependencies: { b: "*" },
			peerDependencies: { c: ">=2" },
			dist: { unpackedSize: 2048, fileCount: 7 },
		},
	},
};

async function failure(work: Promise<unknown>): Promise<ScanError> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(ScanError);
	return error as ScanError;
}

describe("versions", () => {
	it("are read from the registry's answer", async () => {
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		expect(await open(server).versions("left-pad")).toEqual([
			{
				version: "1.0.0",
				deprecated: false,
				dependencies: new Map([["a", "^1.0.0"]]),
				optionalDependencies: new Map(),
				peerDependencies: new Map(),
				unpackedSize: null,
				fileCount: null,
				tarball: "left-pad-1.0.0.tgz",
				integrity: null,
			},
			{
				version: "1.1.0",
				deprecated: true,
				dependencies: new Map(),
				optionalDependencies: new Map([["b", "*"]]),
				peerDependencies: new Map([["c", ">=2"]]),
				unpackedSize: 2048,
				fileCount: 7,
				tarball: null,
				integrity: null,
			},
		]);
		expect(server.seen).toEqual([{ method: "GET", path: "/left-pad", authorization: `Bearer ${TOKEN}` }]);
	});

	it("of a scoped package are asked for with an encoded slash, once", async () => {
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		const registry = open(server);
		await Promise.all([registry.versions("@scope/name"), registry.versions("@scope/name")]);
		expect(server.seen.map(({ path }) => path)).toEqual(["/@scope%2fname"]);
	});

	it("of a package that the registry does not have are undefined", async () => {
		const server = await serve((_, response) => void response.writeHead(404).end("{}"));
		expect(await open(server).versions("nothing")).toBeUndefined();
		expect(server.seen).toHaveLength(1);
	});

	it.each(["../-/npm/v1/user", "@a/../b", "..", "a?b", "a/b/c", "a b", ""])("are never asked for %j", async (name) => {
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		expect(await open(server).versions(name)).toBeUndefined();
		expect(server.seen).toEqual([]);
	});

	it("come compressed where the server likes", async () => {
		const server = await serve((_, response) => {
			response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(JSON.stringify(LEFT_PAD)));
		});
		expect(await open(server).versions("left-pad")).toHaveLength(2);
	});

	it("with hostile keys and wrong types are kept as data or left out", async () => {
		const server = await serve((_, response) => {
			response.end(
				'{"__proto__":{"polluted":1},"versions":{"__proto__":{},"not-a-version":{},"v1.0.0":{},"2.0.0":7,"1.0.0":{"deprecated":false,' +
					'"dependencies":{"__proto__":"^1.0.0","constructor":"*","n":5},"peerDependencies":["x"],"dist":{"unpackedSize":-5,"fileCount":"3"}}}}',
			);
		});
		expect(await open(server).versions("left-pad")).toEqual([
			{
				version: "1.0.0",
				deprecated: false,
				dependencies: new Map([
					["__proto__", "^1.0.0"],
					["constructor", "*"],
				]),
				optionalDependencies: new Map(),
				peerDependencies: new Map(),
				unpackedSize: null,
				fileCount: null,
				tarball: null,
				integrity: null,
			},
		]);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

describe("a registry that fails", () => {
	const cases: readonly [string, (request: IncomingMessage, response: ServerResponse) => void, number, string][] = [
		["answers 500 every time", (_, response) => void response.writeHead(500).end(), 3, "it answered with status 500"],
		["answers 403", (_, response) => void response.writeHead(403).end(TOKEN), 1, "it answered with status 403"],
		[
			"cuts the answer",
			(_, response) => void response.write("{", () => response.destroy()),
			3,
			"the connection failed",
		],
		["answers with invalid JSON", (_, response) => void response.end("{"), 1, "does not describe a package"],
		["answers with another shape", (_, response) => void response.end('{"versions":[]}'), 1, "not describe a package"],
		[
			"asks for a pause that is too long",
			(_, response) => void response.writeHead(429, { "retry-after": "3600" }).end(),
			1,
			"it answered with status 429",
		],
		[
			"redirects in a circle",
			(_, response) => void response.writeHead(302, { location: "/again" }).end(),
			6,
			"it redirects too often",
		],
		[
			"redirects to another protocol",
			(_, response) => void response.writeHead(302, { location: "file:///etc/passwd" }).end(),
			1,
			"it redirects to nowhere",
		],
	];
	it.each(cases)("%s", async (_, answer, requests, message) => {
		const server = await serve(answer);
		const error = await failure(open(server).versions("left-pad"));
		expect(error.code).toBe("registry-unavailable");
		expect(error.message).toContain(message);
		expect(`${error.message}${error.hint}${(error.cause as Error | undefined)?.message}`).not.toContain(TOKEN);
		expect(server.seen).toHaveLength(requests);
	});

	it("never answers", async () => {
		const deadlines = holdDeadlines();
		const server = await serve(() => deadlines.pass());
		const error = await failure(open(server, { limits: { attempt: 50, retries: 1 } }).versions("left-pad"));
		expect(error.message).toContain("it is too slow");
		expect(server.seen).toHaveLength(2);
		expect(deadlines.given).toEqual([50, 50]);
	});

	it("never stops answering", async () => {
		const deadlines = holdDeadlines();
		const server = await serve((_, response) => {
			let written = 0;
			const timer = setInterval(() => {
				response.write(" ");
				if (++written === 5) deadlines.pass();
			}, 5);
			response.on("close", () => clearInterval(timer));
		});
		const error = await failure(open(server, { limits: { retries: 0 } }).versions("left-pad"));
		expect(error.message).toContain("it is too slow");
	});

	it("sends more than the limit, also when it looks small on the way", async () => {
		const bomb = gzipSync(Buffer.alloc(1_000_000, 32));
		const server = await serve((_, response) => {
			response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
		});
		const error = await failure(open(server, { limits: { bytes: 100_000 } }).versions("left-pad"));
		expect(error.message).toContain("its answer is larger than 100000 bytes");
		expect(bomb.length).toBeLessThan(100_000);
	});

	it("is not there", async () => {
		const url = await serveAndClose();
		const error = await failure(open({ url, seen: [] }).versions("left-pad"));
		expect(error.message).toContain("the connection failed (ECONNREFUSED)");
	});

	it("is not asked again and again", async () => {
		const server = await serve((_, response) => void response.writeHead(500).end());
		const registry = open(server, { limits: { retries: 0, failures: 3, concurrency: 1 } });
		for (const name of ["a", "b", "c", "d", "e"]) await failure(registry.versions(name));
		expect(server.seen.map(({ path }) => path)).toEqual(["/a", "/b", "/c"]);
	});

	it("has only so much time in total", async () => {
		const server = await serve(() => {});
		const registry = open(server, { limits: { attempt: 10_000, total: 1_000, failures: 99, concurrency: 1 } });
		const first = await failure(registry.versions("a"));
		const second = await failure(registry.versions("b"));
		expect([first.message.includes("too slow"), second.message.includes("no time was left")]).toEqual([true, true]);
		expect(server.seen).toHaveLength(1);
	});
});

describe("a registry that fails once", () => {
	it.each([
		["500", 500, {}],
		["429 with a date", 429, { "retry-after": new Date(0).toUTCString() }],
		["429 with seconds", 429, { "retry-after": "0" }],
		["408", 408, {}],
	])("after %s is asked again", async (_, status, headers) => {
		let first = true;
		const server = await serve((_, response) => {
			if (first) response.writeHead(status, headers).end();
			else sendJson(response, LEFT_PAD);
			first = false;
		});
		expect(await open(server).versions("left-pad")).toHaveLength(2);
		expect(server.seen).toHaveLength(2);
	});
});

describe("credentials", () => {
	it("do not follow a redirect to another origin", async () => {
		const other = await serve((_, response) => sendJson(response, LEFT_PAD));
		const server = await serve((_, response) => {
			response.writeHead(307, { location: `${other.url}left-pad` }).end();
		});
		expect(await open(server).versions("left-pad")).toHaveLength(2);
		expect(server.seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${TOKEN}`]);
		expect(other.seen.map(({ authorization }) => authorization)).toEqual([null]);
	});

	it("in a registry's address are neither sent nor shown", async () => {
		const server = await serve((_, response) => void response.writeHead(401).end());
		const url = server.url.replace("//", "//user:hunter2@");
		const error = await failure(open(server, { endpointFor: () => ({ url, authorization: null }) }).versions("a"));
		expect(server.seen.map(({ authorization }) => authorization)).toEqual([null]);
		expect(JSON.stringify([error.message, error.hint, error.cause])).not.toContain("hunter2");
	});
});

describe("the size of a version", () => {
	const TARBALL = gzipSync(
		toTar([
			{ path: "package/package.json", data: "{}" },
			{ path: "package/lib", type: "Directory" },
			{ path: "package/lib/index.js", data: "x".repeat(1000) },
		]),
	);
	const MEASURED = { uncompressed: 1002, compressed: TARBALL.length, files: 2 };
	const INTEGRITY = `sha512-${createHash("sha512").update(TARBALL).digest("base64")}`;

	/** A registry that keeps no sizes, with one package. */
	async function serveTarball(bytes: Buffer, integrity: string | undefined) {
		return serve((request, response) => {
			if (request.url?.endsWith(".tgz")) response.writeHead(200).end(bytes);
			else sendJson(response, { versions: { "1.0.0": { dist: { integrity } } } });
		});
	}

	it("is what the registry says, with the length of the tarball at the address it gives", async () => {
		const server = await serve((request, response) => {
			if (request.method === "HEAD") return void response.writeHead(200, { "content-length": "777" }).end();
			const tarball = `${server.url}files/left-pad.tgz`;
			const sizes = { unpackedSize: 2048, fileCount: 7 };
			sendJson(response, { versions: { "1.0.0": { dist: { tarball, ...sizes } }, "1.1.0": { dist: sizes } } });
		});
		const registry = open(server);
		expect(await registry.size("left-pad", "1.0.0")).toEqual({ uncompressed: 2048, compressed: 777, files: 7 });
		expect(await registry.size("left-pad", "1.1.0")).toEqual({ uncompressed: 2048, compressed: 777, files: 7 });
		expect(await registry.size("left-pad", "9.9.9")).toBeNull();
		expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
			"GET /left-pad",
			"HEAD /files/left-pad.tgz",
			"HEAD /left-pad/-/left-pad-1.1.0.tgz",
		]);
	});

	it("is measured from the tarball where the registry does not say", async () => {
		const server = await serveTarball(TARBALL, INTEGRITY);
		expect(await open(server).size("left-pad", "1.0.0")).toEqual(MEASURED);
	});

	it.each([
		["another hash", TARBALL, `sha512-${"A".repeat(86)}==`],
		["no hash", TARBALL, undefined],
		["a hash of no known kind", TARBALL, "md5-AAAA"],
		["a strong hash that is wrong beside a weak one that is right", TARBALL, `sha512-AAAA ${toHash("sha1", TARBALL)}`],
		["a tarball cut short", TARBALL.subarray(0, -30), undefined],
		["no tarball", Buffer.from("<html>"), undefined],
		["an empty tarball", gzipSync(toTar([])), undefined],
	])("is not known with %s", async (_, bytes, integrity) => {
		const isHashTested = bytes === TARBALL;
		const server = await serveTarball(bytes, isHashTested ? integrity : toHash("sha512", bytes));
		expect(await open(server).size("left-pad", "1.0.0")).toBeNull();
	});

	it("is never asked of another host than the registry", async () => {
		const other = await serve((_, response) => void response.end());
		const server = await serve((request, response) => {
			if (request.url?.endsWith(".tgz")) response.writeHead(404).end();
			else sendJson(response, { versions: { "1.0.0": { dist: { tarball: `${other.url}x.tgz` } } } });
		});
		expect(await open(server).size("@s/x", "1.0.0")).toBeNull();
		expect(other.seen).toEqual([]);
		expect(server.seen.at(-1)?.path).toBe("/@s/x/-/x-1.0.0.tgz");
	});
});

function toHash(algorithm: string, bytes: Buffer): string {
	return `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;
}

describe("the cache", () => {
	async function makeFolder(): Promise<string> {
		const folder = await mkdtemp(join(tmpdir(), "fnsift-cache-test-"));
		onTestFinished(() => rm(folder, { recursive: true, force: true }));
		return join(folder, "registry");
	}

	it("spares the next run the question", async () => {
		const folder = await makeFolder();
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		const first = await open(server, { cache: openAnswerCache(folder) }).versions("left-pad");
		const second = await open(server, { cache: openAnswerCache(folder) }).versions("left-pad");
		expect(second).toEqual(first);
		expect(server.seen).toHaveLength(1);
		const [file] = await readdir(folder);
		expect((await stat(join(folder, file ?? ""))).mode & 0o077).toBe(0);
	});

	it("asks whether an old answer still holds", async () => {
		const server = await serve((request, response) => {
			if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end();
			else response.writeHead(500).end();
		});
		const kept = { body: JSON.stringify(LEFT_PAD), etag: '"v1"', storedAt: 0 };
		const cache = { find: async () => kept, store: async () => {} };
		expect(await open(server, { cache }).versions("left-pad")).toHaveLength(2);
	});

	it("that cannot be used is as good as none", async () => {
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		const cache = openAnswerCache("/dev/null/nowhere");
		expect(await open(server, { cache }).versions("left-pad")).toHaveLength(2);
	});

	it("with damaged content asks again", async () => {
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		const kept = { body: "{damaged", etag: null, storedAt: Date.now() };
		const cache = { find: async () => kept, store: async () => {} };
		expect(await open(server, { cache }).versions("left-pad")).toHaveLength(2);
		expect(server.seen).toHaveLength(1);
	});
});

describe("a proxy", () => {
	it("is asked in place of the registry, but for the exceptions", async () => {
		const proxy = await serve((_, response) => void response.writeHead(502).end());
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		const limits = { retries: 0 };
		const proxied = { http: proxy.url, https: null, exceptions: null };
		await failure(open(server, { proxy: proxied, limits: { ...limits, attempt: 500 } }).versions("a"));
		expect(server.seen).toEqual([]);
		await open(server, { proxy: { ...proxied, exceptions: "127.0.0.1" }, limits }).versions("a");
		expect(server.seen).toHaveLength(1);
	});

	it("with an address that cannot be used is an error of its own", async () => {
		const server = await serve((_, response) => sendJson(response, LEFT_PAD));
		const error = await failure(open(server, { proxy: { ...NO_PROXY, http: "::" } }).versions("a"));
		expect(error.message).toContain("The proxy's address cannot be used");
	});
});
