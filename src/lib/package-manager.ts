/** Which package manager owns a project: the one whose lockfile is beside its package.json. */

export type PackageManager = "npm" | "yarn" | "pnpm" | "bun";

/** npm first: where it has a lockfile of its own, its commands hold. */
const LOCKFILES: readonly (readonly [string, PackageManager])[] = [
	["package-lock.json", "npm"],
	["npm-shrinkwrap.json", "npm"],
	["yarn.lock", "yarn"],
	["pnpm-lock.yaml", "pnpm"],
	["bun.lock", "bun"],
	["bun.lockb", "bun"],
];

/** The owner of the project at `root` (a bundle path); npm where no lockfile says otherwise. */
export function findPackageManager(root: string, files: { has(path: string): boolean }): PackageManager {
	return LOCKFILES.find(([name]) => files.has(`${root}/${name}`))?.[1] ?? "npm";
}
