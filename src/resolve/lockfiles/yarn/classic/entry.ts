/** One block of a yarn 1 lockfile as a package. */
import type { PackageSource } from "../../../../model.ts";
import { isPackageName, isVersionText } from "../../../package-name.ts";
import type { LockEntry, LockRequirement } from "../../lock-graph.ts";
import { toSource } from "../../source.ts";
import { findAliased, splitPattern } from "../pattern.ts";
import type { ClassicBlock } from "./text.ts";

export type Find = (name: string, range: string) => LockRequirement["to"];

/** What yarn copies from a folder, or links to it: no hash and no address. */
const FOLDER = /^(?:file|link):|^\.{1,2}\/|^\//;
const ARCHIVE = /\.(?:tgz|tar|tar\.gz)(?:[?#]|$)/i;
const GIT = /^git[+:@]|^(?:github|gitlab|bitbucket|gist):|^ssh:|\.git(?:#|$)|^[\w.-]+\/[\w.-]+(?:#|$)/;

/** `undefined` when no pattern holds a package's name. @param find what the lockfile resolves a requirement to */
export function toClassicEntry({ keys, fields, lists }: ClassicBlock, find: Find): LockEntry | undefined {
	const version = fields.get("version");
	const resolved = fields.get("resolved") ?? null;
	const found = version !== undefined && isVersionText(version) ? version : null;
	const name = findName(keys, fields.get("name"), { version: found, resolved });
	if (name === undefined) return undefined;
	return {
		name,
		version: found,
		resolved,
		source: findSource(splitPattern(keys[0] ?? "").range, resolved),
		integrity: fields.get("integrity") ?? toIntegrity(resolved),
		hasInstallScript: false,
		scope: null,
		requirements: [
			...toRequirements(lists.get("dependencies"), "prod", find),
			...toRequirements(lists.get("optionalDependencies"), "optional", find),
		],
	};
}

/**
 * Patterns of an alias and of the package itself may share a block, and `resolutions` may give one name's block to
 * another: the name that the registry's address holds is the real one, then an alias' target, then the block's own word.
 */
function findName(
	keys: readonly string[],
	ownName: string | undefined,
	{ version, resolved }: { version: string | null; resolved: string | null },
): string | undefined {
	const patterns = keys.map(splitPattern);
	const aliased = patterns.flatMap(({ range }) => findAliased(range) ?? /^npm:(?=\D)(.*)/.exec(range)?.[1] ?? []);
	const named = [...(ownName === undefined ? [] : [ownName]), ...patterns.map(({ name }) => name)];
	const candidates = [...new Set([...aliased, ...named])].filter(isPackageName);
	const isPublished = (name: string) =>
		resolved !== null && toSource({ name, version, resolved, privateScopes: NONE }) === "registry";
	return candidates.length > 1 ? (candidates.find(isPublished) ?? candidates[0]) : candidates[0];
}

const NONE: ReadonlySet<string> = new Set();

/** Where the range says more than the address: git hosts give tarballs, and folders have no address at all. */
function findSource(range: string, resolved: string | null): PackageSource | null {
	if (FOLDER.test(range)) return resolved === null || !/^https?:/i.test(resolved) ? "file" : null;
	if (GIT.test(range)) return "git";
	return resolved === null && ARCHIVE.test(range) ? "tarball" : null;
}

/** Before 1.10 yarn wrote no integrity, but the SHA-1 in hex behind the address. */
function toIntegrity(resolved: string | null): string | null {
	const [, hex] = /#([0-9a-f]{40})$/.exec(resolved ?? "") ?? [];
	return hex === undefined ? null : `sha1-${Buffer.from(hex, "hex").toString("base64")}`;
}

function toRequirements(
	ranges: ReadonlyMap<string, string> | undefined,
	type: LockRequirement["type"],
	find: Find,
): readonly LockRequirement[] {
	return [...(ranges ?? [])].map(([name, spec]) => ({ name, spec, type, to: find(name, spec) }));
}
