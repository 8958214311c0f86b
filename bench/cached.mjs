// Makes something once, and again when what it is made of changes.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { CACHE } from "./paths.mjs";

/**
 * @param {string} name file or folder name inside the cache, e.g. `function.zip`
 * @param {readonly string[]} ingredients files whose bytes decide whether it must be made again
 * @param {(unfinished: string) => unknown} make makes it at a path that is renamed when all went well
 * @returns {Promise<string>} its path
 */
export async function cached(name, ingredients, make) {
	const hash = createHash("sha256");
	for (const ingredient of ingredients) hash.update(readFileSync(ingredient));
	const path = join(CACHE, hash.digest("hex").slice(0, 16), name);
	if (existsSync(path)) return path;
	const unfinished = `${path}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(dirname(path), { recursive: true });
	await make(unfinished);
	renameSync(unfinished, path);
	return path;
}
