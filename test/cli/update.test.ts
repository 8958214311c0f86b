/** `fnsift db update` as a user runs it: a process of its own, killed now and then, against a server on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { verifyDatabase } from "../../src/advisories/store/verify.ts";
import { makeFolder } from "../advisories/folder.ts";
import { makeRecords, type OsvExport, serveExport } from "../advisories/osv-export.ts";
import { answerWith, type Fault } from "../net/file-server.ts";
import { CLI, type Run } from "./spawn.ts";

const folder = makeFolder();
let count = 0;

interface Started {
	readonly child: ChildProcess;
	readonly done: Promise<Run>;
}

/** Without blocking this process, which is the server. */
function start(
	args: readonly string[],
	env: Record<string, string> = {},
	command = [process.execPath, CLI],
	cwd = process.cwd(),
): Started {
	const child = spawn(command[0]!, [...command.slice(1), ...args], {
		env: { PATH: process.env.PATH ?? "", TMPDIR: folder, FNSIFT_CACHE_DIR: join(folder, "nowhere"), ...env },
		timeout: 240_000,
		cwd,
	});
	let [stdout, stderr] = ["", ""];
	child.stdout!.on("data", (chunk) => (stdout += chunk));
	child.stderr!.on("data", (chunk) => (stderr += chunk));
	const done = new Promise<Run>((resolve) => child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr })));
	return { child, done };
}

function makeCache(): { readonly cache: string; readonly path: string } {
	const cache = join(folder, `cache-${count++}`);
	mkdirSync(cache);
	return { cache, path: join(cache, "advisories.fnsiftdb") };
}

async function serve(records = 30): Promise<OsvExport> {
	const from = await serveExport();
	from.put("npm", ...makeRecords(records)).publish();
	return from;
}

const NEW = { id: "GHSA-new", modified: "2026-02-01T00:00:00Z", name: "new" };

/** A lockfile with a package that the records are about, and what a scan finds in it. */
const LOCKFILE = join(folder, "package-lock.json");
writeFileSync(
	LOCKFILE,
	JSON.stringify({
		name: "x",
		lockfileVersion: 3,
		packages: {
			"": { dependencies: { p1: "*", new: "*" } },
			"node_modules/p1": { version: "1.0.0" },
			"node_modules/new": { version: "1.0.0" },
		},
	}),
);

async function scan(cache: string): Promise<{ exitCode: number | null; rules: string[]; source: string }> {
	const { exitCode, stdout } = await start(["scan", LOCKFILE, "--format", "json", "--quiet"], {
		FNSIFT_CACHE_DIR: cache,
	}).done;
	const report = JSON.parse(stdout) as { database: { source: string }; targets: { findings: { rule: string }[] }[] };
	const rules = report.targets
		.flatMap(({ findings }) => findings.map(({ rule }) => rule))
		.filter((rule) => rule.startsWith("GHSA"));
	return { exitCode, rules: rules.sort(), source: report.database.source };
}

describe("fnsift db update", () => {
	it("makes the database that scans use from then on, and brings it up to date", async () => {
		const from = await serve();
		const { cache, path } = makeCache();
		const env = { FNSIFT_CACHE_DIR: cache, FNSIFT_OSV_URL: from.url };
		const first = await start(["db", "update"], env).done;
		expect({ exitCode: first.exitCode, stderr: first.stderr }).toEqual({ exitCode: 0, stderr: "" });
		expect(first.stdout).toMatch(
			/ was built from the whole export\n30 records on 30 packages\n {2}npm: 30 of vulnerabilities, 0 of malware\n/,
		);
		expect(await scan(cache)).toEqual({ exitCode: 0, rules: ["GHSA-1"], source: "local" });
		from.put("npm", NEW).publish();
		const second = await start(["db", "update", "--quiet"], env).done;
		expect(second).toEqual({ exitCode: 0, stdout: "", stderr: "" });
		expect((await scan(cache)).rules).toEqual(["GHSA-1", "GHSA-new"]);
		expect((await start(["db", "update"], env).done).stdout).toContain(" is up to date\n");
		const status = await start(["db", "status", "--json"], env).done;
		expect(JSON.parse(status.stdout)).toMatchObject({
			path,
			source: "local",
			records: 31,
			updated: "2026-02-01T00:00:00Z",
			ecosystems: { npm: 31 },
			maliciousIn: {},
			export: { base: from.url, ecosystems: [{ ecosystem: "npm", newest: "2026-02-01T00:00:00Z" }] },
		});
	});

	it("fetches from where fnsift.yaml says, and says so; the environment and the command line win over it", async () => {
		const [from, other] = [await serve(), await serve()];
		const { cache } = makeCache();
		const project = mkdtempSync(join(folder, "project-"));
		mkdirSync(join(project, ".git"));
		writeFileSync(join(project, "fnsift.yaml"), `updateFrom: ${from.url}\n`);
		const update = (args: readonly string[], env: Record<string, string> = {}) =>
			start(["db", "update", ...args], { FNSIFT_CACHE_DIR: cache, ...env }, undefined, project).done;
		const first = await update([]);
		expect({ exitCode: first.exitCode, stderr: first.stderr }).toEqual({
			exitCode: 0,
			stderr: `fnsift: fetching from ${new URL(from.url).host}, as fnsift.yaml says.\n`,
		});
		const readBase = async () =>
			JSON.parse((await start(["db", "status", "--json"], { FNSIFT_CACHE_DIR: cache }).done).stdout).export.base;
		expect(await readBase()).toBe(from.url);
		expect((await update(["--from", other.url])).stderr).toBe("");
		expect(await readBase()).toBe(other.url);
		expect((await update([], { FNSIFT_OSV_URL: from.url })).stderr).toBe("");
		expect(await readBase()).toBe(from.url);
	});

	it.each<[string, string[], (from: OsvExport) => unknown, string]>([
		[
			"500",
			[],
			(from) =>
				from.server.fail(
					"npm/modified_id.csv",
					...Array.from({ length: 9 }, () => answerWith(500, { "retry-after": "0" })),
				),
			"status 500",
		],
		["an older export", [], (from) => from.drop("npm", "GHSA-29").publish(), "--force"],
		["another ecosystem that it lacks", ["--ecosystem", "Maven"], () => {}, "Maven/all.zip does not exist"],
	])("is exit 3 on %s, and says what stays", async (_, args, change, message) => {
		const from = await serve();
		const { cache, path } = makeCache();
		await start(["db", "update", "--from", from.url, "--db", path]).done;
		const before = readFileSync(path);
		change(from);
		const { exitCode, stdout, stderr } = await start(["db", "update", "--from", from.url, "--db", path, ...args]).done;
		expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
		expect(stderr).toContain("The database in use stays as it was (newest record 2026-01-01T00:29:00Z)");
		expect(stderr).toContain(message);
		expect(readFileSync(path).equals(before)).toBe(true);
		expect((await scan(cache)).rules).toEqual(["GHSA-1"]);
	});

	it("says on a first update that nothing was written", async () => {
		const from = await serve();
		from.server.files.clear();
		const { cache, path } = makeCache();
		const { exitCode, stderr } = await start(["db", "update", "--from", from.url, "--db", path]).done;
		expect(exitCode).toBe(3);
		expect(stderr).toContain("No database was written");
		expect(readdirSync(cache)).toEqual([]);
		expect((await scan(cache)).source).toBe("snapshot");
	});

	it.each([
		["an ecosystem that fnsift does not know", ["--ecosystem", "crates"]],
		["an address that is none", ["--from", "ftp://127.0.0.1"]],
		["an unknown enrichment", ["--with", "epss,cvss"]],
	])("is exit 2 on %s", async (_, args) => {
		const { cache } = makeCache();
		const { exitCode, stderr } = await start(["db", "update", ...args], { FNSIFT_CACHE_DIR: cache }).done;
		expect(exitCode).toBe(2);
		expect(stderr.trim().split("\n").length).toBeGreaterThanOrEqual(2);
		expect(readdirSync(cache)).toEqual([]);
	});

	it("lets one of two at once go on, and tells the other", async () => {
		const from = await serve();
		const { cache, path } = makeCache();
		let release = () => {};
		const released = new Promise<void>((resolve) => {
			release = resolve;
		});
		from.server.fail("npm/all.zip", (request, response, server) => {
			void released.then(() => server.answer(request, response));
			return true;
		});
		const first = start(["db", "update", "--from", from.url, "--db", path]);
		while (!existsSync(`${path}.lock`) || from.server.seen.length === 0) await pause(10);
		const second = await start(["db", "update", "--from", from.url, "--db", path]).done;
		expect(second.exitCode).toBe(3);
		expect(second.stderr).toContain(`Another update of ${path} is running (process ${first.child.pid} on `);
		release();
		expect((await first.done).exitCode).toBe(0);
		expect((await scan(cache)).rules).toEqual(["GHSA-1"]);
		expect(readdirSync(cache)).toEqual(["advisories.fnsiftdb"]);
	});

	it.skipIf(process.platform === "win32")("leaves the database in use when the disk is full", async () => {
		const from = await serve();
		const { cache, path } = makeCache();
		await start(["db", "update", "--from", from.url, "--db", path]).done;
		const before = readFileSync(path);
		from.put("npm", ...makeRecords(400)).publish();
		// Files may have 8 blocks of 512 bytes (or of 1,024, as the shell has it), which the archive exceeds.
		const limited = ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", process.execPath, CLI];
		const { exitCode, stderr } = await start(["db", "update", "--force", "--from", from.url, "--db", path], {}, limited)
			.done;
		expect(exitCode).toBe(3);
		expect(stderr).toMatch(/cannot be written \(EFBIG\)/);
		expect(stderr).toContain("The database in use stays as it was");
		expect(readFileSync(path).equals(before)).toBe(true);
		expect(readdirSync(cache)).toEqual(["advisories.fnsiftdb"]);
	});
});

const KILLS = 50;

it(`survives being killed at ${KILLS} random points: scans go on, and the next update completes`, async () => {
	const from = await serve(60);
	const { cache, path } = makeCache();
	await start(["db", "update", "--from", from.url, "--db", path]).done;
	let killed = 0;
	let rounds = 0;
	// Milliseconds from the first sign of an update to its end, as far as is known. It follows the machine, which may be
	// busier or idler than a moment ago.
	let usual = 100;
	for (; killed < KILLS && rounds < 4 * KILLS; rounds++) {
		from
			.put("npm", {
				...NEW,
				id: `GHSA-new-${rounds}`,
				modified: new Date(Date.parse(NEW.modified) + rounds * 60_000).toISOString(),
			})
			.publish();
		const asked = new Promise<void>((resolve) => {
			// Answers take a little, so that kills hit downloads as well.
			const slow: Fault = (request, response, server) => {
				resolve();
				setTimeout(() => server.answer(request, response), 5);
				return true;
			};
			for (const file of ["npm/all.zip", "npm/modified_id.csv"]) from.server.fail(file, slow, slow);
		});
		// Now and then two at a time, of which one is told that the other runs, or takes over from a dead one.
		const updates = (rounds % 3 === 0 ? [0, 1] : [0]).map((number) => {
			const way = (rounds + number) % 2 === 0 ? ["--force"] : [];
			return start(["db", "update", "--from", from.url, "--db", path, ...way]);
		});
		const ended = Promise.all(updates.map(({ done }) => done));
		// Starting Node.js takes longest; a few kills there are enough.
		if (rounds % 5 > 0) await Promise.race([asked, ended]);
		const left = await Promise.all(
			updates.map(async ({ child, done }) => {
				await pause(usual * Math.random());
				const isLeft = child.exitCode === null && child.kill("SIGKILL");
				await done;
				return isLeft;
			}),
		);
		const hit = left.filter((isLeft) => isLeft).length;
		killed += hit;
		if (rounds % 5 > 0) usual = hit > 0 ? Math.min(usual * 1.2, 2_000) : usual * 0.7;
		from.server.faults.clear();
		verifyDatabase(path);
		// Each scan is a process as well, and what it reads was verified.
		if (rounds % 10 === 0) expect(await scan(cache)).toMatchObject({ exitCode: 0, source: "local" });
	}
	expect(killed).toBeGreaterThanOrEqual(KILLS);
	expect(await scan(cache)).toMatchObject({ exitCode: 0, rules: expect.arrayContaining(["GHSA-1"]), source: "local" });
	const { exitCode, stderr } = await start(["db", "update", "--from", from.url, "--db", path]).done;
	expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
	expect(verifyDatabase(path)).toMatchObject({ records: 60 + rounds });
	expect((await scan(cache)).rules).toHaveLength(1 + rounds);
	expect(readdirSync(cache)).toEqual(["advisories.fnsiftdb"]);
}, 600_000);
