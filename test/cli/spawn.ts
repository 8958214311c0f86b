/** Runs the built command as a user would: its own process, its own environment. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../advisories/folder.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const CLI = fileURLToPath(new URL("../../dist/cli/index.js", import.meta.url));

export interface Run {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RunOptions {
	readonly cwd?: string;
	readonly env?: Record<string, string>;
}

/** A local database of the machine's user must not change what tests see. */
const ENVIRONMENT = {
	PATH: process.env.PATH ?? "",
	FNSIFT_CACHE_DIR: join(makeFolder(), "cache"),
	TMPDIR: process.env.TMPDIR ?? "/tmp",
};

export function fnsift(args: readonly string[], { cwd = ROOT, env = {} }: RunOptions = {}): Run {
	if (!existsSync(CLI)) throw new Error("dist/ is missing: run `npm run build` first");
	const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
		cwd,
		env: { ...ENVIRONMENT, ...env },
		encoding: "utf8",
		maxBuffer: 1 << 28,
		timeout: 240_000,
	});
	return { exitCode: status, stdout, stderr };
}

/** The same, while servers of the test answer. */
export async function fnsiftAgainstServers(
	args: readonly string[],
	{ cwd = ROOT, env = {} }: RunOptions = {},
): Promise<Run> {
	if (!existsSync(CLI)) throw new Error("dist/ is missing: run `npm run build` first");
	const child = spawn(process.execPath, [CLI, ...args], {
		cwd,
		env: { ...ENVIRONMENT, ...env },
		timeout: 240_000,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const texts = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"] as const) {
		child[name].setEncoding("utf8").on("data", (text: string) => {
			texts[name] += text;
		});
	}
	const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
	return { exitCode, ...texts };
}
