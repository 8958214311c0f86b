/** The hook of docs/hooks.md for plain git, and what .pre-commit-hooks.yaml promises. */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { LOCKFILES } from "../../src/resolve/lockfiles/index.ts";
import { CLI } from "../cli/spawn.ts";
import { CHANGES, type Change, makeRepository } from "./repository.ts";

const PAGE = readFileSync("docs/hooks.md", "utf8");

describe("plain git", () => {
	const repository = makeRepository();
	afterAll(() => repository.remove());
	beforeAll(() => {
		const [, hook = ""] = /```sh\n(#!\/bin\/sh\n[^`]+)```/.exec(PAGE) ?? [];
		const [, configure = ""] = /`git (config core\.hooksPath [^`]+)`/.exec(PAGE) ?? [];
		repository.write(".git/info/exclude", ".githooks\n");
		repository.write(".githooks/pre-commit", hook, 0o755);
		expect(repository.run("git", configure.split(" ")).exitCode).toBe(0);
		mkdirSync(join(repository.folder, "node_modules/.bin"), { recursive: true });
		symlinkSync(CLI, join(repository.folder, "node_modules/.bin/fnsift"));
	});

	test.each(Object.keys(CHANGES) as Change[])("a commit with %s", (change) => {
		repository.stage(change);
		expect(repository.run(".githooks/pre-commit", []).exitCode).toBe(CHANGES[change]);
		const passes = CHANGES[change] === 0;
		expect(repository.run("git", ["commit", "-qm", change]).exitCode).toBe(passes ? 0 : 1);
		expect(repository.run("git", ["log", "-1", "--format=%s"]).stdout).toBe(`${passes ? change : "first"}\n`);
	});
});

describe(".pre-commit-hooks.yaml", () => {
	const [hook] = parse(readFileSync(".pre-commit-hooks.yaml", "utf8")) as readonly Record<string, string>[];

	test("starts for every lockfile that fnsift knows, in any folder, and for nothing else", () => {
		const files = new RegExp(hook?.files ?? "");
		const names = LOCKFILES.flatMap(({ fileNames }) => fileNames);
		expect(names.length).toBeGreaterThan(4);
		expect(names.filter((name) => !files.test(name) || !files.test(`a b/${name}`))).toEqual([]);
		const others = ["package.json", "my-package-lock.json", "yarn.lock.bak", "bun.lockbx"];
		expect(others.filter((name) => files.test(name))).toEqual([]);
	});

	test("runs the staged check without file names", () => {
		expect(hook).toMatchObject({ language: "node", entry: "fnsift check --staged", pass_filenames: false });
	});
});
