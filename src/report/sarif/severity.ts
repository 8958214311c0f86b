/** From severity and confidence to the words and numbers that SARIF and GitHub have for them. */
import type { Confidence, Finding, Severity } from "../../model.ts";
import type { Level } from "./log.ts";

/** `unknown` counts as high, as it does for a gate. */
const LEVELS: Readonly<Record<Severity, Level>> = {
	critical: "error",
	high: "error",
	medium: "warning",
	low: "note",
	unknown: "error",
};

/** The scores that GitHub shows under each word: lowest, highest, and what stands for a finding without a score. */
const SCORES: Readonly<Record<Severity, readonly [number, number, number]>> = {
	critical: [9, 10, 9.5],
	high: [7, 8.9, 8],
	medium: [4, 6.9, 5.5],
	low: [0.1, 3.9, 2],
	unknown: [7, 8.9, 7],
};

/** `very-high` is for what cannot be wrong, which no match by name and version is. */
const PRECISIONS: Readonly<Record<Confidence, string>> = { high: "high", medium: "medium", low: "low" };

/** What does not count for a gate is a note, whatever its severity. */
export function toLevel({ severity, gating }: Finding): Level {
	return gating ? LEVELS[severity] : "note";
}

export function toPrecision(confidence: Confidence): string {
	return PRECISIONS[confidence];
}

/** A CVSS score as text; inside the bounds of the severity, so that GitHub and fnsift use the same word. */
export function toSecuritySeverity({ severity, score }: Finding): string {
	const [lowest, highest, typical] = SCORES[severity];
	return Math.min(highest, Math.max(lowest, score ?? typical)).toFixed(1);
}
