/**
 * Looks one thing up in a report: a finding, a package or an advisory, and gathers what is known about it.
 *
 * A query is tried, in this order, as
 * 1. the id of a finding, or the start of exactly one, at least 8 characters long,
 * 2. a package: purl with or without version, `name@version`, or name, exactly as written,
 * 3. an advisory: its canonical id or any alias, in any case.
 */
import { toPurl } from "../lib/purl.ts";
import type { Finding, Package, Report } from "../model.ts";
import { gatherSubjects, type Subject } from "./explain/subject.ts";

export { renderExplanation } from "./explain/render.ts";
export type { Subject } from "./explain/subject.ts";

export interface Explanation {
	readonly kind: "finding" | "package" | "advisory";
	/** one for each target and package version that the query is about; never empty */
	readonly subjects: readonly Subject[];
}

const SHORTEST_PREFIX = 8;

/** `undefined` when nothing in the report is called that, or when the start of a finding id fits several. */
export function explain(report: Report, query: string): Explanation | undefined {
	const asked = query.trim();
	return (
		explainFindings("finding", report, toFindingTest(report, asked)) ??
		explainPackages(report, asked) ??
		explainFindings("advisory", report, toAdvisoryTest(asked))
	);
}

function toFindingTest(report: Report, asked: string): (finding: Finding) => boolean {
	if (asked.length < SHORTEST_PREFIX) return () => false;
	const ids = new Set(
		report.targets.flatMap(({ findings }) => findings.map(({ id }) => id).filter((id) => id.startsWith(asked))),
	);
	return ids.size === 1 ? ({ id }) => ids.has(id) : () => false;
}

function toAdvisoryTest(asked: string): (finding: Finding) => boolean {
	const name = asked.toLowerCase();
	return ({ rule, aliases }) => rule.toLowerCase() === name || aliases.some((alias) => alias.toLowerCase() === name);
}

function explainFindings(
	kind: Explanation["kind"],
	report: Report,
	isMeant: (finding: Finding) => boolean,
): Explanation | undefined {
	const subjects = report.targets.flatMap((target) => {
		const findings = target.findings.filter(isMeant);
		const ids = new Set(findings.flatMap(({ packageIds }) => packageIds));
		const packages = target.graph.packages.filter(({ id }) => ids.has(id));
		return gatherSubjects(target, packages, findings);
	});
	return subjects.length === 0 ? undefined : { kind, subjects };
}

function explainPackages(report: Report, asked: string): Explanation | undefined {
	const subjects = report.targets.flatMap((target) => {
		const packages = target.graph.packages.filter((item) => isCalled(item, asked));
		return gatherSubjects(target, packages, target.findings);
	});
	return subjects.length === 0 ? undefined : { kind: "package", subjects };
}

function isCalled({ ecosystem, name, version, purl }: Package, asked: string): boolean {
	return [name, `${name}@${version ?? ""}`, purl, toPurl(ecosystem, name, null)].includes(asked);
}
