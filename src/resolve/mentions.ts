/**
 * Packages that JavaScript text names, without parsing it: more than it imports, never fewer. This is how a dependency
 * that no manifest declares still counts as used.
 */
import { addTo } from "../lib/multimap.ts";
import type { Bundle, BundleFile } from "../model.ts";
import { isPackageFolder, toFolderName, toTreeRoot } from "./bundle-path.ts";
import { isJavaScript } from "./code-file.ts";
import type { Installed, InstalledPackage } from "./installed.ts";

const QUOTED = /["'`]((?:@[\w.~-]+\/)?[\w.~-]+)(?=["'`/])/g;
const LAYER_PATH = /\/opt\/[^\s"'`]{0,200}?node_modules\/((?:@[\w.~-]+\/)?[\w.~-]+)/g;

/**
 * The candidates that another package of their tree mentions in quotes, or that own code mentions by a path into a
 * layer. Reads the JavaScript of those trees and of own code once; linear in it.
 */
export function findMentioned(
	bundle: Bundle,
	{ packages, files }: Installed,
	candidates: readonly InstalledPackage[],
): ReadonlySet<InstalledPackage> {
	const mentioned = new Set<InstalledPackage>();
	if (candidates.length === 0) return mentioned;
	const byName = new Map<string, InstalledPackage[]>();
	for (const found of candidates) addTo(byName, toFolderName(found.location), found);
	const trees = new Set(candidates.map(({ location }) => toTreeRoot(location)));
	const positions = new Set(packages.map(({ location }) => location));
	for (const [owner, contents] of files) {
		const tree = positions.has(owner) && isPackageFolder(owner) ? toTreeRoot(owner) : undefined;
		if (tree !== undefined && !trees.has(tree)) continue;
		const isMeant = ({ location }: InstalledPackage) =>
			location !== owner && (tree === undefined || toTreeRoot(location) === tree);
		for (const name of readNames(bundle, contents, tree === undefined ? LAYER_PATH : QUOTED)) {
			for (const found of byName.get(name)?.filter(isMeant) ?? []) mentioned.add(found);
		}
	}
	return mentioned;
}

function readNames(bundle: Bundle, contents: readonly BundleFile[], pattern: RegExp): ReadonlySet<string> {
	const names = new Set<string>();
	for (const file of contents) {
		if (!isJavaScript(file.path)) continue;
		// A file that cannot be read is a gap already.
		const bytes = bundle.read(file);
		if (bytes === undefined) continue;
		const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
		for (const [, name] of text.matchAll(pattern)) if (name !== undefined) names.add(name);
	}
	return names;
}
