/**
 * From installed packages, and the lockfiles beside them, to the dependency graph.
 *
 * 1. Take inventory and sweep the packages that are installed (inventory.ts, installed.ts).
 * 2. Read how they relate, tree by tree (trees.ts).
 * 3. Read the lockfiles of own code (witnesses.ts, lockfiles/) and hold them against what is installed (reconcile.ts).
 * 4. Find the copies in layers that nothing loads (shadowing.ts).
 * 5. Merge all into packages and edges (merge.ts).
 * 6. Say what could hide more of them: bundled code (gaps/bundled-code.ts), declared dependencies that are nowhere
 *    (gaps/missing.ts), a handler that is not there (gaps/handler.ts).
 */
import type { Bundle, BundleFile } from "../model.ts";
import { isPackageFolder, toParent } from "./bundle-path.ts";
import { isCode, isJavaScript } from "./code-file.ts";
import { findBrokenLinks } from "./gaps/broken-links.ts";
import { findBundledCode } from "./gaps/bundled-code.ts";
import { findMissingHandler } from "./gaps/handler.ts";
import { findMissing } from "./gaps/missing.ts";
import { type Installed, readInstalled } from "./installed.ts";
import { createLookUp, takeInventory } from "./inventory.ts";
import { merge, toPlace } from "./merge.ts";
import { createResolution } from "./node-resolution.ts";
import { createIsPlugAndPlay } from "./plug-and-play.ts";
import { readPrivateScopes } from "./project/private-scopes.ts";
import { createIsInstalled, reconcile } from "./reconcile.ts";
import type { Resolved, ResolveOptions } from "./resolved.ts";
import { findShadowed } from "./shadowing.ts";
import { observeTrees } from "./trees.ts";
import { readLockfiles } from "./witnesses.ts";

export async function resolveTree(bundle: Bundle, { runtime, handler, progress }: ResolveOptions): Promise<Resolved> {
	const inventory = takeInventory(bundle);
	const installed = readInstalled(bundle, inventory);
	const { packages, own } = installed;
	const privateScopes = await readPrivateScopes(bundle);
	const rooted = new Set(packages.filter(({ unrooted }) => !unrooted).map(({ location }) => location));
	for (const { location, copyOf } of own) if (copyOf !== undefined) rooted.add(location);
	const byOwn = new Map(own.map((folder) => [folder.location, folder]));
	const resolution = createResolution({ positions: rooted, own: byOwn, links: inventory.links, runtime });
	const broken = findBrokenLinks(inventory.links, bundle.files, resolution);
	const trees = await observeTrees({ packages, own, resolution, privateScopes, progress });

	const findPackage = createLookUp(new Set(packages.map(({ location }) => location)));
	const isInstalled = createIsInstalled(trees);
	const isPlugAndPlay = createIsPlugAndPlay(bundle, rooted);
	const { lockfiles, hidden, gaps } = await readLockfiles(bundle, {
		privateScopes,
		findManifest: (folder) => byOwn.get(folder)?.manifest,
		listMembers: (folder) => byOwn.get(folder)?.members ?? [],
		isInstalled: (lockfile) => isInstalled(lockfile) || isPlugAndPlay(lockfile),
		isPackaged: (folder) => findPackage(folder) !== "",
	});
	const copies = new Map(own.flatMap(({ location, copyOf }) => (copyOf === undefined ? [] : [[location, copyOf]])));
	const reconciled = reconcile({ installed: trees, lockfiles, hidden, copies, isPlugAndPlay });
	const shadowed = findShadowed(bundle, installed, resolution);
	const bundled = findBundledCode(bundle, listOwnJavaScript(installed), [...reconciled.deciding].map(toParent));
	const graph = merge({
		reconciled,
		layers: bundle.layers,
		files: installed.files,
		shadowed: new Map([...shadowed].map(([found, winner]) => [toPlace(found), winner])),
		lockfileConfidence: bundled.gaps.length === 0 ? "high" : "medium",
	});
	return {
		graph,
		gaps: [
			...installed.gaps,
			...broken,
			...trees.flatMap((tree) => tree.gaps),
			...gaps,
			...bundled.gaps,
			...findMissing({ kind: bundle.kind, own, reconciled, outputs: bundled.outputs }),
			...findMissingHandler(bundle, { handler, runtime }, resolution),
		],
		empty: graph.packages.length === 0 && !bundle.files.some(({ path }) => isCode(path)),
	};
}

/** JavaScript that is part of no package. */
function listOwnJavaScript({ packages, own: folders, files }: Installed): readonly BundleFile[] {
	const locations = new Set(packages.map(({ location }) => location));
	const ownLocations = new Set(folders.map(({ location }) => location));
	const own: BundleFile[] = [];
	for (const [owner, contents] of files) {
		if (locations.has(owner) || (isPackageFolder(owner) && !ownLocations.has(owner))) continue;
		for (const file of contents) if (isJavaScript(file.path)) own.push(file);
	}
	return own;
}
