/**
 * Looks one thing up in a report: a finding, an advisory or a package, and gathers what is known about it.
 *
 * A query is tried, in this order, as
 * 1. the id of a finding, or the start of exactly one, at least 8 characters long,
 * 2. a package: purl with or without version, `name@version`, or name, exactly as written,
 * 3. an advisory: its canonical id or any alias, in any case.
 */
import { type DependencyPaths, findPaths } from "../lib/dependency-paths.ts";
import { toPurl } from "../lib/purl.ts";
import type { Finding, Fix, Package, Report, TargetReport } from "../model.ts";

export { renderExplanation } from "./explain/render.ts";

export interface Explanation {
	readonly kind: "finding" | "package" | "advisory";
	/** one for each target and package version that the query is about; never empty */
	readonly subjects: readonly Subject[];
}

/** One version of a package in one target. */
export interface Subject {
	readonly target: string;
	readonly name: string;
	readonly version: string | null;
	/** its copies, by origin and source */
	readonly packages: readonly Package[];
	/** the packages that shadow a copy, by id */
	readonly winners: ReadonlyMap<string, Package>;
	/** why it is there */
	readonly why: DependencyPaths;
	/** what the query asks about, or all findings of a package */
	readonly findings: readonly Finding[];
	/** what closes any of `findings`, or says why nothing does */
	readonly fixes: readonly Fix[];
	/** all findings of the target by id: a fix may close more than is asked about */
	readonly known: ReadonlyMap<string, Finding>;
	/** whether the whole target was examined */
	readonly complete: boolean;
}

const SHORTEST_PREFIX = 8;

/** `undefined` when nothing in the report is called that, or when the start of a finding id fits several. */
export function explain(report: Report, query: string): Explanation | undefined {
	const asked = query.trim();
	return (
		explainFindings("finding", report, isFinding(report, asked)) ??
		explainPackages(report, asked) ??
		explainFindings("advisory", report, isAdvisory(asked))
	);
}

function isFinding(report: Report, asked: string): (finding: Finding) => boolean {
	if (asked.length < SHORTEST_PREFIX) return () => false;
	const ids = new Set<string>();
	for (const { findings } of report.targets) {
		for (const { id } of findings) if (id.startsWith(asked)) ids.add(id);
	}
	return ids.size === 1 ? ({ id }) => ids.has(id) : () => false;
}

function isAdvisory(asked: string): (finding: Finding) => boolean {
	const name = asked.toLowerCase();
	return ({ rule, aliases }) => rule.toLowerCase() === name || aliases.some((alias) => alias.toLowerCase() === name);
}

function explainFindings(
	kind: Explanation["kind"],
	report: Report,
	matches: (finding: Finding) => boolean,
): Explanation | undefined {
	const subjects = report.targets.flatMap((target) => {
		const findings = target.findings.filter(matches);
		const ids = new Set(findings.flatMap(({ packageIds }) => packageIds));
		return toSubjects(
			target,
			target.graph.packages.filter(({ id }) => ids.has(id)),
			findings,
		);
	});
	return subjects.length === 0 ? undefined : { kind, subjects };
}

function explainPackages(report: Report, asked: string): Explanation | undefined {
	const subjects = report.targets.flatMap((target) => {
		const packages = target.graph.packages.filter((item) => isCalled(item, asked));
		const ids = new Set(packages.map(({ id }) => id));
		const findings = target.findings.filter(({ packageIds }) => packageIds.some((id) => ids.has(id)));
		return toSubjects(target, packages, findings);
	});
	return subjects.length === 0 ? undefined : { kind: "package", subjects };
}

function isCalled({ ecosystem, name, version, purl }: Package, asked: string): boolean {
	return [name, `${name}@${version ?? ""}`, purl, toPurl(ecosystem, name, null)].includes(asked);
}

/** Packages and findings of one target, gathered by package version, in the order of the packages. */
function toSubjects(target: TargetReport, packages: readonly Package[], findings: readonly Finding[]): Subject[] {
	const versions = new Map<string, Package[]>();
	for (const item of packages) {
		const key = toPurl(item.ecosystem, item.name, item.version);
		const copies = versions.get(key);
		if (copies === undefined) versions.set(key, [item]);
		else copies.push(item);
	}
	return [...versions.values()].flatMap((copies) => {
		const [first] = copies;
		if (first === undefined) return [];
		const ids = new Set(copies.map(({ id }) => id));
		return [
			toSubject(
				target,
				first,
				copies,
				findings.filter(({ packageIds }) => packageIds.some((id) => ids.has(id))),
			),
		];
	});
}

function toSubject(
	{ target, graph, findings: all, fixes, complete }: TargetReport,
	{ name, version }: Package,
	packages: readonly Package[],
	findings: readonly Finding[],
): Subject {
	const ids = new Set(findings.map(({ id }) => id));
	const winners = new Set(packages.map(({ shadowedBy }) => shadowedBy));
	return {
		target,
		name,
		version,
		packages,
		winners: new Map(graph.packages.filter(({ id }) => winners.has(id)).map((item) => [item.id, item])),
		why: findPaths(
			graph,
			packages.map(({ id }) => id),
		),
		findings,
		fixes: fixes.filter((fix) => isAbout(fix, ids, name, version)),
		known: new Map(all.map((finding) => [finding.id, finding])),
		complete,
	};
}

function isAbout(
	{ closes, action, package: name, from }: Fix,
	ids: ReadonlySet<string>,
	asked: string,
	version: string | null,
) {
	return closes.some((id) => ids.has(id)) || (action === "none" && ids.size > 0 && name === asked && from === version);
}
