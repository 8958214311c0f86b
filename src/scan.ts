/**
 * The pipeline, on one screen:
 *
 *   target -> unpack -> Bundle -> resolve -> DependencyGraph -> match -> Finding[] -> plan -> Fix[] -> judge -> Verdict
 *
 * A target that cannot be read does not stop the others: its report holds the reason as a blocking gap, and the
 * verdict says so.
 */
import { DatabaseError, ScanError } from "./errors.ts";
import { compareGaps } from "./lib/order.ts";
import { findPackageManager } from "./lib/package-manager.ts";
import { VERSION } from "./lib/version.ts";
import { match } from "./match/index.ts";
import {
	type Bundle,
	type DependencyGraph,
	type Finding,
	type FunctionConfig,
	type Gap,
	NO_POLICY,
	type Report,
	type TargetReport,
} from "./model.ts";
import type { Plan, PlanInput } from "./plan/index.ts";
import { type GateOptions, judge, markOverGate } from "./policy/gate.ts";
import type { Outcome, Policy, Run } from "./policy/policy.ts";
import type { AdvisoryIndex, Clock, ExploitIndex, PopularityIndex, Progress, Registry } from "./ports.ts";
import { resolve } from "./resolve/index.ts";
import { Budget, type Limits } from "./unpack/limits.ts";
import { type OpenedBundle, openBundle, type UnpackOptions } from "./unpack/source.ts";

export interface ScanOptions {
	/** zips or folders laid over /opt, in this order, for every target */
	readonly layers: readonly string[];
	/** as the platform names it, e.g. `nodejs20.x` */
	readonly runtime: string | null;
	/** e.g. `index.handler` */
	readonly handler: string | null;
	readonly limits: Limits;
	readonly gate: GateOptions;
	/** waivers, a baseline, and what else a policy says beside `gate` */
	readonly policy?: Policy;
	/** also find the lines that lockfiles give to each package: only some report formats want to know */
	readonly entries?: boolean;
}

export interface ScanPorts {
	readonly advisories: AdvisoryIndex;
	readonly popularity: PopularityIndex;
	/** what is known of attacks: called at most once, when there are CVEs to look up; `null` when there is no such data */
	readonly openExploits?: () => Promise<ExploitIndex | null>;
	/** `null`: nothing is asked of a registry */
	readonly registry: Registry | null;
	readonly clock: Clock;
	readonly progress: Progress;
}

/** A target that is no path: whoever has its files opens it. */
export interface OpenableTarget {
	readonly name: string;
	/** whether a target without packages is as good as any other */
	readonly mayBeEmpty?: boolean;
	open(options: UnpackOptions): Promise<OpenedBundle>;
	/** the revision that `review` compares with */
	readonly against?: string;
	/** which findings are reported and planned for; all, when left out */
	review?(findings: readonly Finding[], graph: DependencyGraph): Promise<readonly Finding[]>;
}

/** Scans targets (paths, or what opens them) one after the other. @throws DatabaseError when the advisory data is damaged. */
export async function scan(
	targets: readonly (string | OpenableTarget)[],
	options: ScanOptions,
	ports: ScanPorts,
): Promise<Report> {
	const startedAt = ports.clock.now().toISOString();
	const budget = new Budget(options.limits);
	let opened: Promise<ExploitIndex | null> | undefined;
	const openExploits = () => {
		opened ??= ports.openExploits?.() ?? Promise.resolve(null);
		return opened;
	};
	const reports: TargetReport[] = [];
	const failed = new Set<string>();
	for (const given of targets) {
		const target = typeof given === "string" ? toOpenable(given) : given;
		try {
			reports.push(await scanTarget(target, options, { ...ports, openExploits }, budget));
		} catch (error) {
			if (!(error instanceof ScanError) || error instanceof DatabaseError) throw error;
			failed.add(target.name);
			reports.push(toFailedReport(target.name, error, options));
		}
	}
	const consulted = (await opened) ?? null;
	const database = { ...ports.advisories.info, ...(consulted !== null && { exploits: consulted.info }) };
	const run = { targets: markEmptyAmongOthers(reports), failed, database, now: ports.clock.now() };
	return {
		tool: { name: "fnsift", version: VERSION },
		startedAt,
		database,
		...(await judgeRun(run, options)),
	};
}

async function judgeRun(run: Run, { gate, policy }: ScanOptions): Promise<Outcome> {
	if (policy !== undefined) return (await import("./policy/policy.ts")).applyPolicy(run, gate, policy);
	const { targets, failed } = run;
	return { targets: markOverGate(targets, gate), policy: NO_POLICY, verdict: judge(targets, failed, gate) };
}

function toOpenable(path: string): OpenableTarget {
	return { name: path, open: (options) => openBundle(path, options) };
}

async function scanTarget(
	target: OpenableTarget,
	options: ScanOptions,
	{ advisories, popularity, registry, progress, openExploits }: ScanPorts,
	budget: Budget,
): Promise<TargetReport> {
	const bundle = await target.open({ layers: options.layers, budget, progress });
	try {
		const {
			graph,
			gaps: unresolved,
			empty,
		} = await resolve(bundle, {
			runtime: options.runtime,
			handler: options.handler,
			progress,
		});
		const { findings: matched, gaps: unmatched } = await match({
			graph,
			bundle,
			index: advisories,
			popularity,
			progress,
			...(openExploits !== undefined && { openExploits }),
		});
		const findings = target.review === undefined ? matched : await target.review(matched, graph);
		const packageManager = findPackageManager("/var/task", bundle.visible);
		const planned = { graph, findings, index: advisories, registry, progress, packageManager };
		const { fixes, gaps: unplanned } = findings.length === 0 ? NO_PLAN : await planFixes(planned);
		const entries = options.entries === true ? await findEntries(bundle, graph) : undefined;
		const gaps = [...bundle.gaps, ...unresolved, ...unmatched, ...unplanned].sort(compareGaps);
		return {
			target: target.name,
			kind: bundle.kind,
			function: { ...toFunctionConfig(options), codeSha256: bundle.codeSha256, layers: bundle.layers },
			size: bundle.size,
			complete: gaps.length === 0,
			empty: empty && target.mayBeEmpty !== true,
			gaps,
			graph,
			findings,
			fixes,
			...(entries === undefined || entries.size === 0 ? {} : { entries }),
			...(target.against !== undefined && { against: target.against }),
		};
	} finally {
		bundle.close();
	}
}

const NO_PLAN: Plan = { fixes: [], gaps: [] };

/** Loaded only when wanted: without findings there is nothing to plan. */
async function planFixes(input: PlanInput): Promise<Plan> {
	const { plan } = await import("./plan/index.ts");
	return plan(input);
}

async function findEntries(bundle: Bundle, graph: DependencyGraph): Promise<NonNullable<TargetReport["entries"]>> {
	const { findLockfileEntries } = await import("./resolve/entries.ts");
	return findLockfileEntries(bundle, graph);
}

function toFunctionConfig({ runtime, handler }: ScanOptions): FunctionConfig {
	return { arn: null, runtime, handler };
}

function toFailedReport(target: string, error: ScanError, options: ScanOptions): TargetReport {
	const message = `${error.message} ${error.hint}`;
	return {
		target,
		kind: "unknown",
		function: { ...toFunctionConfig(options), codeSha256: null, layers: [] },
		size: { compressed: null, uncompressed: 0, files: 0 },
		complete: false,
		empty: false,
		gaps: [{ stage: "unpack", code: error.code, blocking: true, path: null, message }],
		graph: { packages: [], at: new Map(), own: [], edges: [], disagreements: [] },
		findings: [],
		fixes: [],
	};
}

/** One empty target among others is a blocking gap: somebody expected code there. */
function markEmptyAmongOthers(reports: readonly TargetReport[]): readonly TargetReport[] {
	if (reports.every(({ empty }) => empty)) return reports;
	const gap: Gap = {
		stage: "resolve",
		code: "target-empty",
		blocking: true,
		path: null,
		message: "no package, and no code that could hold one",
	};
	return reports.map((report) =>
		report.empty ? { ...report, complete: false, gaps: [...report.gaps, gap].sort(compareGaps) } : report,
	);
}
