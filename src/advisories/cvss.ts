/** Severity from CVSS vectors. Sources: FIRST's CVSS 4.0, 3.1, 3.0 and 2.0 specifications, by way of ae-cvss-calculator. */
import { Cvss2, Cvss3P0, Cvss3P1, Cvss4P0 } from "ae-cvss-calculator";
import type { Severity } from "../model.ts";

/** A `severity` entry of an OSV record. */
export interface SeverityClaim {
	readonly type: string;
	readonly score: string;
}

/** Newest first. OSV gives 3.0 and 3.1 one type; the vector tells them apart. */
const VERSIONS: readonly { readonly type: string; readonly prefix: string; score(vector: string): unknown }[] = [
	{ type: "CVSS_V4", prefix: "CVSS:4.0/", score: (vector) => new Cvss4P0(vector).calculateScores().baseMetricsOnly },
	{ type: "CVSS_V3", prefix: "CVSS:3.1/", score: (vector) => new Cvss3P1(vector).calculateScores().base },
	{ type: "CVSS_V3", prefix: "CVSS:3.0/", score: (vector) => new Cvss3P0(vector).calculateScores().base },
	{ type: "CVSS_V2", prefix: "", score: (vector) => new Cvss2(vector).calculateScores().base },
];

/** The highest base score of the newest CVSS version that can be computed; `null` when none can. */
export function findBaseScore(claims: readonly SeverityClaim[]): number | null {
	for (const { type, prefix, score } of VERSIONS) {
		const scores = claims
			.filter((claim) => claim.type === type && claim.score.startsWith(prefix))
			.map((claim) => computeOnce(claim.score, score))
			.filter((value) => value !== null);
		if (scores.length > 0) return Math.max(...scores);
	}
	return null;
}

/** The bands that CVSS 3.x and 4.0 share. A score of 0 is no weakness at all, which the model calls low. */
export function toSeverity(score: number): Severity {
	if (score >= 9) return "critical";
	if (score >= 7) return "high";
	return score >= 4 ? "medium" : "low";
}

// Advisories share few vectors, and a v4 vector takes a tenth of a millisecond.
const COMPUTED_LIMIT = 8_192;
const LONGEST_VECTOR = 1_024;
const computed = new Map<string, number | null>();

function computeOnce(vector: string, score: (vector: string) => unknown): number | null {
	if (vector.length > LONGEST_VECTOR) return null;
	let value = computed.get(vector);
	if (value === undefined) {
		value = compute(vector, score);
		if (computed.size >= COMPUTED_LIMIT) computed.clear();
		computed.set(vector, value);
	}
	return value;
}

function compute(vector: string, score: (vector: string) => unknown): number | null {
	try {
		const value = score(vector);
		return typeof value === "number" && value >= 0 && value <= 10 ? value : null;
	} catch {
		// The calculator throws what it likes on a vector it cannot read.
		return null;
	}
}
