/**
 * Yarn's Plug'n'Play: packages stay in the zips of `.yarn/cache`, and `.pnp.cjs` maps names to them. Unpacking opens
 * those zips, so their packages are in the bundle although no `node_modules` is beside the lockfile.
 */
import type { Bundle } from "../model.ts";
import { toParent } from "./bundle-path.ts";

const CACHE = "/.yarn/cache/";
const MAPS = [".pnp.cjs", ".pnp.js"];

/** The folder whose cache holds a package; `undefined` for one that is in no cache. */
export function findCacheRoot(location: string): string | undefined {
	const at = location.indexOf(CACHE);
	return at === -1 ? undefined : location.slice(0, at);
}

/** Whether packages of the cache beside a lockfile were read. @param locations package folders */
export function createIsPlugAndPlay(bundle: Bundle, locations: Iterable<string>): (lockfile: string) => boolean {
	const folders = new Set<string>();
	for (const location of locations) {
		const folder = findCacheRoot(location);
		if (folder !== undefined) folders.add(folder);
	}
	return (lockfile) => {
		const folder = toParent(lockfile);
		return folders.has(folder) && MAPS.some((map) => bundle.visible.has(`${folder}/${map}`));
	};
}
