/** The packages that a lockfile lists, as a commit check compares them. */
import type { Bundle, Gap, ObservedPackage } from "../model.ts";
import { toBaseName, toParent } from "./bundle-path.ts";
import { findLockfile } from "./lockfiles/index.ts";
import { listNpmPackages, type NpmList } from "./lockfiles/npm/list.ts";
import { toLockfileText } from "./lockfiles/text.ts";
import { readPrivateScopes } from "./project/private-scopes.ts";

export interface Listing {
	/** packages, each at each of its places */
	readonly count: number;
	/** What `base` does not have as it is, all where there is no base; and what could not be read, as far as it was looked at. */
	findDiffering(base: Listing | undefined): Promise<Differing>;
	findNamed(names: ReadonlySet<string>): readonly ObservedPackage[];
	/** where packages were got from, each address once or more often */
	listAddresses(): Iterable<string>;
}

export interface Differing {
	readonly packages: readonly ObservedPackage[];
	readonly gaps: readonly Gap[];
}

/** @throws ScanError when it cannot be read */
export async function listLockfile(bundle: Bundle): Promise<Listing> {
	const [file] = bundle.files;
	const bytes = file === undefined ? undefined : bundle.read(file);
	if (file !== undefined && bytes !== undefined && findLockfile(toBaseName(file.path))?.name === "npm") {
		const { path, origin } = file;
		const context = { path, folder: toParent(path), origin, ...ALONE, privateScopes: await readPrivateScopes(bundle) };
		const list = listNpmPackages(toLockfileText(bytes, path), context);
		if (list !== undefined) return new QuickListing(list, bundle);
	}
	return listWhole(bundle);
}

const ALONE = { manifest: undefined, members: [], findManifest: () => undefined };

/** An npm lockfile of which only what differs is read. */
class QuickListing implements Listing {
	readonly list: NpmList;
	readonly #bundle: Bundle;

	constructor(list: NpmList, bundle: Bundle) {
		this.list = list;
		this.#bundle = bundle;
	}

	get count(): number {
		return this.list.count;
	}

	async findDiffering(base: Listing | undefined): Promise<Differing> {
		const isQuick = base === undefined || base instanceof QuickListing;
		const packages = isQuick ? this.list.findDiffering(base?.list) : undefined;
		return packages === undefined ? (await listWhole(this.#bundle)).findDiffering(base) : { packages, gaps: [] };
	}

	findNamed(names: ReadonlySet<string>): readonly ObservedPackage[] {
		return this.list.findNamed(names);
	}

	listAddresses(): Iterable<string> {
		return this.list.listAddresses();
	}
}

/** Any lockfile, read whole. */
class WholeListing implements Listing {
	readonly #packages: readonly ObservedPackage[];
	readonly #gaps: readonly Gap[];

	constructor(packages: readonly ObservedPackage[], gaps: readonly Gap[]) {
		this.#packages = packages;
		this.#gaps = gaps;
	}

	get count(): number {
		return this.#packages.length;
	}

	async findDiffering(base: Listing | undefined): Promise<Differing> {
		if (base === undefined) return { packages: this.#packages, gaps: this.#gaps };
		const names = new Set(this.#packages.map(({ name }) => name));
		const before = new Map(base.findNamed(names).map((found) => [found.location, found]));
		const packages = this.#packages.filter((found) => !isSame(found, before.get(found.location)));
		return { packages, gaps: this.#gaps };
	}

	findNamed(names: ReadonlySet<string>): readonly ObservedPackage[] {
		return this.#packages.filter(({ name }) => names.has(name));
	}

	listAddresses(): readonly string[] {
		return this.#packages.flatMap(({ resolved }) => resolved ?? []);
	}
}

function isSame(found: ObservedPackage, before: ObservedPackage | undefined): boolean {
	return (
		before !== undefined &&
		before.name === found.name &&
		before.version === found.version &&
		before.integrity === found.integrity &&
		before.resolved === found.resolved &&
		before.source === found.source &&
		before.hasInstallScript === found.hasInstallScript
	);
}

/** Loaded only when wanted: a check of a usual npm lockfile needs no more than its list. */
async function listWhole(bundle: Bundle): Promise<Listing> {
	const { observeLockfile } = await import("./lockfile-target.ts");
	const { packages, gaps } = await observeLockfile(bundle);
	return new WholeListing(packages, gaps);
}
