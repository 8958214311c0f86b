/** Small graphs for plans, written like the `packages` of a lockfile: folder -> manifest; "" is own code. */
import { judgeVersion } from "../../src/lib/affected.ts";
import { toCanonicalId } from "../../src/lib/canonical-id.ts";
import { toFindingId, toFindingKey } from "../../src/lib/finding-id.ts";
import { compareCodeUnits, compareFindings } from "../../src/lib/order.ts";
import type { PackageManager } from "../../src/lib/package-manager.ts";
import type {
	Advisory,
	AdvisoryEvent,
	DependencyGraph,
	Edge,
	EdgeType,
	Finding,
	FindingKind,
	Package,
	Severity,
} from "../../src/model.ts";
import { plan } from "../../src/plan/index.ts";
import type { AdvisoryIndex, Progress, PublishedSize, Registry, RegistryVersion } from "../../src/ports.ts";

type Specs = Readonly<Record<string, string>>;

export interface Manifest extends Partial<Omit<Package, "locations" | "version">> {
	/** a string makes it a package, left out it is own code */
	readonly version?: string | null;
	readonly dependencies?: Specs;
	readonly devDependencies?: Specs;
	readonly optionalDependencies?: Specs;
	readonly peerDependencies?: Specs;
	/** of own code: the own folder whose workspace member it is */
	readonly workspaceOf?: string;
	/** of own code: the names that its package.json overrides */
	readonly overrides?: readonly string[];
	/** names carried in the package's own tarball */
	readonly bundled?: Specs;
}

const SECTIONS = {
	dependencies: "prod",
	devDependencies: "dev",
	optionalDependencies: "optional",
	peerDependencies: "peer",
	bundled: "bundled",
} as const satisfies Record<string, EdgeType>;

export const SILENT: Progress = { step: () => {} };

/** Folders starting with "/" are bundle paths, all others are below /var/task. */
export function toGraph(tree: Readonly<Record<string, Manifest>>): DependencyGraph {
	const manifests = new Map(Object.entries(tree).map(([folder, manifest]) => [toLocation(folder), manifest]));
	const packages = new Map<string, Package>();
	const at = new Map<string, Package>();
	const edges: Edge[] = [];
	for (const [location, manifest] of manifests) {
		edges.push(...toEdges(location, manifest, manifests));
		if (manifest.version === undefined) continue;
		const entry = toPackage(location, manifest, packages);
		packages.set(entry.id, entry);
		for (const one of entry.locations) at.set(one, entry);
	}
	return {
		packages: [...packages.values()].sort((a, b) => compareCodeUnits(a.id, b.id)),
		at,
		own: [...manifests]
			.filter(([, { version }]) => version === undefined)
			.map(([location, { workspaceOf, overrides }]) => ({
				name: "app",
				version: "1.0.0",
				location,
				...(workspaceOf !== undefined && { workspaceOf: toLocation(workspaceOf) }),
				...(overrides !== undefined && { overrides }),
			})),
		edges,
		disagreements: [],
	};
}

function toLocation(folder: string): string {
	if (folder.startsWith("/")) return folder;
	return folder === "" ? "/var/task" : `/var/task/${folder}`;
}

function toPackage(location: string, manifest: Manifest, known: ReadonlyMap<string, Package>): Package {
	const name = manifest.name ?? location.slice(location.lastIndexOf("node_modules/") + "node_modules/".length);
	const { version = null, origin = "function" } = manifest;
	const { source = "registry" } = manifest;
	const isPlain = source === "registry" || source === "unknown";
	const id = `${name}@${version ?? ""}${origin === "function" ? "" : `#${origin}`}${isPlain ? "" : `#${source}`}`;
	return {
		id,
		purl: `pkg:npm/${name}@${version ?? ""}`,
		ecosystem: manifest.ecosystem ?? "npm",
		name,
		version,
		source,
		evidence: manifest.evidence ?? ["installed"],
		confidence: "high",
		origin,
		locations: [...(known.get(id)?.locations ?? []), location].sort(compareCodeUnits),
		relation: "unknown",
		scope: manifest.scope ?? "prod",
		shadowedBy: manifest.shadowedBy ?? null,
		unrooted: manifest.unrooted ?? false,
		hasInstallScript: false,
		integrity: null,
		size: manifest.size === undefined ? { uncompressed: 1000, compressed: 300, files: 3 } : manifest.size,
	};
}

function toEdges(from: string, manifest: Manifest, manifests: ReadonlyMap<string, Manifest>): Edge[] {
	return Object.entries(SECTIONS).flatMap(([section, type]) =>
		Object.entries(manifest[section as keyof typeof SECTIONS] ?? {}).map(([name, spec]) => ({
			from,
			to: findUpwards(from, name, manifests),
			name,
			spec,
			type,
		})),
	);
}

function findUpwards(from: string, name: string, manifests: ReadonlyMap<string, Manifest>): string | null {
	const parts = from.split("/");
	for (let length = parts.length; length > 0; length -= 1) {
		const candidate = `${parts.slice(0, length).join("/")}/node_modules/${name}`;
		if (parts[length - 1] !== "node_modules" && manifests.has(candidate)) return candidate;
	}
	const inLayer = `/opt/nodejs/node_modules/${name}`;
	return manifests.has(inLayer) ? inLayer : null;
}

/** `{ a: [{ id, introduced: "0", fixed: "1.2.0" }] }`: advisories by package name. */
export interface Hole {
	readonly id: string;
	readonly introduced?: string;
	readonly fixed?: string;
	readonly lastAffected?: string;
	readonly events?: readonly AdvisoryEvent[];
	readonly versions?: readonly string[];
	readonly severity?: Severity;
	readonly malicious?: boolean;
}

export function toIndex(holes: Readonly<Record<string, readonly Hole[]>>): AdvisoryIndex {
	const advisories = new Map(
		Object.entries(holes).map(([name, list]) => [name, list.map((hole) => toAdvisory(name, hole))]),
	);
	return {
		info: { source: "local", updated: "2026-01-01T00:00:00Z", advisories: advisories.size, sha256: "" },
		find: (ecosystem, name) => (ecosystem === "npm" ? (advisories.get(name) ?? []) : []),
		covers: () => true,
		close: () => {},
	};
}

function toAdvisory(name: string, hole: Hole): Advisory {
	const events: AdvisoryEvent[] = [
		...(hole.introduced === undefined ? [] : [{ kind: "introduced" as const, version: hole.introduced }]),
		...(hole.fixed === undefined ? [] : [{ kind: "fixed" as const, version: hole.fixed }]),
		...(hole.lastAffected === undefined ? [] : [{ kind: "last_affected" as const, version: hole.lastAffected }]),
		...(hole.events ?? []),
	];
	return {
		id: hole.id,
		aliases: [],
		ecosystem: "npm",
		name,
		title: hole.id,
		malicious: hole.malicious ?? false,
		severity: hole.malicious ? "critical" : (hole.severity ?? "high"),
		score: null,
		cwes: [],
		ranges: events.length === 0 ? [] : [{ type: "SEMVER", events, lastKnownAffected: null }],
		versions: hole.versions ?? [],
		modified: "2026-01-01T00:00:00Z",
	};
}

/** What the matcher would find, enough of it for a plan. */
export function toFindings(graph: DependencyGraph, index: AdvisoryIndex): readonly Finding[] {
	const findings = new Map<string, Finding>();
	for (const entry of graph.packages) {
		for (const advisory of entry.version === null ? [] : index.find("npm", entry.name)) {
			if (judgeVersion(advisory, entry.version ?? "").affected !== true) continue;
			const kind = advisory.malicious ? "malicious" : "vulnerability";
			const rule = toCanonicalId(advisory.id, advisory.aliases);
			const finding = toFinding(entry, { kind, rule, severity: advisory.severity });
			const known = findings.get(finding.id);
			findings.set(
				finding.id,
				known === undefined
					? finding
					: { ...known, packageIds: [...known.packageIds, entry.id], gating: known.gating || finding.gating },
			);
		}
	}
	return [...findings.values()].sort(compareFindings);
}

export function toFinding(
	entry: Package,
	about: { kind: FindingKind; rule: string; severity: Severity; paths?: Finding["paths"] },
): Finding {
	const identity = { ...about, ecosystem: entry.ecosystem, name: entry.name, version: entry.version };
	return {
		id: toFindingId(identity),
		key: toFindingKey(identity),
		aliases: [],
		score: null,
		cwes: [],
		confidence: "high",
		title: about.rule,
		packageIds: [entry.id],
		paths: [],
		pathCount: 0,
		fixedIn: [],
		details: [],
		gating: entry.shadowedBy === null && !entry.unrooted,
		waived: null,
		known: false,
		url: null,
		exploitation: null,
		...identity,
	};
}

export interface Publication extends Partial<Omit<RegistryVersion, "dependencies" | "peerDependencies">> {
	readonly dependencies?: Specs;
	readonly peerDependencies?: Specs;
	/** `null`: the registry cannot say */
	readonly size?: PublishedSize | null;
}

/** `{ a: { "1.0.0": {}, "1.1.0": { dependencies: { b: "^2.0.0" } } } }` */
export function toRegistry(packages: Readonly<Record<string, Readonly<Record<string, Publication>>>>): Registry {
	return {
		versions: async (name) => {
			const versions = Object.hasOwn(packages, name) ? packages[name] : undefined;
			return versions && Object.entries(versions).map(([version, publication]) => toVersion(version, publication));
		},
		size: async (name, version) => {
			const published = Object.hasOwn(packages, name) ? packages[name]?.[version] : undefined;
			if (published === undefined) return null;
			return published.size === undefined ? { uncompressed: 1500, compressed: 500, files: 4 } : published.size;
		},
	};
}

function toVersion(version: string, publication: Publication): RegistryVersion {
	return {
		version,
		deprecated: publication.deprecated ?? false,
		dependencies: new Map(Object.entries(publication.dependencies ?? {})),
		optionalDependencies: publication.optionalDependencies ?? new Map(),
		peerDependencies: new Map(Object.entries(publication.peerDependencies ?? {})),
	};
}

/** A plan with findings named by rule and version in place of their ids. */
export async function planFor(
	tree: Readonly<Record<string, Manifest>>,
	holes: Readonly<Record<string, readonly Hole[]>>,
	options: {
		registry?: Registry;
		suspect?: (graph: DependencyGraph) => readonly Finding[];
		packageManager?: PackageManager;
	} = {},
) {
	const graph = toGraph(tree);
	const index = toIndex(holes);
	const findings = [...toFindings(graph, index), ...(options.suspect?.(graph) ?? [])];
	const { registry = null, packageManager } = options;
	const { fixes, gaps } = await plan({
		graph,
		findings,
		index,
		registry,
		progress: SILENT,
		...(packageManager !== undefined && { packageManager }),
	});
	const names = new Map(findings.map(({ id, rule, version }) => [id, `${rule} ${version}`]));
	return { gaps, fixes: fixes.map((fix) => ({ ...fix, closes: fix.closes.map((id) => names.get(id) ?? id).sort() })) };
}

/** `upgrade a 1.0.0 -> 1.0.1 (patch) closes CVE-1 1.0.0: npm install a@1.0.1`; with what it introduces when it does. */
export async function planLines(...args: Parameters<typeof planFor>): Promise<readonly string[]> {
	const { fixes } = await planFor(...args);
	return fixes.map(({ action, from, to, breaking, closes, introduces, command, package: name }) => {
		const effect = `closes ${closes.join(", ")}${introduces.length > 0 ? ` has ${introduces.join(", ")}` : ""}`;
		return `${action} ${name} ${from} -> ${to} (${breaking}) ${effect}: ${command}`;
	});
}
