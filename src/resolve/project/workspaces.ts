/** Which folders a root's `workspaces` name. */
import { isInside } from "../bundle-path.ts";

/**
 * The folders below `root` that a pattern matches, `!pattern` taking some away again. Only folders that are given can
 * match, so no pattern reaches out of the bundle. `*` stands for a part of one segment, `**` for any number of them.
 */
export function listMembers(root: string, patterns: readonly string[], folders: readonly string[]): readonly string[] {
	if (patterns.length === 0) return [];
	const below = folders.filter((folder) => isInside(folder, root));
	const members = new Set<string>();
	for (const pattern of patterns) {
		const isExclusion = pattern.startsWith("!");
		const segments = toSegments(isExclusion ? pattern.slice(1) : pattern);
		for (const folder of below) {
			if (!matchList(segments, toSegments(folder.slice(root.length)), "**", matchSegment)) continue;
			if (isExclusion) members.delete(folder);
			else members.add(folder);
		}
	}
	return [...members];
}

function toSegments(path: string): readonly string[] {
	return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

function matchSegment(pattern: string, text: string): boolean {
	return matchList([...pattern], [...text], "*", (a, b) => a === b);
}

/** Wildcard matching without backtracking over more than the last wildcard: at most pattern x text steps. */
function matchList(
	pattern: readonly string[],
	text: readonly string[],
	wildcard: string,
	matches: (pattern: string, text: string) => boolean,
): boolean {
	let at = 0;
	let last = -1;
	let resume = 0;
	for (let index = 0; index < text.length; ) {
		const wanted = pattern[at];
		if (wanted === wildcard) {
			last = at++;
			resume = index;
		} else if (wanted !== undefined && matches(wanted, text[index] ?? "")) {
			at++;
			index++;
		} else if (last !== -1) {
			at = last + 1;
			index = ++resume;
		} else return false;
	}
	return pattern.slice(at).every((rest) => rest === wildcard);
}
