/** Small dependency graphs and advisory data for tests. */
import { toPurl } from "../../src/lib/purl.ts";
import type { Advisory, DependencyGraph, Edge, OwnCode, Package } from "../../src/model.ts";
import type { AdvisoryIndex } from "../../src/ports.ts";

/** A package of the registry at `/var/task/node_modules/<name>`; its id is `name@version` unless given. */
export function toPackage(name: string, version: string | null, fields: Partial<Package> = {}): Package {
	return {
		id: version === null ? name : `${name}@${version}`,
		purl: toPurl("npm", name, version),
		ecosystem: "npm",
		name,
		version,
		source: "registry",
		evidence: ["installed"],
		confidence: "high",
		origin: "function",
		locations: [`/var/task/node_modules/${name}`],
		relation: "direct",
		scope: "prod",
		shadowedBy: null,
		unrooted: false,
		hasInstallScript: false,
		integrity: null,
		size: null,
		...fields,
	};
}

const ROOT: OwnCode = { name: "app", version: "1.0.0", location: "/var/task" };

/** Edges are pairs of package names, `""` for the root; locations are those of toPackage. */
export function toGraph(
	packages: readonly Package[],
	edges: readonly (readonly [string, string])[] = packages.map(({ name }) => ["", name]),
	own: readonly OwnCode[] = [ROOT],
): DependencyGraph {
	const toLocation = (name: string) =>
		name === "" ? "/var/task" : name.startsWith("/") ? name : `/var/task/node_modules/${name}`;
	return {
		packages,
		at: new Map(packages.flatMap((entry) => entry.locations.map((location) => [location, entry]))),
		own,
		edges: edges.map(([from, to]): Edge => {
			return { from: toLocation(from), to: toLocation(to), name: to, spec: "*", type: "prod" };
		}),
		disagreements: [],
	};
}

/** A vulnerability in `a` below 2.0.0, of high severity. */
export function toAdvisory(fields: Partial<Advisory> = {}): Advisory {
	return {
		id: "GHSA-aaaa",
		aliases: [],
		ecosystem: "npm",
		name: "a",
		title: "Something in a",
		malicious: false,
		severity: "high",
		score: 7.5,
		cwes: [],
		ranges: [toRange(["introduced", "0"], ["fixed", "2.0.0"])],
		versions: [],
		modified: "2026-01-01T00:00:00Z",
		...fields,
	};
}

/** Every version of `a` is malware. */
export function toMalware(fields: Partial<Advisory> = {}): Advisory {
	return toAdvisory({
		id: "MAL-2026-1",
		title: "Malicious code in a (npm)",
		malicious: true,
		severity: "critical",
		score: null,
		ranges: [toRange(["introduced", "0"])],
		...fields,
	});
}

export function toRange(
	...events: readonly (readonly [Advisory["ranges"][number]["events"][number]["kind"], string])[]
): Advisory["ranges"][number] {
	return { type: "SEMVER", events: events.map(([kind, version]) => ({ kind, version })), lastKnownAffected: null };
}

export function toIndex(advisories: readonly Advisory[]): AdvisoryIndex {
	return {
		info: { source: "local", updated: "2026-01-01T00:00:00Z", advisories: advisories.length, sha256: "0" },
		find: (ecosystem, name) => advisories.filter((entry) => entry.ecosystem === ecosystem && entry.name === name),
		covers: () => true,
		close: () => {},
	};
}
