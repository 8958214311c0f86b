/** `--online` as a user runs it, against a stand-in for the OSV web API. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createService, type OsvRecord, type ServiceOptions } from "../advisories/osv-service.ts";
import { serve, serveAndClose } from "../registry/loopback.ts";
import { fnsift, fnsiftAgainstServers, type Run } from "./spawn.ts";

const RECORDS = readFileSync("advisories/source/npm.ndjson", "utf8")
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line) as OsvRecord);

async function serveRecords(options: ServiceOptions = {}) {
	const { answer, batches } = createService(RECORDS, options);
	const server = await serve(answer);
	return { ...server, batches, online: ["--online", "--osv-api", server.url] };
}

function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "fnsift-online-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** With a cache folder of its own: what a service answers is kept there. */
function run(args: readonly string[], { env = {} }: { readonly env?: Record<string, string> } = {}): Promise<Run> {
	return fnsiftAgainstServers(args, { env: { FNSIFT_CACHE_DIR: makeFolder(), ...env } });
}

/** A lockfile with packages of every origin, in a project whose `@corp` is bound to a private registry. */
function makeProject(): string {
	const folder = makeFolder();
	const lock = {
		name: "@corp/app",
		version: "1.0.0",
		lockfileVersion: 3,
		packages: {
			"": {
				name: "@corp/app",
				workspaces: ["packages/*"],
				dependencies: {
					minimist: "1.2.0",
					"@corp/secret": "1.0.0",
					forked: "1.0.0",
					local: "file:local",
					"left-pad": "1.3.0",
				},
			},
			"packages/member": { name: "member", version: "1.0.0" },
			"node_modules/member": { resolved: "packages/member", link: true },
			"node_modules/minimist": { version: "1.2.0" },
			"node_modules/left-pad": { version: "1.3.0" },
			"node_modules/@corp/secret": { version: "1.0.0" },
			"node_modules/forked": { version: "1.0.0", resolved: `git+ssh://git@example.com/forked.git#${"a".repeat(40)}` },
			"node_modules/local": { version: "1.0.0", resolved: "file:local.tgz" },
		},
	};
	writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
	writeFileSync(join(folder, ".npmrc"), "@corp:registry=https://npm.corp.example/\n");
	return join(folder, "package-lock.json");
}

const NOTICE = /^fnsift: --online sends names and versions of packages to 127\.0\.0\.1:\d+\.\n/;

describe("the same records give the same report", () => {
	it.each([
		["dvsa", 60],
		["powertools", 3],
	])("for %s, from the service and from a file", async (name, least) => {
		const lockfile = `test/fixtures/lockfiles/${name}/package-lock.json`;
		const { online, seen } = await serveRecords({ page: 7 });
		const offline = fnsift(["scan", lockfile, "--db", "advisories/npm.fnsiftdb", "--format", "json", "--quiet"]);
		const asked = await run(["scan", lockfile, ...online, "--format", "json"]);
		const [here, there] = [offline, asked].map(({ stdout }) => JSON.parse(stdout));
		expect(there.targets).toEqual(here.targets);
		expect([there.summary, there.verdict]).toEqual([here.summary, here.verdict]);
		expect(there.targets[0].findings.length).toBeGreaterThanOrEqual(least);
		expect(asked.exitCode).toBe(0);
		expect(asked.stderr).toMatch(NOTICE);
		const records = seen.filter(({ method }) => method === "GET").map(({ path }) => path);
		expect(new Set(records).size).toBe(records.length);
		expect(there.database).toMatchObject({ source: "osv-api", advisories: records.length });
	});
});

describe("what is sent", () => {
	it("are packages of the public registry alone; the others are named as not compared", async () => {
		const lockfile = makeProject();
		const { online, batches, seen } = await serveRecords();
		const { stdout, exitCode } = await run(["scan", lockfile, ...online, "--format", "json"]);
		const names = batches.flat().map(({ package: { name }, version }) => `${name}@${version}`);
		expect(names.sort()).toEqual(["left-pad@1.3.0", "minimist@1.2.0", "minimist@undefined"]);
		expect(JSON.stringify(seen)).not.toMatch(/corp|forked|local\b|member/);
		const [{ gaps, findings }] = JSON.parse(stdout).targets;
		expect(gaps).toEqual([
			{
				stage: "match",
				code: "advisories-not-sent",
				blocking: false,
				path: null,
				message:
					"3 packages from elsewhere than the public registry not named to the service, and so not compared: @corp/secret@1.0.0, forked@1.0.0, local@1.0.0",
			},
		]);
		expect(findings.map(({ rule }: { rule: string }) => rule)).toContain("CVE-2021-44906");
		expect(exitCode).toBe(0);
	});

	it("is nothing without --online, whatever the environment says", async () => {
		const { seen, url } = await serveRecords();
		await run(["scan", makeProject()], { env: { FNSIFT_OSV_API: url } });
		expect(seen).toEqual([]);
	});
});

describe("a service that fails", () => {
	it("ends the scan: nothing was checked", async () => {
		const { exitCode, stdout, stderr } = await run(["scan", makeProject(), "--online", "--allow-gaps"], {
			env: { FNSIFT_OSV_API: await serveAndClose() },
		});
		expect([exitCode, stdout]).toEqual([3, ""]);
		expect(stderr).toMatch(/Nothing was checked: 127\.0\.0\.1:\d+ could not be asked about .*minimist@1\.2\.0/);
	});

	it("for one package leaves a gap that names it, which only --allow-gaps passes", async () => {
		const { online } = await serveRecords({ refuses: (query) => query.package.name === "left-pad" });
		const lockfile = makeProject();
		const { exitCode, stdout } = await run(["scan", lockfile, ...online]);
		expect(exitCode).toBe(3);
		expect(stdout).toMatch(/^INCOMPLETE/);
		expect(stdout).toContain("CVE-2021-44906");
		expect(stdout.replace(/\s+/g, " ")).toContain(
			"1 package not compared with advisories: left-pad@1.3.0: the service refuses the question",
		);
		expect((await run(["scan", lockfile, ...online, "--allow-gaps"])).exitCode).toBe(0);
	});
});

describe("options", () => {
	it("keep records in the cache folder, and say nothing when quiet", async () => {
		const cache = makeFolder();
		const { online, seen } = await serveRecords();
		const env = { FNSIFT_CACHE_DIR: cache };
		const first = await run(["scan", makeProject(), ...online, "--quiet"], { env });
		const gets = seen.filter(({ method }) => method === "GET").length;
		expect(first.stderr).toBe("");
		expect(readdirSync(join(cache, "osv"))).toHaveLength(gets);
		await run(["scan", makeProject(), ...online, "--quiet"], { env });
		expect(seen.filter(({ method }) => method === "GET")).toHaveLength(gets);
		expect(gets).toBeGreaterThan(0);
	});

	it("serve explain as well", async () => {
		const { online } = await serveRecords();
		const { exitCode, stdout } = await run(["explain", "CVE-2021-44906", makeProject(), ...online]);
		expect(exitCode).toBe(0);
		expect(stdout).toContain("minimist@1.2.0");
		expect(stdout).toContain("critical CVE-2021-44906");
	});

	it("serve a question about one package, with the data that answered", async () => {
		const { online } = await serveRecords();
		const one = await run(["explain", "--package", "pkg:npm/minimist@1.2.0", ...online]);
		expect([one.exitCode, one.stdout.split("\n").slice(0, 2)]).toEqual([
			0,
			["minimist@1.2.0 (npm)", "Advisories: OSV web API, 3 records, newest of 2026-03-13"],
		]);
	});

	it.each<readonly [string, readonly string[], Record<string, string>, string]>([
		["--db beside --online", ["--online", "--db", "x"], {}, "exclude each other"],
		["--osv-api alone", ["--osv-api", "https://example.com"], {}, "--osv-api is for --online"],
		["credentials", ["--online", "--osv-api", "https://user:secret@example.com"], {}, "holds no credentials"],
		["an address that is none", ["--online", "--osv-api", "example.com"], {}, "begins with https://"],
		["an environment that names none", ["--online"], { FNSIFT_OSV_API: "ftp://x" }, "FNSIFT_OSV_API is no address"],
	])("refuse %s", (_, options, env, message) => {
		const { exitCode, stdout, stderr } = fnsift(["scan", "package-lock.json", ...options], { env });
		expect([exitCode, stdout]).toEqual([2, ""]);
		expect(stderr).toContain(message);
	});
});
