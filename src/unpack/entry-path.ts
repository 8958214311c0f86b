/**
 * From the name that an archive gives an entry to a path inside the bundle.
 *
 * Unpackers disagree on names that are absolute, climb with `..` or use `\`: some refuse, some rewrite, some obey. Here
 * every such name becomes the path below the root that most rewriting unpackers make of it, so that its content is
 * still scanned, and the name is reported.
 */

/** What is wrong with a name; each has its gap code `name-<trouble>`. */
export type NameTrouble = "absolute" | "parent" | "backslash" | "nul" | "too-long" | "empty";

export interface EntryPath {
	/** relative, normalised, not empty; `null` when nothing can be made of the name */
	readonly path: string | null;
	readonly troubles: readonly NameTrouble[];
}

/** The longest path that Linux takes (PATH_MAX), and more folders than any real tree has. */
const LONGEST = 4096;
const DEEPEST = 256;

// A backslash, a NUL, or a segment that is empty, "." or "..".
const UNCLEAN = /[\\\0]|(?:^|\/)\.{0,2}(?:\/|$)/;
const DRIVE = /^[A-Za-z]:(?=\/)/;
const NONE: readonly NameTrouble[] = [];

/** @param name as decoded from the archive; the `/` at the end of a folder's name is dropped */
export function toEntryPath(name: string): EntryPath {
	if (name.length > LONGEST) return { path: null, troubles: ["too-long"] };
	const troubles: NameTrouble[] = [];
	const path = UNCLEAN.test(name) || DRIVE.test(name) ? toCleanPath(name, troubles) : name;
	if (path === "") return { path: null, troubles: [...troubles, "empty"] };
	if (isTooDeep(path)) return { path: null, troubles: ["too-long"] };
	return { path, troubles: troubles.length === 0 ? NONE : troubles };
}

function toCleanPath(name: string, troubles: NameTrouble[]): string {
	let text = name;
	const nul = text.indexOf("\0");
	if (nul >= 0) {
		troubles.push("nul");
		text = text.slice(0, nul);
	}
	if (text.includes("\\")) {
		troubles.push("backslash");
		text = text.replaceAll("\\", "/");
	}
	if (text.startsWith("/") || DRIVE.test(text)) {
		troubles.push("absolute");
		text = text.replace(DRIVE, "");
	}
	const segments: string[] = [];
	let climbs = false;
	for (const segment of text.split("/")) {
		if (segment === "..") {
			climbs = true;
			segments.pop();
		} else if (segment !== "" && segment !== ".") {
			segments.push(segment);
		}
	}
	if (climbs) troubles.push("parent");
	return segments.join("/");
}

function isTooDeep(path: string): boolean {
	let depth = 0;
	for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) depth += 1;
	return depth >= DEEPEST;
}
