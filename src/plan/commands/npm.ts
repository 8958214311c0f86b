/**
 * npm command lines for a change. Names, versions and folders come from hostile data and end up in a shell, so each is
 * checked against what npm accepts and quoted for a POSIX shell; with anything else there is no command at all.
 */
import { toRelative } from "../../lib/location.ts";
import { groupBy } from "../../lib/multimap.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { parseSemver } from "../../lib/semver.ts";
import type { EdgeType } from "../../model.ts";

/** One dependency of own code, set to an exact version. */
export interface Install {
	/** the name in package.json: an alias, or the real name */
	readonly name: string;
	/** the real name behind an alias, else the same */
	readonly realName: string;
	readonly version: string;
	/** the list in package.json it stands in */
	readonly type: EdgeType;
	/** bundle path of the workspace member whose package.json it is; `null` for the root's */
	readonly workspace: string | null;
	/** package.json is to ask for this version only, where npm would write a range from it on */
	readonly exact?: true;
}

export interface Uninstall {
	readonly name: string;
	readonly workspace: string | null;
}

/** An entry of `overrides` in package.json. */
export interface Override {
	/** names from the outermost dependent to the package that is pinned */
	readonly path: readonly string[];
	/** a version, or `$name` for what package.json itself asks for */
	readonly version: string;
}

/** Everything one fix changes in one project root. */
export interface Edits {
	readonly installs?: readonly Install[];
	readonly uninstalls?: readonly Uninstall[];
	readonly overrides?: readonly Override[];
	/** installed names to move to the newest version their dependents admit */
	readonly updates?: readonly string[];
	readonly prune?: true;
}

// Lengths are compared apart: a counted repetition costs ten milliseconds to compile.
const LONGEST_NAME = 214;
const NAME = /^(?:@[A-Za-z0-9~_][A-Za-z0-9~_.-]*\/)?[A-Za-z0-9~_][A-Za-z0-9~_.-]*$/;
const FOLDER = /^[\p{L}\p{N} @%+=:,._/()[\]{}~#&!-]+$/u;
const VERSION = /^[0-9A-Za-z.+-]+$/;
const PLAIN = /^[A-Za-z0-9@%+=:,._/~^-]+$/;
const SAVE: Record<EdgeType, string> = {
	prod: "",
	bundled: "",
	dev: " --save-dev",
	optional: " --save-optional",
	peer: " --save-peer",
};

/** The commands that make `edits` in the project at `root` (a bundle path), joined by `&&`; `null` when there are none that are safe to show. */
export function renderCommand(root: string, edits: Edits): string | null {
	if (!isSafe(root, edits)) return null;
	const folder = toRelative(root);
	const npm = folder === "" ? "npm" : `npm --prefix ${quote(folder)}`;
	const commands = [
		...renderUninstalls(npm, root, edits.uninstalls ?? []),
		...renderInstalls(npm, root, edits.installs ?? []),
		...renderOverrides(npm, edits.overrides ?? []),
	];
	const updates = [...new Set(edits.updates)].sort(compareCodeUnits);
	if (updates.length > 0) commands.push(`${npm} update ${updates.map(quote).join(" ")}`);
	if (edits.prune) commands.push(`${npm} prune --omit=dev`);
	return commands.length === 0 ? null : commands.join(" && ");
}

/** Whether all that `edits` name is fit to stand in a command. */
export function isSafe(root: string, { installs = [], uninstalls = [], overrides = [], updates = [] }: Edits): boolean {
	const members = [...installs, ...uninstalls].flatMap(({ workspace }) => workspace ?? []);
	const names = [
		...installs.flatMap(({ name, realName }) => [name, realName]),
		...uninstalls.map(({ name }) => name),
		...overrides.flatMap(({ path }) => path),
		...overrides.filter(({ version }) => version.startsWith("$")).map(({ version }) => version.slice(1)),
		...updates,
	];
	const versions = [...installs, ...overrides].map(({ version }) => version).filter((text) => !text.startsWith("$"));
	return (
		names.every((name) => name.length <= LONGEST_NAME && NAME.test(name)) &&
		versions.every((version) => VERSION.test(version) && parseSemver(version) !== undefined) &&
		(toRelative(root) === "" || isFolder(toRelative(root))) &&
		members.every((folder) => folder.startsWith(`${root}/`) && isFolder(toMember(root, folder)))
	);
}

function renderUninstalls(npm: string, root: string, uninstalls: readonly Uninstall[]): string[] {
	return sortGroups(groupBy(uninstalls, ({ workspace }) => workspaceFlag(root, workspace))).map(
		([flag, group]) => `${npm} uninstall${flag} ${[...new Set(group.map(({ name }) => quote(name)))].join(" ")}`,
	);
}

function renderInstalls(npm: string, root: string, installs: readonly Install[]): string[] {
	return sortGroups(groupBy(installs, toInstallFlags(root))).map(
		([flags, group]) => `${npm} install${flags} ${[...new Set(group.map(renderInstall))].join(" ")}`,
	);
}

function toInstallFlags(root: string): (install: Install) => string {
	return ({ type, workspace, exact }) =>
		`${SAVE[type]}${exact ? " --save-exact" : ""}${workspaceFlag(root, workspace)}`;
}

/** `a@1.0.0`, or `b@npm:a@1.0.0` behind an alias, as all package managers read it. */
export function renderInstall({ name, realName, version }: Install): string {
	return quote(name === realName ? `${name}@${version}` : `${name}@npm:${realName}@${version}`);
}

function renderOverrides(npm: string, overrides: readonly Override[]): string[] {
	if (overrides.length === 0) return [];
	const entries = overrides.map(({ path, version }) => `'overrides${path.map(toKey).join("")}=${version}'`);
	return [`${npm} pkg set ${[...new Set(entries)].sort(compareCodeUnits).join(" ")}`, `${npm} install`];
}

// npm pkg reads a dot as a step into an object; brackets take a name as it is.
function toKey(name: string): string {
	return /^[A-Za-z0-9_-]+$/.test(name) ? `.${name}` : `[${name}]`;
}

function workspaceFlag(root: string, workspace: string | null): string {
	return workspace === null ? "" : ` --workspace ${quote(toMember(root, workspace))}`;
}

function toMember(root: string, workspace: string): string {
	return workspace.slice(root.length + 1);
}

function isFolder(path: string): boolean {
	return FOLDER.test(path) && !path.startsWith("-");
}

export function quote(text: string): string {
	return PLAIN.test(text) ? text : `'${text}'`;
}

function sortGroups<T>(groups: ReadonlyMap<string, T>): [string, T][] {
	return [...groups].sort(([a], [b]) => compareCodeUnits(a, b));
}
