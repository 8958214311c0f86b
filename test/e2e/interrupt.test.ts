/** A scan that is stopped halfway leaves nothing behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLI } from "../cli/spawn.ts";
import { craftZip } from "../unpack/craft-zip.ts";

const WORK = mkdtempSync(join(tmpdir(), "fnsift-interrupt-"));
const ZIP = join(WORK, "large.zip");
/** Enough for the tree to be in the making for a long time. */
const PACKAGES = 1000;

beforeAll(() => {
	const names = Array.from({ length: PACKAGES }, (_, index) => `p${index}`);
	const dependencies = Object.fromEntries(names.map((name) => [name, "1"]));
	writeFileSync(
		ZIP,
		craftZip([
			{ name: "package.json", data: JSON.stringify({ name: "app", version: "1.0.0", dependencies }) },
			...names.map((name, index) => ({
				name: `node_modules/${name}/package.json`,
				data: JSON.stringify({ name, version: "1.0.0", dependencies: { [`p${index + 1}`]: "1" } }),
			})),
		]),
	);
});
afterAll(() => rmSync(WORK, { recursive: true, force: true }));

test.each([
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
] as const)("%s while the private folder is in use", async (signal, exitCode) => {
	const temporary = join(WORK, signal);
	mkdirSync(temporary);
	const child = spawn(process.execPath, [CLI, "scan", ZIP, "--quiet"], {
		env: { PATH: process.env.PATH, TMPDIR: temporary, FNSIFT_CACHE_DIR: join(WORK, "cache") },
		stdio: "ignore",
	});
	const ended = once(child, "exit");
	while (readdirSync(temporary).length === 0 && child.exitCode === null) {
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	child.kill(signal);
	expect(await ended).toEqual([exitCode, null]);
	expect(readdirSync(temporary)).toEqual([]);
});
