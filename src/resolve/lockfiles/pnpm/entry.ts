/** One entry of a pnpm lockfile: who it is, and where pnpm got it. */
import type { PackageSource } from "../../../model.ts";
import { findProperty, findText, isObject, type JsonObject } from "../../json-object.ts";
import { isPackageName, isVersionText } from "../../package-name.ts";
import type { LockEntry } from "../lock-graph.ts";
import type { PnpmDialect } from "./keys.ts";

export type PnpmPackage = Omit<LockEntry, "requirements">;

/** Archives that Git hosts make of a commit; versions 5 and 6 key them by the host. */
const GIT_HOST = /^(?:github\.com|gitlab\.com|bitbucket\.org)\/|^git[+:@]|^ssh:/;
const GIT_ARCHIVE = /\/(?:tar\.gz|-\/archive|get|archive)\/[0-9a-f]{40}/;
const NOTHING = { name: null, version: null };
const REMOTE = /^https?:/i;

/** @param fields the entry in `packages`. `undefined` when neither key nor entry names a package */
export function toPackage(key: string, fields: JsonObject, dialect: PnpmDialect): PnpmPackage | undefined {
	const resolution = readResolution(fields);
	// A repository's path is no name.
	const said = !dialect.isSplit && isRepository(resolution) ? NOTHING : dialect.parse(key);
	const [ownName, ownVersion] = [findText(fields, "name"), findText(fields, "version")];
	// Before version 9 an entry that names itself is not what its key looks like.
	const isNamed = !dialect.isSplit && ownName !== null;
	const name = isNamed ? ownName : (said.name ?? ownName);
	const version = isNamed ? (ownVersion ?? said.version) : (said.version ?? ownVersion);
	if (name === null || !isPackageName(name)) return undefined;
	const tarball = findText(resolution, "tarball");
	return {
		name,
		version: version !== null && isVersionText(version) ? version : null,
		// An address below the registry's own is written without it.
		resolved: tarball !== null && REMOTE.test(tarball) ? tarball : null,
		source: findSource(key, resolution, tarball),
		integrity: findText(resolution, "integrity"),
		hasInstallScript: findText(fields, "requiresBuild") === "true",
		scope: null,
	};
}

/** The folder, relative to the lockfile, that the entry copies or links; `null` for a package. */
export function findDirectory(fields: JsonObject): string | null {
	return findText(readResolution(fields), "directory");
}

/** `null`: the address says it */
function findSource(key: string, resolution: JsonObject, tarball: string | null): PackageSource | null {
	if (isRepository(resolution)) return "git";
	if (tarball?.startsWith("file:")) return "file";
	if (tarball !== null && isFromGit(key, resolution, tarball)) return "git";
	// What pnpm gets in other ways (a runtime, a resolver of the project's own) is no package of the registry.
	const type = findText(resolution, "type");
	return type === null || type === "tarball" ? null : "tarball";
}

function isRepository(resolution: JsonObject): boolean {
	return findText(resolution, "type") === "git" || findText(resolution, "repo") !== null;
}

function isFromGit(key: string, resolution: JsonObject, tarball: string): boolean {
	return findText(resolution, "gitHosted") === "true" || GIT_HOST.test(key) || GIT_ARCHIVE.test(tarball);
}

function readResolution(fields: JsonObject): JsonObject {
	const resolution = findProperty(fields, "resolution");
	return isObject(resolution) ? resolution : {};
}
