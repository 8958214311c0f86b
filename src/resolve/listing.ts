/** The packages that a lockfile lists, as a commit check compares them. */
import type { Bundle, Gap, ObservedPackage } from "../model.ts";
import { toBaseName, toParent } from "./bundle-path.ts";
import { toText } from "./json-object.ts";
import { findLockfile } from "./lockfiles/index.ts";
import { listNpmPackages } from "./lockfiles/npm-list.ts";
import { parseManifest } from "./manifest.ts";
import { readPrivateScopes } from "./private-scopes.ts";
import { readVisibleText } from "./visible-text.ts";
import { readLockfileTarget } from "./witnesses.ts";

export interface Listing {
	readonly packages: readonly ObservedPackage[];
	readonly gaps: readonly Gap[];
}

/** @throws ScanError when it cannot be read */
export async function listLockfile(bundle: Bundle): Promise<Listing> {
	const privateScopes = await readPrivateScopes(bundle);
	const [file] = bundle.files;
	const bytes = file === undefined ? undefined : bundle.read(file);
	if (file !== undefined && bytes !== undefined && findLockfile(toBaseName(file.path))?.name === "npm") {
		const { path, origin } = file;
		const context = { path, folder: toParent(path), origin, privateScopes, ...ALONE };
		const packages = listNpmPackages(toText(bytes), context);
		if (packages !== undefined) return { packages, gaps: [] };
	}
	const text = readVisibleText(bundle, "/var/task/package.json");
	const manifest = text === undefined ? undefined : parseManifest(text);
	const { packages, gaps } = await readLockfileTarget(bundle, {
		findManifest: (folder) => (folder === "/var/task" ? manifest : undefined),
		listMembers: () => [],
		privateScopes,
	});
	return { packages, gaps };
}

const ALONE = { manifest: undefined, members: [], findManifest: () => undefined };
