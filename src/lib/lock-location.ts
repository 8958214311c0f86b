/**
 * Places of packages in lockfiles that name no install paths: the lockfile, `#`, then the entry's key, e.g.
 * `/var/task/yarn.lock#minimist@npm:1.2.0`. No such place is a package folder: `/node_modules/` is never in its key.
 */
import { toSafeExcerpt } from "./sanitise.ts";

/** Base names of the lockfiles whose entries have such places. */
const MARKS: readonly string[] = ["/yarn.lock#", "/pnpm-lock.yaml#", "/bun.lock#"];

const MODULES = "/node_modules/";
/** characters of a key that are kept; real keys are shorter */
const LONGEST_KEY = 400;

/** @param lockfile bundle path @param key as the lockfile has it, made safe here; two keys may become one place */
export function toLockLocation(lockfile: string, key: string): string {
	return `${lockfile}#${toSafeExcerpt(key, LONGEST_KEY).replaceAll(MODULES, "/node%5Fmodules/")}`;
}

/** The lockfile (a bundle path) that such a place is in; `undefined` for a folder. */
export function findLockfileOf(location: string): string | undefined {
	for (const mark of MARKS) {
		const at = location.indexOf(mark);
		if (at !== -1 && !location.includes(MODULES, at)) return location.slice(0, at + mark.length - 1);
	}
	return undefined;
}
