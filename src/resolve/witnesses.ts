/**
 * The lockfiles of own code in a bundle. Lockfiles inside packages, and in own test, fixture and example folders, say
 * nothing about what runs here.
 */
import { ScanError } from "../errors.ts";
import { toRelative } from "../lib/location.ts";
import { addTo } from "../lib/multimap.ts";
import { type Bundle, type BundleFile, FUNCTION_ORIGIN, type Gap, type Observation } from "../model.ts";
import { toBaseName, toParent } from "./bundle-path.ts";
import { isInFixture } from "./code-file.ts";
import { type LockfileContext, toUnreadable } from "./lockfiles/define.ts";
import { findLockfile, LOCKFILES } from "./lockfiles/index.ts";
import { npm } from "./lockfiles/npm.ts";
import { toLockfileText } from "./lockfiles/text.ts";
import type { Manifest } from "./project/manifest.ts";

const HIDDEN = "/node_modules/.package-lock.json";

export interface LockfileSurroundings {
	readonly privateScopes: ReadonlySet<string>;
	/** the own manifest in a folder */
	findManifest(folder: string): Manifest | undefined;
	/** own folders that the `workspaces` of the one in a folder name */
	listMembers(folder: string): readonly string[];
	/** packages are installed beside a lockfile, or in Yarn's cache there */
	isInstalled(lockfile: string): boolean;
	/** the folder belongs to a package */
	isPackaged(folder: string): boolean;
}

export interface LockfileWitnesses {
	readonly lockfiles: readonly Observation[];
	readonly hidden: readonly Observation[];
	readonly gaps: readonly Gap[];
}

type Beside = Pick<LockfileSurroundings, "privateScopes" | "findManifest" | "listMembers">;

/** @throws ScanError when the target is a lockfile and cannot be read */
export async function readLockfileTarget(bundle: Bundle, beside: Beside): Promise<Observation> {
	const own = bundle.files.filter(({ origin }) => origin === FUNCTION_ORIGIN);
	const file = own.find(({ path }) => findLockfile(path) !== undefined) ?? own[0];
	if (file === undefined) throw toUnreadable("lockfile", "it was not read");
	const format = findLockfile(file.path) ?? npm;
	const bytes = bundle.read(file);
	if (bytes === undefined) throw toUnreadable(toBaseName(file.path), "it was not read");
	return format.parse(toLockfileText(bytes, file.path), toContext(file, beside));
}

/** Every lockfile of own code; one that cannot be read is a gap. */
export async function readLockfiles(bundle: Bundle, surroundings: LockfileSurroundings): Promise<LockfileWitnesses> {
	const folders = new Map<string, BundleFile[]>();
	const hidden: Observation[] = [];
	const lockfiles: Observation[] = [];
	const gaps: Gap[] = [];
	for (const file of bundle.files) {
		if (file.link !== null) continue;
		const folder = toParent(file.path);
		if (file.path.endsWith(HIDDEN) && !surroundings.isPackaged(toParent(folder))) {
			hidden.push(...readHidden(bundle, file, surroundings));
		} else if (findLockfile(file.path) !== undefined && isOwnFolder(folder, surroundings)) {
			addTo(folders, folder, file);
		}
	}
	for (const files of folders.values()) {
		const chosen = choose(files);
		for (const file of chosen) {
			const read = await readOne(bundle, file, surroundings);
			if (read instanceof ScanError) gaps.push(toGap(file, read, surroundings, chosen.length > 1));
			else if (read !== undefined) lockfiles.push(read);
		}
	}
	for (const lockfile of lockfiles) {
		// What a lockfile lacks hides nothing where packages are installed: they decide.
		const isDeciding = !surroundings.isInstalled(lockfile.witness);
		gaps.push(...lockfile.gaps.filter(({ blocking }) => isDeciding || !blocking));
	}
	return { lockfiles, hidden, gaps };
}

function isOwnFolder(folder: string, { isPackaged }: LockfileSurroundings): boolean {
	return !`${folder}/`.includes("/node_modules/") && !isPackaged(folder) && !isInFixture(folder, "");
}

/** One file per format and folder: npm prefers a shrinkwrap to a lockfile. Duplicates of it are all read. */
function choose(files: readonly BundleFile[]): readonly BundleFile[] {
	return LOCKFILES.flatMap(({ fileNames }) => {
		const name = fileNames.find((wanted) => files.some(({ path }) => toBaseName(path) === wanted));
		return files.filter(({ path }) => toBaseName(path) === name);
	});
}

/** `undefined` when its bytes cannot be had: whoever could not read it says so. */
async function readOne(bundle: Bundle, file: BundleFile, beside: Beside): Promise<Observation | ScanError | undefined> {
	const bytes = bundle.read(file);
	if (bytes === undefined) return undefined;
	try {
		return await findLockfile(file.path)?.parse(toLockfileText(bytes, file.path), toContext(file, beside));
	} catch (error) {
		if (error instanceof ScanError) return error;
		throw error;
	}
}

/** The lockfile that npm leaves in `node_modules`. A broken one is no gap: it is never needed. */
function readHidden(bundle: Bundle, file: BundleFile, { privateScopes }: LockfileSurroundings): readonly Observation[] {
	const bytes = bundle.read(file);
	if (bytes === undefined) return [];
	try {
		const context = toContext(file, { privateScopes, findManifest: () => undefined, listMembers: () => [] });
		return [npm.parse(toLockfileText(bytes, file.path), { ...context, folder: toParent(context.folder) })];
	} catch (error) {
		if (error instanceof ScanError) return [];
		throw error;
	}
}

function toContext(
	{ path, origin }: BundleFile,
	{ privateScopes, findManifest, listMembers }: Beside,
): LockfileContext {
	const folder = toParent(path);
	const manifest = findManifest(folder);
	return { path, folder, origin, manifest, members: listMembers(folder), findManifest, privateScopes };
}

/** A lockfile that this version does not read hides nothing where packages are installed or another format is read. */
function toGap(file: BundleFile, error: ScanError, { isInstalled }: LockfileSurroundings, hasOther: boolean): Gap {
	const blocking = error.code === "lockfile-unreadable" || !(isInstalled(file.path) || hasOther);
	return {
		stage: "resolve",
		code: error.code,
		blocking,
		path: toRelative(file.path),
		message: `${error.message} ${error.hint}`,
	};
}
