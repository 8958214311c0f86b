import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ScanError } from "../../src/errors.ts";
import { createDownload, type Download, type DownloadLimits, type DownloadRequest } from "../../src/net/download.ts";
import { removePartialFile } from "../../src/net/partial-file.ts";
import { NO_PROXY } from "../../src/net/request.ts";
import { makeFolder } from "../advisories/folder.ts";
import {
	answerWith,
	cutAfter,
	type Fault,
	type FileServer,
	serveFiles,
	stall,
	toEtag,
	toGoogHash,
} from "./file-server.ts";

const QUICK: Partial<DownloadLimits> = { stall: 20_000, total: 50_000, retries: 2, attempts: 12, pause: 1 };
const FRESH: DownloadRequest = { etag: null };
const folder = makeFolder();
const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) >>> 5));
const HASHED = { "x-goog-hash": toGoogHash(CONTENT) };
let count = 0;

function open(limits: Partial<DownloadLimits> = {}): Download {
	return createDownload({ proxy: NO_PROXY, userAgent: "fnsift/test", limits: { ...QUICK, ...limits } });
}

function toPath(): string {
	return join(folder, `${count++}.part`);
}

async function serve(headers: Record<string, string | string[]> = HASHED): Promise<FileServer> {
	const server = await serveFiles();
	server.set("all.zip", CONTENT, headers);
	return server;
}

async function failure(work: Promise<unknown>): Promise<ScanError> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(ScanError);
	return error as ScanError;
}

/** Downloads, and checks that what is there is the content, whole. */
async function succeed(server: FileServer, path = toPath(), limits: Partial<DownloadLimits> = {}): Promise<string[]> {
	const outcome = await open(limits)(`${server.url}/all.zip`, path, FRESH);
	expect(outcome).toEqual({ kind: "complete", etag: toEtag(CONTENT), bytes: CONTENT.length });
	expect(readFileSync(path).equals(CONTENT)).toBe(true);
	return server.seen.map(({ status, range }) => `${status} ${range ?? "-"}`);
}

describe("a sound server", () => {
	it.each([
		["with a checksum", HASHED],
		[
			"with the checksum among repeated headers",
			{ "x-goog-hash": [toGoogHash(CONTENT), "md5=XrY7u+Ae7tCTyyK7j1rNww=="] },
		],
		["with the checksum joined to another", { "x-goog-hash": `md5=XrY7u+Ae7tCTyyK7j1rNww==,${toGoogHash(CONTENT)}` }],
		["without one", {}],
	])("%s", async (_, headers) => {
		expect(await succeed(await serve(headers))).toEqual(["200 -"]);
	});

	it("that redirects", async () => {
		const server = await serve();
		server.fail("moved", answerWith(302, { location: "/all.zip" }));
		const path = toPath();
		expect(await open()(`${server.url}/moved`, path, FRESH)).toMatchObject({ kind: "complete" });
	});

	it("that has nothing new", async () => {
		const server = await serve();
		const path = toPath();
		const outcome = await open()(`${server.url}/all.zip`, path, { etag: toEtag(CONTENT) });
		expect(outcome).toEqual({ kind: "unchanged" });
		expect(server.paths()).toEqual(["304 all.zip"]);
	});

	it("that does not have it", async () => {
		const server = await serve();
		expect(await open()(`${server.url}/nothing`, toPath(), FRESH)).toEqual({ kind: "missing" });
	});

	it("that does not know the length before", async () => {
		const server = await serve();
		server.fail("all.zip", (_, response) => {
			response.writeHead(200, { etag: toEtag(CONTENT) }).write(CONTENT.subarray(0, 100));
			response.end(CONTENT.subarray(100));
			return true;
		});
		expect(await succeed(server)).toEqual(["200 -"]);
	});

	it("tells how far it is", async () => {
		const server = await serve();
		const steps: (readonly [number, number | null])[] = [];
		const onProgress = (done: number, total: number | null) => steps.push([done, total]);
		await open()(`${server.url}/all.zip`, toPath(), { etag: null, onProgress });
		expect(steps.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
	});
});

describe("goes on", () => {
	it("after cut connections, where it was cut", async () => {
		const server = await serve();
		server.fail("all.zip", cutAfter(100_000), cutAfter(50_000));
		const seen = await succeed(server);
		expect(seen).toHaveLength(3);
		expect(seen[2]).toMatch(/^206 bytes=\d+-$/);
		expect(server.seen[2]?.ifRange).toBe(toEtag(CONTENT));
	});

	it("after a server that stalled", async () => {
		const server = await serve();
		server.fail("all.zip", stall);
		await succeed(server, undefined, { stall: 1_000 });
	});

	it.each([429, 500, 503, 408])("after a status %d", async (status) => {
		const server = await serve();
		server.fail("all.zip", answerWith(status, status === 429 ? { "retry-after": "0" } : {}));
		expect(await succeed(server)).toEqual([`${status} -`, "200 -"]);
	});

	it("where an earlier run was cut", async () => {
		const server = await serve();
		const path = toPath();
		server.fail("all.zip", cutAfter(100_000), ...Array.from({ length: 3 }, () => answerWith(500)));
		expect((await failure(open()(`${server.url}/all.zip`, path, FRESH))).code).toBe("network-unavailable");
		const left = readFileSync(path).length;
		expect(left).toBeGreaterThan(0);
		const seen = await succeed(server, path);
		expect(seen.at(-1)).toBe(`206 bytes=${left}-`);
	});

	it("with a file that is whole, asking only whether it still holds", async () => {
		const server = await serve();
		const path = toPath();
		await succeed(server, path);
		expect(await succeed(server, path)).toEqual(["200 -", `206 bytes=${CONTENT.length - 1}-`]);
	});
});

describe("starts over", () => {
	it("when the content changed on the way", async () => {
		const server = await serve();
		const old = Buffer.alloc(200_000, 1);
		server.set("all.zip", old);
		server.fail("all.zip", (request, response) => {
			const result = cutAfter(100_000)(request, response, server);
			server.set("all.zip", CONTENT, HASHED);
			return result;
		});
		expect(await succeed(server)).toEqual(["200 -", expect.stringMatching(/^200 bytes=/)]);
	});

	it.each<[string, Fault]>([
		["another entity tag", (_, response) => partial(response, { etag: '"other"' })],
		["another length", (_, response) => partial(response, { "content-range": "bytes 100000-399999/400000" })],
		["another start", (_, response) => partial(response, { "content-range": "bytes 5-299999/300000" })],
		["no range at all", (_, response) => partial(response, { "content-range": "" })],
		["the end of it", answerWith(416)],
	])("when the rest comes with %s", async (_, fault) => {
		const server = await serve();
		const path = toPath();
		writeFileSync(path, CONTENT.subarray(0, 100_000));
		writeFileSync(
			`${path}.json`,
			JSON.stringify({ url: `${server.url}/all.zip`, etag: toEtag(CONTENT), total: CONTENT.length }),
		);
		server.fail("all.zip", fault);
		expect((await succeed(server, path)).at(-1)).toBe("200 -");
	});

	it("when what an earlier run left is not what it was", async () => {
		const server = await serve();
		const path = toPath();
		await succeed(server, path);
		const damaged = Buffer.from(CONTENT.subarray(0, 200_000));
		damaged[7] = 99;
		writeFileSync(path, damaged);
		expect((await succeed(server, path)).slice(1)).toEqual(["206 bytes=200000-", "200 -"]);
	});

	it.each([
		["of another address", { url: "http://127.0.0.1:1/all.zip", etag: '"x"' }],
		["without entity tag", { etag: null }],
		["that is longer than the whole", { etag: '"x"', total: 5 }],
		["that is no description", "]"],
	])("when an earlier run left something %s", async (_, about) => {
		const server = await serve();
		const path = toPath();
		writeFileSync(path, CONTENT.subarray(0, 100));
		writeFileSync(
			`${path}.json`,
			typeof about === "string" ? about : JSON.stringify({ url: `${server.url}/all.zip`, ...about }),
		);
		expect(await succeed(server, path)).toEqual(["200 -"]);
	});

	it("when a link is in its place, which is never written through", async () => {
		const server = await serve();
		const path = toPath();
		const victim = toPath();
		writeFileSync(victim, "mine");
		symlinkSync(victim, path);
		await succeed(server, path);
		expect(readFileSync(victim, "utf8")).toBe("mine");
	});
});

describe("gives up", () => {
	it.each<[string, Fault, string]>([
		["403", answerWith(403), "it answered with status 403"],
		["304 that was not asked for", answerWith(304), "it answered with status 304"],
		["206 that was not asked for", answerWith(206), "it answered with status 206"],
		["a pause that is too long", answerWith(429, { "retry-after": "3600" }), "it answered with status 429"],
		["a redirect to another protocol", answerWith(302, { location: "file:///etc/passwd" }), "it redirects to nowhere"],
		["compressed bytes", answerWith(200, { "content-encoding": "gzip" }), "compresses"],
		["a checksum that cannot be read", answerWith(200, { "x-goog-hash": "crc32c=?" }), "its checksum cannot be read"],
		["a length over the limit", answerWith(200, { "content-length": "99999999" }), "is larger than 400000 bytes"],
	])("at once on %s", async (_, fault, reason) => {
		const server = await serve();
		server.fail("all.zip", fault);
		const error = await failure(open({ bytes: 400_000 })(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.code).toBe("network-unavailable");
		expect(error.message).toContain(reason);
		expect(server.seen).toHaveLength(1);
	});

	it.each<[string, Fault, string]>([
		["failing", answerWith(500), "it answered with status 500"],
		["cutting", (_, response) => response.destroy() !== undefined, "the connection failed"],
	])("on a server that keeps %s", async (_, fault, reason) => {
		const server = await serve();
		server.fail("all.zip", ...Array.from({ length: 9 }, () => fault));
		const error = await failure(open()(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.message).toContain(reason);
		expect(server.seen).toHaveLength(3);
	});

	it("on a server that keeps stalling", async () => {
		const server = await serve();
		// Its time is over once the server has been asked, and not before: a busy machine may take as long to ask.
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		onTestFinished(() => void vi.useRealTimers());
		const fault: Fault = () => {
			vi.advanceTimersByTime(20_000);
			return true;
		};
		server.fail("all.zip", ...Array.from({ length: 9 }, () => fault));
		const error = await failure(open()(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.message).toContain("it is too slow");
		expect(server.seen).toHaveLength(3);
	});

	it("on redirects in a circle", async () => {
		const server = await serve();
		server.fail("all.zip", ...Array.from({ length: 9 }, () => answerWith(302, { location: "/all.zip" })));
		const error = await failure(open()(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.message).toContain("redirects too often");
	});

	it("on a server that never stops, within its limits", async () => {
		const server = await serve();
		server.fail("all.zip", (_, response) => {
			response.writeHead(200);
			const timer = setInterval(() => response.write("x".repeat(1000)), 1);
			response.on("close", () => clearInterval(timer));
			return true;
		});
		const error = await failure(open({ bytes: 20_000 })(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.message).toContain("is larger than 20000 bytes");
	});

	it("on one that sends a little for ever", async () => {
		const server = await serve();
		server.fail("all.zip", (_, response) => {
			response.writeHead(200);
			const timer = setInterval(() => response.write("x"), 20);
			response.on("close", () => clearInterval(timer));
			return true;
		});
		const error = await failure(open({ total: 300 })(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.message).toContain("it is too slow");
	});

	it("on a wrong checksum, and keeps nothing", async () => {
		const server = await serve({ "x-goog-hash": "crc32c=AAAAAA==" });
		const path = toPath();
		const error = await failure(open()(`${server.url}/all.zip`, path, FRESH));
		expect(error.code).toBe("download-damaged");
		expect([path, `${path}.json`].filter(existsSync)).toEqual([]);
	});

	it("on a length that is never reached", async () => {
		const server = await serve();
		const lie: Fault = (_, response) => {
			response.writeHead(200, { "content-length": 400_000 });
			response.write(CONTENT, () => response.destroy());
			return true;
		};
		server.fail("all.zip", ...Array.from({ length: 20 }, () => lie));
		const error = await failure(open({ attempts: 3 })(`${server.url}/all.zip`, toPath(), FRESH));
		expect(error.code).toBe("network-unavailable");
	});

	it("and leaves nothing that nobody could go on with", async () => {
		const server = await serveFiles();
		const path = toPath();
		const cutWithoutTag: Fault = (_, response) => {
			response.writeHead(200, { "content-length": 400_000 });
			response.write(CONTENT, () => response.destroy());
			return true;
		};
		server.fail("all.zip", cutWithoutTag, answerWith(403));
		await failure(open()(`${server.url}/all.zip`, path, FRESH));
		expect([path, `${path}.json`].filter(existsSync)).toEqual([]);
	});

	it("where it cannot write", async () => {
		const server = await serve();
		const error = await failure(open()(`${server.url}/all.zip`, join(folder, "nowhere", "a.part"), FRESH));
		expect(error.code).toBe("download-unwritable");
	});
});

it("leaves nothing when it is told to", async () => {
	const server = await serve();
	const path = toPath();
	await succeed(server, path);
	removePartialFile(path);
	expect([path, `${path}.json`].filter(existsSync)).toEqual([]);
});

function partial(response: Parameters<Fault>[1], headers: Record<string, string>): boolean {
	response
		.writeHead(206, { etag: toEtag(CONTENT), "content-range": "bytes 100000-299999/300000", ...headers })
		.end(CONTENT.subarray(100_000));
	return true;
}
