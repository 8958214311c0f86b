/**
 * The JSON report as it goes over the wire, version 1.0: a type of its own, so that the model can change without
 * breaking who reads the file. Fields may be added in a minor version; renaming, removing or changing the meaning of
 * one is a new major version.
 *
 * The functions below write every field by name, in the order it has in the file. Paths inside a bundle are relative
 * to their origin (the function or the layer); `""` is its root. Arrays keep the order of the model, which is the same
 * in every run; docs/report.md lists it.
 */
import { toRelative } from "../../lib/location.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { toPurl } from "../../lib/purl.ts";
import {
	type BaselineReport,
	type BundleSize,
	type DatabaseInfo,
	type Disagreement,
	type Exploitation,
	type ExploitsInfo,
	type Finding,
	type FindingWaiver,
	type Fix,
	type Gap,
	type OwnCode,
	type Package,
	type PolicyReport,
	type Report,
	SEVERITIES,
	type Severity,
	type TargetReport,
	type Verdict,
} from "../../model.ts";

export const SCHEMA_VERSION = "1.0";

export interface ReportWire {
	readonly schemaVersion: typeof SCHEMA_VERSION;
	readonly tool: Report["tool"];
	readonly startedAt: string;
	readonly database: DatabaseWire;
	readonly targets: readonly TargetWire[];
	readonly policy: PolicyReport;
	readonly summary: SummaryWire;
	readonly verdict: Verdict;
}

/** `exploits` is `null` when no finding was looked up in such data. */
export interface DatabaseWire extends Omit<DatabaseInfo, "exploits"> {
	readonly exploits: ExploitsInfo | null;
}

export interface TargetWire {
	readonly target: string;
	readonly kind: TargetReport["kind"];
	readonly function: TargetReport["function"];
	readonly size: BundleSize;
	readonly complete: boolean;
	readonly empty: boolean;
	readonly against: string | null;
	readonly gaps: readonly Gap[];
	readonly packages: readonly PackageWire[];
	readonly own: readonly OwnCode[];
	readonly disagreements: readonly Disagreement[];
	readonly findings: readonly FindingWire[];
	readonly fixes: readonly Fix[];
}

/** `versionRange`, `candidates` and `reachable` are for evidence that this version does not read yet: always `null`. */
export interface PackageWire extends Package {
	readonly versionRange: null;
	readonly candidates: null;
	readonly reachable: null;
}

/** `reachable` is not decided by this version: always `null`. */
export interface FindingWire extends Omit<Finding, "known" | "reachable"> {
	/** purl */
	readonly package: string;
	readonly reachable: null;
	readonly baseline: boolean;
}

/** Totals over all targets. */
export interface SummaryWire {
	readonly packages: number;
	readonly findings: Readonly<Record<Severity, number>>;
	readonly gaps: number;
}

export function toReportWire({ tool, startedAt, database, targets, policy, verdict }: Report): ReportWire {
	return {
		schemaVersion: SCHEMA_VERSION,
		tool: { name: tool.name, version: tool.version },
		startedAt,
		database: {
			source: database.source,
			updated: database.updated,
			advisories: database.advisories,
			sha256: database.sha256,
			exploits: database.exploits === undefined ? null : toExploitsWire(database.exploits),
		},
		targets: targets.map(toTargetWire),
		policy: toPolicyWire(policy),
		summary: toSummaryWire(targets),
		verdict: {
			passed: verdict.passed,
			exitCode: verdict.exitCode,
			reasons: verdict.reasons.map(({ kind, message }) => ({ kind, message })),
			warnings: verdict.warnings.map(({ kind, message }) => ({ kind, message })),
		},
	};
}

function toExploitsWire({ epss, kev, sha256 }: ExploitsInfo): ExploitsInfo {
	return {
		epss: epss === null ? null : { date: epss.date, cves: epss.cves },
		kev: kev === null ? null : { date: kev.date, cves: kev.cves },
		sha256,
	};
}

function toTargetWire(report: TargetReport): TargetWire {
	const { arn, runtime, handler, codeSha256, layers } = report.function;
	return {
		target: report.target,
		kind: report.kind,
		function: { arn, runtime, handler, codeSha256, layers },
		size: toSizeWire(report.size),
		complete: report.complete,
		empty: report.empty,
		against: report.against ?? null,
		gaps: report.gaps.map(({ stage, code, blocking, path, message }) => ({ stage, code, blocking, path, message })),
		packages: report.graph.packages.map(toPackageWire),
		own: report.graph.own.map(toOwnWire).sort(compareOwn),
		disagreements: report.graph.disagreements.map(toDisagreementWire).sort(compareDisagreements),
		findings: report.findings.map(toFindingWire),
		fixes: report.fixes.map(toFixWire),
	};
}

function toPackageWire(item: Package): PackageWire {
	return {
		id: item.id,
		purl: item.purl,
		ecosystem: item.ecosystem,
		name: item.name,
		version: item.version,
		versionRange: null,
		candidates: null,
		source: item.source,
		evidence: item.evidence,
		confidence: item.confidence,
		origin: item.origin,
		locations: item.locations.map(toRelative),
		relation: item.relation,
		scope: item.scope,
		shadowedBy: item.shadowedBy,
		unrooted: item.unrooted,
		hasInstallScript: item.hasInstallScript,
		integrity: item.integrity,
		size: item.size === null ? null : toSizeWire(item.size),
		reachable: null,
	};
}

function toSizeWire({ compressed, uncompressed, files }: BundleSize): BundleSize {
	return { compressed, uncompressed, files };
}

function toOwnWire({ name, version, location }: OwnCode): OwnCode {
	return { name, version, location: toRelative(location) };
}

/** Own code is listed by 1. location, 2. name (code units). */
function compareOwn(a: OwnCode, b: OwnCode): number {
	return compareCodeUnits(a.location, b.location) || compareCodeUnits(a.name ?? "", b.name ?? "");
}

function toDisagreementWire({ package: name, installed, lockfile, path, location }: Disagreement): Disagreement {
	return { package: name, installed, lockfile, path: toRelative(path), location: toRelative(location) };
}

/** Disagreements are listed by 1. lockfile, 2. the folder they are about, 3. package (code units). */
function compareDisagreements(a: Disagreement, b: Disagreement): number {
	return (
		compareCodeUnits(a.path, b.path) ||
		compareCodeUnits(a.location, b.location) ||
		compareCodeUnits(a.package, b.package)
	);
}

function toFindingWire(finding: Finding): FindingWire {
	return {
		id: finding.id,
		kind: finding.kind,
		key: finding.key,
		rule: finding.rule,
		aliases: finding.aliases,
		severity: finding.severity,
		score: finding.score === null ? null : Math.round(finding.score * 10) / 10,
		cwes: finding.cwes,
		exploitation: finding.exploitation === null ? null : toExploitationWire(finding.exploitation),
		confidence: finding.confidence,
		title: finding.title,
		package: toPurl(finding.ecosystem, finding.name, finding.version),
		ecosystem: finding.ecosystem,
		name: finding.name,
		version: finding.version,
		packageIds: finding.packageIds,
		paths: finding.paths,
		pathCount: finding.pathCount,
		fixedIn: finding.fixedIn,
		details: finding.details,
		gating: finding.gating,
		reachable: null,
		waived: finding.waived === null ? null : toWaiverWire(finding.waived),
		baseline: finding.known,
		url: finding.url,
	};
}

function toWaiverWire({ reason, expires, justification, source }: FindingWaiver): FindingWaiver {
	return { reason, expires, justification, source: { kind: source.kind, file: source.file } };
}

function toPolicyWire({ applied, config, waivers, baseline }: PolicyReport): PolicyReport {
	return {
		applied,
		config,
		waivers: waivers.map((waiver) => ({
			ids: waiver.ids,
			package: waiver.package,
			scope: waiver.scope,
			...toWaiverWire(waiver),
			state: waiver.state,
			findings: waiver.findings,
		})),
		baseline: baseline === null ? null : toBaselineWire(baseline),
	};
}

function toBaselineWire({ file, known, removable }: BaselineReport): BaselineReport {
	return {
		file,
		known,
		removable: removable.map(({ id, kind, package: name, rule, severity }) => ({
			id,
			kind,
			package: name,
			rule,
			severity,
		})),
	};
}

function toExploitationWire({ epss, kev }: Exploitation): Exploitation {
	return {
		epss: epss === null ? null : { score: epss.score, percentile: epss.percentile },
		kev: kev === null ? null : { added: kev.added, dueDate: kev.dueDate, ransomware: kev.ransomware },
	};
}

function toFixWire(fix: Fix): Fix {
	const { uncompressed, compressed, files, basis } = fix.impact;
	return {
		rank: fix.rank,
		action: fix.action,
		package: fix.package,
		from: fix.from,
		to: fix.to,
		origin: fix.origin,
		breaking: fix.breaking,
		closes: fix.closes,
		introduces: fix.introduces,
		verified: fix.verified,
		impact: { uncompressed, compressed, files, basis },
		command: fix.command,
		reason: fix.reason,
	};
}

function toSummaryWire(targets: readonly TargetReport[]): SummaryWire {
	const findings = targets.flatMap((target) => target.findings);
	const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
	return {
		packages: targets.reduce((sum, target) => sum + target.graph.packages.length, 0),
		findings: Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity)])) as Record<Severity, number>,
		gaps: targets.reduce((sum, target) => sum + target.gaps.length, 0),
	};
}
