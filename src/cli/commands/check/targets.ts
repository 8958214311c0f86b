/** Which lockfiles a check looks at, as they are to become and as they were. */
import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { CheckTarget } from "../../../check/check.ts";
import { ScanError } from "../../../errors.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import { LOCKFILES } from "../../../resolve/lockfiles/index.ts";
import { readPlainFile } from "../../../unpack/plain-file.ts";
import { checkRevision, findWayUp, listInWorkTree, listStaged } from "../../git/lockfiles.ts";
import { readObjects } from "../../git/objects.ts";
import type { CheckCommandOptions } from "../../options.ts";
import type { Terminal } from "../../terminal.ts";
import { readWholeFile } from "./whole-file.ts";

const NAMES = LOCKFILES.flatMap(({ fileNames }) => fileNames);
/** What package managers read beside a lockfile. */
const BESIDE = ["package.json", ".npmrc"];

/** @throws ScanError when git or a file fails */
export function findCheckTargets(
	lockfiles: readonly string[],
	options: CheckCommandOptions,
	terminal: Terminal,
): readonly CheckTarget[] {
	if (options.staged) return readStaged(options, terminal);
	const paths = lockfiles.length > 0 ? lockfiles : findInFolder(terminal);
	const bases = options.all ? new Map<string, Buffer>() : readBases(paths, options, terminal);
	return paths.map((path) => ({
		path,
		head: readFiles(path, terminal),
		base: bases.get(path) ?? null,
		against: options.base ?? "HEAD",
	}));
}

function readStaged({ base, all }: CheckCommandOptions, terminal: Terminal): readonly CheckTarget[] {
	const paths = listStaged(NAMES, base, terminal);
	if (paths.length === 0) return [];
	const up = findWayUp(terminal);
	const before = `${base ?? "HEAD"}:`;
	const names = paths.flatMap((path) => [
		`:${path}`,
		...BESIDE.map((name) => `:${toSibling(path, name)}`),
		...(all ? [] : [`${before}${path}`]),
	]);
	const objects = readObjects(names, terminal) ?? new Map<string, Buffer>();
	return paths.map((path) => {
		const head = new Map<string, Uint8Array>();
		for (const name of [toName(path), ...BESIDE]) {
			const bytes = objects.get(`:${toSibling(path, name)}`);
			if (bytes !== undefined) head.set(name, bytes);
		}
		if (!head.has(toName(path))) {
			throw new ScanError("git-failed", `${toSafeText(path)} could not be read from git's index.`, "Stage it again.");
		}
		const against = base ?? "HEAD";
		return { path: up + path, head, base: objects.get(`${before}${path}`) ?? null, against };
	});
}

/** The base's content by the path as it was given. Outside of a repository, and for a file that it does not have, none. */
function readBases(paths: readonly string[], { base }: CheckCommandOptions, terminal: Terminal): Map<string, Buffer> {
	if (base !== undefined) checkRevision(base, terminal);
	const names = new Map<string, string>();
	for (const path of paths) {
		const below = toGitPath(path, terminal);
		if (below !== undefined) names.set(path, `${base ?? "HEAD"}:./${below}`);
	}
	const objects =
		base === undefined ? findObjects([...names.values()], terminal) : readObjects([...names.values()], terminal);
	const bases = new Map<string, Buffer>();
	for (const [path, name] of names) {
		const bytes = objects?.get(name);
		if (bytes !== undefined) bases.set(path, bytes);
	}
	return bases;
}

/** From the terminal's folder to the file, links followed; `undefined` where git could not be asked for it. */
function toGitPath(path: string, terminal: Terminal): string | undefined {
	let below: string;
	try {
		below = relative(realpathSync(terminal.cwd), realpathSync(resolve(terminal.cwd, path)));
	} catch {
		return undefined; // That it is not there is said where it is read.
	}
	const parts = below.split(sep);
	const isOutside = parts[0] === ".." && parts.lastIndexOf("..") >= findWayUp(terminal).split("/").length - 1;
	return isOutside || isAbsolute(below) || below.includes("\n") ? undefined : parts.join("/");
}

/** Without git, or outside of a repository, there is no base: all counts as new, which hides nothing. */
function findObjects(names: readonly string[], terminal: Terminal): ReadonlyMap<string, Buffer> | undefined {
	try {
		return readObjects(names, terminal);
	} catch (error) {
		if (error instanceof ScanError && error.code === "git-unavailable") return undefined;
		throw error;
	}
}

/** Lockfiles of the working tree; outside of a repository those of the folder itself. */
function findInFolder(terminal: Terminal): readonly string[] {
	const known = listInWorkTree(NAMES, terminal);
	const paths = known ?? NAMES;
	return paths.filter((path) => existsSync(join(terminal.cwd, path)));
}

function readFiles(path: string, { cwd }: Terminal): ReadonlyMap<string, Uint8Array> {
	const file = resolve(cwd, path);
	const files = new Map([[toName(file), readWholeFile(file, path)]]);
	for (const name of BESIDE) {
		const bytes = readPlainFile(join(file, "..", name));
		if (bytes !== undefined) files.set(name, bytes);
	}
	return files;
}

/** `a/package-lock.json` and `package.json` -> `a/package.json` */
function toSibling(path: string, name: string): string {
	return path.slice(0, path.length - toName(path).length) + name;
}

function toName(path: string): string {
	return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(sep)) + 1);
}
