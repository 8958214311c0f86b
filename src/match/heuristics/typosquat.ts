/** Flags packages whose name imitates a popular one. What it sees and how it errs: docs/heuristics/typosquat.md. */
import { toSafeText } from "../../lib/sanitise.ts";
import type { Confidence, Package } from "../../model.ts";
import type { PopularityIndex } from "../../ports.ts";
import { defineHeuristic, type Suspicion } from "./define.ts";
import { findImitation, type Imitation } from "./typosquat/imitation.ts";
import { PopularNames } from "./typosquat/popular-names.ts";

export const typosquat = defineHeuristic({
	name: "typosquat",
	kind: "typosquat",
	run({ graph, popularity }) {
		const judge = toJudge(popularity);
		return graph.packages.filter(isFromPublicRegistry).flatMap((pkg): readonly Suspicion[] => {
			const imitation = judge(pkg.name);
			return imitation === undefined ? [] : [toSuspicion(pkg, imitation, popularity)];
		});
	},
});

/** Names imitate names of the public registry; what comes from elsewhere, or is a vendored copy, was not mistyped there. */
function isFromPublicRegistry({ ecosystem, source, unrooted }: Package): boolean {
	return ecosystem === "npm" && (source === "registry" || source === "unknown") && !unrooted;
}

/** The list is filed at the first name that is not in it, and each name is judged once, however many versions there are. */
function toJudge(popularity: PopularityIndex): (name: string) => Imitation | undefined {
	const judged = new Map<string, Imitation | undefined>();
	let popular: PopularNames | undefined;
	return (name) => {
		if (popularity.downloads(name) !== undefined) return undefined;
		if (!judged.has(name)) {
			popular ??= new PopularNames(popularity);
			judged.set(name, findImitation(name, popular));
		}
		return judged.get(name);
	};
}

function toSuspicion(pkg: Package, imitation: Imitation, popularity: PopularityIndex): Suspicion {
	const of = toSafeText(imitation.of);
	const downloads = popularity.downloads(imitation.of) ?? 0;
	const floor = popularity.downloads(popularity.names.at(-1) ?? "") ?? 0;
	return {
		package: pkg,
		severity: "high",
		confidence: toConfidence(imitation.score),
		title: `looks like ${of}, which is far more popular`,
		details: [
			`${toSafeText(pkg.name)} is ${of} with ${imitation.how}`,
			`${of}: ${renderCount(downloads)} downloads a month; ${toSafeText(pkg.name)}: fewer than ${renderCount(floor)}`,
		],
	};
}

function toConfidence(score: number): Confidence {
	return score >= 3.5 ? "high" : score >= 2.7 ? "medium" : "low";
}

function renderCount(count: number): string {
	return count.toLocaleString("en-US");
}
