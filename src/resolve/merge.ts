/**
 * From claims to the packages of the report: one per (origin, name, version, source), with all its places.
 *
 * 1. Claims are grouped; the strongest scope, `direct` of any use and a place in a tree win over their opposites.
 * 2. A package is shadowed when all its places are.
 * 3. Ids are given in sorted order: see `toId`.
 */
import { addTo } from "../lib/multimap.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { toPurl } from "../lib/purl.ts";
import {
	type BundleFile,
	type BundleSize,
	type Confidence,
	type DependencyGraph,
	EVIDENCE,
	type Evidence,
	FUNCTION_ORIGIN,
	type ObservedPackage,
	type Origin,
	PACKAGE_SOURCES,
	type Package,
	SCOPES,
	type Scope,
} from "../model.ts";
import type { Claim } from "./reconcile/claims.ts";
import type { Reconciled } from "./reconcile.ts";
import type { Winner } from "./shadowing.ts";

export interface MergeInput {
	readonly reconciled: Reconciled;
	/** layers in the order in which they are laid over `/opt` */
	readonly layers: readonly Origin[];
	/** files of each package folder, without those of packages in it */
	readonly files: ReadonlyMap<string, readonly BundleFile[]>;
	/** by `toPlace` */
	readonly shadowed: ReadonlyMap<string, Winner>;
	/** how far a lockfile is believed that stands alone */
	readonly lockfileConfidence: Confidence;
}

/** One origin's copy at one location. */
export function toPlace({ origin, location }: { origin: Origin; location: string }): string {
	return `${location}\0${origin}`;
}

interface Draft {
	readonly claims: readonly [Claim, ...Claim[]];
	readonly id: string;
}

export function merge(input: MergeInput): DependencyGraph {
	const { reconciled, shadowed } = input;
	const drafts = toDrafts(reconciled.claims, input.layers);
	const byLocation = indexDrafts(drafts, shadowed);
	const takeSize = createSizes(input.files);
	const byDraft = new Map<Draft, Package>();
	for (const draft of drafts) {
		const shadowedBy = findShadowedBy(draft, shadowed, byLocation);
		byDraft.set(draft, toPackage(draft, { shadowedBy, size: takeSize(draft), confidence: input.lockfileConfidence }));
	}
	const at = new Map<string, Package>();
	for (const [location, draft] of byLocation) {
		const found = byDraft.get(draft);
		if (found !== undefined) at.set(location, found);
	}
	return {
		packages: [...byDraft.values()],
		at,
		own: [...reconciled.own].sort((a, b) => compareCodeUnits(a.location, b.location)),
		edges: sortBy(
			reconciled.edges,
			({ from }) => from,
			(a, b) => compareCodeUnits(a.name, b.name) || compareCodeUnits(a.to ?? "", b.to ?? ""),
		),
		disagreements: reconciled.disagreements,
	};
}

/**
 * Sorts by a text (code units), then by `compare`. JavaScript has no faster order than that of plain strings: the texts
 * are sorted on their own, `compare` sees only what shares one.
 */
function sortBy<T>(items: readonly T[], toText: (item: T) => string, compare: (a: T, b: T) => number): T[] {
	const groups = new Map<string, T[]>();
	for (const item of items) addTo(groups, toText(item), item);
	const sorted: T[] = [];
	for (const text of [...groups.keys()].sort()) {
		const group = groups.get(text) ?? [];
		if (group.length > 1) group.sort(compare);
		for (const item of group) sorted.push(item);
	}
	return sorted;
}

/** Groups in the order of the report, each with its id. */
function toDrafts(claims: readonly Claim[], layers: readonly Origin[]): readonly Draft[] {
	const groups: [Claim, ...Claim[]][] = [];
	const sorted = sortBy(claims, toName, compareClaims);
	for (const claim of sorted) {
		const last = groups.at(-1);
		if (last !== undefined && compareObserved(last[0].package, claim.package) === 0) last.push(claim);
		else groups.push([claim]);
	}
	const taken = new Set<string>();
	return groups.map((group) => ({ claims: group, id: toId(group[0].package, layers, taken) }));
}

function toName(claim: Claim): string {
	return claim.package.name;
}

function compareClaims(a: Claim, b: Claim): number {
	return compareObserved(a.package, b.package);
}

/** 0 for one package in several places. */
function compareObserved(a: ObservedPackage, b: ObservedPackage): number {
	return (
		compareCodeUnits(a.name, b.name) ||
		compareCodeUnits(a.version ?? "", b.version ?? "") ||
		compareCodeUnits(a.origin, b.origin) ||
		compareCodeUnits(a.source, b.source) ||
		compareCodeUnits(a.ecosystem, b.ecosystem)
	);
}

/**
 * `name@version` (`name@?` when the version is not known) for a package of the function; `#layer2` is added for the
 * second layer, then `#git`, `#file`, … for what comes from neither the registry nor an unknown source. Should that be
 * taken already (the same version from the registry and from an unknown source), the source is added, then a number.
 */
function toId(
	{ name, version, origin, source }: ObservedPackage,
	layers: readonly Origin[],
	taken: Set<string>,
): string {
	const layer = origin === FUNCTION_ORIGIN ? "" : `#layer${layers.indexOf(origin) + 1}`;
	const plain = `${name}@${version ?? "?"}${layer}`;
	const isPlain = PACKAGE_SOURCES.indexOf(source) <= PACKAGE_SOURCES.indexOf("unknown");
	let id = isPlain ? plain : `${plain}#${source}`;
	if (isPlain && taken.has(id)) id = `${plain}#${source}`;
	for (let count = 2; taken.has(id); count++) id = `${plain}#${count}`;
	taken.add(id);
	return id;
}

/** What is at each location: what the runtime sees there before what a later layer overwrites. */
function indexDrafts(drafts: readonly Draft[], shadowed: ReadonlyMap<string, Winner>): ReadonlyMap<string, Draft> {
	const visible = new Map<string, Draft>();
	const overwritten = new Map<string, Draft>();
	for (const draft of drafts) {
		for (const { package: found } of draft.claims) {
			const isOverwritten = shadowed.size > 0 && shadowed.get(toPlace(found))?.overwrites === true;
			const index = isOverwritten ? overwritten : visible;
			if (!index.has(found.location)) index.set(found.location, draft);
		}
	}
	return overwritten.size === 0 ? visible : new Map([...overwritten, ...visible]);
}

function findShadowedBy(
	draft: Draft,
	shadowed: ReadonlyMap<string, Winner>,
	byLocation: ReadonlyMap<string, Draft>,
): string | null {
	if (shadowed.size === 0) return null;
	let winner: string | null = null;
	for (const { package: found } of draft.claims) {
		const by = shadowed.get(toPlace(found));
		if (by === undefined) return null;
		const id = byLocation.get(by.location)?.id;
		if (id !== undefined && id !== draft.id) winner ??= id;
	}
	return winner;
}

function toPackage(
	{ claims, id }: Draft,
	{ confidence, shadowedBy, size }: Pick<Package, "confidence" | "shadowedBy" | "size">,
): Package {
	const first = claims[0].package;
	const all = claims.map((claim) => claim.package);
	const unrooted = all.every((found) => found.unrooted);
	const evidence = toEvidence(claims);
	return {
		id,
		purl: toPurl(first.ecosystem, first.name, first.version),
		ecosystem: first.ecosystem,
		name: first.name,
		version: first.version,
		source: first.source,
		evidence,
		confidence: toConfidence({ unrooted, evidence, version: first.version }, confidence),
		origin: first.origin,
		locations: all.length === 1 ? [first.location] : [...new Set(all.map(({ location }) => location))].sort(),
		relation: toRelation(all),
		scope: toStrongest(all),
		shadowedBy,
		unrooted,
		hasInstallScript: all.some(({ hasInstallScript }) => hasInstallScript),
		integrity: all.length === 1 ? first.integrity : joinIntegrity(all),
		size,
	};
}

/** In the order of EVIDENCE, as each claim has it. */
function toEvidence([first, ...others]: readonly [Claim, ...Claim[]]): readonly Evidence[] {
	if (others.every(({ evidence }) => evidence === first.evidence)) return first.evidence;
	return EVIDENCE.filter((kind) => [first, ...others].some(({ evidence }) => evidence.includes(kind)));
}

/** Every hash of any entry once, sorted: should entries of one version disagree, all of them are seen. */
function joinIntegrity(all: readonly ObservedPackage[]): string | null {
	const [one, ...others] = new Set(all.map(({ integrity }) => integrity).filter((integrity) => integrity !== null));
	if (one === undefined || others.length === 0) return one ?? null;
	return [...new Set([one, ...others].flatMap((integrity) => integrity.split(/\s+/)))].sort().join(" ");
}

function toStrongest(all: readonly ObservedPackage[]): Scope {
	let strongest = SCOPES.length - 1;
	for (const { scope } of all) strongest = Math.min(strongest, SCOPES.indexOf(scope));
	return SCOPES[strongest] ?? "prod";
}

function toConfidence(
	{ unrooted, evidence, version }: Pick<Package, "unrooted" | "evidence" | "version">,
	lockfileConfidence: Confidence,
): Confidence {
	if (unrooted) return "low";
	if (version === null) return "medium";
	return evidence.includes("installed") ? "high" : lockfileConfidence;
}

function toRelation(all: readonly ObservedPackage[]): Package["relation"] {
	if (all.some(({ direct }) => direct === true)) return "direct";
	return all.some(({ direct }) => direct === null) ? "unknown" : "transitive";
}

/** Sums a package's files, each place once: of two duplicates at one place the first has them. */
function createSizes(files: ReadonlyMap<string, readonly BundleFile[]>): (draft: Draft) => BundleSize | null {
	const taken = new Set<string>();
	return ({ claims }) => {
		if (!claims.some(({ evidence }) => evidence.includes("installed"))) return null;
		let compressed: number | null = 0;
		let uncompressed = 0;
		let count = 0;
		for (const { package: found } of claims) {
			const place = toPlace(found);
			if (taken.has(place)) continue;
			taken.add(place);
			for (const file of files.get(found.location) ?? []) {
				if (file.origin !== found.origin) continue;
				compressed = compressed === null || file.compressed === null ? null : compressed + file.compressed;
				uncompressed += file.size;
				count++;
			}
		}
		return { compressed, uncompressed, files: count };
	};
}
