/** Bundle paths as a person knows them. */

/** Where the runtime mounts the function and its layers: see model.ts. */
const MOUNTS = ["/var/task", "/opt"];
/** The folder around the function. */
const AROUND = "/var";

/**
 * `/var/task/node_modules/a` -> `node_modules/a`, `/opt/nodejs/node_modules/a` -> `nodejs/node_modules/a`, the root of
 * the function or layer -> `""`. Only a lockfile leads beside the function: `/var/lodash` -> `../lodash`, as it wrote it.
 */
export function toRelative(path: string): string {
	for (const mount of MOUNTS) {
		if (!path.startsWith(mount)) continue;
		if (path.length === mount.length) return "";
		if (path[mount.length] === "/") return path.slice(mount.length + 1);
	}
	if (path === AROUND) return "..";
	if (path.startsWith(`${AROUND}/`)) return `..${path.slice(AROUND.length)}`;
	return path.startsWith("/") ? `../..${path}` : path;
}
