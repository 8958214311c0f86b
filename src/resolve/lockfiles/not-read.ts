/** Lockfiles that are known by name and not read in this version: never silently passed over. */
import { ScanError } from "../../errors.ts";
import { defineLockfile, type Lockfile } from "./define.ts";

export const bun = defineNotRead("bun", ["bun.lock", "bun.lockb"]);

function defineNotRead(name: string, fileNames: readonly string[]): Lockfile {
	return defineLockfile({
		name,
		fileNames,
		parse() {
			throw new ScanError(
				"lockfile-not-supported",
				`Lockfiles of ${name} are not read in this version.`,
				"Scan the installed function (a folder or zip with node_modules), or a package-lock.json.",
			);
		},
	});
}
