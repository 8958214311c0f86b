/**
 * Where lockfiles write packages down, for reports that point at lines. Done after the graph, and only when asked: the
 * lockfiles that the packages were taken from are read once more and searched for their entries.
 *
 * A place that names its lockfile (lib/lock-location.ts) is looked up there. Any other belongs to the lockfile of its
 * origin whose folder is the deepest around it.
 */
import { findLockfileOf } from "../lib/lock-location.ts";
import type { Bundle, BundleFile, DependencyGraph, LockfileEntry, Package } from "../model.ts";
import { isInside, toBaseName, toParent } from "./bundle-path.ts";
import { toText } from "./json-object.ts";
import { bunEntries } from "./lockfiles/bun/written-entries.ts";
import { findLockfile } from "./lockfiles/index.ts";
import { createLineIndex } from "./lockfiles/line-index.ts";
import { npmEntries } from "./lockfiles/npm/written-entries.ts";
import { pnpmEntries } from "./lockfiles/pnpm/written-entries.ts";
import type { EntryFinder } from "./lockfiles/written-entries/define.ts";
import { yarnEntries } from "./lockfiles/yarn/written-entries.ts";

/** By base name: what each package manager prefers comes first, where a folder has several. */
const FINDERS: ReadonlyMap<string, EntryFinder> = new Map([
	["npm-shrinkwrap.json", npmEntries],
	["package-lock.json", npmEntries],
	["yarn.lock", yarnEntries],
	["pnpm-lock.yaml", pnpmEntries],
	["bun.lock", bunEntries],
]);
const ORDER = [...FINDERS.keys()];

type FindEntry = (location: string, item: Package) => LockfileEntry | undefined;

/** By package id, in the order of the package's locations; packages without any entry are left out. */
export function findLockfileEntries(
	bundle: Bundle,
	{ packages }: DependencyGraph,
): ReadonlyMap<string, readonly LockfileEntry[]> {
	const files = listLockfiles(bundle);
	const indexes = new Map<BundleFile, FindEntry>();
	const entries = new Map<string, LockfileEntry[]>();
	for (const item of packages) {
		if (files.length === 0 || !item.evidence.includes("lockfile") || item.evidence.includes("installed")) continue;
		const found = new Map<string, LockfileEntry>();
		for (const location of item.locations) {
			const entry = findEntry(location, item);
			if (entry !== undefined) found.set(`${entry.path}:${entry.startLine}:${entry.startColumn}`, entry);
		}
		if (found.size > 0) entries.set(item.id, [...found.values()]);
	}
	return entries;

	function findEntry(location: string, item: Package): LockfileEntry | undefined {
		for (const file of files) {
			if (file.origin !== item.origin || !isAround(file, location)) continue;
			let index = indexes.get(file);
			if (index === undefined) {
				index = indexEntries(bundle, file);
				indexes.set(file, index);
			}
			const entry = index(location, item);
			if (entry !== undefined) return entry;
		}
		return undefined;
	}

	// A lockfile can be a target by any name, and then all packages are its own.
	function isAround(file: BundleFile, location: string): boolean {
		const lockfile = findLockfileOf(location);
		if (lockfile !== undefined) return lockfile === file.path;
		return bundle.kind === "lockfile" || isInside(location, toParent(file.path));
	}
}

/** The deepest folder first, then as `FINDERS` lists the formats. */
function listLockfiles(bundle: Bundle): readonly BundleFile[] {
	const files = bundle.files.filter(
		({ path, link }) => link === null && FINDERS.has(toBaseName(path)) && !path.includes("/node_modules/"),
	);
	const [first] = bundle.files;
	if (bundle.kind === "lockfile" && files.length === 0 && first !== undefined) return [first];
	return files.sort(
		(a, b) =>
			toParent(b.path).length - toParent(a.path).length ||
			ORDER.indexOf(toBaseName(a.path)) - ORDER.indexOf(toBaseName(b.path)),
	);
}

function indexEntries(bundle: Bundle, file: BundleFile): FindEntry {
	const bytes = bundle.read(file);
	if (bytes === undefined) return () => undefined;
	const text = toText(bytes);
	const format = findLockfile(file.path);
	const finder = FINDERS.get(toBaseName(file.path)) ?? (format === undefined ? npmEntries : undefined);
	if (finder === undefined) return () => undefined;
	// The last one of two equal keys counts, as JSON.parse has it.
	const written = new Map([...finder.find(text)].map(({ key, start, end }) => [key, { start, end }]));
	const toPosition = createLineIndex(text);
	const folder = `${toParent(file.path)}/`;
	return (location, { name, version }) => {
		const inFolder = location.startsWith(folder) ? location.slice(folder.length) : location;
		const found = written.get(finder.by === "location" ? inFolder : `${name}@${version ?? ""}`);
		if (found === undefined) return undefined;
		const start = toPosition(found.start);
		const end = toPosition(found.end);
		return {
			path: file.path,
			origin: file.origin,
			startLine: start.line,
			startColumn: start.column,
			endLine: end.line,
			endColumn: end.column,
		};
	};
}
