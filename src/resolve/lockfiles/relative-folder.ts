/** Folders that lockfiles name by a path from another folder. */
import { isInstallPath } from "./npm/entries.ts";

/**
 * The folder at `path` from `base`, relative to the lockfile; `..` only in front, `""` is the lockfile's own. `undefined`
 * for an absolute path and for what is none.
 */
export function toFolder(base: string, path: string): string | undefined {
	if (path.startsWith("/")) return undefined;
	const segments: string[] = [];
	for (const segment of `${base}/${path}`.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
		else segments.push(segment);
	}
	const folder = segments.join("/");
	return folder === "" || isInstallPath(folder) ? folder : undefined;
}
