/** Asks git, as a program: it alone knows its index, its work trees and what a hook's environment means. */
import { spawnSync } from "node:child_process";
import { ScanError } from "../../errors.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Terminal } from "../terminal.ts";

/** bytes of one answer: several lockfiles of the largest size that is read */
const LONGEST_ANSWER = 2 ** 30;

/** No lock is taken, no prompt may wait, patterns mean what they mean here, and errors are in the language known here. */
const FIXED = {
	GIT_OPTIONAL_LOCKS: "0",
	GIT_TERMINAL_PROMPT: "0",
	GIT_LITERAL_PATHSPECS: "0",
	GIT_GLOB_PATHSPECS: "0",
	GIT_NOGLOB_PATHSPECS: "0",
	GIT_ICASE_PATHSPECS: "0",
	LC_ALL: "C",
};

export interface GitAnswer {
	readonly code: number;
	readonly out: Buffer;
	/** one line, safe to show */
	readonly problem: string;
	/** the folder is in no repository: nothing is wrong with one */
	readonly isOutside: boolean;
}

/** Runs git in the terminal's folder and with its environment, which a hook sets. @throws ScanError when it cannot be run */
export function runGit(args: readonly string[], { cwd, env }: Terminal, input?: string): GitAnswer {
	// No program that a repository names is started for what only reads.
	const { status, stdout, stderr, error } = spawnSync("git", ["-c", "core.fsmonitor=false", ...args], {
		cwd,
		env: { ...env, ...FIXED },
		input: input ?? "",
		maxBuffer: LONGEST_ANSWER,
		windowsHide: true,
	});
	if (error !== undefined || status === null) {
		const reason = error !== undefined && "code" in error ? String(error.code) : "it was stopped";
		throw new ScanError(
			"git-unavailable",
			`git could not be run (${reason}).`,
			"Install git, or name lockfiles and use --all.",
			{
				cause: error,
			},
		);
	}
	const problem = toSafeExcerpt(stderr.toString("utf8").split("\n")[0] ?? "", 200).replace(/^fatal: /, "");
	return { code: status, out: stdout, problem, isOutside: status !== 0 && problem.startsWith("not a git repository") };
}

export function toGitError(problem: string, hint: string): ScanError {
	return new ScanError("git-failed", `git: ${problem}`, hint);
}
