/**
 * What is installed against what lockfiles say.
 *
 * 1. A lockfile with nothing installed beside it decides: its packages stand as it lists them.
 * 2. Else what is installed decides. Where the lockfile has the same package and version at the same place, it adds
 *    where the package came from and, if no own manifest said so, its scope and whether it is direct.
 * 3. Where it has another one, or none, or one that is not installed, that is a disagreement; development and optional
 *    packages that are simply not deployed are none.
 * 4. What a lockfile calls a link to own code is own code, also where its files are stored in the link's place.
 * 5. Entries of lockfiles without install paths are held against all copies beside them: see reconcile/entries.ts. In a
 *    cache of Yarn that no map makes the place of packages, what is not there counts as well.
 * 6. The hidden lockfile inside `node_modules` adds the source, and disagrees about versions; it never decides.
 */
import { findLockfileOf } from "../lib/lock-location.ts";
import { addTo } from "../lib/multimap.ts";
import { compareCodeUnits } from "../lib/order.ts";
import type { Disagreement, Edge, Observation, ObservedPackage, OwnCode } from "../model.ts";
import { isPackageFolder, toInstallRoot, toParent, toTreeRoot } from "./bundle-path.ts";
import { type Claim, confirm, confirmAt, INSTALLED, LOCKED, listUnlocked } from "./reconcile/claims.ts";
import { compareEntries, placeEdges, toCopyRoot } from "./reconcile/entries.ts";

export interface Reconciled {
	readonly claims: readonly Claim[];
	readonly own: readonly OwnCode[];
	readonly edges: readonly Edge[];
	readonly disagreements: readonly Disagreement[];
	/** lockfiles that decided, by their path */
	readonly deciding: ReadonlySet<string>;
}

export interface Witnesses {
	readonly installed: readonly Observation[];
	readonly lockfiles: readonly Observation[];
	/** of `node_modules/.package-lock.json` */
	readonly hidden: readonly Observation[];
	/** packages are in Yarn's cache beside a lockfile, and Plug'n'Play loads them from there */
	isPlugAndPlay?(lockfile: string): boolean;
	/** folders that hold a workspace member a second time, with the member's own folder */
	readonly copies: ReadonlyMap<string, string>;
}

/** Whether packages are installed in the `node_modules` beside a lockfile, pnpm's store in it included. */
export function createIsInstalled(installed: readonly Observation[]): (lockfile: string) => boolean {
	const roots = new Set<string>();
	for (const { packages } of installed) {
		for (const { location } of packages) if (isPackageFolder(location)) roots.add(toInstallRoot(location));
	}
	return (lockfile) => roots.has(toParent(lockfile));
}

export function reconcile(witnesses: Witnesses): Reconciled {
	const { installed, lockfiles, hidden, isPlugAndPlay = () => false } = witnesses;
	const isInstalled = createIsInstalled(installed);
	const reconciler = new Reconciler(witnesses);
	for (const lockfile of lockfiles) {
		const { witness } = lockfile;
		const isThere = isInstalled(witness);
		if (!namesNoPaths(lockfile)) {
			if (isThere) reconciler.add(lockfile);
			else reconciler.decide(lockfile);
		} else if (reconciler.hasCopies(witness)) reconciler.addEntries(lockfile, isThere || isPlugAndPlay(witness));
		else reconciler.decide(lockfile);
	}
	for (const lockfile of hidden) reconciler.addHidden(lockfile);
	return reconciler.finish();
}

class Reconciler {
	readonly #claims: Claim[] = [];
	readonly #places = new Map<string, number[]>();
	/** by the folder at which their chain of `node_modules` starts */
	readonly #byTree = new Map<string, ObservedPackage[]>();
	/** by the folder that they were installed for */
	readonly #byRoot = new Map<string, ObservedPackage[]>();
	readonly #own: Map<string, OwnCode>;
	readonly #copies: Map<string, string>;
	readonly #seenEdges: readonly Edge[];
	readonly #asking: ReadonlySet<string>;
	/** who asks for which name and gets something */
	readonly #answered: ReadonlySet<string>;
	readonly #edges: (readonly Edge[])[];
	readonly #disagreements: (readonly Disagreement[])[] = [];
	readonly #deciding = new Set<string>();

	constructor({ installed, lockfiles, copies }: Witnesses) {
		this.#own = new Map(installed.flatMap((seen) => seen.own).map((folder) => [folder.location, folder]));
		this.#copies = new Map(copies);
		const linked = listLinked(lockfiles);
		for (const { packages } of installed) for (const found of packages) this.#stand(found, linked);
		this.#seenEdges = installed.flatMap((seen) => seen.edges);
		this.#asking = new Set(this.#seenEdges.map(({ from }) => from));
		this.#answered = new Set(this.#seenEdges.filter(({ to }) => to !== null).map(toAsk));
		this.#edges = [this.#seenEdges];
	}

	/** What is installed stands, unless it is own code in the place of a link. */
	#stand(found: ObservedPackage, linked: ReadonlyMap<string, OwnCode>): void {
		const { name, version, location } = found;
		const member = linked.get(location);
		if (member?.name === name) {
			this.#own.set(location, { name, version, location });
			if (!this.#own.has(member.location)) this.#own.set(member.location, member);
			this.#copies.set(location, member.location);
			return;
		}
		if (!found.unrooted) {
			addTo(this.#places, location, this.#claims.length);
			addTo(this.#byTree, toTreeRoot(location), found);
			addTo(this.#byRoot, toCopyRoot(location), found);
		}
		this.#claims.push({ package: found, evidence: INSTALLED });
	}

	/** Packages were installed for the folder that holds the lockfile. */
	hasCopies(lockfile: string): boolean {
		return this.#byRoot.has(toParent(lockfile));
	}

	/** Nothing is installed: the lockfile says what there is. */
	decide(lockfile: Observation): void {
		this.#deciding.add(lockfile.witness);
		for (const found of lockfile.packages) this.#claims.push({ package: found, evidence: LOCKED });
		for (const folder of lockfile.own) if (!this.#own.has(folder.location)) this.#own.set(folder.location, folder);
		this.#edges.push(lockfile.edges.filter((edge) => !this.#answered.has(toAsk(edge))));
	}

	/** A lockfile with install paths beside what is installed. */
	add(lockfile: Observation): void {
		this.#disagreements.push(confirm(lockfile, this.#claims, this.#places), listUnlocked(lockfile, this.#byTree));
		this.#addRoot(lockfile);
		const isThere = (location: string | null) =>
			location !== null && (this.#places.has(location) || this.#own.has(location));
		this.#edges.push(lockfile.edges.filter(({ from, to }) => !this.#asking.has(from) && isThere(from) && isThere(to)));
	}

	/** One without install paths. @param isComplete what has no copy is not deployed */
	addEntries(lockfile: Observation, isComplete: boolean): void {
		const { matched, disagreements } = compareEntries(lockfile, this.#byRoot);
		for (const { locked, copies } of matched) {
			for (const { location } of copies) confirmAt(locked, this.#places.get(location) ?? [], this.#claims);
			if (copies.length === 0 && !isComplete) this.#claims.push({ package: locked, evidence: LOCKED });
		}
		if (isComplete) this.#disagreements.push(disagreements);
		else this.#deciding.add(lockfile.witness);
		this.#addRoot(lockfile);
		const placed = placeEdges(lockfile, matched, this.#own);
		this.#edges.push(placed.filter((edge) => !this.#answered.has(toAsk(edge))));
	}

	#addRoot(lockfile: Observation): void {
		const root = lockfile.own.find(({ location }) => location === toParent(lockfile.witness));
		if (root !== undefined && !this.#own.has(root.location)) this.#own.set(root.location, root);
	}

	addHidden(lockfile: Observation): void {
		const found = confirm(lockfile, this.#claims, this.#places, { isHidden: true });
		this.#disagreements.push(found.filter(({ installed }) => installed !== null));
	}

	finish(): Reconciled {
		return {
			claims: this.#claims,
			own: [...this.#own.values()],
			edges: joinCopies(this.#edges.flat(), this.#copies),
			disagreements: this.#disagreements.flat().sort(compareDisagreements),
			deciding: this.#deciding,
		};
	}
}

/**
 * Package positions that lockfiles call links to own code, with that. When files are there all the same, somebody
 * stored what the link leads to.
 */
function listLinked(lockfiles: readonly Observation[]): ReadonlyMap<string, OwnCode> {
	const linked = new Map<string, OwnCode>();
	for (const { witness, packages, own } of lockfiles) {
		const root = toParent(witness);
		const members = own.filter(({ name, location }) => name !== null && location !== root);
		if (members.length === 0) continue;
		const locked = new Set(packages.map(({ location }) => location));
		// Entries without install paths: any of that name may be the one that is there.
		for (const { name, location } of packages) {
			if (findLockfileOf(location) !== undefined) locked.add(`${root}/node_modules/${name}`);
		}
		for (const member of members) {
			const position = `${root}/node_modules/${member.name}`;
			if (!locked.has(position)) linked.set(position, member);
		}
	}
	return linked;
}

function toAsk({ from, name }: Edge): string {
	return `${from} ${name}`;
}

function namesNoPaths({ packages }: Observation): boolean {
	return packages.some(({ location }) => findLockfileOf(location) !== undefined);
}

/** What a copy of a member asks for, the member does: there is one manifest to change. */
function joinCopies(edges: readonly Edge[], copies: ReadonlyMap<string, string>): readonly Edge[] {
	if (copies.size === 0) return edges;
	const joined = new Map<string, Edge>();
	for (const edge of edges) {
		const from = copies.get(edge.from) ?? edge.from;
		const to = edge.to === null ? null : (copies.get(edge.to) ?? edge.to);
		const key = JSON.stringify([from, to, edge.name, edge.type]);
		if (!joined.has(key)) joined.set(key, { ...edge, from, to });
	}
	return [...joined.values()];
}

/** By package, then location, then lockfile (code units). */
function compareDisagreements(a: Disagreement, b: Disagreement): number {
	return (
		compareCodeUnits(a.package, b.package) ||
		compareCodeUnits(a.location, b.location) ||
		compareCodeUnits(a.path, b.path)
	);
}
