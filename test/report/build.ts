/** Short ways to write the parts of a report: what a sample does not mention has a plain value. */
import { createHash } from "node:crypto";
import { compareFindings, compareGaps } from "../../src/lib/order.ts";
import { toPurl } from "../../src/lib/purl.ts";
import {
	type Edge,
	type Finding,
	type Fix,
	type FixImpact,
	type Gap,
	NO_POLICY,
	type OwnCode,
	type Package,
	type Report,
	type TargetReport,
} from "../../src/model.ts";

export function toId(...parts: readonly (string | null)[]): string {
	return `fs1-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 20)}`;
}

export function makePackage(name: string, version: string | null, parts: Partial<Package> = {}): Package {
	const origin = parts.origin ?? "function";
	const locations = parts.locations ?? [`/var/task/node_modules/${name}`];
	return {
		id: origin === "function" ? `${name}@${version ?? ""}` : `${name}@${version ?? ""} in ${origin}`,
		purl: toPurl("npm", name, version),
		ecosystem: "npm",
		name,
		version,
		source: "registry",
		evidence: ["installed"],
		confidence: "high",
		origin,
		relation: "transitive",
		scope: "prod",
		shadowedBy: null,
		unrooted: false,
		hasInstallScript: false,
		integrity: null,
		size: { compressed: 4_000, uncompressed: 12_000, files: 9 },
		...parts,
		locations,
	};
}

export function makeFinding(item: Package | readonly Package[], rule: string, parts: Partial<Finding> = {}): Finding {
	const packages = Array.isArray(item) ? (item as readonly Package[]) : [item as Package];
	const { name, version, ecosystem } = packages[0]!;
	const kind = parts.kind ?? "vulnerability";
	return {
		id: toId(kind, rule, ecosystem, name, version),
		key: toId(kind, rule, ecosystem, name),
		kind,
		rule,
		aliases: [],
		severity: "high",
		score: 7.5,
		cwes: [],
		exploitation: null,
		confidence: "high",
		title: `A weakness in ${name}`,
		ecosystem,
		name,
		version,
		packageIds: packages.map(({ id }) => id).sort(),
		paths: [["checkout", `${name}@${version}`]],
		pathCount: 1,
		fixedIn: [],
		details: [],
		gating: true,
		waived: null,
		known: false,
		url: `https://osv.dev/vulnerability/${rule}`,
		...parts,
	};
}

export const NO_IMPACT: FixImpact = { uncompressed: null, compressed: null, files: null, basis: "unknown" };

export function makeFix(name: string, parts: Partial<Fix> = {}): Fix {
	return {
		rank: 1,
		action: "upgrade",
		package: name,
		from: "1.0.0",
		to: "1.0.1",
		origin: "function",
		breaking: "patch",
		closes: [],
		introduces: [],
		verified: "ranges-only",
		impact: NO_IMPACT,
		command: `npm install ${name}@${parts.to ?? "1.0.1"}`,
		reason: "the smallest version that no known advisory affects",
		...parts,
	};
}

export function makeGap(code: string, parts: Partial<Gap> = {}): Gap {
	return { stage: "resolve", code, blocking: false, path: null, message: `what ${code} means`, ...parts };
}

interface TargetParts extends Partial<Omit<TargetReport, "graph">> {
	readonly packages?: readonly Package[];
	readonly own?: readonly OwnCode[];
	readonly edges?: readonly Edge[];
	readonly disagreements?: TargetReport["graph"]["disagreements"];
}

/** The edges that the paths of some findings go along. */
export function makeEdges(findings: readonly Finding[], packages: readonly Package[], own: readonly OwnCode[]): Edge[] {
	const folders = new Map(packages.map(({ name, version, locations }) => [`${name}@${version}`, locations[0]!]));
	const roots = new Map(own.map(({ name, location }) => [name ?? "root", location]));
	return findings
		.flatMap(({ paths }) => paths)
		.flatMap((path) =>
			path.slice(1).map((to, index) => ({
				from: roots.get(path[index]!) ?? folders.get(path[index]!)!,
				to: folders.get(to)!,
				name: to.slice(0, to.lastIndexOf("@")),
				spec: "*",
				type: "prod" as const,
			})),
		);
}

export function makeTarget(target: string, parts: TargetParts = {}): TargetReport {
	const { packages = [], own = [], edges, disagreements = [], ...rest } = parts;
	return {
		target,
		kind: "zip",
		function: { arn: null, runtime: null, handler: null, codeSha256: null, layers: [] },
		size: { compressed: 1_234_567, uncompressed: 4_567_890, files: 321 },
		complete: (parts.gaps ?? []).length === 0,
		empty: false,
		fixes: [],
		...rest,
		gaps: [...(parts.gaps ?? [])].sort(compareGaps),
		findings: [...(parts.findings ?? [])].sort(compareFindings),
		graph: {
			packages,
			at: new Map(packages.flatMap((item) => item.locations.map((location) => [location, item] as const))),
			own,
			edges: edges ?? makeEdges(parts.findings ?? [], packages, own),
			disagreements,
		},
	};
}

export function makeReport(
	targets: readonly TargetReport[],
	exitCode: Report["verdict"]["exitCode"],
	reasons: Report["verdict"]["reasons"] = [],
): Report {
	return {
		tool: { name: "fnsift", version: "0.1.0" },
		startedAt: "2026-11-22T07:00:00.000Z",
		database: {
			source: "snapshot",
			updated: "2026-11-20T18:15:02Z",
			advisories: 3908,
			sha256: "9f2c4d1be07a55f1c7d1f3ad0a8e5b1b1c7f0e3f7d2b6f2f8d3f4a5b6c7d8e9f",
		},
		targets,
		policy: NO_POLICY,
		verdict: { passed: exitCode === 0, exitCode, reasons, warnings: [] },
	};
}
