/**
 * Which findings a change brings: those that the packages of the base did not have already.
 *
 * Vulnerabilities and imitations of names are old when the base has the same one in any version of the package: an
 * upgrade that keeps a hole is no news. Malicious packages are compared with their version, and so are install scripts,
 * which are old when the base has the version at all: not every format says which packages have one.
 * See design, "Identity".
 */
import { toPurl } from "../lib/purl.ts";
import { match } from "../match/index.ts";
import type { Bundle, DependencyGraph, Finding, Package } from "../model.ts";
import type { AdvisoryIndex, PopularityIndex, Progress } from "../ports.ts";
import type { Before, ListedPackage } from "./compare.ts";

export interface MatchPorts {
	readonly advisories: AdvisoryIndex;
	readonly popularity: PopularityIndex;
	readonly progress: Progress;
}

/** Findings and gaps of packages, whoever asks for them. */
export async function matchListed(
	packages: readonly ListedPackage[],
	bundle: Bundle,
	{ advisories, popularity, progress }: MatchPorts,
) {
	return match({ graph: toBareGraph(packages), bundle, index: advisories, popularity, progress });
}

export async function withoutOld(
	findings: readonly Finding[],
	base: Before | undefined,
	bundle: Bundle,
	ports: MatchPorts,
): Promise<readonly Finding[]> {
	if (findings.length === 0 || base === undefined) return findings;
	const concerned = base.findNamed(new Set(findings.map(({ name }) => name)));
	const { findings: old } = await matchListed(concerned, bundle, ports);
	const known = new Set(old.map(toComparable));
	const versions = new Set(concerned.map(toVersionKey));
	return findings.filter((finding) => {
		if (finding.kind === "install-script") return !versions.has(toVersionKey(finding));
		return !known.has(toComparable(finding));
	});
}

function toVersionKey({ name, version }: Pick<Finding, "name" | "version">): string {
	return `${name}@${version ?? ""}`;
}

function toComparable({ kind, id, key }: Finding): string {
	return kind === "vulnerability" || kind === "typosquat" ? key : id;
}

/** A graph without edges, one package for each name and version. */
function toBareGraph(listed: readonly ListedPackage[]): DependencyGraph {
	const packages = new Map<string, Package>();
	for (const found of listed) {
		const id = JSON.stringify([found.name, found.version, found.source]);
		if (!packages.has(id)) packages.set(id, toBarePackage(found, id));
	}
	return { packages: [...packages.values()], at: new Map(), own: [], edges: [], disagreements: [] };
}

function toBarePackage(
	{ name, version, source, scope, location, integrity, hasInstallScript }: ListedPackage,
	id: string,
): Package {
	return {
		id,
		purl: toPurl("npm", name, version),
		ecosystem: "npm",
		name,
		version,
		source,
		evidence: ["lockfile"],
		confidence: "high",
		origin: "function",
		locations: [location],
		relation: "unknown",
		scope,
		shadowedBy: null,
		unrooted: false,
		hasInstallScript,
		integrity,
		size: null,
	};
}
