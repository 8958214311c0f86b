/** Compiled code that is kept beside the code: faster, and never anything else. */
import { spawnSync } from "node:child_process";
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "fnsift-code-cache-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TARGET = join(ROOT, "examples/checkout/package-lock.json");
/** From 22.1 Node keeps compiled code itself, in files of its own. */
const isOurs = Number(process.versions.node.split(".")[0]) < 22;

/** A copy of what is installed, without what an earlier run kept. */
function install(name: string) {
	const home = join(folder, name);
	for (const part of ["dist/cli", "advisories"]) {
		cpSync(join(ROOT, part), join(home, part), { recursive: true, filter: (path) => !path.includes(".code-cache") });
	}
	const kept = join(home, "dist/cli/.code-cache");
	return {
		kept,
		list: () => (existsSync(kept) ? readdirSync(kept).sort() : []),
		run(env: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
			const command = args.length > 0 ? args : ["scan", TARGET, "--quiet"];
			const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, "dist/cli/index.js"), ...command], {
				cwd: folder,
				encoding: "utf8",
				env: { PATH: process.env.PATH, FNSIFT_CACHE_DIR: join(folder, "cache"), ...env },
			});
			return { status, stdout, stderr };
		},
	};
}

describe("compiled code", () => {
	const { kept, list, run } = install("used");
	const first = run();

	test("of the first run is kept for the second, which says the same", () => {
		expect(first.status).toBe(0);
		expect(first.stdout).toContain("minimist");
		expect(list().length).toBeGreaterThan(0);
		expect(run()).toEqual(first);
	});

	test.runIf(isOurs)("is one file a command, whole or not at all", () => {
		expect(run({}, "--version").status).toBe(0);
		expect(list()).toEqual([`${process.version}-${process.arch}-help`, `${process.version}-${process.arch}-scan`]);
		const before = list().map((name) => readFileSync(join(kept, name)));
		expect(run()).toEqual(first);
		expect(list().map((name) => readFileSync(join(kept, name)))).toEqual(before);
	});

	test.runIf(isOurs).each([
		["cut off", (file: string) => truncateSync(file, 5_000)],
		["empty", (file: string) => truncateSync(file, 0)],
		["another file", (file: string) => writeFileSync(file, "not compiled code\n")],
		["changed in one byte", changeByte],
	])("that is %s is no compiled code", (_, damage) => {
		const file = join(kept, `${process.version}-${process.arch}-scan`);
		const whole = readFileSync(file);
		damage(file);
		expect(readFileSync(file)).not.toEqual(whole);
		expect(run()).toEqual(first);
		// It was made again.
		expect(readFileSync(file).length).toBeGreaterThan(100_000);
		expect(run()).toEqual(first);
	});
});

function changeByte(file: string): void {
	const bytes = readFileSync(file);
	const at = bytes.length >> 1;
	bytes[at] = (bytes[at] ?? 0) ^ 1;
	writeFileSync(file, bytes);
}

test("nothing is kept where Node is told to keep nothing", () => {
	const { list, run } = install("unwanted");
	expect(run({ NODE_DISABLE_COMPILE_CACHE: "1" }).status).toBe(0);
	expect(list()).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)("nothing is kept or said where the folder cannot be written", () => {
	const { kept, list, run } = install("read-only");
	chmodSync(join(kept, ".."), 0o555);
	const { status, stderr } = run();
	chmodSync(join(kept, ".."), 0o755);
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	expect(list()).toEqual([]);
});

test("a package is published without it", () => {
	const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: string[] };
	expect(files).toContain("!dist/cli/.code-cache");
});
