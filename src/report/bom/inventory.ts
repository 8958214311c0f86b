/**
 * What a bill of materials lists, for every format alike: targets, their own code, their packages, and who depends on
 * whom.
 *
 * References are unique in the document, the same in every run, and printable ASCII whatever the names are: a package
 * is known by its purl; a second entry of one purl (another origin, another target) has a number behind it.
 */
import { toRelative } from "../../lib/location.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import type { EdgeType, OwnCode, Package, Report, TargetReport } from "../../model.ts";
import { EVIDENCE_TRAITS } from "./evidence.ts";
import { createUnique } from "./unique.ts";

export interface Inventory {
	readonly targets: readonly ListedTarget[];
}

export interface ListedTarget {
	readonly report: TargetReport;
	readonly ref: string;
	/** the name of its own code, else the target as the user gave it */
	readonly name: string;
	readonly version: string | null;
	/** own code beside the root: workspace members, linked folders */
	readonly members: readonly ListedMember[];
	readonly packages: readonly ListedPackage[];
	/** by the reference of who depends, in the order of the list; no entry where it is not known */
	readonly dependencies: ReadonlyMap<string, readonly Dependency[]>;
	/** reference by package id */
	readonly refs: ReadonlyMap<string, string>;
}

export interface ListedMember {
	readonly ref: string;
	readonly own: OwnCode;
	/** `own`'s folder, relative to the target */
	readonly location: string;
}

export interface ListedPackage {
	readonly ref: string;
	readonly package: Package;
}

export interface Dependency {
	readonly ref: string;
	readonly type: EdgeType;
}

/** Where the function itself is in its bundle. */
const ROOT = "/var/task";

export function takeInventory({ targets }: Report): Inventory {
	const toUnique = createUnique();
	return { targets: targets.map((report) => listTarget(report, toUnique)) };
}

function listTarget(report: TargetReport, toUnique: (base: string) => string): ListedTarget {
	const { own, packages } = report.graph;
	const root = own.find(({ location }) => location === ROOT) ?? (own.length === 1 ? own[0] : undefined);
	const ref = toUnique(`target:${encode(report.target)}`);
	const members = own
		.filter((code) => code !== root)
		.map((code) => ({ own: code, location: toRelative(code.location) }))
		.sort((a, b) => compareCodeUnits(a.location, b.location))
		.map((member) => ({ ...member, ref: toUnique(`own:${encode(member.location)}`) }));
	const listed = packages.map((item) => ({ package: item, ref: toUnique(item.purl) }));
	const places = new Map<string, string>();
	if (root !== undefined) places.set(root.location, ref);
	for (const member of members) places.set(member.own.location, member.ref);
	const refs = new Map(listed.map((item) => [item.package.id, item.ref]));
	for (const [location, { id }] of report.graph.at) {
		const found = refs.get(id);
		if (found !== undefined && !places.has(location)) places.set(location, found);
	}
	const known = [ref, ...members.map((member) => member.ref), ...listed.filter(hasKnownDependencies).map(toRef)];
	return {
		report,
		ref,
		name: root?.name || report.target,
		version: root?.version ?? null,
		members,
		packages: listed,
		dependencies: listDependencies(report, places, known),
		refs,
	};
}

function toRef({ ref }: ListedPackage): string {
	return ref;
}

/** A manifest that could not be read, a vendored copy and a mere trace in bundled code do not tell what they need. */
function hasKnownDependencies({ package: item }: ListedPackage): boolean {
	if (item.unrooted || item.version === null) return false;
	return item.evidence.some((kind) => EVIDENCE_TRAITS[kind].tellsDependencies);
}

function listDependencies(
	{ graph }: TargetReport,
	places: ReadonlyMap<string, string>,
	known: readonly string[],
): ReadonlyMap<string, readonly Dependency[]> {
	const found = new Map<string, Map<string, Dependency>>(known.map((ref) => [ref, new Map()]));
	for (const { from, to, type } of graph.edges) {
		const source = found.get(places.get(from) ?? "");
		const ref = to === null ? undefined : places.get(to);
		if (source !== undefined && ref !== undefined) source.set(`${type} ${ref}`, { ref, type });
	}
	return new Map([...found].map(([ref, dependencies]) => [ref, [...dependencies.values()].sort(compareDependencies)]));
}

/** 1. by reference, 2. by type (code units). */
function compareDependencies(a: Dependency, b: Dependency): number {
	return compareCodeUnits(a.ref, b.ref) || compareCodeUnits(a.type, b.type);
}

// `#` is encoded in names, so that a number behind it is never part of one.
function encode(text: string): string {
	return encodeURIComponent(text.toWellFormed()).replaceAll("%2F", "/");
}
