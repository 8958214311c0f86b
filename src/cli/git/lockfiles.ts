/** Which lockfiles git knows of, and which of them are staged. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ScanError } from "../../errors.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Terminal } from "../terminal.ts";
import { runGit, toGitError } from "./git.ts";

/** Source: gitdatamodel(7), modes of files in a tree. */
const LINK_MODE = "120000";

/**
 * Lockfiles whose staged content is not that of `base`, as paths from the root of the repository. Before the first
 * commit there is no HEAD: then all that are staged.
 * @throws ScanError `git-failed`, also for one with a merge conflict, or one that is a symbolic link
 */
export function listStaged(names: readonly string[], base: string | undefined, terminal: Terminal): readonly string[] {
	if (base !== undefined) checkRevision(base, terminal);
	const pathspecs = names.map((name) => `:(top,glob)**/${name}`);
	const changed = runGit(
		["diff-index", "--cached", "--raw", "-z", "--no-renames", base ?? "HEAD", "--", ...pathspecs],
		terminal,
	);
	if (changed.code === 0) return parseRaw(changed.out);
	const listed = runGit(["ls-files", "-z", "--cached", "--full-name", "--", ...pathspecs], terminal);
	if (listed.code === 0) return toPaths(toFields(listed.out));
	throw toGitError(listed.problem, "Run it inside of a git repository, or name lockfiles.");
}

/** From the terminal's folder to the root of its work tree: `../../`, or nothing where it is the root. */
export function findWayUp(terminal: Terminal): string {
	// Asking costs as long as all else that git is asked: hooks start at the root.
	if (existsSync(join(terminal.cwd, ".git"))) return "";
	const { code, out } = runGit(["rev-parse", "--show-cdup"], terminal);
	return code === 0 ? out.toString("utf8").trimEnd() : "";
}

/** Lockfiles of the working tree below the terminal's folder, ignored ones left out, as paths from there; `undefined` outside of a repository. */
export function listInWorkTree(names: readonly string[], terminal: Terminal): readonly string[] | undefined {
	const pathspecs = names.map((name) => `:(glob)**/${name}`);
	const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...pathspecs];
	const { code, out, problem, isOutside } = runGit(args, terminal);
	if (isOutside) return undefined;
	if (code !== 0) throw toGitError(problem, "Name the lockfiles instead.");
	return toPaths(toFields(out));
}

/** @throws ScanError when it names no revision */
export function checkRevision(revision: string, terminal: Terminal): void {
	const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{tree}`];
	if (!/[\n\0]/.test(revision) && !/^[-^]/.test(revision)) {
		const { code, problem } = runGit(args, terminal);
		if (code === 0) return;
		if (problem !== "") throw toGitError(problem, "Run it inside of a git repository, or use --all.");
	}
	throw new ScanError(
		"base-unknown",
		`"${toSafeExcerpt(revision, 80)}" is no revision that git has here.`,
		"In a pipeline, fetch enough history (fetch-depth: 0), or give another --base.",
	);
}

/** Source: git-diff-index(1), "Raw output format", with -z: `:100644 100644 <id> <id> M`, NUL, path, NUL. */
function parseRaw(out: Buffer): readonly string[] {
	const fields = toFields(out);
	const paths: string[] = [];
	for (let at = 0; at + 1 < fields.length; at += 2) {
		const [, mode] = fields[at]?.split(" ") ?? [];
		const status = fields[at]?.at(-1);
		const path = fields[at + 1];
		if (path === undefined || status === "D" || !isOwn(path)) continue;
		if (status === "U") throw toGitError(`${toSafeExcerpt(path, 200)} has merge conflicts`, "Resolve them first.");
		if (mode === LINK_MODE) {
			throw toGitError(`${toSafeExcerpt(path, 200)} is a symbolic link`, "Stage the lockfile itself.");
		}
		paths.push(path);
	}
	return toPaths(paths);
}

function toFields(out: Buffer): readonly string[] {
	const fields = out.toString("utf8").split("\0");
	if (fields.pop() !== "" && out.length > 0) throw toGitError("its answer ends early", "Try again.");
	return fields;
}

/** Each once, without those of installed packages. @throws ScanError for one that git could not be asked for */
function toPaths(fields: readonly string[]): readonly string[] {
	const paths = [...new Set(fields)].filter(isOwn);
	// No text in UTF-8, or a line end.
	const odd = paths.find((path) => path.includes("\ufffd") || path.includes("\n"));
	if (odd === undefined) return paths;
	throw toGitError(`the path ${toSafeExcerpt(JSON.stringify(odd), 200)} cannot be read`, "Rename it.");
}

function isOwn(path: string): boolean {
	return !`/${path}`.includes("/node_modules/");
}
