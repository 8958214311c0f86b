/** Symbolic links are data: their text is kept, and nothing ever follows one out of the bundle. */
import { posix } from "node:path";
import { couldHoldCode } from "./content.ts";
import type { GapLog } from "./gap-log.ts";

/** Longest text of a link that Linux takes (PATH_MAX). */
export const LONGEST_LINK = 4096;

const ROOTS = ["/var/task", "/opt"];
const EXECUTABLES = /(?:^|\/)node_modules\/\.bin\/[^/]+$/;

/** Reports a link that leads out of the function: what is there was not examined. */
export function reportLinkOutside(file: { path: string; link: string }, path: string, gaps: GapLog): void {
	const target = posix.resolve(posix.dirname(file.path), file.link);
	if (ROOTS.some((root) => target === root || target.startsWith(`${root}/`))) return;
	const blocking = couldHoldCode(path) && !EXECUTABLES.test(path);
	gaps.add("link-outside", blocking, path, "a symbolic link that leads out of the function: not followed");
}
