/** Which findings fail a gate: by severity and confidence, for each kind, and by what is known of attacks. */
import { CONFIDENCES, type Confidence, type Finding, type FindingKind, SEVERITIES, type Severity } from "../model.ts";

/** A severity and all above it; `any`, even the lowest; `never`. */
export type Threshold = Exclude<Severity, "unknown"> | "any" | "never";

export const THRESHOLDS = ["critical", "high", "medium", "low", "any", "never"] as const satisfies readonly Threshold[];

export interface Level {
	readonly severity: Threshold;
	/** findings of less confidence do not fail */
	readonly confidence: Confidence;
}

/** A finding fails when one of these applies. */
export interface FailOn extends Level {
	/** for these kinds instead of the level for all */
	readonly kinds: Readonly<Partial<Record<FindingKind, Level>>>;
	/** vulnerabilities with at least this EPSS probability, 0 to 1, of whatever severity; `null` asks for none */
	readonly epss: number | null;
	/** vulnerabilities that CISA lists as exploited, of whatever severity */
	readonly kev: boolean;
}

/**
 * What a gate fails on when nothing else is said, and what `failOn` leaves out: high and above, every malicious
 * package, and imitations of popular names that are certain.
 */
export const DEFAULT_FAIL_ON: FailOn = {
	severity: "high",
	confidence: "low",
	kinds: {
		malicious: { severity: "any", confidence: "low" },
		typosquat: { severity: "any", confidence: "high" },
	},
	epss: null,
	kev: false,
};

/** Why a finding fails, to be read after "1 finding"; `undefined` when it does not. */
export function findBreach(finding: Finding, failOn: FailOn | Severity): string | undefined {
	if (typeof failOn === "string") return reaches(finding.severity, failOn) ? `at or above ${failOn}` : undefined;
	const special = failOn.kinds[finding.kind];
	const level = special ?? failOn;
	if (isSure(finding, level) && passes(finding.severity, level.severity)) {
		return special === undefined && level.severity !== "any"
			? `at or above ${level.severity}`
			: `of kind ${finding.kind}`;
	}
	if (!isSure(finding, failOn) || finding.exploitation === null) return undefined;
	const { epss, kev } = finding.exploitation;
	if (failOn.kev && kev !== null) return "known to be exploited";
	if (failOn.epss !== null && epss !== null && epss.score >= failOn.epss)
		return `with an EPSS score of ${failOn.epss} or more`;
	return undefined;
}

function isSure({ confidence }: Finding, level: Level): boolean {
	return CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(level.confidence);
}

function passes(severity: Severity, threshold: Threshold): boolean {
	if (threshold === "any" || threshold === "never") return threshold === "any";
	return reaches(severity, threshold);
}

// `unknown` counts as high: a finding nobody has scored yet is no reason to let it pass.
function reaches(severity: Severity, threshold: Severity): boolean {
	return toRank(severity) <= toRank(threshold);
}

function toRank(severity: Severity): number {
	return SEVERITIES.indexOf(severity === "unknown" ? "high" : severity);
}
