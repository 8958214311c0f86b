import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeLock } from "../../src/advisories/update/lock.ts";
import { DatabaseError } from "../../src/errors.ts";
import { makeFolder } from "./folder.ts";

const folder = makeFolder();
let count = 0;

function toPath(): string {
	return join(folder, `${count++}.fnsiftdb`);
}

async function failure(work: Promise<unknown>): Promise<DatabaseError> {
	const error = await work.catch((reason: unknown) => reason);
	if (!(error instanceof DatabaseError)) throw new Error(`no DatabaseError but ${String(error)}`);
	return error;
}

/** What this process writes into its lock. */
async function describeHolder(): Promise<Record<string, unknown>> {
	const path = toPath();
	const lock = await takeLock(path);
	const text = readFileSync(`${path}.lock`, "utf8");
	lock.release();
	return JSON.parse(text) as Record<string, unknown>;
}

/** The id of a process that is gone. */
function findGonePid(): number {
	return spawnSync(process.execPath, ["-e", "0"]).pid;
}

function listFiles(path: string): string[] {
	return readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.lock`));
}

describe("the lock of an update", () => {
	it("is held by one, and gone when it is released", async () => {
		const path = toPath();
		const lock = await takeLock(path);
		const error = await failure(takeLock(path));
		expect({ code: error.code, exitCode: error.exitCode }).toEqual({ code: "database-locked", exitCode: 3 });
		expect(error.message).toContain(`process ${process.pid} on`);
		lock.confirm();
		lock.release();
		expect(listFiles(path)).toEqual([]);
		(await takeLock(path)).release();
	});

	it.each<[string, (holder: Record<string, unknown>) => unknown, number]>([
		["of a process that is gone", (holder) => ({ ...holder, pid: findGonePid() }), 0],
		["of a process whose id was given again", (holder) => ({ ...holder, started: "1" }), 0],
		["of another machine, long untouched", (holder) => ({ ...holder, machine: "elsewhere" }), 3_600],
		["that was never written", () => "", 2],
		["that is no lock", () => ({ pid: -1 }), 2],
	])("is taken over from a stale one: %s", async (_, change, seconds) => {
		const path = toPath();
		const holder = change(await describeHolder());
		writeFileSync(`${path}.lock`, typeof holder === "string" ? holder : JSON.stringify(holder));
		const then = new Date(Date.now() - seconds * 1_000);
		utimesSync(`${path}.lock`, then, then);
		const lock = await takeLock(path);
		lock.confirm();
		lock.release();
		expect(listFiles(path)).toEqual([]);
	});

	it.each<[string, (holder: Record<string, unknown>) => unknown]>([
		["of this very process", (holder) => holder],
		["of another machine, touched lately", (holder) => ({ ...holder, machine: "elsewhere", pid: findGonePid() })],
	])("is left to a live one: %s", async (_, change) => {
		const path = toPath();
		const text = JSON.stringify(change(await describeHolder()));
		writeFileSync(`${path}.lock`, text);
		expect((await failure(takeLock(path))).code).toBe("database-locked");
		expect(readFileSync(`${path}.lock`, "utf8")).toBe(text);
	});

	it("that somebody else took is noticed before anything is replaced, and left to him", async () => {
		const path = toPath();
		const lock = await takeLock(path);
		writeFileSync(`${path}.lock`, JSON.stringify({ token: "other", machine: "m", pid: 1, started: null }));
		expect(() => lock.confirm()).toThrow(DatabaseError);
		lock.release();
		expect(existsSync(`${path}.lock`)).toBe(true);
	});

	it("is had by exactly one of many that find a stale one", async () => {
		const path = toPath();
		writeFileSync(`${path}.lock`, JSON.stringify({ ...(await describeHolder()), pid: findGonePid() }));
		const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(path)));
		const held = outcomes.filter((outcome) => outcome.status === "fulfilled");
		expect(held).toHaveLength(1);
		for (const { value } of held) value.release();
		expect(listFiles(path)).toEqual([]);
	});
});
