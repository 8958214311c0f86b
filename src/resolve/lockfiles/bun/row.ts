/**
 * One entry of `packages` in bun.lock: an array whose shape depends on where the package is from.
 *
 *     registry    ["name@1.2.3", "" or the tarball's address, info, integrity]
 *     git         ["name@git+…#commit" or "name@github:…", info, folder, integrity or nothing]
 *     tarball     ["name@https://…/a.tgz" or "name@./a.tgz", info, integrity or nothing]
 *     folder      ["name@file:path", info], ["name@link:path", info], ["name@workspace:path", info or nothing]
 *     root        ["name@root:", info]
 */
import { isObject, type JsonObject } from "../../json-object.ts";
import { isPackageName, isVersionText } from "../../package-name.ts";
import type { LockEntry } from "../lock-graph.ts";
import { toFolder } from "../relative-folder.ts";

export type BunRow =
	| { readonly kind: "package"; readonly package: Omit<LockEntry, "requirements">; readonly info: JsonObject }
	| { readonly kind: "folder"; readonly name: string; readonly folder: string; readonly info: JsonObject };

const FOLDER = /^(?:file|link|workspace):(.*)$/s;
const ROOT = /^root:/;
const GIT = /^(?:git[+:@]|github:|gitlab:|bitbucket:|ssh:)/;
const REMOTE = /^https?:/i;
const ARCHIVE = /\.(?:tgz|tar|tar\.gz)$/i;
const NONE: JsonObject = {};

/** `undefined` for what is none of these. */
export function readRow(value: unknown): BunRow | undefined {
	if (!Array.isArray(value)) return undefined;
	const [first, ...rest]: readonly unknown[] = value;
	if (typeof first !== "string") return undefined;
	const at = first.indexOf("@", 1);
	const name = at === -1 ? "" : first.slice(0, at);
	const from = first.slice(at + 1);
	if (ROOT.test(from)) return { kind: "folder", name, folder: "", info: NONE };
	if (!isPackageName(name)) return undefined;
	const [, path] = FOLDER.exec(from) ?? [];
	if (path !== undefined && !ARCHIVE.test(path)) {
		const folder = toFolder("", path);
		return folder === undefined ? undefined : { kind: "folder", name, folder, info: toInfo(rest[0]) };
	}
	return typeof rest[0] === "string" ? toPublished(name, from, rest) : toForeign(name, from, rest);
}

function toPublished(
	name: string,
	version: string,
	[address, info, integrity]: readonly unknown[],
): BunRow | undefined {
	if (!isVersionText(version) || !isObject(info)) return undefined;
	const resolved = typeof address === "string" && REMOTE.test(address) ? address : null;
	return toRow({ name, version, resolved, source: null, integrity: toText(integrity) }, info);
}

/** What git and tarballs hold is in no entry: their version is not known. */
function toForeign(name: string, from: string, [info, ...rest]: readonly unknown[]): BunRow | undefined {
	const isGit = GIT.test(from);
	if (!isObject(info) || !(isGit || REMOTE.test(from) || ARCHIVE.test(from))) return undefined;
	const source = isGit ? "git" : REMOTE.test(from) ? "tarball" : "file";
	const integrity = toText(rest[isGit ? 1 : 0]);
	return toRow({ name, version: null, resolved: from, source, integrity }, info);
}

function toRow(
	{
		name,
		version,
		resolved,
		source,
		integrity,
	}: Pick<LockEntry, "name" | "version" | "resolved" | "source" | "integrity">,
	info: JsonObject,
): BunRow {
	const entry = { name, version, resolved, source, integrity, hasInstallScript: false, scope: null };
	return { kind: "package", package: entry, info };
}

function toInfo(value: unknown): JsonObject {
	return isObject(value) ? value : NONE;
}

function toText(value: unknown): string | null {
	return typeof value === "string" && value !== "" ? value : null;
}
