/**
 * What is installed against what lockfiles say.
 *
 * 1. A lockfile with nothing installed beside it decides: its packages stand as it lists them.
 * 2. Else what is installed decides. Where the lockfile has the same package and version at the same place, it adds
 *    where the package came from and, if no own manifest said so, its scope and whether it is direct.
 * 3. Where it has another one, or none, or one that is not installed, that is a disagreement; development and optional
 *    packages that are simply not deployed are none.
 * 4. What a lockfile calls a link to own code is own code, also where its files are stored in the link's place.
 * 5. The hidden lockfile inside `node_modules` adds the source, and disagrees about versions; it never decides.
 */

import { addTo } from "../lib/multimap.ts";
import { compareCodeUnits } from "../lib/order.ts";
import type { Disagreement, Edge, Evidence, Observation, ObservedPackage, OwnCode } from "../model.ts";
import { isPackageFolder, toInstallRoot, toParent, toTreeRoot } from "./bundle-path.ts";

// One array for all claims of a kind, in the order of EVIDENCE.
const INSTALLED: readonly Evidence[] = ["installed"];
const LOCKED: readonly Evidence[] = ["lockfile"];
const CONFIRMED: readonly Evidence[] = ["installed", "lockfile"];

/** One package at one place, with everybody who says so. */
export interface Claim {
	readonly package: ObservedPackage;
	readonly evidence: readonly Evidence[];
}

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

export function reconcile({ installed, lockfiles, hidden, copies: stored }: Witnesses): Reconciled {
	const isInstalled = createIsInstalled(installed);
	const claims: Claim[] = [];
	const places = new Map<string, number[]>();
	const byTree = new Map<string, ObservedPackage[]>();
	const own = new Map(installed.flatMap((seen) => seen.own).map((folder) => [folder.location, folder]));
	const linked = listLinked(lockfiles);
	const copies = new Map(stored);
	for (const { packages } of installed) {
		for (const found of packages) {
			const { name, version, location } = found;
			const member = linked.get(location);
			if (member?.name === name) {
				own.set(location, { name, version, location });
				if (!own.has(member.location)) own.set(member.location, member);
				copies.set(location, member.location);
				continue;
			}
			if (!found.unrooted) {
				addTo(places, found.location, claims.length);
				addTo(byTree, toTreeRoot(found.location), found);
			}
			claims.push({ package: found, evidence: INSTALLED });
		}
	}
	const seenEdges = installed.flatMap((seen) => seen.edges);
	const asking = new Set(seenEdges.map(({ from }) => from));
	const edges = [seenEdges];
	const disagreements: (readonly Disagreement[])[] = [];
	const deciding = new Set<string>();

	const decide = (lockfile: Observation) => {
		deciding.add(lockfile.witness);
		for (const found of lockfile.packages) claims.push({ package: found, evidence: LOCKED });
		for (const folder of lockfile.own) if (!own.has(folder.location)) own.set(folder.location, folder);
		edges.push(lockfile.edges.filter(({ from }) => !asking.has(from)));
	};
	const add = (lockfile: Observation) => {
		disagreements.push(confirm(lockfile, claims, places), listUnlocked(lockfile, byTree));
		const root = lockfile.own.find(({ location }) => location === toParent(lockfile.witness));
		if (root !== undefined && !own.has(root.location)) own.set(root.location, root);
		const isThere = (location: string | null) => location !== null && (places.has(location) || own.has(location));
		edges.push(lockfile.edges.filter(({ from, to }) => !asking.has(from) && isThere(from) && isThere(to)));
	};
	for (const lockfile of lockfiles) {
		if (isInstalled(lockfile.witness)) add(lockfile);
		else decide(lockfile);
	}
	for (const lockfile of hidden) {
		const found = confirm(lockfile, claims, places, { isHidden: true });
		disagreements.push(found.filter(({ installed }) => installed !== null));
	}
	return {
		claims,
		own: [...own.values()],
		edges: joinCopies(edges.flat(), copies),
		disagreements: disagreements.flat().sort(compareDisagreements),
		deciding,
	};
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
		for (const member of members) {
			const position = `${root}/node_modules/${member.name}`;
			if (!locked.has(position)) linked.set(position, member);
		}
	}
	return linked;
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

/** Adds what the lockfile knows to the claims at its places, and returns where it says something else. */
function confirm(
	lockfile: Observation,
	claims: Claim[],
	places: ReadonlyMap<string, readonly number[]>,
	{ isHidden }: { isHidden: boolean } = { isHidden: false },
): readonly Disagreement[] {
	const disagreements: Disagreement[] = [];
	for (const locked of lockfile.packages) {
		const indexes = places.get(locked.location) ?? [];
		if (indexes.length === 0 && (locked.scope === "prod" || locked.scope === "peer")) {
			disagreements.push(toDisagreement(lockfile, { installed: undefined, locked }));
		}
		for (const index of indexes) {
			const claim = claims[index];
			if (claim === undefined) continue;
			const { name, version } = claim.package;
			if (version === null || locked.version === null) continue;
			if (name === locked.name && version === locked.version) claims[index] = join(claim, locked, isHidden);
			else disagreements.push(toDisagreement(lockfile, { installed: claim.package, locked }));
		}
	}
	return disagreements;
}

function join(claim: Claim, locked: ObservedPackage, isHidden: boolean): Claim {
	const { package: found, evidence } = claim;
	const isPlaced = found.direct !== null || isHidden;
	return {
		package: {
			...found,
			source: found.source === "unknown" ? locked.source : found.source,
			integrity: found.integrity ?? locked.integrity,
			hasInstallScript: found.hasInstallScript || locked.hasInstallScript,
			scope: isPlaced ? found.scope : locked.scope,
			direct: isPlaced ? found.direct : locked.direct,
		},
		evidence: !isHidden && evidence === INSTALLED ? CONFIRMED : evidence,
	};
}

/** Packages in the trees that the lockfile describes, which it does not have. */
function listUnlocked(
	lockfile: Observation,
	byTree: ReadonlyMap<string, readonly ObservedPackage[]>,
): readonly Disagreement[] {
	const folders = new Set([toParent(lockfile.witness), ...lockfile.own.map(({ location }) => location)]);
	const locked = new Set(lockfile.packages.map(({ location }) => location));
	return [...folders]
		.flatMap((folder) => byTree.get(folder) ?? [])
		.filter(({ location }) => !locked.has(location))
		.map((installed) => toDisagreement(lockfile, { installed, locked: undefined }));
}

function toDisagreement(
	lockfile: Observation,
	{ installed, locked }: { installed: ObservedPackage | undefined; locked: ObservedPackage | undefined },
): Disagreement {
	return {
		package: (installed ?? locked)?.name ?? "",
		installed: installed?.version ?? null,
		lockfile: locked?.version ?? null,
		path: lockfile.witness,
		location: (installed ?? locked)?.location ?? "",
	};
}
