/** Pure text work on bundle paths (absolute, `/`-separated, normalised: see model.ts). */

const MODULES = "/node_modules/";

/** `/a/b` -> `/a`; `/a` -> `""`, the root above everything. */
export function toParent(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** `/a/b` -> `b` */
export function toBaseName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

export function isInside(path: string, folder: string): boolean {
	return path.length > folder.length && path.startsWith(folder) && path[folder.length] === "/";
}

/**
 * The deepest package position that holds a file: `…/node_modules/[@scope/]name`. Names that start with a dot
 * (`.bin`, `.pnpm`, `.cache`) are no packages. `undefined` for a file that lies in none.
 */
export function findPackageFolder(path: string): string | undefined {
	for (let at = path.lastIndexOf(MODULES); at !== -1; at = at === 0 ? -1 : path.lastIndexOf(MODULES, at - 1)) {
		const end = findNameEnd(path, at + MODULES.length);
		if (end !== undefined && end < path.length) return path.slice(0, end);
	}
	return undefined;
}

/** The path itself is a package position. */
export function isPackageFolder(path: string): boolean {
	const at = path.lastIndexOf(MODULES);
	return at !== -1 && findNameEnd(path, at + MODULES.length) === path.length;
}

/** Where `[@scope/]name` that starts at `start` ends. */
function findNameEnd(path: string, start: number): number | undefined {
	const first = path[start];
	if (first === undefined || first === "." || first === "/") return undefined;
	let end = path.indexOf("/", start);
	if (first !== "@") return end === -1 ? path.length : end;
	if (end === -1 || path[end + 1] === "." || path[end + 1] === "/" || end + 1 === path.length) return undefined;
	end = path.indexOf("/", end + 1);
	return end === -1 ? path.length : end;
}

/** `[@scope/]name` of a package position: what Node is asked for, which for an alias is not the real name. */
export function toFolderName(position: string): string {
	return position.slice(position.lastIndexOf(MODULES) + MODULES.length);
}

/** The folder whose `node_modules` holds the position. */
export function toHost(position: string): string {
	return position.slice(0, position.lastIndexOf(MODULES));
}

/**
 * The folder at which the chain of `node_modules` above a position starts:
 * `/var/task/node_modules/a/node_modules/b` -> `/var/task`, but
 * `/var/task/node_modules/a/vendor/node_modules/b` -> `/var/task/node_modules/a/vendor`.
 */
export function toTreeRoot(position: string): string {
	let host = toHost(position);
	while (isPackageFolder(host)) host = toHost(host);
	return host;
}

/** Where pnpm, and bun with isolated installs, keep packages that links then lead to. */
const STORE = /\/node_modules\/\.(?:pnpm|bun)\//;

/** The position is in the store of pnpm or bun. */
export function isInStore(position: string): boolean {
	return STORE.test(position);
}

/** The folder that a package manager installed the position for: that of its store, else the tree's root. */
export function toInstallRoot(position: string): string {
	const store = position.search(STORE);
	return store === -1 ? toTreeRoot(position) : position.slice(0, store);
}

/** Joins a relative path to a folder; `undefined` when it leads above the root. */
export function joinPath(folder: string, relative: string): string | undefined {
	const segments = relative.startsWith("/") ? [] : folder.split("/").filter((segment) => segment !== "");
	for (const segment of relative.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment !== "..") segments.push(segment);
		else if (segments.pop() === undefined) return undefined;
	}
	return `/${segments.join("/")}`;
}
