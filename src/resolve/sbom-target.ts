/** The graph of a bill of materials that is itself the target. */
import type { Bundle, Evidence } from "../model.ts";
import { merge } from "./merge.ts";
import type { Resolved } from "./resolved.ts";
import { readSbomTarget } from "./sboms/index.ts";

const LISTED: readonly Evidence[] = ["sbom"];

/** @throws ScanError when it cannot be read: see docs/gaps.md */
export function resolveSbom(bundle: Bundle): Resolved {
	const { packages, own, edges, gaps, witness } = readSbomTarget(bundle);
	const claims = packages.map((found) => ({ package: found, evidence: LISTED }));
	const graph = merge({
		reconciled: { claims, own, edges, disagreements: [], deciding: new Set([witness]) },
		layers: bundle.layers,
		files: new Map(),
		shadowed: new Map(),
		lockfileConfidence: "high",
	});
	return { graph, gaps, empty: packages.length === 0 };
}
