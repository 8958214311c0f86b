/**
 * From claims to the packages of the report: one per (origin, name, version, source), with all its places.
 *
 * 1. Claims are grouped; the strongest scope, `direct` of any use and a place in a tree win over their opposites.
 * 2. A package is shadowed when all its places are.
 * 3. Ids are given in sorted order: see `toId`.
 */
import { compareCodeUnits } from "../lib/order.ts";
import { toPurl } from "../lib/purl.ts";
import {
	type BundleFile,
	type BundleSize,
	type Confidence,
	type DependencyGraph,
	EVIDENCE,
	FUNCTION_ORIGIN,
	type ObservedPackage,
	type Origin,
	PACKAGE_SOURCES,
	type Package,
	SCOPES,
} from "../model.ts";
import { addTo } from "./inventory.ts";
import type { Claim, Reconciled } from "./reconcile.ts";
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
	readonly claims: readonly Claim[];
	readonly first: ObservedPackage;
	readonly id: string;
}

export function merge(input: MergeInput): DependencyGraph {
	const { reconciled, shadowed } = input;
	const drafts = toDrafts(reconciled.claims, input.layers);
	const byLocation = indexDrafts(drafts, shadowed);
	const takeSize = createSizes(input.files);
	const byDraft = new Map<Draft, Package>();
	for (const draft of drafts) {
		byDraft.set(draft, {
			...toPackage(draft, input.lockfileConfidence),
			shadowedBy: findShadowedBy(draft, shadowed, byLocation),
			size: takeSize(draft),
		});
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
		edges: [...reconciled.edges].sort(
			(a, b) =>
				compareCodeUnits(a.from, b.from) ||
				compareCodeUnits(a.name, b.name) ||
				compareCodeUnits(a.to ?? "", b.to ?? ""),
		),
		disagreements: reconciled.disagreements,
	};
}

/** Groups in the order of the report, each with its id. */
function toDrafts(claims: readonly Claim[], layers: readonly Origin[]): readonly Draft[] {
	const groups = new Map<string, Claim[]>();
	for (const claim of claims) {
		const { ecosystem, origin, name, version, source } = claim.package;
		addTo(groups, JSON.stringify([ecosystem, origin, name, version, source]), claim);
	}
	const sorted = [...groups.values()].flatMap((group) => {
		const [first] = group;
		return first === undefined ? [] : [{ claims: group, first: first.package }];
	});
	sorted.sort((a, b) => compareObserved(a.first, b.first));
	const taken = new Set<string>();
	return sorted.map((draft) => ({ ...draft, id: toId(draft.first, layers, taken) }));
}

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
	const options = isPlain ? [plain, `${plain}#${source}`] : [`${plain}#${source}`];
	let id = options.find((option) => !taken.has(option));
	for (let count = 2; id === undefined; count++) {
		const numbered = `${plain}#${count}`;
		if (!taken.has(numbered)) id = numbered;
	}
	taken.add(id);
	return id;
}

/** What is at each location: what the runtime sees there before what a later layer overwrites. */
function indexDrafts(drafts: readonly Draft[], shadowed: ReadonlyMap<string, Winner>): ReadonlyMap<string, Draft> {
	const visible = new Map<string, Draft>();
	const overwritten = new Map<string, Draft>();
	for (const draft of drafts) {
		for (const { package: found } of draft.claims) {
			const index = shadowed.get(toPlace(found))?.overwrites === true ? overwritten : visible;
			if (!index.has(found.location)) index.set(found.location, draft);
		}
	}
	return new Map([...overwritten, ...visible]);
}

function findShadowedBy(
	draft: Draft,
	shadowed: ReadonlyMap<string, Winner>,
	byLocation: ReadonlyMap<string, Draft>,
): string | null {
	let winner: string | null = null;
	for (const { package: found } of draft.claims) {
		const by = shadowed.get(toPlace(found));
		if (by === undefined) return null;
		const id = byLocation.get(by.location)?.id;
		if (id !== undefined && id !== draft.id) winner ??= id;
	}
	return winner;
}

function toPackage({ claims, first, id }: Draft, lockfileConfidence: Confidence): Omit<Package, "shadowedBy" | "size"> {
	const all = claims.map((claim) => claim.package);
	const unrooted = all.every((found) => found.unrooted);
	const evidence = EVIDENCE.filter((kind) => claims.some((claim) => claim.evidence.includes(kind)));
	return {
		id,
		purl: toPurl(first.ecosystem, first.name, first.version),
		ecosystem: first.ecosystem,
		name: first.name,
		version: first.version,
		source: first.source,
		evidence,
		confidence: toConfidence({ unrooted, evidence, version: first.version }, lockfileConfidence),
		origin: first.origin,
		locations: [...new Set(all.map(({ location }) => location))].sort(),
		relation: toRelation(all),
		scope: SCOPES.find((scope) => all.some((found) => found.scope === scope)) ?? "prod",
		unrooted,
		hasInstallScript: all.some(({ hasInstallScript }) => hasInstallScript),
	};
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
