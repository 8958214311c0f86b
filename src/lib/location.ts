/** Bundle paths as a person knows them. */

/** Where the runtime mounts the function and its layers: see model.ts. */
const MOUNTS = ["/var/task", "/opt"];

/**
 * `/var/task/node_modules/a` -> `node_modules/a`, `/opt/nodejs/node_modules/a` -> `nodejs/node_modules/a`, the root of
 * the function or layer -> `""`. Any other path is returned as it is.
 */
export function toRelative(path: string): string {
	for (const mount of MOUNTS) {
		if (!path.startsWith(mount)) continue;
		if (path.length === mount.length) return "";
		if (path[mount.length] === "/") return path.slice(mount.length + 1);
	}
	return path;
}
