/** What each kind of evidence is worth in a bill of materials. */
import type { Confidence, Evidence } from "../../model.ts";

export interface EvidenceTraits {
	/** as CycloneDX names it: `component.evidence.identity.methods.technique` */
	readonly technique: "manifest-analysis" | "source-code-analysis" | "hash-comparison" | "other";
	/** what a package depends on is known from it */
	readonly tellsDependencies: boolean;
}

export const EVIDENCE_TRAITS: Readonly<Record<Evidence, EvidenceTraits>> = {
	installed: { technique: "manifest-analysis", tellsDependencies: true },
	lockfile: { technique: "manifest-analysis", tellsDependencies: true },
	sbom: { technique: "other", tellsDependencies: true },
};

/** Confidence as a number between 0 and 1, for formats that ask for one. */
export const CONFIDENCE_NUMBERS: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.6, low: 0.3 };
