/**
 * Commands of the package managers that are not npm, where one is known to do just the same, and in words what has to be
 * written where none does. npm's own commands would do nothing to their projects, or harm.
 *
 * Members of a workspace are changed from their folder (`pnpm --dir`, `bun --cwd`, `yarn --cwd`), its root with
 * `--workspace-root`; yarn 1 asks for `-W` there, which later yarn refuses. `bun update` of a transitive package adds it to package.json before bun 1.4, so it is no command here.
 *
 * Sources: https://yarnpkg.com/cli/add, https://pnpm.io/cli/add, https://pnpm.io/cli/update, https://bun.com/docs/cli/add,
 * and those of `remove`; what pnpm 8, 9, 10 and 12, bun 1.2, 1.3 and 1.4, and yarn 1.22 and 4.18 do with them was tried.
 */
import { toRelative } from "../../lib/location.ts";
import { addTo } from "../../lib/multimap.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import type { PackageManager } from "../../lib/package-manager.ts";
import type { EdgeType } from "../../model.ts";
import { type Edits, isSafe, quote, renderInstall } from "./npm.ts";

export type Other = Exclude<PackageManager, "npm">;

export interface Project {
	/** bundle path */
	readonly root: string;
	/** it is the root of a workspace */
	readonly hasMembers: boolean;
}

interface Words {
	/** How `add` names the list in package.json. What only lets others bring a package is another matter: a person decides. */
	readonly save: Readonly<Partial<Record<EdgeType, string>>>;
	/** puts the command into a folder; `undefined`: commands for the project where it stands alone */
	readonly folder?: (verb: string, folder: string) => string;
	/** what `add` and `remove` need at the root of a workspace; `null`: its versions differ about it */
	readonly workspaceRoot: string | null;
	/** moves transitive packages as far as their dependents' ranges go, and leaves package.json as it is */
	readonly update?: string;
}

const LISTS = { prod: "", bundled: "", optional: " --optional" };
const WORDS: Readonly<Record<Other, Words>> = {
	yarn: {
		save: { ...LISTS, dev: " --dev" },
		folder: (verb, folder) => `yarn --cwd ${quote(folder)} ${verb}`,
		workspaceRoot: null,
	},
	pnpm: {
		save: { ...LISTS, dev: " --save-dev", optional: " --save-optional" },
		folder: (verb, folder) => `pnpm --dir ${quote(folder)} ${verb}`,
		workspaceRoot: " --workspace-root",
		update: "update",
	},
	bun: {
		save: { ...LISTS, dev: " --dev" },
		folder: (verb, folder) => `bun ${verb} --cwd ${quote(folder)}`,
		workspaceRoot: "",
	},
};

/** The command of `manager` that makes `edits` in a project; `null` where none is known. */
export function renderOther(manager: Other, { root, hasMembers }: Project, edits: Edits): string | null {
	const { installs = [], uninstalls = [], overrides = [], updates = [], prune } = edits;
	const words = WORDS[manager];
	if (overrides.length > 0 || prune || !isSafe(root, edits)) return null;
	const isAlone = toRelative(root) === "" && !hasMembers;
	if (!isAlone && words.folder === undefined) return null;
	const isAtRoot = [...installs, ...uninstalls].some(({ workspace }) => workspace === null);
	if (hasMembers && isAtRoot && words.workspaceRoot === null) return null;
	const toPrefix = (verb: string, workspace: string | null): string => {
		const folder = toRelative(workspace ?? root);
		const start = folder === "" || words.folder === undefined ? `${manager} ${verb}` : words.folder(verb, folder);
		return hasMembers && workspace === null ? `${start}${words.workspaceRoot ?? ""}` : start;
	};
	const commands = new Map<string, string[]>();
	const add = (start: string, text: string) => addTo(commands, start, text);
	for (const { name, workspace } of uninstalls) add(toPrefix("remove", workspace), quote(name));
	for (const install of installs) {
		const flag = words.save[install.type];
		if (flag === undefined) return null;
		add(`${toPrefix("add", install.workspace)}${flag}`, renderInstall(install));
	}
	if (updates.length > 0) {
		if (words.update === undefined) return null;
		const recursive = hasMembers ? " --recursive" : "";
		const start = `${toPrefix(words.update, null).replace(words.workspaceRoot ?? "", "")}${recursive}`;
		for (const name of [...updates].sort(compareCodeUnits)) add(start, quote(name));
	}
	const lines = [...commands].map(([start, texts]) => `${start} ${[...new Set(texts)].join(" ")}`);
	return lines.length === 0 ? null : lines.join(" && ");
}
