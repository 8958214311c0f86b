/** Which lockfiles git knows of, and which of them are staged. */
import { ScanError } from "../../errors.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Terminal } from "../terminal.ts";
import { runGit, toGitError } from "./git.ts";

const NOT_A_REPOSITORY = 128;

/**
 * Lockfiles whose staged content is not that of `base`, as paths from the root of the repository. Before the first
 * commit there is no HEAD: then all that are staged.
 * @throws ScanError `git-failed`, also for one with a merge conflict
 */
export function listStaged(names: readonly string[], base: string | undefined, terminal: Terminal): readonly string[] {
	if (base !== undefined) checkRevision(base, terminal);
	const pathspecs = names.map((name) => `:(top,glob)**/${name}`);
	const changed = runGit(
		["diff-index", "--cached", "--raw", "-z", "--no-renames", base ?? "HEAD", "--", ...pathspecs],
		terminal,
	);
	if (changed.code === 0) return parseRaw(changed.out).filter(isOwn);
	const listed = runGit(["ls-files", "-z", "--cached", "--full-name", "--", ...pathspecs], terminal);
	if (listed.code !== 0) throw toGitError(listed.problem, "Run it inside of a git repository, or name lockfiles.");
	return toPaths(listed.out).filter(isOwn);
}

/** Lockfiles of the working tree below the terminal's folder, ignored ones left out, as paths from there; `undefined` outside of a repository. */
export function listInWorkTree(names: readonly string[], terminal: Terminal): readonly string[] | undefined {
	const pathspecs = names.map((name) => `:(glob)**/${name}`);
	const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...pathspecs];
	const { code, out, problem } = runGit(args, terminal);
	if (code === NOT_A_REPOSITORY) return undefined;
	if (code !== 0) throw toGitError(problem, "Name the lockfiles instead.");
	return [...new Set(toPaths(out))].filter(isOwn);
}

/** @throws ScanError when it names no revision */
export function checkRevision(revision: string, terminal: Terminal): void {
	const { code } = runGit(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{tree}`], terminal);
	if (code === 0 && !/[\n\0]/.test(revision) && !revision.startsWith("-")) return;
	throw new ScanError(
		"base-unknown",
		`"${toSafeExcerpt(revision, 80)}" is no revision that git has here.`,
		"In a pipeline, fetch enough history (fetch-depth: 0), or give another --base.",
	);
}

/** Source: git-diff-index(1), "Raw output format", with -z: `:100644 100644 <id> <id> M`, NUL, path, NUL. */
function parseRaw(out: Buffer): readonly string[] {
	const fields = toPaths(out);
	const paths: string[] = [];
	for (let at = 0; at + 1 < fields.length; at += 2) {
		const status = fields[at]?.at(-1);
		const path = fields[at + 1];
		if (path === undefined || status === "D") continue;
		if (status === "U") throw toGitError(`${toSafeExcerpt(path, 200)} has merge conflicts`, "Resolve them first.");
		paths.push(path);
	}
	return [...new Set(paths)];
}

/** @throws ScanError for a path that is no text in UTF-8 or has a line end, neither of which git could be asked for */
function toPaths(out: Buffer): readonly string[] {
	const paths = out.toString("utf8").split("\0");
	if (paths.pop() !== "" && out.length > 0) throw toGitError("its answer ends early", "Try again.");
	const odd = paths.find((path) => path.includes("\ufffd") || path.includes("\n"));
	if (odd === undefined) return paths;
	throw toGitError(`the path ${toSafeExcerpt(JSON.stringify(odd), 200)} cannot be read`, "Rename it.");
}

function isOwn(path: string): boolean {
	return !`/${path}`.includes("/node_modules/");
}
