/** From what is wrong with some packages to a finding. */
import { findPaths } from "../lib/dependency-paths.ts";
import { toFindingId, toFindingKey } from "../lib/finding-id.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { CONFIDENCES, type Confidence, type DependencyGraph, type Finding, type Package } from "../model.ts";

/** What one stage found out; the rest of a finding follows from the packages and the graph. */
export type Claim = Pick<
	Finding,
	"kind" | "rule" | "aliases" | "severity" | "score" | "cwes" | "confidence" | "title" | "fixedIn" | "details" | "url"
>;

/** What all findings about the same packages have in common; their confidence is never better than this one. */
export type Subject = Omit<Finding, "id" | "key" | "waived" | "known" | "exploitation" | keyof Claim> &
	Pick<Finding, "confidence">;

/**
 * Packages that share ecosystem, name and version, as the subject of findings. These do not gate when all of the
 * packages are shadowed or vendored copies, and the best confidence of the packages bounds theirs.
 */
export function toSubject(graph: DependencyGraph, packages: readonly [Package, ...Package[]]): Subject {
	const [{ ecosystem, name, version }] = packages;
	const { paths, pathCount } = findPaths(graph, packages);
	return {
		ecosystem,
		name,
		version,
		packageIds: packages.map(({ id }) => id).sort(compareCodeUnits),
		paths,
		pathCount,
		gating: packages.some(({ shadowedBy, unrooted }) => shadowedBy === null && !unrooted),
		confidence: bestConfidence(packages.map(toConfidence)),
	};
}

/** A finding; what is known of attacks comes later (exploitation.ts). */
export function toFinding(subject: Subject, claim: Claim): Finding {
	const { ecosystem, name, version } = subject;
	const identity = { kind: claim.kind, rule: claim.rule, ecosystem, name, version };
	return {
		id: toFindingId(identity),
		key: toFindingKey(identity),
		...subject,
		...claim,
		exploitation: null,
		confidence: worstConfidence(claim.confidence, subject.confidence),
		waived: null,
		known: false,
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
