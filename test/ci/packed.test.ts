/** A release as its users get it: made by the script, committed, installed from a clone as pre-commit does, without a network. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VERSION } from "../../src/lib/version.ts";
import { CHANGES, type Change, makeRepository } from "./repository.ts";

const folder = mkdtempSync(join(tmpdir(), "fnsift-release-"));
const tree = join(folder, "tree");
const clone = join(folder, "clone");
const repository = makeRepository();
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
	repository.remove();
});

function run(cwd: string, command: string, ...args: readonly string[]) {
	const { status, stdout, stderr } = spawnSync(command, args, {
		cwd,
		env: {
			PATH: process.env.PATH ?? "",
			HOME: folder,
			npm_config_offline: "true",
			npm_config_update_notifier: "false",
			npm_config_cache: join(folder, "cache"),
		},
		encoding: "utf8",
		timeout: 240_000,
	});
	return { exitCode: status, stdout, stderr };
}

function mustRun(cwd: string, command: string, ...args: readonly string[]): string {
	const { exitCode, stdout, stderr } = run(cwd, command, ...args);
	expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }, `${command} ${args.join(" ")}`).toEqual({
		exitCode: 0,
		stderr: "",
	});
	return stdout;
}

const makeTree = (target: string) => run(".", process.execPath, "scripts/release-tree.mjs", target);

describe("a release", () => {
	beforeAll(() => {
		expect(makeTree(tree)).toEqual({ exitCode: 0, stdout: `${tree}: fnsift ${VERSION}\n`, stderr: "" });
		mustRun(tree, "git", "init", "-q");
		mustRun(tree, "git", "add", "-A");
		mustRun(tree, "git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "release");
		mustRun(folder, "git", "clone", "-q", tree, clone);
		// As pre_commit/languages/node.py, version 4.
		mustRun(
			clone,
			"npm",
			"install",
			"--include=dev",
			"--include=prod",
			"--ignore-prepublish",
			"--no-progress",
			"--no-save",
		);
		const packed = mustRun(clone, "npm", "pack").trim().split("\n").at(-1) ?? "";
		mustRun(clone, "npm", "install", "-g", "--prefix", join(folder, "installed"), join(clone, packed));
	});

	test("needs nothing to be built, installed or run", () => {
		const manifest = JSON.parse(readFileSync(join(tree, "package.json"), "utf8"));
		expect(Object.keys(manifest).filter((key) => /dependencies|scripts|overrides/i.test(key))).toEqual([]);
		expect(existsSync(join(tree, "action.yml")) && existsSync(join(tree, ".pre-commit-hooks.yaml"))).toBe(true);
		expect(existsSync(join(clone, "node_modules"))).toBe(false);
	});

	test.each(Object.keys(CHANGES) as Change[])("the installed command checks a commit with %s", (change) => {
		repository.stage(change);
		const installed = join(folder, "installed/bin/fnsift");
		expect(repository.run(installed, ["check", "--staged"]).exitCode).toBe(CHANGES[change]);
	});

	test("is never written over something", () => {
		const occupied = join(folder, "occupied");
		mustRun(folder, "mkdir", occupied);
		writeFileSync(join(occupied, "thesis.txt"), "");
		expect(makeTree(occupied)).toEqual({
			exitCode: 1,
			stdout: "",
			stderr: `${occupied} holds thesis.txt: give an empty folder, or a work tree that was emptied.\n`,
		});
	});
});
