/** Symbolic links at package positions behind which the bundle has nothing. */
import { toRelative } from "../../lib/location.ts";
import type { BundleFile, Gap } from "../../model.ts";
import { isPackageFolder } from "../bundle-path.ts";
import type { NodeResolution } from "../node-resolution.ts";

/** Of many broken links these are shown one by one, the rest as a number. */
const SHOWN = 50;

/** @param files all files of the bundle, sorted by path (code units) */
export function findBrokenLinks(
	links: ReadonlyMap<string, string | undefined>,
	files: readonly BundleFile[],
	resolution: NodeResolution,
): readonly Gap[] {
	const broken: string[] = [];
	for (const path of links.keys()) {
		if (!isPackageFolder(path)) continue;
		const real = resolution.toReal(path);
		if (real === undefined || !hasFolder(files, real)) broken.push(path);
	}
	const toGap = (path: string | null, message: string): Gap => ({
		stage: "resolve",
		code: "link-broken",
		blocking: false,
		path: path === null ? null : toRelative(path),
		message,
	});
	const gaps = broken.slice(0, SHOWN).map((path) => toGap(path, "a link to a package that is not in the bundle"));
	const hidden = broken.length - gaps.length;
	return hidden === 0 ? gaps : [...gaps, toGap(null, `${hidden} more links to packages that are not in the bundle`)];
}

/** Binary search for a file below the folder. */
function hasFolder(files: readonly BundleFile[], folder: string): boolean {
	const prefix = `${folder}/`;
	let low = 0;
	let high = files.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((files[middle]?.path ?? "") < prefix) low = middle + 1;
		else high = middle;
	}
	return files[low]?.path.startsWith(prefix) === true;
}
