/** What is known about one version of a package in one target. */
import { type DependencyPaths, findPaths } from "../../lib/dependency-paths.ts";
import { addTo } from "../../lib/multimap.ts";
import { compareFindings } from "../../lib/order.ts";
import type { Finding, Fix, Package, TargetReport } from "../../model.ts";

export interface Subject {
	readonly target: string;
	/** whether the whole target was examined */
	readonly complete: boolean;
	readonly name: string;
	readonly version: string | null;
	/** its copies, by origin and source */
	readonly packages: readonly Package[];
	/** why it is there */
	readonly why: DependencyPaths;
	/** what the query asks about, or all findings of a package */
	readonly findings: readonly Finding[];
	/** what closes any of `findings`, or says why nothing does */
	readonly fixes: readonly Fix[];
	/** all packages of the target by id: one of them may shadow a copy */
	readonly packagesById: ReadonlyMap<string, Package>;
	/** all findings of the target by id: a fix may close more than is asked about */
	readonly findingsById: ReadonlyMap<string, Finding>;
}

/** Gathers packages by name and version, in their order, each with those of the findings that it has. */
export function gatherSubjects(
	report: TargetReport,
	packages: readonly Package[],
	findings: readonly Finding[],
): readonly Subject[] {
	const { target, complete, graph } = report;
	const packagesById = new Map(graph.packages.map((item) => [item.id, item]));
	const findingsById = new Map(report.findings.map((finding) => [finding.id, finding]));
	const findingsOf = groupByEach(findings, ({ packageIds }) => packageIds);
	const fixesOf = groupByEach(report.fixes, toSubjectKeys);
	const versions = groupByEach(packages, ({ name, version }) => [toVersionKey(name, version)]);
	return [...versions.values()].map((copies) => {
		const [{ name, version }] = copies;
		const ids = copies.map(({ id }) => id);
		const found = [...new Set(ids.flatMap((id) => findingsOf.get(id) ?? []))].sort(compareFindings);
		const keys = found.length === 0 ? [] : [toVersionKey(name, version), ...found.map(({ id }) => id)];
		const fixes = [...new Set(keys.flatMap((key) => fixesOf.get(key) ?? []))].sort((a, b) => a.rank - b.rank);
		const why = findPaths(graph, copies);
		return {
			target,
			complete,
			name,
			version,
			packages: copies,
			why,
			findings: found,
			fixes,
			packagesById,
			findingsById,
		};
	});
}

/** A fix is about the findings it closes; one that says that there is none is about its package. */
function toSubjectKeys({ action, closes, package: name, from }: Fix): readonly string[] {
	return action === "none" ? [toVersionKey(name, from), ...closes] : closes;
}

function toVersionKey(name: string, version: string | null): string {
	return JSON.stringify([name, version]);
}

/** By each of the keys of an item. */
function groupByEach<T>(
	items: readonly T[],
	toKeys: (item: T) => readonly string[],
): ReadonlyMap<string, readonly [T, ...T[]]> {
	const groups = new Map<string, [T, ...T[]]>();
	for (const item of items) {
		for (const key of toKeys(item)) addTo(groups, key, item);
	}
	return groups;
}
