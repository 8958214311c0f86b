/** Orderings. Code units, never the locale: two machines must sort alike. */
import { CONFIDENCES, FINDING_KINDS, type Finding, type Gap, SEVERITIES, STAGES } from "../model.ts";

export function compareCodeUnits(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function compareBy<T>(...keys: ((a: T, b: T) => number)[]): (a: T, b: T) => number {
	return (a, b) => {
		for (const key of keys) {
			const order = key(a, b);
			if (order !== 0) return order;
		}
		return 0;
	};
}

/**
 * Findings are listed
 * 1. by severity, critical first, unknown last,
 * 2. malicious before vulnerabilities before what a heuristic suspects,
 * 3. by confidence, high first,
 * 4. by score, high first,
 * 5. by package name, version, rule (code units).
 */
export const compareFindings: (a: Finding, b: Finding) => number = compareBy(
	(a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
	(a, b) => FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind),
	(a, b) => CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence),
	(a, b) => (b.score ?? -1) - (a.score ?? -1),
	(a, b) => compareCodeUnits(a.name, b.name),
	(a, b) => compareCodeUnits(a.version ?? "", b.version ?? ""),
	(a, b) => compareCodeUnits(a.rule, b.rule),
);

/**
 * Gaps are listed
 * 1. blocking first,
 * 2. by stage, in pipeline order,
 * 3. by path, the target as a whole first, then code, then message (code units).
 */
export const compareGaps: (a: Gap, b: Gap) => number = compareBy(
	(a, b) => Number(b.blocking) - Number(a.blocking),
	(a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage),
	(a, b) => compareCodeUnits(a.path ?? "", b.path ?? ""),
	(a, b) => compareCodeUnits(a.code, b.code),
	(a, b) => compareCodeUnits(a.message, b.message),
);
