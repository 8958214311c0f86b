/** Files as git has them, many in one call: `git cat-file --batch`. */
import type { Terminal } from "../terminal.ts";
import { runGit, toGitError } from "./git.ts";

/**
 * The content of each object by the name it was asked for, such as `HEAD:package-lock.json` or `:package-lock.json`;
 * names without an object are not in the answer, and outside of
 * a repository there is none. A name must not hold a line end.
 * Source: git-cat-file(1), "Batch output".
 * @throws ScanError when git fails
 */
export function readObjects(names: readonly string[], terminal: Terminal): ReadonlyMap<string, Buffer> | undefined {
	const objects = new Map<string, Buffer>();
	if (names.length === 0) return objects;
	const { code, out, problem, isOutside } = runGit(["cat-file", "--batch"], terminal, `${names.join("\n")}\n`);
	if (isOutside) return undefined;
	if (code !== 0) throw toGitError(problem, "Use --all, which asks git for nothing.");
	let at = 0;
	for (const name of names) {
		const end = out.indexOf("\n", at);
		if (end === -1) throw toGitError("its answer ends early", "Try again.");
		const header = out.toString("utf8", at, end);
		at = end + 1;
		const [, kind, size] = /^[0-9a-f]{40,64} (\w+) (\d{1,15})$/.exec(header) ?? [];
		// "<name> missing", "<name> ambiguous": nothing follows.
		if (kind === undefined) continue;
		const length = Number(size);
		if (kind === "blob") objects.set(name, out.subarray(at, at + length));
		at += length + 1;
	}
	return objects;
}
