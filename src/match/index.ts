/** From packages to findings: advisories, then heuristics. */
import { haveCves } from "../lib/cves.ts";
import { arePathsCut } from "../lib/dependency-paths.ts";
import { compareCodeUnits, compareFindings } from "../lib/order.ts";
import { loadVersionOrders } from "../lib/version-order.ts";
import type { Bundle, DependencyGraph, Finding, Gap } from "../model.ts";
import type { AdvisoryIndex, ExploitIndex, PopularityIndex, Progress } from "../ports.ts";
import { askAhead } from "./ask-ahead.ts";
import { addExploitation } from "./exploitation.ts";
import { heuristics } from "./heuristics/index.ts";
import { toSuspicionFindings } from "./suspicions.ts";
import { matchVulnerabilities } from "./vulnerabilities.ts";

export interface MatchInput {
	readonly graph: DependencyGraph;
	readonly bundle: Bundle;
	readonly index: AdvisoryIndex;
	readonly popularity: PopularityIndex;
	readonly progress: Progress;
	/** opened only when there is a CVE to look up; `null` when there is no such data */
	readonly openExploits?: () => Promise<ExploitIndex | null>;
}

/** All findings, sorted (lib/order.ts), and what could not be compared. @throws DatabaseError from the index */
export async function match({ graph, bundle, index, popularity, progress, openExploits }: MatchInput): Promise<{
	readonly findings: readonly Finding[];
	readonly gaps: readonly Gap[];
}> {
	const steps = 1 + heuristics.length;
	progress.step("match", "advisories", 0, steps);
	await loadVersionOrders(graph.packages.map(({ ecosystem }) => ecosystem));
	const unasked = await askAhead(graph, index);
	const { findings: vulnerable, gaps } = matchVulnerabilities(graph, index, popularity);
	const exploits = haveCves(vulnerable) ? ((await openExploits?.()) ?? null) : null;
	const known = exploits === null ? vulnerable : addExploitation(vulnerable, exploits);
	const suspected: Finding[] = [];
	for (const [done, heuristic] of heuristics.entries()) {
		progress.step("match", heuristic.name, 1 + done, steps);
		const suspicions = await heuristic.run({ graph, bundle, popularity });
		for (const finding of toSuspicionFindings(graph, heuristic, suspicions)) suspected.push(finding);
	}
	const findings = [...known, ...suspected].sort((a, b) => compareFindings(a, b) || compareCodeUnits(a.id, b.id));
	return {
		findings,
		gaps: [...listUncovered(graph, index), ...unasked, ...gaps, ...(arePathsCut(graph) ? [PATHS_CUT] : [])],
	};
}

/** A database without records of an ecosystem has nothing to say about its packages. */
function listUncovered({ packages }: DependencyGraph, index: AdvisoryIndex): readonly Gap[] {
	const ecosystems = new Set(packages.map(({ ecosystem }) => ecosystem));
	return [...ecosystems]
		.filter((ecosystem) => !index.covers(ecosystem))
		.map((ecosystem) => ({
			stage: "match",
			code: "ecosystem-not-covered",
			blocking: true,
			path: null,
			message: `the advisory database has no records of ${ecosystem}: no package of it was compared`,
		}));
}

const PATHS_CUT: Gap = {
	stage: "match",
	code: "paths-cut",
	blocking: false,
	path: null,
	message: "the dependency graph is too large to list every path: some findings show fewer than there are",
};
