/** Turns an entry's name into a path of the bundle, and reports names that unpackers disagree on. */
import { couldHoldCode } from "./content.ts";
import { type NameTrouble, toEntryPath } from "./entry-path.ts";
import type { GapLog } from "./gap-log.ts";

const TROUBLES: Record<NameTrouble, string> = {
	absolute: "an absolute name: taken as if it started at the root of the archive",
	parent: "a name that climbs with '..': taken as if it could not leave the root of the archive",
	backslash: "a name with backslashes: taken for slashes",
	nul: "a name with a NUL character: cut there, as some unpackers do",
	"too-long": "a name that is too long or too deep for a path: left out",
	empty: "a name that leads to no file: left out",
};

const ROOT = /^\.?\/?$/;

/** Relative path; `null` when the name leads nowhere: the root itself, or (a blocking gap) nothing that can exist. */
export function gateName(name: string, gaps: GapLog): string | null {
	if (name !== "" && ROOT.test(name)) return null;
	const { path, troubles } = toEntryPath(name);
	for (const trouble of troubles) {
		const blocking = path === null || (trouble === "nul" && couldHoldCode(path));
		gaps.add(`name-${trouble}`, blocking, name.slice(0, 4096), TROUBLES[trouble]);
	}
	if (path?.includes("\uFFFD")) gaps.add("name-encoding", false, path, "a name that is not valid UTF-8");
	return path;
}
