/** A git repository in a temporary folder, and `fnsift check` in it. Settings of the machine's user do not count. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fnsift, type Run } from "./spawn.ts";

/** Why tests of git are skipped, `false` where they are not: to be given to `skipIf` with its name in the title. */
export const LACKS_GIT = spawnSync("git", ["--version"]).status !== 0;
export const GIT_TITLE = LACKS_GIT ? " (skipped: there is no git here)" : "";

const IDENTITY = {
	GIT_AUTHOR_NAME: "a",
	GIT_AUTHOR_EMAIL: "a@example.com",
	GIT_COMMITTER_NAME: "a",
	GIT_COMMITTER_EMAIL: "a@example.com",
	GIT_CONFIG_GLOBAL: "/dev/null",
	GIT_CONFIG_NOSYSTEM: "1",
};

export class Repository {
	readonly folder: string;
	/** where commands run, below the folder */
	readonly #cwd: string;

	constructor(folder = mkdtempSync(join(tmpdir(), "fnsift-check-")), cwd = folder) {
		this.folder = folder;
		this.#cwd = cwd;
	}

	static init(): Repository {
		const repository = new Repository();
		repository.git("init", "-q", "-b", "main");
		return repository;
	}

	/** The same one, from a folder in it. */
	in(folder: string): Repository {
		return new Repository(this.folder, join(this.folder, folder));
	}

	/** @throws when git fails, unless it is expected to */
	git(...args: readonly string[]): string {
		const { status, stdout, stderr } = this.tryGit(...args);
		if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
		return stdout;
	}

	tryGit(...args: readonly string[]) {
		const env = { PATH: process.env.PATH ?? "", HOME: this.folder, FNSIFT_CACHE_DIR: "/nonexistent", ...IDENTITY };
		return spawnSync("git", args, { cwd: this.#cwd, env, encoding: "utf8", timeout: 30_000 });
	}

	write(path: string, content: string | Uint8Array, mode = 0o644): this {
		mkdirSync(dirname(join(this.#cwd, path)), { recursive: true });
		writeFileSync(join(this.#cwd, path), content, { mode });
		return this;
	}

	/** Writes and stages. */
	stage(path: string, content: string | Uint8Array): this {
		this.write(path, content).git("add", "--force", "--", path);
		return this;
	}

	commit(message = "change"): this {
		this.git("commit", "-q", "--no-verify", "-m", message);
		return this;
	}

	/** `fnsift check`, without what is said of the age of the data. */
	check(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
		const { exitCode, stdout, stderr } = fnsift(["check", ...args], { cwd: this.#cwd, env: { ...IDENTITY, ...env } });
		return { exitCode, stdout, stderr: stderr.replace(/^fnsift: the advisory data is .*\n/m, "") };
	}

	/** What a check with these arguments says is new: `rule name@version`, by target where there are several. */
	news(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
		const { exitCode, stdout, stderr } = this.check([...args, "--format", "json"], env);
		if (stdout === "") return { exitCode, stderr };
		const { targets } = JSON.parse(stdout) as {
			targets: readonly { target: string; findings: readonly NewFinding[] }[];
		};
		return {
			exitCode,
			news: Object.fromEntries(
				targets.map(({ target, findings }) => [
					target,
					findings.map(({ rule, package: purl }) => `${rule} ${purl.replace("pkg:npm/", "")}`).sort(),
				]),
			),
		};
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

interface NewFinding {
	readonly rule: string;
	readonly package: string;
}

export type Entries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A lockfile of npm: entries by name, or by install path. */
export function toLockfile(entries: Entries, lockfileVersion = 3): string {
	const packages = Object.entries(entries).map(([name, entry]) => [
		name.includes("node_modules/") ? name : `node_modules/${name}`,
		entry,
	]);
	const root = { name: "app", version: "1.0.0" };
	return `${JSON.stringify({ ...root, lockfileVersion, packages: Object.fromEntries([["", root], ...packages]) }, null, 2)}\n`;
}

export const HARMLESS = { version: "2.0.5" };
/** `lodash` has five vulnerabilities in it, three of them high. */
export const VULNERABLE = { version: "4.17.15" };
