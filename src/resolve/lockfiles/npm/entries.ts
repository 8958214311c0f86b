/** Entries of an npm lockfile by install path, whichever version wrote them. */
import type { Scope } from "../../../model.ts";
import type { Requirement } from "../../project/requirements.ts";
import type { EntryProblem } from "../entry-problems.ts";

/** Longer paths cannot be installed: the limit of every platform that runs functions. */
export const MAX_PATH = 4096;

export type NpmNode = NpmPackage | NpmOwn | NpmLink;

export interface NpmPackage {
	readonly kind: "package";
	readonly name: string;
	readonly version: string | null;
	/** the address it was got from, as `toSource` takes it */
	readonly resolved: string | null;
	readonly scope: Scope;
	readonly integrity: string | null;
	readonly hasInstallScript: boolean;
	readonly requirements: ReadonlyMap<string, Requirement>;
}

export interface NpmOwn {
	readonly kind: "own";
	readonly name: string | null;
	readonly version: string | null;
	/** patterns of folders that are its members */
	readonly workspaces: readonly string[];
	readonly requirements: ReadonlyMap<string, Requirement>;
}

/** A symbolic link from `node_modules` to own code: `target` is an install path. */
export interface NpmLink {
	readonly kind: "link";
	readonly name: string;
	readonly target: string;
}

export interface NpmEntries {
	/** by install path, relative to the lockfile's folder; `""` is the root */
	readonly nodes: ReadonlyMap<string, NpmNode>;
	/** whether own code says what it depends on: without it nobody knows what is direct */
	readonly hasRoot: boolean;
	readonly problems: readonly EntryProblem[];
	/** entries in the file, the root not counted, readable or not */
	readonly total: number;
	/** of how many of them it is known which version of which package they are */
	readonly read: number;
}

/**
 * Relative, `/`-separated and normalised; `..` only in front, as for a linked folder beside the root. No backslash and
 * no control character.
 */
export function isInstallPath(path: string): boolean {
	if (path === "" || path.length > MAX_PATH || UNSAFE.test(path)) return false;
	if (!DOTS_OR_EMPTY.test(path)) return true;
	const below = path.replace(/^(?:\.\.(?:\/|$))+/, "");
	return below !== path && (below === "" || !DOTS_OR_EMPTY.test(below));
}

/** A segment that is empty, `.` or `..`. */
const DOTS_OR_EMPTY = /(?:^|\/)\.{0,2}(?:\/|$)/;

const UNSAFE = /[\\\p{Cc}]/u;
