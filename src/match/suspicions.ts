/** From what a heuristic suspects to findings. */
import { groupBy } from "../lib/multimap.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { toSafeText } from "../lib/sanitise.ts";
import { type DependencyGraph, type Finding, SEVERITIES } from "../model.ts";
import { bestConfidence, toFinding, toSubject } from "./finding.ts";
import type { Heuristic, Suspicion } from "./heuristics/define.ts";

/** One finding per package name and version: the most severe suspicion speaks, the others add their details. */
export function toSuspicionFindings(
	graph: DependencyGraph,
	{ name, kind }: Heuristic,
	suspicions: readonly Suspicion[],
): readonly Finding[] {
	const sorted = suspicions.toSorted(compareSuspicions);
	const groups = groupBy(sorted, ({ package: { ecosystem, name: packageName, version } }) =>
		JSON.stringify([ecosystem, packageName, version]),
	);
	return [...groups.values()].map((group) => {
		const [{ severity, title, package: first }] = group;
		const others = group.map((suspicion) => suspicion.package).filter(({ id }) => id !== first.id);
		return toFinding(toSubject(graph, [first, ...new Set(others)]), {
			kind,
			rule: `fnsift/${name}`,
			aliases: [],
			severity,
			score: null,
			cwes: [],
			confidence: bestConfidence(group.map(({ confidence }) => confidence)),
			title: toSafeText(title),
			fixedIn: [],
			details: [...new Set(group.flatMap(({ details }) => details))],
			url: null,
		});
	});
}

function compareSuspicions(a: Suspicion, b: Suspicion): number {
	return (
		SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
		compareCodeUnits(a.package.id, b.package.id) ||
		compareCodeUnits(a.title, b.title)
	);
}
