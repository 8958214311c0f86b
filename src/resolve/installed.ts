/**
 * The flat sweep: every package whose files are in the bundle, whatever any tree says about it.
 *
 * 1. A manifest at a package position is a package, anywhere in the tree. Its own name is believed (an alias has
 *    another folder name) if it can be one. Broken or incomplete manifests are listed with what is known, and a gap.
 * 2. A manifest elsewhere is own code (project/own-folders.ts), a vendored copy when it has a name, a version and code of its
 *    own outside of test, fixture and example folders, or just a file of the package around it.
 * 3. What is below test, fixture and example folders of a package and cannot be read as one is a file of that package:
 *    packages keep broken manifests on purpose.
 */
import { toRelative } from "../lib/location.ts";
import { addTo } from "../lib/multimap.ts";
import type { Bundle, BundleFile, Gap, Origin } from "../model.ts";
import { findPackageFolder, isPackageFolder, toFolderName, toParent } from "./bundle-path.ts";
import { isCode, isInFixture } from "./code-file.ts";
import { createLookUp, type Inventory } from "./inventory.ts";
import { toText } from "./json-object.ts";
import { type Manifest, parseManifest } from "./project/manifest.ts";
import { findOwnFolders, listMemberCopies, listRoots, type OwnFolder, type OwnRoot } from "./project/own-folders.ts";
import { parseWorkspacePatterns } from "./project/pnpm-workspace.ts";

export interface InstalledPackage {
	readonly location: string;
	readonly origin: Origin;
	readonly name: string;
	readonly version: string | null;
	/** `undefined` when there is none that can be read */
	readonly manifest: Manifest | undefined;
	/** a vendored copy outside every package position */
	readonly unrooted: boolean;
	/** the runtime sees another manifest here: a later layer brought its own */
	readonly overwritten: boolean;
	/** npm runs a script of it on installation; a `binding.gyp` is one even when the manifest names none */
	readonly hasInstallScript: boolean;
}

export interface Installed {
	/** in the order of their folders; duplicates of one manifest follow each other */
	readonly packages: readonly InstalledPackage[];
	readonly own: readonly OwnRoot[];
	/** the files of each package's folder without those of packages in it; `""` and own folders hold own code */
	readonly files: ReadonlyMap<string, readonly BundleFile[]>;
	readonly gaps: readonly Gap[];
}

/** A package.json that was looked at: `unread` is reported by whoever could not read it. */
type ReadManifest = { readonly file: BundleFile; readonly manifest: Manifest | undefined; readonly unread: boolean };

export function readInstalled(bundle: Bundle, inventory: Inventory): Installed {
	const manifests = readManifests(bundle, inventory);
	const inner = [...manifests].filter(([folder]) => !isPackageFolder(folder));
	const own = findOwn(bundle, manifests, inventory);
	const ownFolders = new Set(own.map(({ location }) => location));
	const packages: InstalledPackage[] = [];
	const gaps: Gap[] = [];
	for (const folder of inventory.positions.keys()) {
		if (ownFolders.has(folder)) continue;
		const found = manifests.get(folder) ?? [];
		if (!found.some(({ manifest }) => isComplete(manifest)) && isKeptOnPurpose(folder)) continue;
		packages.push(...toPackages(folder, { found, bundle, inventory }));
		gaps.push(...found.flatMap(toManifestGap), ...(found.length === 0 ? [toMissingGap(folder)] : []));
	}
	for (const { location, isBroken } of own) if (isBroken) gaps.push(toBrokenGap(`${location}/package.json`));

	const positions = new Map(packages.map((found) => [found.location, found]));
	const codeFolders = findCodeFolders(inventory, (folder) => positions.has(folder) || ownFolders.has(folder));
	for (const [folder, found] of inner) {
		if (ownFolders.has(folder) || !codeFolders.has(folder)) continue;
		const around = positions.get(findPackageFolder(`${folder}/`) ?? "");
		packages.push(...toVendored(folder, found, { bundle, around }));
	}
	const owners = new Set([...ownFolders, ...packages.map(({ location }) => location)]);
	const findOwner = createLookUp(owners);
	const files = new Map<string, BundleFile[]>();
	for (const [boundary, contents] of inventory.contents) {
		const owner = findOwner(boundary);
		for (const file of contents) addTo(files, owner, file);
	}
	packages.sort((a, b) => (a.location < b.location ? -1 : a.location > b.location ? 1 : 0));
	return { packages, own, files, gaps };
}

function readManifests(bundle: Bundle, inventory: Inventory): ReadonlyMap<string, readonly ReadManifest[]> {
	const manifests = new Map<string, readonly ReadManifest[]>();
	for (const [folder, files] of inventory.manifests) {
		manifests.set(
			folder,
			files.map((file) => {
				const bytes = bundle.read(file);
				return { file, manifest: bytes && parseManifest(toText(bytes)), unread: bytes === undefined };
			}),
		);
	}
	return manifests;
}

/** Own folders, and the package positions that hold a copy of one. */
function findOwn(
	bundle: Bundle,
	manifests: ReadonlyMap<string, readonly ReadManifest[]>,
	inventory: Inventory,
): readonly OwnRoot[] {
	const inner: OwnFolder[] = [];
	const positions: OwnFolder[] = [];
	for (const [folder, found] of manifests) {
		const candidate = toCandidate(folder, found);
		if (isPackageFolder(folder)) positions.push(candidate);
		else inner.push(addWorkspaces(candidate, bundle));
	}
	const own = findOwnFolders(inner, inventory, listRoots(bundle));
	return [...own, ...listMemberCopies(own, positions)];
}

/** With the members that pnpm-workspace.yaml beside the manifest names. */
function addWorkspaces(candidate: OwnFolder, bundle: Bundle): OwnFolder {
	const { manifest, location } = candidate;
	const file = manifest === undefined ? undefined : bundle.visible.get(`${location}/pnpm-workspace.yaml`);
	const bytes = file === undefined || findPackageFolder(file.path) !== undefined ? undefined : bundle.read(file);
	if (manifest === undefined || bytes === undefined) return candidate;
	const workspaces = [...manifest.workspaces, ...parseWorkspacePatterns(toText(bytes))];
	return { ...candidate, manifest: { ...manifest, workspaces } };
}

function isComplete(manifest: Manifest | undefined): manifest is Manifest & { name: string; version: string } {
	return manifest !== undefined && manifest.name !== null && manifest.version !== null;
}

/** Below the test, fixture or example folder of a package around it. */
function isKeptOnPurpose(position: string): boolean {
	const around = findPackageFolder(position);
	return around !== undefined && isInFixture(position, around);
}

function toPackages(
	folder: string,
	{ found, bundle, inventory }: { found: readonly ReadManifest[]; bundle: Bundle; inventory: Inventory },
): readonly InstalledPackage[] {
	const visible = bundle.visible.get(`${folder}/package.json`);
	const folderName = toFolderName(folder);
	const isNative = inventory.contents.get(folder)?.some(({ path }) => path === `${folder}/binding.gyp`) ?? false;
	if (found.length === 0) {
		const origin = inventory.positions.get(folder);
		if (origin === undefined) return [];
		const bare = { name: folderName, version: null, manifest: undefined, hasInstallScript: isNative };
		return [{ ...bare, location: folder, origin, unrooted: false, overwritten: false }];
	}
	return found.map(({ file, manifest }) => ({
		location: folder,
		origin: file.origin,
		name: manifest?.name ?? folderName,
		version: manifest?.version ?? null,
		manifest,
		unrooted: false,
		overwritten: visible !== undefined && visible.origin !== file.origin,
		hasInstallScript: isNative || (manifest?.hasInstallScript ?? false),
	}));
}

function toVendored(
	folder: string,
	found: readonly ReadManifest[],
	{ bundle, around }: { bundle: Bundle; around: InstalledPackage | undefined },
): readonly InstalledPackage[] {
	if (isInFixture(folder, around?.location ?? "")) return [];
	const visible = bundle.visible.get(`${folder}/package.json`);
	return found.flatMap(({ file, manifest }) => {
		if (!isComplete(manifest) || manifest.name === around?.name) return [];
		const overwritten = visible !== undefined && visible.origin !== file.origin;
		const { name, version, hasInstallScript } = manifest;
		const place = { location: folder, origin: file.origin, unrooted: true, overwritten };
		return [{ ...place, name, version, manifest, hasInstallScript }];
	});
}

/** Boundaries that hold code, their nested ones included up to where another package or own code starts. */
function findCodeFolders(inventory: Inventory, isEnd: (folder: string) => boolean): ReadonlySet<string> {
	const withCode = new Set<string>();
	for (const [boundary, contents] of inventory.contents) {
		if (!contents.some(({ path }) => isCode(path))) continue;
		for (let folder = boundary; folder !== "" && !withCode.has(folder); ) {
			withCode.add(folder);
			if (isEnd(folder)) break;
			folder = inventory.findBoundary(toParent(folder));
		}
	}
	return withCode;
}

function toCandidate(folder: string, found: readonly ReadManifest[]): OwnFolder {
	const last = found.at(-1);
	const manifest = last?.manifest;
	return {
		location: folder,
		manifest,
		isBroken: last !== undefined && manifest === undefined && !last.unread,
	};
}

function toManifestGap({ file, manifest, unread }: ReadManifest): readonly Gap[] {
	if (unread || isComplete(manifest)) return [];
	if (manifest === undefined) return [toBrokenGap(file.path)];
	const missing = manifest.name === null ? (manifest.version === null ? "name and version" : "name") : "version";
	return [toGap("manifest-incomplete", file.path, `package.json without a usable ${missing}`)];
}

function toBrokenGap(path: string): Gap {
	return toGap("manifest-unreadable", path, "package.json is no valid JSON object: its package has no known version");
}

function toMissingGap(folder: string): Gap {
	return toGap("manifest-missing", folder, "a folder in node_modules without package.json: no known version");
}

function toGap(code: string, path: string, message: string): Gap {
	return { stage: "resolve", code, blocking: false, path: toRelative(path), message };
}
