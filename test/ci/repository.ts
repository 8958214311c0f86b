/** A git repository in a temporary folder whose name has a space and is not ASCII, with one commit. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "../cli/spawn.ts";

/** What a commit stages, and with which exit code a check of it should answer. */
export const CHANGES = { nothing: 0, harmless: 0, vulnerable: 1, damaged: 3 } as const;
export type Change = keyof typeof CHANGES;

export interface Repository {
	readonly folder: string;
	/** Stages a change of package-lock.json, against the state of the first commit. */
	stage(change: Change): void;
	run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Run;
	write(path: string, text: string, mode?: number): void;
	remove(): void;
}

export function makeRepository(): Repository {
	const folder = mkdtempSync(join(tmpdir(), "fnsift håk "));
	const repository: Repository = {
		folder,
		stage(change) {
			repository.run("git", ["reset", "-q", "--hard", "first"]);
			if (change === "nothing") repository.write("note.txt", String(Math.random()));
			else repository.write("package-lock.json", toLockfile(change));
			repository.run("git", ["add", "-A"]);
		},
		run(command, args, env = {}) {
			const { status, stdout, stderr } = spawnSync(command, args, {
				cwd: folder,
				env: {
					PATH: process.env.PATH ?? "",
					HOME: folder,
					TMPDIR: tmpdir(),
					FNSIFT_CACHE_DIR: join(folder, ".cache"),
					...env,
				},
				encoding: "utf8",
				timeout: 240_000,
			});
			return { exitCode: status, stdout, stderr };
		},
		write(path, text, mode = 0o644) {
			mkdirSync(join(folder, path, ".."), { recursive: true });
			writeFileSync(join(folder, path), text, { mode });
		},
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
	repository.run("git", ["init", "-q"]);
	repository.write(
		".git/config",
		`${readFileSync(join(folder, ".git/config"), "utf8")}[user]\n\tname = a\n\temail = a@b.example\n`,
	);
	repository.write(".gitignore", "node_modules\n");
	repository.write("package-lock.json", toLockfile("nothing"));
	repository.run("git", ["add", "-A"]);
	repository.run("git", ["commit", "-qm", "first"]);
	repository.run("git", ["tag", "first"]);
	return repository;
}

function toLockfile(change: Change): string {
	const added = { nothing: {}, harmless: { isarray: "2.0.5" }, vulnerable: { lodash: "4.17.15" }, damaged: {} }[change];
	const entries = Object.entries(added).map(([name, version]) => [`node_modules/${name}`, { version }]);
	const root = { name: "app", version: "1.0.0", dependencies: added };
	const text = JSON.stringify(
		{ name: "app", version: "1.0.0", lockfileVersion: 3, packages: { "": root, ...Object.fromEntries(entries) } },
		null,
		2,
	);
	return change === "damaged" ? text.slice(0, text.length / 2) : text;
}
