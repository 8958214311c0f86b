/** Where a lockfile entry says that npm got a package. See design, "Source". */
import type { PackageSource } from "../../model.ts";
import { toNameScope } from "../package-name.ts";

const GIT = /^git[+:@]|^(?:github|gitlab|bitbucket|gist):|^[^@\s]+@[^:\s]+:.*\.git(?:#|$)/;
const REMOTE = /^https?:/i;

export interface ResolvedEntry {
	readonly name: string;
	readonly version: string | null;
	/** the entry's address; `null`: left out, as `omit-lockfile-registry-resolved` does for the registry's packages */
	readonly resolved: string | null;
	readonly privateScopes: ReadonlySet<string>;
}

/** No registry is named here: its tarballs are known by the shape of their path, `/<name>/-/<file>-<version>.tgz`. */
export function toSource({ name, version, resolved, privateScopes }: ResolvedEntry): PackageSource {
	if (resolved === null || isRegistryTarball(resolved, name, version)) {
		return privateScopes.has(toNameScope(name)) ? "private" : "registry";
	}
	if (GIT.test(resolved)) return "git";
	return REMOTE.test(resolved) ? "tarball" : "file";
}

/** Whether the address is that of a repository or of a file: what comes from there needs no version. */
export function isOutsideRegistry(resolved: string | null): boolean {
	return resolved !== null && (GIT.test(resolved) || !REMOTE.test(resolved));
}

function isRegistryTarball(address: string, name: string, version: string | null): boolean {
	if (version === null || !REMOTE.test(address)) return false;
	const path = toPath(address);
	const folder = `/${name}/-/`;
	const baseName = name.slice(name.indexOf("/") + 1);
	if (path.endsWith(`${folder}${baseName}-${version}.tgz`) || path.endsWith(`${folder}${name}-${version}.tgz`)) {
		return true;
	}
	// Build metadata is no part of a published file's name.
	const build = version.lastIndexOf("+");
	return build !== -1 && path.endsWith(`${folder}${baseName}-${version.slice(0, build)}.tgz`);
}

/** The decoded path of an address, without query and fragment. */
function toPath(address: string): string {
	const end = address.search(/[?#]/);
	const path = end === -1 ? address : address.slice(0, end);
	try {
		return path.includes("%") ? decodeURIComponent(path) : path;
	} catch {
		return path;
	}
}
