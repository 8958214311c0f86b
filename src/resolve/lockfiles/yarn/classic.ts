/**
 * yarn.lock of yarn 1 (`# yarn lockfile v1`).
 *
 * 1. Every block is one package with all the patterns (`name@range`) that are resolved to it.
 * 2. What own code asks for stands in package.json alone: in that beside the lockfile and in those of its workspaces.
 * 3. A pattern without a block is that of a workspace member, or `resolutions` gave the name another range.
 *
 * Source: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ and what yarn 1.22 writes.
 */
import type { Observation } from "../../../model.ts";
import { isInside, joinPath, toBaseName } from "../../bundle-path.ts";
import type { Manifest } from "../../project/manifest.ts";
import { readRequirements } from "../../project/requirements.ts";
import { type LockfileContext, toUnreadable } from "../define.ts";
import type { EntryProblem } from "../entry-problems.ts";
import { type LockEntry, type LockImporter, type LockTarget, toGraphObservation } from "../lock-graph.ts";
import { type Find, toClassicEntry } from "./classic/entry.ts";
import { type ClassicBlock, parseClassicText } from "./classic/text.ts";
import { listMissing } from "./missing.ts";
import { splitPattern, type YarnPattern } from "./pattern.ts";
import { listPinned, readResolutions } from "./resolutions.ts";

/** @throws ScanError when the file as a whole cannot be read, or holds entries of which none could be */
export function parseClassic(text: string, context: LockfileContext): Observation {
	const fileName = toBaseName(context.path);
	const all = parseClassicText(text, fileName);
	const blocks = all.filter(({ keys }) => findLink(keys) === undefined);
	const keys = toKeys(blocks);
	const own = [...listOwn(context), ...listLinked(all, context)];
	const find = createFind(keys, own);
	const entries = new Map<string, LockEntry>();
	const problems: EntryProblem[] = [];
	let read = 0;
	for (const [block, key] of keys) {
		const entry = toClassicEntry(block, find);
		if (entry === undefined) problems.push({ path: key, problem: "names no package" });
		else {
			entries.set(key, entry);
			if (entry.version === null) problems.push({ path: key, problem: "has no version" });
			else read++;
		}
	}
	if (blocks.length > 0 && read === 0) throw toUnreadable(fileName, "none of its entries can be read");
	const importers = own.map((folder): LockImporter => toImporter(folder, find));
	const { manifest, members: folders } = context;
	const hasRoot = manifest !== undefined;
	const hasUnknownMembers = hasRoot && manifest.workspaces.length > 0 && folders.length === 0;
	const missing = listMissing([...importers, ...entries.values()]);
	const lacksScopes = !hasRoot || hasUnknownMembers;
	const total = blocks.length;
	return toGraphObservation(
		{ importers, entries, hasRoot, hasUnknownMembers, lacksScopes, problems, missing, total, read },
		context,
	);
}

interface Own {
	readonly folder: string;
	readonly manifest: Manifest | undefined;
	/** the name that asks for it, where there is no manifest to say it */
	readonly linkedAs?: string;
	/** what it asks for is not installed here */
	readonly isLinked?: true;
}

/** The root first, then its members. */
function listOwn({ folder: root, manifest, members, findManifest }: LockfileContext): readonly Own[] {
	const folders = members.filter((folder) => isInside(folder, root));
	return [
		{ folder: "", manifest },
		...folders.map((folder) => ({ folder: folder.slice(root.length + 1), manifest: findManifest(folder) })),
	];
}

/** Where `link:` leads; `undefined` for a block with any pattern that is not one. */
function findLink(keys: readonly string[]): YarnPattern | undefined {
	const patterns = keys.map(splitPattern);
	return patterns.every(({ range }) => range.startsWith("link:")) ? patterns[0] : undefined;
}

/** Folders that `link:` leads to, members left out; yarn installs nothing for them. */
function listLinked(blocks: readonly ClassicBlock[], { folder: root, members, findManifest }: LockfileContext): Own[] {
	const linked = new Map<string, Own>();
	for (const { keys } of blocks) {
		const link = findLink(keys);
		const location = link === undefined ? undefined : joinPath(root, link.range.slice("link:".length));
		if (link === undefined || location === undefined || location === root || members.includes(location)) continue;
		const folder = isInside(location, root) ? location.slice(root.length + 1) : location;
		linked.set(folder, { folder, manifest: findManifest(location), linkedAs: link.name, isLinked: true });
	}
	return [...linked.values()];
}

function toImporter({ folder, manifest, linkedAs, isLinked }: Own, find: Find): LockImporter {
	const isAsking = manifest !== undefined && !isLinked;
	const requirements = isAsking ? [...readRequirements(manifest.fields, { dev: true })] : [];
	return {
		folder,
		name: manifest?.name ?? linkedAs ?? null,
		version: manifest?.version ?? null,
		isMember: folder !== "" && !isLinked,
		...(folder === "" && listPinned(manifest)),
		requirements: requirements.map(([name, { spec, type }]) => ({ name, spec, type, to: find(name, spec) })),
	};
}

/** `name@version`, else the first pattern, made unique by a number. */
function toKeys(blocks: readonly ClassicBlock[]): ReadonlyMap<ClassicBlock, string> {
	const taken = new Set<string>();
	const keys = new Map<ClassicBlock, string>();
	for (const [index, block] of blocks.entries()) {
		const [pattern = ""] = block.keys;
		const plain = `${splitPattern(pattern).name}@${block.fields.get("version") ?? "?"}`;
		const key = [plain, pattern].find((text) => !taken.has(text)) ?? `${pattern}#${index}`;
		taken.add(key);
		keys.set(block, key);
	}
	return keys;
}

/**
 * The block with the very pattern; else the workspace member of that name; else the block that `resolutions` name, or
 * the only one of that name.
 */
function createFind(keys: ReadonlyMap<ClassicBlock, string>, own: readonly Own[]): Find {
	const byPattern = new Map<string, string>();
	const byName = new Map<string, Set<string>>();
	for (const [block, key] of keys) {
		for (const pattern of block.keys) {
			byPattern.set(pattern, key);
			const { name } = splitPattern(pattern);
			const known = byName.get(name);
			if (known === undefined) byName.set(name, new Set([key]));
			else known.add(key);
		}
	}
	const folders = new Map<string, string>();
	for (const { folder, manifest, linkedAs } of own) {
		const name = linkedAs ?? manifest?.name;
		if (name && folder !== "") folders.set(name, folder);
	}
	const resolutions = readResolutions(own[0]?.manifest);
	return (name, range): LockTarget => {
		const exact = byPattern.get(`${name}@${range}`) ?? (range === "" ? byPattern.get(name) : undefined);
		if (exact !== undefined) return { kind: "entry", key: exact };
		const folder = folders.get(name);
		if (folder !== undefined) return { kind: "importer", folder };
		const pinned = new Set((resolutions.get(name) ?? []).flatMap((to) => byPattern.get(`${name}@${to}`) ?? []));
		const [key, ...others] = pinned.size > 0 ? pinned : (byName.get(name) ?? []);
		return key === undefined || others.length > 0 ? null : { kind: "entry", key };
	};
}
