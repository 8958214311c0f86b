/** The lockfile formats, in the order in which they are asked whether a file is theirs. */
import { toBaseName } from "../bundle-path.ts";
import { bun } from "./bun.ts";
import type { Lockfile } from "./define.ts";
import { npm } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { yarn } from "./yarn.ts";

export const LOCKFILES: readonly Lockfile[] = [npm, yarn, pnpm, bun];

/** The format of a file by its name; `undefined` when it is no lockfile. */
export function findLockfile(path: string): Lockfile | undefined {
	const name = toBaseName(path);
	return LOCKFILES.find(({ fileNames }) => fileNames.includes(name));
}
