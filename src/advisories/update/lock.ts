/**
 * One update of a database at a time: a lock file beside it.
 *
 * 1. The file is made exclusively and says who holds it: machine, process and when that process started. The holder
 *    touches it now and then.
 * 2. A lock is stale when its process is gone, or, where that cannot be told (another machine or container), when it was
 *    not touched for a long time. What kills a process leaves no other trace.
 * 3. A stale lock is renamed away before it is taken over, and what was renamed is looked at: of two processes that find
 *    the same stale lock, one at most removes it.
 * 4. Right before the database is replaced, the holder looks whether the lock is still its own. Should two ever believe
 *    they hold it, the database is still replaced by whole files only.
 */
import { randomUUID } from "node:crypto";
import {
	closeSync,
	openSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { toOvertakenError, toRunningError } from "./update-error.ts";

export interface UpdateLock {
	/** @throws DatabaseError `database-locked` when the lock is somebody else's by now */
	confirm(): void;
	release(): void;
}

interface Holder {
	readonly token: string;
	readonly machine: string;
	readonly pid: number;
	/** `null` where the system does not tell */
	readonly started: string | null;
}

const TOUCH_EVERY = 20_000;
/** far above the longest time that the holder is busy without a pause */
const DEAD_AFTER = 600_000;
/** a lock that is being written when its holder is killed stays empty */
const UNREADABLE_FOR = 1_000;
const ROUNDS = 20;

/** @throws DatabaseError `database-locked` while another process holds it; the file system's error when it cannot be made */
export async function takeLock(database: string): Promise<UpdateLock> {
	const path = `${database}.lock`;
	const self = describeSelf();
	for (let round = 0; round < ROUNDS; round++) {
		if (create(path, self)) return hold(path, database, self);
		const found = look(path);
		if (found === undefined) continue;
		const { holder, age } = found;
		if (holder === undefined && age < UNREADABLE_FOR) await pause(100);
		else if (holder === undefined || isGone(holder, age)) removeStale(path, found.text);
		else throw toRunningError(database, `process ${holder.pid} on ${holder.machine.split(" ", 1)[0]}`);
	}
	throw toRunningError(database, "its lock keeps changing hands");
}

function hold(path: string, database: string, self: Holder): UpdateLock {
	const isOwn = () => look(path)?.holder?.token === self.token;
	const timer = setInterval(() => {
		try {
			if (isOwn()) utimesSync(path, new Date(), new Date());
		} catch {
			// Whether the lock is still held is asked before anything depends on it.
		}
	}, TOUCH_EVERY);
	timer.unref();
	const release = () => {
		clearInterval(timer);
		process.removeListener("exit", release);
		if (isOwn()) rmSync(path, { force: true });
	};
	process.once("exit", release);
	return {
		confirm() {
			if (!isOwn()) throw toOvertakenError(database);
		},
		release,
	};
}

/** `false` when there is one already. */
function create(path: string, self: Holder): boolean {
	let file: number;
	try {
		file = openSync(path, "wx", 0o644);
	} catch (error) {
		if (hasCode(error, "EEXIST")) return false;
		throw error;
	}
	try {
		writeSync(file, JSON.stringify(self));
	} finally {
		closeSync(file);
	}
	return true;
}

function look(
	path: string,
): { readonly text: string; readonly holder: Holder | undefined; readonly age: number } | undefined {
	try {
		const text = readFileSync(path, "utf8");
		return { text, holder: parseHolder(text), age: Date.now() - statSync(path).mtimeMs };
	} catch (error) {
		if (hasCode(error, "ENOENT")) return undefined;
		throw error;
	}
}

function isGone({ machine, pid, started }: Holder, age: number): boolean {
	if (machine !== describeMachine()) return age > DEAD_AFTER;
	if (!isAlive(pid)) return true;
	const now = findStart(pid);
	return now === null || started === null ? age > DEAD_AFTER : now !== started;
}

/** Removes the lock if it still is the one that was found stale. */
function removeStale(path: string, text: string): void {
	const aside = `${path}.${randomUUID()}`;
	try {
		renameSync(path, aside);
	} catch (error) {
		if (hasCode(error, "ENOENT")) return;
		throw error;
	}
	if (readFileSync(aside, "utf8") === text) rmSync(aside, { force: true });
	else renameSync(aside, path);
}

function describeSelf(): Holder {
	return { token: randomUUID(), machine: describeMachine(), pid: process.pid, started: findStart(process.pid) };
}

/** Host, boot and the name space of process ids: together they say what a process id means. */
function describeMachine(): string {
	const boot = tryRead(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
	const space = tryRead(() => readlinkSync("/proc/self/ns/pid"));
	return [hostname(), boot, space].join(" ");
}

/** When a process started, in ticks since boot: process ids are given again. Source: proc(5), field 22 of stat. */
function findStart(pid: number): string | null {
	const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
	return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function tryRead(read: () => string): string {
	try {
		return read();
	} catch {
		return "";
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !hasCode(error, "ESRCH");
	}
}

function parseHolder(text: string): Holder | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof value !== "object" || value === null) return undefined;
	const { token, machine, pid, started } = value as Record<string, unknown>;
	if (typeof token !== "string" || typeof machine !== "string") return undefined;
	if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
	return { token, machine, pid, started: typeof started === "string" ? started : null };
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && "code" in error && error.code === code;
}
