/**
 * Yarn's Plug'n'Play: packages stay in the zips of `.yarn/cache`, and `.pnp.cjs` maps names to them. Unpacking opens
 * those zips, so their packages are in the bundle although no `node_modules` is beside the lockfile.
 */
import type { Bundle } from "../model.ts";
import { toParent } from "./bundle-path.ts";

const CACHE = "/.yarn/cache/";
const MAPS = [".pnp.cjs", ".pnp.js"];

/** Whether packages of the cache beside a lockfile were read. @param locations package folders */
export function createIsPlugAndPlay(bundle: Bundle, locations: Iterable<string>): (lockfile: string) => boolean {
	const folders = new Set<string>();
	for (const location of locations) {
		const at = location.indexOf(CACHE);
		if (at !== -1) folders.add(location.slice(0, at));
	}
	return (lockfile) => {
		const folder = toParent(lockfile);
		return folders.has(folder) && MAPS.some((map) => bundle.visible.has(`${folder}/${map}`));
	};
}
