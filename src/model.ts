/**
 * The whole domain of fnsift: types, closed lists and nothing else. This file imports nothing.
 *
 * Target -> Bundle -> Observation[] -> DependencyGraph -> Finding[] -> Plan -> Verdict, held by Report; every
 * stage may add Gap[].
 *
 * Paths inside a bundle are absolute, `/`-separated and normalised, as the runtime sees them: the function's own
 * files are under `/var/task`, layers under `/opt`.
 */

// ---------------------------------------------------------------------------------------------------- closed lists

/** From the most to the least severe, as a person sorts them; `unknown` counts as `high` wherever a gate compares. */
export const SEVERITIES = ["critical", "high", "medium", "low", "unknown"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ["high", "medium", "low"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** From the strongest claim on a package to the weakest: what is used by any `prod` path is `prod`. */
export const SCOPES = ["prod", "peer", "optional", "dev"] as const;
export type Scope = (typeof SCOPES)[number];

export const EDGE_TYPES = ["prod", "dev", "optional", "peer", "bundled"] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];

/** `change` is what a change does to a lockfile's entry: only a check against a base sees it. */
export const FINDING_KINDS = ["malicious", "vulnerability", "typosquat", "install-script", "change"] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export const STAGES = ["unpack", "resolve", "match", "plan"] as const;
export type Stage = (typeof STAGES)[number];

/** `unknown` is a target that could not be read at all. */
export const TARGET_KINDS = ["zip", "layer", "folder", "lockfile", "sbom", "tarball", "file", "unknown"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** The kind of witness behind a package, from the strongest to the weakest. */
export const EVIDENCE = ["installed", "lockfile", "sbom"] as const;
export type Evidence = (typeof EVIDENCE)[number];

/**
 * Where a package was obtained. `unknown` is what a function zip without a lockfile can say; malware records still
 * match it, with confidence `medium`. `private` is a scope that `.npmrc` binds to another registry.
 */
export const PACKAGE_SOURCES = [
	"registry",
	"unknown",
	"private",
	"tarball",
	"git",
	"file",
	"link",
	"workspace",
] as const;
export type PackageSource = (typeof PACKAGE_SOURCES)[number];

/** The ecosystem names of the OSV schema that fnsift reads. */
export const ECOSYSTEMS = ["npm", "PyPI", "Maven"] as const;
export type Ecosystem = (typeof ECOSYSTEMS)[number];

// ------------------------------------------------------------------------------------------------------------ gaps

/**
 * What was *not* examined, and why. `blocking` when it could hide packages at large: a gate fails closed on it.
 * `path` is relative to the target or layer it belongs to; `null` when the gap is about the target as a whole.
 */
export interface Gap {
	readonly stage: Stage;
	/** kebab-case, listed with its meaning in docs/gaps.md */
	readonly code: string;
	readonly blocking: boolean;
	readonly path: string | null;
	readonly message: string;
}

// ---------------------------------------------------------------------------------------------------------- bundle

/** `"function"`, or the layer (its path or ARN as the user gave it) a file came from. */
export type Origin = string;
export const FUNCTION_ORIGIN: Origin = "function";

/** One file (or symbolic link) of a bundle. Identity matters: `Bundle.read` takes the very object. */
export interface BundleFile {
	/** absolute and normalised, e.g. `/var/task/node_modules/a/package.json` */
	readonly path: string;
	readonly origin: Origin;
	/** bytes */
	readonly size: number;
	/** bytes in the archive; `null` where the source is not compressed (a folder) */
	readonly compressed: number | null;
	/** the text of a symbolic link, which is data and is never followed outside the bundle; `null` for a plain file */
	readonly link: string | null;
}

/**
 * The function's merged read-only file tree: `/var/task` and the layers at `/opt`.
 * Nothing outside the target is reachable through it.
 */
export interface Bundle {
	readonly target: string;
	readonly kind: TargetKind;
	/** layers in the order they are laid over `/opt`, by their origin */
	readonly layers: readonly Origin[];
	/**
	 * Every entry of every origin, sorted by path (code units), then origin in overlay order: duplicates within an
	 * archive and files that a later layer overwrites are all here, since both of two duplicates are scored.
	 */
	readonly files: readonly BundleFile[];
	/** What the runtime sees at a path: the last writer. */
	readonly visible: ReadonlyMap<string, BundleFile>;
	/** sums over `files`; `compressed` is the size of the archives, `null` for a folder */
	readonly size: BundleSize;
	/** base64 SHA-256 of the function's archive as AWS Lambda's `CodeSha256` has it; `null` for a folder or lockfile */
	readonly codeSha256: string | null;
	/** Gaps found so far; reading may add more, so look only when all stages are done. */
	readonly gaps: readonly Gap[];
	/**
	 * The bytes of a file, checked (CRC, size) and inside the run's budget. `undefined` when they cannot be had: the
	 * reason is then in `gaps`, once per file. A symbolic link has no bytes of its own: `undefined`, no gap.
	 */
	read(file: BundleFile): Uint8Array | undefined;
}

export interface BundleSize {
	readonly compressed: number | null;
	readonly uncompressed: number;
	readonly files: number;
}

/** How the function is run, as far as it is known. */
export interface FunctionConfig {
	readonly arn: string | null;
	readonly runtime: string | null;
	readonly handler: string | null;
}

// ---------------------------------------------------------------------------------------------------- observations

/**
 * What one witness says about packages: a partial graph. Locations are bundle paths of package folders
 * (`/var/task/node_modules/a`); for a lockfile of npm they are where npm would install the package, below the folder that
 * holds the lockfile, and for others the lockfile's entry (`/var/task/yarn.lock#a@npm:1.0.0`).
 */
export interface Observation {
	readonly evidence: Evidence;
	/** bundle path of the witness: the tree root's folder, or the lockfile */
	readonly witness: string;
	readonly origin: Origin;
	readonly packages: readonly ObservedPackage[];
	readonly own: readonly OwnCode[];
	readonly edges: readonly Edge[];
	/** a lockfile that does not tell development dependencies from others: what it calls `prod` may be one */
	readonly lacksScopes?: boolean;
	readonly gaps: readonly Gap[];
}

export interface ObservedPackage {
	readonly location: string;
	readonly origin: Origin;
	readonly ecosystem: Ecosystem;
	/** the real name, also behind an alias; exactly as written, but for PyPI, whose names PEP 503 writes in one way */
	readonly name: string;
	/** exactly as written; `null` when the manifest has none or cannot be read */
	readonly version: string | null;
	readonly source: PackageSource;
	readonly scope: Scope;
	/** a dependency of own code; `null` when there is no own manifest to say so */
	readonly direct: boolean | null;
	/** a vendored copy outside a package position, or one that no tree holds: low confidence, never gating */
	readonly unrooted: boolean;
	/** Subresource Integrity string of the lockfile entry, if any */
	readonly integrity: string | null;
	/** the witness says that npm runs a script when it installs this package */
	readonly hasInstallScript: boolean;
	/** the address it was got from, as the lockfile has it; left out where it has none */
	readonly resolved?: string;
}

/** Own code: the root, workspace members and linked folders. Listed, never matched. */
export interface OwnCode {
	readonly name: string | null;
	readonly version: string | null;
	/** bundle path of the folder */
	readonly location: string;
	/** bundle path of the own folder whose `workspaces` name this one; left out where none does */
	readonly workspaceOf?: string;
	/** names that `overrides` of its package.json pins wherever they are asked for; left out where there are none */
	readonly overrides?: readonly string[];
}

/** `from` (a package folder or own code) asks for `name` by `spec` and Node finds it at `to`. */
export interface Edge {
	readonly from: string;
	/** `null`: nothing of that name is there */
	readonly to: string | null;
	/** the name in the manifest, which for an alias is not the real name */
	readonly name: string;
	readonly spec: string;
	readonly type: EdgeType;
	/** the witness does not say the range: `spec` is the version that was chosen */
	readonly isRangeUnknown?: true;
}

// ------------------------------------------------------------------------------------------------ dependency graph

/** One package of the report: an entry per (origin, name, version, source), with all the places it is found in. */
export interface Package {
	/** unique within a target and the same in every run */
	readonly id: string;
	readonly purl: string;
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly version: string | null;
	readonly source: PackageSource;
	readonly evidence: readonly Evidence[];
	readonly confidence: Confidence;
	readonly origin: Origin;
	/** bundle paths of the package's folders, sorted by code units */
	readonly locations: readonly string[];
	readonly relation: "direct" | "transitive" | "unknown";
	readonly scope: Scope;
	/** id of the package that Node loads in its place everywhere; `null` when some importer reaches this one */
	readonly shadowedBy: string | null;
	readonly unrooted: boolean;
	readonly hasInstallScript: boolean;
	/** Subresource Integrity of what the registry sent, as lockfile entries have it: hashes apart by spaces; `null` when none has one */
	readonly integrity: string | null;
	/** the package's own files, without packages nested in it, over all its locations; `null` from a lockfile */
	readonly size: BundleSize | null;
}

/** Packages and typed edges, merged from all observations; disagreement is kept, not hidden. */
export interface DependencyGraph {
	/** sorted by name, version, origin, source (code units) */
	readonly packages: readonly Package[];
	/** package folder -> the package in it. Two duplicates of one manifest share a location: the first is named here. */
	readonly at: ReadonlyMap<string, Package>;
	readonly own: readonly OwnCode[];
	readonly edges: readonly Edge[];
	readonly disagreements: readonly Disagreement[];
}

/** A lockfile and what is installed say different things about one package. */
export interface Disagreement {
	readonly package: string;
	/** version; `null` when not installed */
	readonly installed: string | null;
	/** version; `null` when the lockfile does not have it */
	readonly lockfile: string | null;
	/** bundle path of the lockfile */
	readonly path: string;
	/** bundle path of the package folder they disagree about */
	readonly location: string;
}

// ------------------------------------------------------------------------------------------------------ advisories

/** Our normalised OSV record for one package, its ranges ready for comparison. */
export interface Advisory {
	/** the record's own id */
	readonly id: string;
	/** the other names of the record, sorted, without `id` */
	readonly aliases: readonly string[];
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly title: string;
	/** the record claims the package itself is malware (`MAL-…` or CWE-506) */
	readonly malicious: boolean;
	readonly severity: Severity;
	/** CVSS base score, 0 to 10; `null` when the record carries no vector that can be computed */
	readonly score: number | null;
	readonly cwes: readonly string[];
	readonly ranges: readonly AdvisoryRange[];
	/** versions listed one by one; exact text */
	readonly versions: readonly string[];
	/** RFC 3339, as in the record */
	readonly modified: string;
}

/** One range, its OSV events in version order. */
export interface AdvisoryRange {
	readonly type: "SEMVER" | "ECOSYSTEM";
	readonly events: readonly AdvisoryEvent[];
	/** `database_specific.last_known_affected_version_range`, e.g. `<= 1.2.3`: bounds a range without an upper event */
	readonly lastKnownAffected: string | null;
}

export interface AdvisoryEvent {
	readonly kind: "introduced" | "fixed" | "last_affected" | "limit";
	readonly version: string;
}

/** Which advisory data answered. */
export interface DatabaseInfo {
	readonly source: "snapshot" | "local" | "osv-api";
	/** newest `modified` in the data, RFC 3339 */
	readonly updated: string;
	/** number of records */
	readonly advisories: number;
	/** hex, of the database's content */
	readonly sha256: string;
	/** what is known of exploitation, where findings were looked up in it; absent without such data */
	readonly exploits?: ExploitsInfo;
}

/** Data on which vulnerabilities are exploited: docs/exploits.md. */
export interface ExploitsInfo {
	/** `null` when it was not fetched */
	readonly epss: ExploitSourceInfo | null;
	/** `null` when it was not fetched */
	readonly kev: ExploitSourceInfo | null;
	/** hex, of the file's content */
	readonly sha256: string;
}

export interface ExploitSourceInfo {
	/** when the source was made, by its own word: RFC 3339 or a date */
	readonly date: string;
	/** number of CVEs */
	readonly cves: number;
}

/** What is known of attacks on a vulnerability; a part is `null` where its source does not list the CVE or was not fetched. */
export interface Exploitation {
	/** Exploit Prediction Scoring System (FIRST): of several CVEs the highest */
	readonly epss: EpssScore | null;
	/** CISA's catalogue of known exploited vulnerabilities: of several CVEs what was added first */
	readonly kev: KevEntry | null;
}

export interface EpssScore {
	/** the probability of an attack in the next 30 days, 0 to 1 */
	readonly score: number;
	/** the share of all scored CVEs that have this score or less, 0 to 1 */
	readonly percentile: number;
}

export interface KevEntry {
	/** date, `2021-12-10`; `null` when the catalogue does not say */
	readonly added: string | null;
	/** date by which agencies of the United States have to act */
	readonly dueDate: string | null;
	/** known to be used by ransomware */
	readonly ransomware: boolean;
}

// -------------------------------------------------------------------------------------------------------- findings

/** One thing wrong with one package version. See design "Identity" for what `id` and `key` are made of. */
export interface Finding {
	/** `fs1-` and 20 hex digits: the same from lockfile, zip and ARN */
	readonly id: string;
	/** the same without the version */
	readonly key: string;
	readonly kind: FindingKind;
	/** canonical advisory id, or `fnsift/<heuristic>` */
	readonly rule: string;
	/** the other advisory ids, sorted */
	readonly aliases: readonly string[];
	readonly severity: Severity;
	readonly score: number | null;
	/** `CWE-…` of the advisories, by number; empty for what no advisory says */
	readonly cwes: readonly string[];
	/** `null` where nothing is known: not listed, no CVE, or no such data */
	readonly exploitation: Exploitation | null;
	readonly confidence: Confidence;
	readonly title: string;
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly version: string | null;
	/** ids of the packages of the graph that have it, sorted */
	readonly packageIds: readonly string[];
	/** why it is there: from own code to the package, the shortest path per direct dependency, at most 20 */
	readonly paths: readonly (readonly string[])[];
	/** how many direct dependencies lead to it */
	readonly pathCount: number;
	/** the smallest versions above the found one at which the advisories call it fixed, one per range that applies */
	readonly fixedIn: readonly string[];
	/** what was seen, quoted and sanitised; empty for an advisory */
	readonly details: readonly string[];
	/** does not count for a gate: only shadowed or unrooted copies have it */
	readonly gating: boolean;
	/** whether the function can reach it; absent while nobody determined it, which a gate takes for yes */
	readonly reachable?: boolean;
	/** the waiver that accepts it; `null` when none does. Matching leaves it `null`: policy/ marks it */
	readonly waived: FindingWaiver | null;
	/** listed in the baseline of the run; `false` without one. Matching leaves it `false`: policy/ marks it */
	readonly known: boolean;
	readonly url: string | null;
}

/** What a waiver was written in: `fnsift.yaml`, or an OpenVEX document. */
export const WAIVER_SOURCE_KINDS = ["policy", "vex"] as const;

export interface WaiverSource {
	readonly kind: (typeof WAIVER_SOURCE_KINDS)[number];
	/** as the user named it, or relative to the working directory */
	readonly file: string;
}

/** Why a finding is accepted, and until when. */
export interface FindingWaiver {
	readonly reason: string;
	/** `YYYY-MM-DD`, the last day on which it holds (UTC); `null` for a VEX statement */
	readonly expires: string | null;
	/** OpenVEX justification, e.g. `vulnerable_code_not_in_execute_path`; `null` when none is given */
	readonly justification: string | null;
	readonly source: WaiverSource;
}

// ------------------------------------------------------------------------------------------------------------ plan

export const FIX_ACTIONS = ["upgrade", "override", "remove", "rebuild-layer", "none"] as const;
export type FixAction = (typeof FIX_ACTIONS)[number];

export interface Fix {
	/** 1 is what to do first */
	readonly rank: number;
	readonly action: FixAction;
	/** name of the package to change */
	readonly package: string;
	readonly from: string | null;
	/** `null` for a removal or when no fix is known */
	readonly to: string | null;
	readonly origin: Origin;
	readonly breaking: "patch" | "minor" | "major" | "unknown";
	/** finding ids, sorted */
	readonly closes: readonly string[];
	/** advisory ids that affect `to`, or a dependency that the change is known to bring in, sorted */
	readonly introduces: readonly string[];
	/** `resolved`: checked against the registry; `ranges-only`: against the ranges that are known here */
	readonly verified: "resolved" | "ranges-only";
	readonly impact: FixImpact;
	/** a command that makes the change; `null` where a person has to decide */
	readonly command: string | null;
	/** one sentence on why this and not something smaller */
	readonly reason: string;
}

/** What the change does to the bundle; negative saves. `null` where `basis` is `unknown`. */
export interface FixImpact {
	readonly uncompressed: number | null;
	readonly compressed: number | null;
	readonly files: number | null;
	readonly basis: "measured" | "registry" | "unknown";
}

// --------------------------------------------------------------------------------------------------------- verdict

export type ReasonKind =
	| "findings"
	| "gaps"
	| "database-age"
	| "exploits-missing"
	| "nothing-to-scan"
	| "target-failed";

/** What a reader should act on though it does not decide: none of these changes the exit code. */
export type WarningKind =
	| "waiver-expired"
	| "waiver-expires-soon"
	| "waiver-unused"
	| "waiver-ambiguous"
	| "baseline-removable";

/** Pass or fail; `passed` means that the exit code is 0. */
export interface Verdict {
	readonly passed: boolean;
	readonly reasons: readonly VerdictReason[];
	readonly warnings: readonly VerdictWarning[];
	readonly exitCode: 0 | 1 | 3 | 4;
}

export interface VerdictReason {
	readonly kind: ReasonKind;
	readonly message: string;
}

export interface VerdictWarning {
	readonly kind: WarningKind;
	readonly message: string;
}

/** By what a run was judged beside its options; the neutral value is `NO_POLICY`. */
export interface PolicyReport {
	/** whether waivers and baseline decide (`gate`); otherwise they are only shown (`scan`) */
	readonly applied: boolean;
	/** the configuration file, as the user named it or relative to the working directory; `null` without one */
	readonly config: string | null;
	/** in the order in which they were given */
	readonly waivers: readonly WaiverReport[];
	readonly baseline: BaselineReport | null;
}

export const NO_POLICY: PolicyReport = { applied: false, config: null, waivers: [], baseline: null };

export const WAIVER_STATES = ["active", "expires-soon", "expired"] as const;

export interface WaiverReport extends FindingWaiver {
	/** advisory ids, rules or finding ids it accepts, as written */
	readonly ids: readonly string[];
	/** the package it is limited to, as written; `null` for any */
	readonly package: string | null;
	/** globs of the targets it is limited to; empty for all */
	readonly scope: readonly string[];
	/** an expired waiver accepts nothing */
	readonly state: (typeof WAIVER_STATES)[number];
	/** how many findings it accepts in this run; for an expired one, how many it would */
	readonly findings: number;
}

export interface BaselineReport {
	readonly file: string;
	/** how many findings of this run are in it */
	readonly known: number;
	/** its entries that this run did not see again, in the order of the file */
	readonly removable: readonly BaselineEntry[];
}

/** One line of a baseline. */
export interface BaselineEntry {
	/** the finding's `key` where an upgrade that keeps it is not news (vulnerabilities), else its `id` */
	readonly id: string;
	readonly kind: FindingKind;
	/** purl, without the version where `id` is a key */
	readonly package: string;
	readonly rule: string;
	readonly severity: Severity;
}

// ---------------------------------------------------------------------------------------------------------- report

export interface TargetReport {
	readonly target: string;
	readonly kind: TargetKind;
	readonly function: FunctionConfig & { readonly codeSha256: string | null; readonly layers: readonly Origin[] };
	readonly size: BundleSize;
	/** no gap at all */
	readonly complete: boolean;
	/** no package, and no code that could hold one */
	readonly empty: boolean;
	/** sorted: blocking first, then stage, path, code */
	readonly gaps: readonly Gap[];
	readonly graph: DependencyGraph;
	/** sorted: see lib/order.ts */
	readonly findings: readonly Finding[];
	/** by rank */
	readonly fixes: readonly Fix[];
	/** by package id, the entries of packages in lockfiles; left out unless asked for, and where nothing was found */
	readonly entries?: ReadonlyMap<string, readonly LockfileEntry[]>;
	/** ids of the findings over the gate; left out when no threshold was set */
	readonly overGate?: ReadonlySet<string>;
	/** the revision that it was compared with: findings and fixes are what is new against it; left out where they are all */
	readonly against?: string;
}

/** Where a lockfile writes a package down. Lines and columns count from 1, columns in UTF-16 code units. */
export interface LockfileEntry {
	/** bundle path of the lockfile */
	readonly path: string;
	readonly origin: Origin;
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	/** the column after the last character */
	readonly endColumn: number;
}

export interface Report {
	readonly tool: { readonly name: "fnsift"; readonly version: string };
	/** RFC 3339 */
	readonly startedAt: string;
	readonly database: DatabaseInfo;
	readonly targets: readonly TargetReport[];
	readonly policy: PolicyReport;
	readonly verdict: Verdict;
}
