/** The OSV web API as the source of advisories: well, slow, broken and hostile services. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ApiOptions, openApi } from "../../src/advisories/api.ts";
import { DatabaseError, type ScanError } from "../../src/errors.ts";
import { openAnswerCache } from "../../src/net/answer-cache.ts";
import { type FetcherLimits, NO_PROXY } from "../../src/net/fetcher.ts";
import type { AdvisoryQuery } from "../../src/ports.ts";
import { type Loopback, serve, serveAndClose } from "../registry/loopback.ts";
import { createService, type OsvRecord, type ServiceOptions } from "./osv-service.ts";

const QUICK: Partial<FetcherLimits> = { attempt: 20_000, total: 50_000, retries: 2, pause: 1 };

function toRecord(id: string, name: string, fixed: string, parts: Partial<OsvRecord> = {}): OsvRecord {
	return {
		id,
		modified: "2026-01-01T00:00:00Z",
		affected: [
			{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] }] },
		],
		...parts,
	};
}

function npm(name: string, version: string | null = null): AdvisoryQuery {
	return { ecosystem: "npm", name, version };
}

function open(server: Pick<Loopback, "url">, options: Partial<ApiOptions> = {}) {
	return openApi({
		url: server.url,
		proxy: NO_PROXY,
		userAgent: "fnsift/test",
		cache: null,
		progress: { step() {} },
		...options,
		limits: { ...QUICK, ...options.limits },
	});
}

async function setUp(records: readonly OsvRecord[], service: ServiceOptions = {}, options: Partial<ApiOptions> = {}) {
	const { answer, batches } = createService(records, service);
	const server = await serve(answer);
	const api = open(server, options);
	const prepare = async (...queries: readonly AdvisoryQuery[]) => (await api.prepare?.(queries)) ?? [];
	const ids = (name: string) => api.find("npm", name).map(({ id }) => id);
	const gets = () => server.seen.filter(({ method }) => method === "GET").map(({ path }) => path);
	return { server, batches, api, prepare, ids, gets };
}

const A = [toRecord("GHSA-a1", "a", "1.5.0"), toRecord("GHSA-a2", "a", "3.0.0"), toRecord("GHSA-a0", "a", "0.1.0")];

describe("what is asked", () => {
	it("is which records affect a version, then all records of affected names, then the records, each once", async () => {
		const { prepare, ids, batches, gets, api } = await setUp([...A, toRecord("GHSA-b", "b", "1.0.0")]);
		expect(await prepare(npm("a", "2.0.0"), npm("a", "1.0.0"), npm("b", "2.0.0"), npm("c", "1.0.0"))).toEqual([]);
		expect(batches).toEqual([
			[
				{ package: { ecosystem: "npm", name: "a" }, version: "2.0.0" },
				{ package: { ecosystem: "npm", name: "a" }, version: "1.0.0" },
				{ package: { ecosystem: "npm", name: "b" }, version: "2.0.0" },
				{ package: { ecosystem: "npm", name: "c" }, version: "1.0.0" },
			],
			[{ package: { ecosystem: "npm", name: "a" } }],
		]);
		expect(gets().sort()).toEqual(["/v1/vulns/GHSA-a0", "/v1/vulns/GHSA-a1", "/v1/vulns/GHSA-a2"]);
		expect(ids("a")).toEqual(["GHSA-a0", "GHSA-a1", "GHSA-a2"]);
		expect(await prepare(npm("a", "2.0.0"), npm("b", "2.0.0"), npm("a"))).toEqual([]);
		expect(batches).toHaveLength(2);
		expect(api.info).toMatchObject({ source: "osv-api", advisories: 3, updated: "2026-01-01T00:00:00Z" });
	});

	it("goes in batches of at most 1,000", async () => {
		const { prepare, batches } = await setUp([]);
		await prepare(...Array.from({ length: 2500 }, (_, index) => npm(`p${index}`, "1.0.0")));
		expect(batches.map((batch) => batch.length).sort()).toEqual([1000, 1000, 500]);
	});

	it("is put together when many ask at a time", async () => {
		const { prepare, batches } = await setUp(A);
		await Promise.all([prepare(npm("a")), prepare(npm("b")), prepare(npm("a"), npm("c"))]);
		expect(batches.map((batch) => batch.map((query) => query.package.name))).toEqual([["a", "b", "c"]]);
	});

	it("is announced once, before anything is sent, with the host", async () => {
		const hosts: string[] = [];
		const sent: number[] = [];
		const { prepare, server } = await setUp(
			[],
			{},
			{
				onFirstCall: (host) => {
					hosts.push(host);
					sent.push(server.seen.length);
				},
			},
		);
		await prepare();
		expect(hosts).toEqual([]);
		await prepare(npm("a", "1.0.0"));
		await prepare(npm("b", "1.0.0"));
		expect([hosts, sent]).toEqual([[new URL(server.url).host], [0]]);
	});

	it("never reaches another host by a redirect", async () => {
		const elsewhere = await serve((_, response) => void response.end('{"results":[{}]}'));
		const { prepare } = await setUp([], {
			intercept: (request, response) => {
				response
					.writeHead(request.url?.startsWith("/again") ? 302 : 307, { location: `${elsewhere.url}v1/querybatch` })
					.end();
				return true;
			},
		});
		await expect(prepare(npm("secret", "1.0.0"))).rejects.toThrow("redirects");
		expect(elsewhere.seen).toEqual([]);
	});
});

describe("pages", () => {
	it.each([1, 2, 3])("of %d records are put together", async (page) => {
		const { prepare, ids } = await setUp(A, { page });
		expect(await prepare(npm("a", "0.0.1"))).toEqual([]);
		expect(ids("a")).toEqual(["GHSA-a0", "GHSA-a1", "GHSA-a2"]);
	});

	it("may hold nothing but a token", async () => {
		let turns = 0;
		const { prepare, ids } = await setUp(A, {
			intercept: (request, response) => {
				if (request.method !== "POST" || ++turns > 3) return false;
				response.end(JSON.stringify({ results: [{ next_page_token: turns === 3 ? "0" : `turn ${turns}` }] }));
				return true;
			},
		});
		expect(await prepare(npm("a", "1.0.0"))).toEqual([]);
		expect(ids("a")).toEqual(["GHSA-a0", "GHSA-a1", "GHSA-a2"]);
	});

	it("that come around again are no answer", async () => {
		const { prepare, api } = await setUp(A, {
			intercept: (request, response) => {
				if (request.method !== "POST") return false;
				response.end(JSON.stringify({ results: [{ next_page_token: "same" }] }));
				return true;
			},
		});
		await expect(prepare(npm("a", "1.0.0"))).rejects.toThrow("its pages do not end");
		expect(api.canFind?.("npm", "a")).toBe(false);
	});
});

describe("a question that the service refuses", () => {
	it("is found by halves: all others are answered", async () => {
		const bad = new Set(["p17", "p700"]);
		const { prepare, batches, ids } = await setUp(A, { refuses: (query) => bad.has(query.package.name) });
		const names = Array.from({ length: 1200 }, (_, index) => npm(`p${index}`, "1.0.0"));
		expect(await prepare(npm("a", "1.0.0"), ...names)).toEqual([
			{ query: npm("p17", "1.0.0"), reason: "the service refuses the question" },
			{ query: npm("p700", "1.0.0"), reason: "the service refuses the question" },
		]);
		expect(ids("a")).toHaveLength(3);
		expect(batches.length).toBeLessThan(50);
	});

	it("about a version is answered all the same where another version led to all records of the name", async () => {
		const { prepare, ids } = await setUp(A, { refuses: ({ version }) => version === "2.0.0" });
		expect(await prepare(npm("a", "1.0.0"), npm("a", "2.0.0"))).toEqual([]);
		expect(ids("a")).toHaveLength(3);
	});

	it("is no answer when there is no other", async () => {
		const { prepare } = await setUp(A, { refuses: () => true });
		await expect(prepare(npm("a", "1.0.0"))).rejects.toThrow(/a@1\.0\.0.*refuses/);
	});
});

/** Everything that a service can do wrong with a batch: never "no records". */
describe("a batch that fails", () => {
	const cases: readonly (readonly [string, (response: ServerResponse) => void])[] = [
		["status 404", (response) => void response.writeHead(404).end("{}")],
		["status 500", (response) => void response.writeHead(500).end("{}")],
		["status 429 with a long pause", (response) => void response.writeHead(429, { "retry-after": "3600" }).end()],
		["status 204", (response) => void response.writeHead(204).end()],
		["HTML", (response) => void response.end("<html></html>")],
		["nothing", (response) => void response.end()],
		["null", (response) => void response.end("null")],
		["no results", (response) => void response.end("{}")],
		["fewer results than questions", (response) => void response.end('{"results":[{}]}')],
		["more results than questions", (response) => void response.end('{"results":[{},{},{}]}')],
		["results of another shape", (response) => void response.end('{"results":[{"vulns":"none"},{"vulns":{}}]}')],
		[
			"ids that cannot be",
			(response) => void response.end('{"results":[{"vulns":[{"id":"../../x"}]},{"vulns":[{"id":5}]}]}'),
		],
		["half an answer", (response) => void response.end('{"results":[{},{"vul')],
		["a cut connection", (response) => void response.destroy()],
		["silence", () => {}],
		[
			"a length that it does not keep",
			(response) => {
				response.writeHead(200, { "content-length": "500" });
				response.write('{"results":[{},{}]}');
				setTimeout(() => response.destroy(), 10);
			},
		],
		["too much", (response) => void response.end(`{"results":[{},{}]}${" ".repeat(3000)}`)],
	];

	it.each(cases)("with %s is an error that names what was not checked", async (what, answer) => {
		const { prepare, api } = await setUp(
			A,
			{
				intercept: (request, response) => {
					request.resume();
					answer(response);
					return true;
				},
			},
			{ limits: { retries: 1, bytes: 2000, ...(what === "silence" && { attempt: 100 }) } },
		);
		const error: unknown = await prepare(npm("a", "1.0.0"), npm("b", "1.0.0")).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(DatabaseError);
		expect((error as ScanError).code).toBe("advisories-unavailable");
		expect((error as ScanError).message).toContain("a@1.0.0, b@1.0.0");
		expect(() => api.find("npm", "a")).toThrow("was not asked about a");
	});

	it("for one record is said for its packages alone", async () => {
		const { prepare, ids } = await setUp([...A, toRecord("GHSA-b", "b", "2.0.0")], {
			intercept: ({ url }, response) => {
				if (url !== "/v1/vulns/GHSA-b") return false;
				response.writeHead(404).end();
				return true;
			},
		});
		expect(await prepare(npm("a", "1.0.0"), npm("b", "1.0.0"), npm("b", "5.0.0"))).toEqual([
			{ query: npm("b", "1.0.0"), reason: "GHSA-b: it answered with status 404" },
		]);
		expect(ids("a")).toHaveLength(3);
	});

	it("because no server is there is an error", async () => {
		const api = open({ url: await serveAndClose() });
		await expect(api.prepare?.([npm("a", "1.0.0")])).rejects.toThrow("connection failed");
	});

	it.each([429, 503])("with status %d is asked again after the pause that it names", async (status) => {
		let left = 2;
		const { prepare, ids } = await setUp(A, {
			intercept: (_, response) => {
				if (left-- <= 0) return false;
				response.writeHead(status, { "retry-after": "0" }).end();
				return true;
			},
		});
		expect(await prepare(npm("a", "1.0.0"))).toEqual([]);
		expect(ids("a")).toHaveLength(3);
	});
});

describe("records", () => {
	it("that are withdrawn, or about other packages, are no advisories of the name", async () => {
		const withdrawn = toRecord("GHSA-w", "a", "9.0.0");
		const answers = new Map([
			["/v1/vulns/GHSA-w", { ...withdrawn, withdrawn: "2026-02-02T00:00:00Z" }],
			["/v1/vulns/GHSA-o", toRecord("GHSA-o", "other", "9.0.0")],
		]);
		const { prepare, ids, api } = await setUp([...A, withdrawn, toRecord("GHSA-o", "a", "9.0.0")], {
			intercept: ({ url = "" }, response) => {
				const record = answers.get(url);
				if (record === undefined) return false;
				response.end(JSON.stringify(record));
				return true;
			},
		});
		expect(await prepare(npm("a", "1.0.0"))).toEqual([]);
		expect(ids("a")).toEqual(["GHSA-a0", "GHSA-a1", "GHSA-a2"]);
		expect(api.info.advisories).toBe(4);
	});

	it.each([
		["another record", JSON.stringify(toRecord("GHSA-zz", "a", "1.0.0"))],
		["no record", "{}"],
		["no JSON", "<html>"],
		["something deep", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
	])("that are %s leave their package unanswered", async (_, body) => {
		const { prepare, api } = await setUp([...A, toRecord("GHSA-b", "b", "2.0.0")], {
			intercept: ({ url }, response) => {
				if (url !== "/v1/vulns/GHSA-a1") return false;
				response.end(body);
				return true;
			},
		});
		expect(await prepare(npm("a", "2.0.0"), npm("b", "1.0.0"))).toEqual([
			{ query: npm("a", "2.0.0"), reason: "GHSA-a1: its answer is not that record" },
		]);
		expect([api.canFind?.("npm", "a"), api.canFind?.("npm", "b")]).toEqual([false, true]);
	});

	it("are asked for a few at a time", async () => {
		const many = Array.from({ length: 60 }, (_, index) => toRecord(`GHSA-${100 + index}`, "a", "2.0.0"));
		let running = 0;
		let most = 0;
		const { prepare } = await setUp(many, {
			intercept: ({ url = "" }, response) => {
				const record = many.find(({ id }) => url.endsWith(`/${id}`));
				if (record === undefined) return false;
				running += 1;
				most = Math.max(most, running);
				setTimeout(() => {
					running -= 1;
					response.end(JSON.stringify(record));
				}, 5);
				return true;
			},
		});
		expect(await prepare(npm("a", "1.0.0"))).toEqual([]);
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThanOrEqual(12);
	});
});

describe("kept records", () => {
	async function setUpKept() {
		const folder = mkdtempSync(join(tmpdir(), "fnsift-osv-"));
		onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
		const records = [...A];
		const gets: string[] = [];
		const server = await serve((request, response) => {
			if (request.method === "GET") gets.push((request.url ?? "").slice("/v1/vulns/".length));
			createService(records).answer(request, response);
		});
		const run = async () => {
			gets.length = 0;
			const api = open(server, { cache: openAnswerCache(folder) });
			expect(await api.prepare?.([npm("a", "1.0.0")])).toEqual([]);
			return { gets: [...gets].sort(), sha256: api.info.sha256, found: api.find("npm", "a") };
		};
		return { folder, records, run };
	}

	it("are taken while the service gives them the same date", async () => {
		const { run, records } = await setUpKept();
		const first = await run();
		expect(first.gets).toEqual(["GHSA-a0", "GHSA-a1", "GHSA-a2"]);
		expect(await run()).toEqual({ ...first, gets: [] });
		records[1] = toRecord("GHSA-a2", "a", "4.0.0", { modified: "2026-05-05T00:00:00Z" });
		const third = await run();
		expect(third.gets).toEqual(["GHSA-a2"]);
		expect(third.found.map(({ ranges }) => ranges[0]?.events[1]?.version)).toEqual(["0.1.0", "1.5.0", "4.0.0"]);
		expect(third.sha256).not.toBe(first.sha256);
	});

	it("are asked for again when they are damaged", async () => {
		const { run, folder } = await setUpKept();
		const first = await run();
		for (const [index, file] of readdirSync(folder).entries()) {
			const path = join(folder, file);
			const text = readFileSync(path, "utf8");
			writeFileSync(path, index === 0 ? text.replace("fixed", "limit") : index === 1 ? text.slice(0, 50) : "");
		}
		expect(await run()).toEqual(first);
	});
});
