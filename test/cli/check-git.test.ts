/** Which lockfiles a check looks at, and what it compares them with: from the outside, in repositories of all states. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { GIT_TITLE, HARMLESS, LACKS_GIT, Repository, toLockfile } from "./git-repository.ts";

const BEFORE = toLockfile({ isarray: HARMLESS });
const CLEAN = toLockfile({ isarray: HARMLESS, "is-number": { version: "7.0.0" } });
const BAD = toLockfile({ isarray: HARMLESS, expres: { version: "1.0.0" } });
const NEWS = ["fnsift/typosquat expres@1.0.0"];
const PASSES = {
	exitCode: 0,
	stdout: "PASS  package-lock.json: 1 of 2 package versions is new, nothing known against it\n",
	stderr: "",
};
const SILENT = { exitCode: 0, stdout: "", stderr: "" };

const made: Repository[] = [];
afterEach(() => {
	for (const repository of made.splice(0)) repository.remove();
});

function init(): Repository {
	const repository = Repository.init();
	made.push(repository);
	return repository;
}

/** With one commit that holds `BEFORE`. */
function start(path = "package-lock.json"): Repository {
	return init().stage(path, BEFORE).commit();
}

function fail(message: string, hint: string, exitCode = 3) {
	return { exitCode, stdout: "", stderr: `fnsift: ${message}\n  ${hint}\n` };
}

describe.skipIf(LACKS_GIT)(`what is staged${GIT_TITLE}`, () => {
	test("nothing, or no lockfile: silent", () => {
		expect(start().check(["--staged"])).toEqual(SILENT);
		expect(start().stage("note.txt", "1").check(["--staged"])).toEqual(SILENT);
		expect(init().check(["--staged"])).toEqual(SILENT);
	});

	test("what is staged counts, whatever the working tree has", () => {
		const good = start().stage("package-lock.json", CLEAN).write("package-lock.json", BAD);
		expect(good.check(["--staged"])).toEqual(PASSES);
		expect(good.news([])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		const bad = start().stage("package-lock.json", BAD).write("package-lock.json", CLEAN);
		expect(bad.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		unlinkSync(join(bad.folder, "package-lock.json"));
		expect(bad.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
	});

	test("the first commit", () => {
		expect(init().stage("package-lock.json", BAD).news(["--staged"])).toEqual({
			exitCode: 1,
			news: { "package-lock.json": NEWS },
		});
		expect(init().stage("a/package-lock.json", BEFORE).check(["--staged"]).stdout).toBe(
			"PASS  a/package-lock.json: 1 of 1 package version is new, nothing known against it\n",
		);
	});

	test("a file that changed without its packages", () => {
		const repository = start().stage("package-lock.json", BEFORE.replaceAll("\n", "\r\n"));
		expect(repository.check(["--staged"]).stdout).toBe("PASS  package-lock.json: nothing new in 1 package version\n");
	});

	test("all, with --all", () => {
		const repository = init().stage("package-lock.json", BAD).commit();
		repository.stage("package-lock.json", toLockfile({ expres: { version: "1.0.0" }, isarray: { version: "2.0.4" } }));
		expect(repository.check(["--staged"]).exitCode).toBe(0);
		expect(repository.news(["--staged", "--all"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
	});

	test("deleted, renamed, below node_modules", () => {
		const deleted = start();
		deleted.git("rm", "-q", "package-lock.json");
		expect(deleted.check(["--staged"])).toEqual(SILENT);
		const renamed = init().stage("package-lock.json", BAD).commit();
		renamed.write("sub/x", "").git("mv", "package-lock.json", "sub/package-lock.json");
		expect(renamed.news(["--staged"])).toEqual({ exitCode: 1, news: { "sub/package-lock.json": NEWS } });
		expect(start().stage("node_modules/a/package-lock.json", BAD).check(["--staged"])).toEqual(SILENT);
		expect(start().stage("a/node_modules/b/package-lock.json", BAD).check(["--staged"])).toEqual(SILENT);
	});

	test("in a folder of the repository, with paths from there", () => {
		const repository = start().stage("package-lock.json", BAD).write("sub/deep/x", "");
		const { exitCode, stdout } = repository.in("sub/deep").check(["--staged", "--format", "sarif"]);
		expect(exitCode).toBe(1);
		expect([...new Set(stdout.match(/"uri": "[^"]*lock.json"/g))]).toEqual(['"uri": "package-lock.json"']);
		expect(repository.in("sub/deep").news(["--staged"])).toEqual({
			exitCode: 1,
			news: { "../../package-lock.json": NEWS },
		});
	});

	test("several: the one with findings is reported, and one that cannot be read does not hide another", () => {
		const repository = start().stage("a/package-lock.json", CLEAN).stage("b/package-lock.json", BAD);
		const first = repository.check(["--staged"]);
		expect([first.exitCode, first.stdout.includes("a/package"), first.stdout.includes("b/package")]).toEqual([
			1,
			false,
			true,
		]);
		const second = repository.stage("a/package-lock.json", '{ "lockfileVersion": 3,').check(["--staged"]);
		expect(second.exitCode).toBe(1);
		expect(second.stdout).toContain("fnsift/typosquat");
		expect(second.stdout).toContain("no valid JSON, it breaks at line 1");
	});

	test("paths that are hard to write", () => {
		const folders = ["a b", "it's", 'q"uote', "ü€", "tab\there", "-x", "[a]", "back\\slash", ":top"];
		const repository = start();
		for (const folder of folders) repository.stage(`./${folder}/package-lock.json`, BAD);
		const { exitCode, news } = repository.news(["--staged"]);
		expect(exitCode).toBe(1);
		expect(news).toEqual(Object.fromEntries(folders.map((folder) => [`${folder}/package-lock.json`, NEWS])));
		for (const folder of folders) repository.stage(`./${folder}/package-lock.json`, CLEAN);
		expect(repository.check(["--staged"]).exitCode).toBe(0);
	});

	test("a path with a line end is refused, and one below node_modules is not looked at", () => {
		expect(start().stage("a\nb/package-lock.json", BAD).check(["--staged"])).toEqual(
			fail('git: the path "a\\nb/package-lock.json" cannot be read', "Rename it."),
		);
		expect(start().stage("node_modules/a\nb/package-lock.json", BAD).check(["--staged"])).toEqual(SILENT);
	});

	test("what attributes say does not matter", () => {
		for (const attributes of ["-diff", "binary", "text eol=crlf", "diff=x merge=x filter=x"]) {
			const repository = start().stage(".gitattributes", `package-lock.json ${attributes}\n`);
			repository.git("config", "diff.x.textconv", "false");
			repository.git("config", "diff.x.command", "false");
			expect(repository.stage("package-lock.json", BAD).news(["--staged"])).toEqual({
				exitCode: 1,
				news: { "package-lock.json": NEWS },
			});
		}
	});

	test("line ends of Windows and a byte order mark", () => {
		const repository = start().stage("package-lock.json", `\ufeff${CLEAN.replaceAll("\n", "\r\n")}`);
		expect(repository.check(["--staged"])).toEqual(PASSES);
		repository.commit().stage("package-lock.json", BAD);
		expect(repository.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
	});

	test("a symbolic link is refused, its target is not", () => {
		const repository = start("real/package-lock.json");
		symlinkSync("real/package-lock.json", join(repository.folder, "package-lock.json"));
		repository.git("add", "package-lock.json");
		expect(repository.check(["--staged"])).toEqual(
			fail("git: package-lock.json is a symbolic link", "Stage the lockfile itself."),
		);
		repository.commit().stage("real/package-lock.json", BAD);
		expect(repository.news(["--staged"])).toEqual({ exitCode: 1, news: { "real/package-lock.json": NEWS } });
		expect(repository.news(["package-lock.json"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
	});

	test("not together with paths", () => {
		expect(start().check(["--staged", "package-lock.json"])).toEqual(
			fail("--staged looks for the lockfiles itself.", "Leave out either the lockfiles or --staged.", 2),
		);
	});
});

describe.skipIf(LACKS_GIT)(`states of a repository${GIT_TITLE}`, () => {
	const hook = `#!/bin/sh\nexec "${process.execPath}" "${join(process.cwd(), "dist/cli/index.js")}" check --staged\n`;

	test.each([
		["a commit of what is staged", [], ["commit", "-qm", "x"]],
		["commit -a", ["-a"], ["commit", "-qam", "x"]],
		["a part of what is staged", ["--only"], ["commit", "-qm", "x", "--", "package-lock.json"]],
		["amended", [], ["commit", "-q", "--amend", "--no-edit"]],
	] as const)("as a hook, with the index that git gives it: %s", (_, options, command) => {
		const repository = start().write(".git/hooks/pre-commit", hook, 0o755);
		const put = (text: string) =>
			options.length === 0 ? repository.stage("package-lock.json", text) : repository.write("package-lock.json", text);
		put(BAD);
		expect(repository.tryGit(...command).status).toBe(1);
		put(CLEAN);
		expect(repository.tryGit(...command).status).toBe(0);
	});

	test("a part of a commit is judged by itself", () => {
		const repository = start().write(".git/hooks/pre-commit", hook, 0o755);
		repository.stage("package-lock.json", BAD).write("note.txt", "1").git("add", "note.txt");
		expect(repository.tryGit("commit", "-qm", "x", "--", "note.txt").status).toBe(0);
	});

	test("a worktree, and a submodule", () => {
		const repository = start();
		repository.git("worktree", "add", "-q", "other");
		const worktree = repository.in("other").stage("package-lock.json", BAD);
		expect(worktree.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		expect(repository.check(["--staged"])).toEqual(SILENT);

		const outer = init().stage("x", "").commit();
		outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repository.folder, "sub");
		const inner = outer.commit().in("sub").stage("package-lock.json", BAD);
		expect(inner.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		expect(inner.news([])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		expect(outer.check(["--staged"])).toEqual(SILENT);
	});

	test("a work tree elsewhere, by the environment", () => {
		const repository = start().stage("package-lock.json", BAD);
		const elsewhere = mkdtempSync(join(tmpdir(), "fnsift-tree-"));
		const outside = new Repository(elsewhere);
		made.push(outside);
		const env = { GIT_DIR: join(repository.folder, ".git"), GIT_WORK_TREE: elsewhere };
		expect(outside.news(["--staged"], env)).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		expect(repository.check(["--staged"], { GIT_INDEX_FILE: join(elsewhere, "none") })).toEqual(SILENT);
	});

	test("a merge: what it brings counts, and conflicts stop it", () => {
		const repository = start();
		repository.git("checkout", "-qb", "side");
		repository.stage("package-lock.json", BAD).commit();
		repository.git("checkout", "-q", "main");
		repository.stage("note.txt", "1").commit().git("merge", "-q", "--no-commit", "--no-ff", "side");
		expect(repository.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		repository.git("merge", "--abort");
		repository.stage("package-lock.json", CLEAN).commit();
		expect(repository.tryGit("merge", "side").status).toBe(1);
		expect(repository.check(["--staged"])).toEqual(
			fail("git: package-lock.json has merge conflicts", "Resolve them first."),
		);
		const unresolved = repository.check([]);
		expect([unresolved.exitCode, unresolved.stdout]).toEqual([3, ""]);
		expect(unresolved.stderr).toMatch(/^fnsift: package-lock.json: .*merge conflict.* line \d+/);
		expect(repository.stage("package-lock.json", CLEAN).check(["--staged"])).toEqual(SILENT);
	});

	test("a rebase that stopped", () => {
		const repository = start();
		repository.git("checkout", "-qb", "side");
		repository.stage("package-lock.json", BAD).commit();
		repository.git("checkout", "-q", "main");
		repository.stage("package-lock.json", CLEAN).commit().git("checkout", "-q", "side");
		expect(repository.tryGit("rebase", "main").status).toBe(1);
		expect(repository.check(["--staged"]).stderr).toContain("has merge conflicts");
		repository.stage("package-lock.json", BAD);
		expect(repository.news(["--staged"])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
	});

	test("markers of a conflict that were staged", () => {
		const text = `<<<<<<< HEAD\n${BEFORE}=======\n${CLEAN}>>>>>>> side\n`;
		const { exitCode, stderr } = start().stage("package-lock.json", text).check(["--staged"]);
		expect([exitCode, stderr.split("\n")[0]]).toEqual([3, expect.stringMatching(/merge conflict.* line 1/)]);
	});
});

describe.skipIf(LACKS_GIT)(`--base${GIT_TITLE}`, () => {
	test("another revision", () => {
		const repository = start();
		repository.git("tag", "v1");
		repository.stage("package-lock.json", BAD).commit().stage("note.txt", "1").commit();
		for (const base of ["v1", "HEAD~2", "main~2", repository.git("rev-parse", "v1").trim()]) {
			expect(repository.news(["--base", base])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
			expect(repository.news(["--staged", "--base", base])).toEqual({
				exitCode: 1,
				news: { "package-lock.json": NEWS },
			});
		}
		expect(repository.check(["--base", "HEAD~1"]).exitCode).toBe(0);
		expect(repository.check([]).stdout).toBe("PASS  package-lock.json: nothing new in 2 package versions\n");
	});

	test.each([
		"none",
		"-x",
		"--output=x",
		"--help",
		"HEAD:package-lock.json",
		"HEAD\nHEAD",
		"",
		"main..main",
		"^main",
		"a\u001b[31m",
		"x".repeat(5000),
	])("%j is no revision", (base) => {
		const repository = start().stage("package-lock.json", BAD);
		for (const args of [[`--base=${base}`], ["--staged", `--base=${base}`]]) {
			const { exitCode, stdout, stderr } = repository.check(args);
			expect([exitCode, stdout, stderr.split("\n").length, stderr.includes("\u001b")]).toEqual([3, "", 3, false]);
			expect(stderr).toMatch(/^fnsift: ".{0,80}" is no revision that git has here\.\n {2}In a pipeline, fetch/);
		}
		expect(repository.git("status", "--porcelain")).toBe("M  package-lock.json\n");
	});

	test("what cannot be read there is as good as none, and that is not hidden", () => {
		const repository = init().stage("package-lock.json", "{").commit().stage("package-lock.json", BAD);
		const { exitCode, stdout } = repository.check(["--staged"]);
		expect([exitCode, stdout.includes("new against")]).toEqual([1, false]);
		expect(start().stage("package-lock.json", BAD).check(["--staged"]).stdout).toContain("new against HEAD");
	});
});

describe.skipIf(LACKS_GIT)(`paths${GIT_TITLE}`, () => {
	test("relative, from a folder, absolute, and outside of the repository", () => {
		const repository = start("a/package-lock.json").write("a/package-lock.json", BAD).write("b/x", "");
		const absolute = join(repository.folder, "a/package-lock.json");
		for (const [folder, path] of [
			[".", "a/package-lock.json"],
			[".", "./b/../a/package-lock.json"],
			["a", "package-lock.json"],
			["b", "../a/package-lock.json"],
			["b", absolute],
		] as const) {
			expect(repository.in(folder).news([path])).toEqual({ exitCode: 1, news: { [path]: NEWS } });
			repository.write("a/package-lock.json", BEFORE);
			expect(repository.in(folder).check([path]).stdout).toBe(`PASS  ${path}: nothing new in 1 package version\n`);
			repository.write("a/package-lock.json", BAD);
		}
		const other = start().write("package-lock.json", BEFORE);
		expect(repository.in("a").news(["package-lock.json", join(other.folder, "package-lock.json")])).toEqual({
			exitCode: 1,
			news: { "package-lock.json": NEWS, [join(other.folder, "package-lock.json")]: [] },
		});
	});

	test("none: all below the folder that are not ignored", () => {
		const repository = start("a/package-lock.json").stage(".gitignore", "ignored\nnode_modules\n");
		for (const folder of ["a", "a/b", "ignored", "node_modules/x"]) {
			repository.write(`${folder}/package-lock.json`, BAD);
		}
		expect(repository.news([])).toEqual({
			exitCode: 1,
			news: { "a/package-lock.json": NEWS, "a/b/package-lock.json": NEWS },
		});
		expect(repository.in("a/b").news([])).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		unlinkSync(join(repository.folder, "a/package-lock.json"));
		expect(repository.news([])).toEqual({ exitCode: 1, news: { "a/b/package-lock.json": NEWS } });
	});

	test("nothing is found: said, exit 4", () => {
		const error = fail("No lockfile was found here.", "Name one, or run it in a project's folder.", 4);
		expect(init().check([])).toEqual(error);
	});

	test("missing, a folder, no lockfile", () => {
		const repository = start();
		mkdirSync(join(repository.folder, "yarn.lock"));
		expect(repository.check(["a/package-lock.json"])).toEqual(
			fail("a/package-lock.json is not there.", "Check the path."),
		);
		expect(repository.check(["yarn.lock"])).toEqual(
			fail("yarn.lock cannot be read as a file.", "Give the path of a lockfile that you may read."),
		);
		expect(repository.write("note.txt", "1").check(["note.txt"]).exitCode).toBe(3);
	});
});

describe.skipIf(LACKS_GIT)(`without a repository${GIT_TITLE}`, () => {
	/** Git looks no further up. */
	function plain() {
		const repository = new Repository();
		made.push(repository);
		return { repository, env: { GIT_CEILING_DIRECTORIES: tmpdir() } };
	}

	test("everything counts as new; what is staged or another base cannot be had", () => {
		const { repository, env } = plain();
		repository.write("package-lock.json", BAD).write("sub/package-lock.json", BAD);
		expect(repository.news([], env)).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		expect(repository.news(["sub/package-lock.json"], env)).toEqual({
			exitCode: 1,
			news: { "sub/package-lock.json": NEWS },
		});
		for (const args of [["--staged"], ["--base", "HEAD"], ["--staged", "--base", "HEAD"]]) {
			const { exitCode, stdout, stderr } = repository.check(args, env);
			expect([exitCode, stdout]).toEqual([3, ""]);
			expect(stderr).toMatch(/^fnsift: git: not a git repository.*\n {2}Run it inside of a git repository/);
		}
	});

	test("without git: paths are read, what is staged cannot be had", () => {
		const { repository } = plain();
		const env = { PATH: "/nonexistent" };
		repository.write("package-lock.json", BAD);
		expect(repository.news(["package-lock.json"], env)).toEqual({ exitCode: 1, news: { "package-lock.json": NEWS } });
		expect(repository.news(["package-lock.json", "--all"], env).exitCode).toBe(1);
		for (const args of [["--staged"], []]) {
			expect(repository.check(args, env)).toEqual(
				fail("git could not be run (ENOENT).", "Install git, or name lockfiles and use --all."),
			);
		}
	});

	test("a repository that git does not trust or that is damaged is an error, not a folder without one", () => {
		const repository = start().stage("package-lock.json", BAD);
		repository.write(".git/config", "[core\n");
		for (const args of [["--staged"], [], ["package-lock.json"], ["--base", "HEAD"]]) {
			const { exitCode, stdout, stderr } = repository.check(args);
			expect([exitCode, stdout]).toEqual([3, ""]);
			expect(stderr).toContain("fnsift: git: bad config line 1");
		}
		rmSync(join(repository.folder, "package-lock.json"));
	});
});

test("a monitor of the file system that a repository names is not started", { skip: LACKS_GIT }, () => {
	const repository = start();
	repository.write("monitor", `#!/bin/sh\ntouch "${repository.folder}/started"\n`, 0o755);
	repository.git("config", "core.fsmonitor", join(repository.folder, "monitor"));
	repository.write("package-lock.json", BAD);
	repository.news([]);
	repository.news(["--staged"]);
	expect(repository.tryGit("-c", "core.fsmonitor=false", "status", "--porcelain", "started").stdout).toBe("");
});
