/** Asks git, as a program: it alone knows its index, its work trees and what a hook's environment means. */
import { spawnSync } from "node:child_process";
import { ScanError } from "../../errors.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Terminal } from "../terminal.ts";

/** bytes of one answer: several lockfiles of the largest size that is read */
const LONGEST_ANSWER = 2 ** 30;

export interface GitAnswer {
	readonly code: number;
	readonly out: Buffer;
	/** one line, safe to show */
	readonly problem: string;
}

/** Runs git in the terminal's folder and with its environment, which a hook sets. @throws ScanError when it cannot be run */
export function runGit(args: readonly string[], { cwd, env }: Terminal, input?: string): GitAnswer {
	const { status, stdout, stderr, error } = spawnSync("git", args, {
		cwd,
		// No lock is taken for what only reads, and no pager or prompt may wait.
		env: { ...env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
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
	return { code: status, out: stdout, problem: toSafeExcerpt(stderr.toString("utf8").split("\n")[0] ?? "", 200) };
}

export function toGitError(problem: string, hint: string): ScanError {
	return new ScanError("git-failed", `git: ${problem}`, hint);
}
