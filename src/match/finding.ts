/** From what is wrong with some packages to a finding. */
import { findPaths } from "../lib/dependency-paths.ts";
import { toFindingId, toFindingKey } from "../lib/finding-id.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { CONFIDENCES, type Confidence, type DependencyGraph, type Finding, type Package } from "../model.ts";

/** What one stage found out; the rest of a finding follows from the packages and the graph. */
export type Claim = Pick<
	Finding,
	"kind" | "rule" | "aliases" | "severity" | "score" | "confidence" | "title" | "fixedIn" | "details" | "url"
>;

/**
 * A finding about packages that share ecosystem, name and version. It does not gate when all of them are shadowed or
 * vendored copies, and its confidence is never better than the best of theirs.
 */
export function toFinding(graph: DependencyGraph, packages: readonly [Package, ...Package[]], claim: Claim): Finding {
	const [{ ecosystem, name, version }] = packages;
	const identity = { kind: claim.kind, rule: claim.rule, ecosystem, name, version };
	const packageIds = packages.map(({ id }) => id).sort(compareCodeUnits);
	return {
		id: toFindingId(identity),
		key: toFindingKey(identity),
		...claim,
		confidence: worstConfidence(claim.confidence, bestConfidence(packages.map(toConfidence))),
		ecosystem,
		name,
		version,
		packageIds,
		...findPaths(graph, packageIds),
		gating: packages.some(({ shadowedBy, unrooted }) => shadowedBy === null && !unrooted),
	};
}

export function bestConfidence(confidences: readonly Confidence[]): Confidence {
	return CONFIDENCES.find((confidence) => confidences.includes(confidence)) ?? "low";
}

export function worstConfidence(...confidences: readonly Confidence[]): Confidence {
	return CONFIDENCES.findLast((confidence) => confidences.includes(confidence)) ?? "low";
}

function toConfidence({ unrooted, confidence }: Package): Confidence {
	return unrooted ? "low" : confidence;
}
