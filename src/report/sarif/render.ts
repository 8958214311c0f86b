/**
 * From a report to a SARIF log, by GitHub's rules for code scanning.
 *
 * 1. Each target is one run with a category of its own, since GitHub refuses two runs of one category; more targets than
 *    it takes runs share one.
 * 2. Each finding is one result (results.ts) under its rule (rules.ts). Harmless install scripts are counted in a
 *    notification: as alerts they would drown the others.
 * 3. Gaps are notifications; a blocking one makes the run unsuccessful.
 * 4. What is over GitHub's limits is left out, the least severe first, and the log says so.
 */
import { gzipSync } from "node:zlib";
import { toGrouped } from "../../lib/grouped.ts";
import { groupBy } from "../../lib/multimap.ts";
import { compareFindings } from "../../lib/order.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Fix, Report, TargetReport } from "../../model.ts";
import type { PathBase, RenderOptions } from "../define.ts";
import { toArtifactPath } from "../location/artifact-path.ts";
import { createPlaces } from "../location/places.ts";
import { indexFixes } from "../prose/sentences.ts";
import { isQuiet } from "../prose/tally.ts";
import { renderJson } from "../text/json-text.ts";
import { LIMITS, type Limits } from "./limits.ts";
import type { Log, Run } from "./log.ts";
import { type Remark, toGapRemarks, toMessageText, toNotifications } from "./notifications.ts";
import { SOURCE_ROOT, toResults } from "./results.ts";
import { toRule, toRuleId } from "./rules.ts";

export function renderSarif(report: Report, options: RenderOptions, limits: Limits = LIMITS): string {
	for (let results = limits.resultsPerRun; ; results = results >> 1) {
		const text = renderJson(toLog(report, options, { ...limits, resultsPerRun: results }));
		if (results <= 1 || text.length <= limits.zippedBytes || gzipSync(text).length <= limits.zippedBytes) return text;
	}
}

function toLog(report: Report, { base, finishedAt }: RenderOptions, limits: Limits): Log {
	const groups =
		report.targets.length <= limits.runs ? report.targets.map((target) => [target] as const) : [report.targets];
	const categories = new Set<string>();
	return {
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: groups.map((targets) => {
			const category = toCategory(targets, base, categories);
			return toRun(report, targets, { category, base, finishedAt: finishedAt ?? report.startedAt, limits });
		}),
	};
}

/** GitHub takes what stands before the last `/` for the category. */
function toCategory(targets: readonly TargetReport[], base: PathBase | undefined, taken: Set<string>): string {
	const [first, second] = targets;
	const path = first === undefined || second !== undefined ? "" : `${toArtifactPath(first.target, base)}/`;
	let category = `fnsift/${path}`;
	for (let count = 2; taken.has(category); count++) category = `fnsift/${path}${count}/`;
	taken.add(category);
	return category;
}

interface RunContext {
	readonly category: string;
	readonly base: PathBase | undefined;
	readonly finishedAt: string;
	readonly limits: Limits;
}

function toRun(report: Report, targets: readonly TargetReport[], context: RunContext): Run {
	const all = targets
		.flatMap((target) => target.findings.map((finding) => ({ finding, target })))
		.sort((a, b) => compareFindings(a.finding, b.finding));
	const loud = all.filter(({ finding }) => !isQuiet(finding));
	const kept = loud.slice(0, context.limits.resultsPerRun);
	const byRule = groupBy(kept, ({ finding }) => toRuleId(finding));
	const byTarget = groupBy(kept, ({ target }) => target);
	const fixes = new Map(targets.map((target) => [target, indexFixes(target)]));
	const allFixes = new Map([...fixes.values()].flatMap((index) => [...index]));
	const ruleIndexes = new Map([...byRule.keys()].map((id, index) => [id, index]));
	const hasBaseline = report.policy.baseline !== null;
	const remarks = listRemarks(report, targets, { all: all.length, loud: loud.length, kept: kept.length });
	const { kinds, notifications } = toNotifications(remarks);
	return {
		tool: {
			driver: {
				name: report.tool.name,
				semanticVersion: report.tool.version,
				rules: [...byRule.values()].map((group) => toRule(group.map(toFinding), allFixes)),
				notifications: kinds,
			},
		},
		automationDetails: { id: context.category },
		originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: "The root of the sources." } } },
		columnKind: "utf16CodeUnits",
		invocations: [
			{
				executionSuccessful: !targets.some(({ gaps }) => gaps.some(({ blocking }) => blocking)),
				exitCode: report.verdict.exitCode,
				startTimeUtc: report.startedAt,
				endTimeUtc: context.finishedAt,
				toolExecutionNotifications: notifications,
			},
		],
		results: targets.flatMap((target) => {
			const findPlaces = createPlaces(target, context.base);
			const known = fixes.get(target) ?? new Map<string, Fix>();
			const findings = (byTarget.get(target) ?? []).map(toFinding);
			const functionName = target.function.arn ?? toArtifactPath(target.target, context.base);
			return toResults(findings, { target, functionName, ruleIndexes, fixes: known, findPlaces, hasBaseline });
		}),
		properties: {
			database: { source: report.database.source, updated: report.database.updated, sha256: report.database.sha256 },
			passed: report.verdict.passed,
			reasons: report.verdict.reasons.map(({ message }) => toMessageText(toSafeExcerpt(message, 500))),
		},
	};
}

interface Item {
	readonly finding: Finding;
	readonly target: TargetReport;
}

function toFinding({ finding }: Item): Finding {
	return finding;
}

function listRemarks(
	{ verdict }: Report,
	targets: readonly TargetReport[],
	count: { readonly all: number; readonly loud: number; readonly kept: number },
): readonly Remark[] {
	const hidden = count.loud - count.kept;
	const quiet = count.all - count.loud;
	return [
		...(hidden > 0
			? [
					remark(
						"findings-left-out",
						"error",
						`Only the worst ${toGrouped(count.kept)} findings are listed: ${toGrouped(hidden)} more are left out, since GitHub takes no larger file. The JSON report has all.`,
					),
				]
			: []),
		...targets.flatMap(({ gaps }) => toGapRemarks(gaps)),
		...verdict.warnings.map(({ kind, message }) => remark(kind, "warning", toSafeExcerpt(message, 500))),
		...(quiet > 0
			? [
					remark(
						"install-scripts-not-listed",
						"note",
						`${toPlural(quiet, "package")} with an install script that shows nothing suspicious: not listed as a result.`,
					),
				]
			: []),
	];
}

function remark(id: string, level: Remark["level"], text: string): Remark {
	return { id, level, text };
}
