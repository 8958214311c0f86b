/** Findings put together by what would be changed: one package version of one origin and project root. */
import { compareCodeUnits, compareFindings } from "../lib/order.ts";
import { findSbomOf } from "../lib/sbom-location.ts";
import type { DependencyGraph, Ecosystem, Finding, Origin, Package, PackageSource } from "../model.ts";
import { isForeign } from "./foreign.ts";
import { type Dependents, isInstalledLocation } from "./graph/dependents.ts";
import { compareVersions } from "./versions/compare.ts";

export interface Subject {
	readonly ecosystem: Ecosystem;
	/** the real name, also behind an alias */
	readonly name: string;
	readonly version: string | null;
	readonly origin: Origin;
	/** bundle path of the folder whose package.json decides, or of the bill of materials */
	readonly root: string;
	readonly sources: ReadonlySet<PackageSource>;
	/** the entries of the graph this is about */
	readonly packages: readonly Package[];
	/** package folders below `root`, sorted */
	readonly locations: readonly string[];
	/** worst first */
	readonly findings: readonly Finding[];
}

interface Draft {
	readonly root: string;
	readonly first: Package;
	readonly packages: Set<Package>;
	readonly locations: Set<string>;
	readonly findings: Set<Finding>;
}

/** Vendored copies are left out: no package manager put them there, so none can change them. */
export function toSubjects(
	graph: DependencyGraph,
	findings: readonly Finding[],
	dependents: Dependents,
): readonly Subject[] {
	const packages = new Map(graph.packages.map((entry) => [entry.id, entry]));
	const drafts = new Map<string, Draft>();
	for (const finding of findings) {
		// A person has to say whether a change of a lockfile was meant.
		if (finding.kind === "change") continue;
		for (const id of finding.packageIds) {
			const entry = packages.get(id);
			if (entry === undefined || entry.unrooted) continue;
			for (const location of entry.locations) addToDraft(drafts, entry, location, finding, dependents);
		}
	}
	return [...drafts.values()].map(toSubject).sort(compareSubjects);
}

function addToDraft(
	drafts: Map<string, Draft>,
	entry: Package,
	location: string,
	finding: Finding,
	dependents: Dependents,
): void {
	const root = findRoot(entry, location, dependents);
	if (root === undefined) return;
	// Copies from elsewhere cannot be moved as those from the registry are.
	const isElsewhere = isForeign(entry.source);
	const key = JSON.stringify([entry.origin, root, entry.ecosystem, entry.name, entry.version, isElsewhere]);
	let draft = drafts.get(key);
	if (draft === undefined) {
		draft = { root, first: entry, packages: new Set(), locations: new Set(), findings: new Set() };
		drafts.set(key, draft);
	}
	draft.packages.add(entry);
	draft.locations.add(location);
	draft.findings.add(finding);
}

/** The folder whose package.json decides, or the document that lists the package; `undefined` where nobody can act. */
function findRoot(entry: Package, location: string, dependents: Dependents): string | undefined {
	const document = findSbomOf(entry, location);
	if (document !== undefined) return document;
	if (entry.ecosystem !== "npm") return location;
	return isInstalledLocation(location) ? dependents.rootOf(location) : undefined;
}

function toSubject({ root, first, packages, locations, findings }: Draft): Subject {
	return {
		ecosystem: first.ecosystem,
		name: first.name,
		version: first.version,
		origin: first.origin,
		root,
		sources: new Set([...packages].map(({ source }) => source)),
		packages: [...packages],
		locations: [...locations].sort(compareCodeUnits),
		findings: [...findings].sort(compareFindings),
	};
}

/** By name, version from low to high, origin, root. */
function compareSubjects(a: Subject, b: Subject): number {
	return (
		compareCodeUnits(a.name, b.name) ||
		compareCodeUnits(a.ecosystem, b.ecosystem) ||
		compareVersions(a.version, b.version, a.ecosystem) ||
		compareCodeUnits(a.origin, b.origin) ||
		compareCodeUnits(a.root, b.root) ||
		compareCodeUnits(a.locations.join(), b.locations.join())
	);
}

/** Worth a change of its own: copies that nothing loads and harmless install scripts are not. */
export function isWanted({ gating, kind, severity }: Finding): boolean {
	return gating && (kind !== "install-script" || isGrave(severity));
}

/** Nothing but taking the package away helps, unless an advisory names a clean version. */
export function asksForRemoval({ kind, severity }: Finding): boolean {
	return kind === "malicious" || kind === "typosquat" || (kind === "install-script" && isGrave(severity));
}

function isGrave(severity: Finding["severity"]): boolean {
	return severity === "critical" || severity === "high";
}
