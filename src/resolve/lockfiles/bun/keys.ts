/** Keys of bun's packages: names from the outermost folder in, `web/react-dom/scheduler`, a scope being part of a name. */

/** Folders lie in folders a few deep; more is no file of bun's, and would take time with every name. */
const MOST_NAMES = 64;
const LONGEST = 4096;

export function isBunKey(key: string): boolean {
	if (key === "" || key.length > LONGEST) return false;
	let names = 0;
	for (let at = key; at !== ""; at = toKeyAbove(at)) if (++names > MOST_NAMES) return false;
	return true;
}

/** `web/@s/a` -> `web`; `""` above the outermost. */
export function toKeyAbove(key: string): string {
	const last = key.lastIndexOf("/");
	if (last === -1) return "";
	const before = key.lastIndexOf("/", last - 1);
	const isScope = key[before + 1] === "@";
	return key.slice(0, Math.max(0, isScope ? before : last));
}

/** The key of what Node finds under `name` from `key` (`""` is the root); `undefined`: nothing. */
export function findBunKey(keys: { has(key: string): boolean }, key: string, name: string): string | undefined {
	for (let at = key; at !== ""; at = toKeyAbove(at)) if (keys.has(`${at}/${name}`)) return `${at}/${name}`;
	return keys.has(name) ? name : undefined;
}
