/**
 * Commands of the package managers that are not npm, where one is known to do just the same: one project without
 * members, changed where it stands. npm's own commands would do nothing to their projects, or harm.
 *
 * Sources: https://yarnpkg.com/cli/add, https://pnpm.io/cli/add, https://bun.sh/docs/cli/add, and those of `remove`.
 */
import type { PackageManager } from "../lib/package-manager.ts";
import type { EdgeType } from "../model.ts";
import { type Edits, isSafe, quote, renderInstall } from "./commands.ts";

type Other = Exclude<PackageManager, "npm">;

/** How `add` names the list in package.json. What only lets others bring a package is another matter: a person decides. */
const SAVE: Readonly<Record<Other, Readonly<Partial<Record<EdgeType, string>>>>> = {
	yarn: { prod: "", bundled: "", dev: " --dev", optional: " --optional" },
	pnpm: { prod: "", bundled: "", dev: " --save-dev", optional: " --save-optional" },
	bun: { prod: "", bundled: "", dev: " --dev", optional: " --optional" },
};

/** The command of `manager` that makes `edits` in the project at the bundle's root; `null` where none is known. */
export function renderOther(manager: Other, root: string, edits: Edits): string | null {
	const { installs = [], uninstalls = [], overrides = [], updates = [], prune } = edits;
	const isPlain = [...installs, ...uninstalls].every(({ workspace }) => workspace === null);
	if (!isPlain || overrides.length > 0 || updates.length > 0 || prune || !isSafe(root, edits)) return null;
	const commands: string[] = [];
	if (uninstalls.length > 0) commands.push(`${manager} remove ${toList(uninstalls.map(({ name }) => quote(name)))}`);
	const lists = new Map<string, string[]>();
	for (const install of installs) {
		const flag = SAVE[manager][install.type];
		if (flag === undefined) return null;
		lists.set(flag, [...(lists.get(flag) ?? []), renderInstall(install)]);
	}
	for (const [flag, texts] of lists) commands.push(`${manager} add${flag} ${toList(texts)}`);
	return commands.length === 0 ? null : commands.join(" && ");
}

function toList(texts: readonly string[]): string {
	return [...new Set(texts)].join(" ");
}
