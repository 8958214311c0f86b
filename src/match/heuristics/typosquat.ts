/** Packages whose name imitates a popular one. What it sees, how it errs and how often: docs/heuristics/typosquat.md. */
import { toSafeText } from "../../lib/sanitise.ts";
import type { Confidence, Package } from "../../model.ts";
import type { PopularityIndex } from "../../ports.ts";
import { defineHeuristic, type Suspicion } from "./define.ts";
import { findImitation, type Imitation } from "./typosquat/imitation.ts";

export const typosquat = defineHeuristic({
	name: "typosquat",
	kind: "typosquat",
	run({ graph, popularity }) {
		const judge = toJudge(popularity);
		return graph.packages.filter(couldBeMistaken).flatMap((pkg): readonly Suspicion[] => {
			const imitation = judge(pkg.name);
			return imitation === undefined ? [] : [toSuspicion(pkg, imitation, popularity)];
		});
	},
});

/** Only who asks the public registry for a name can get another by mistake; a vendored copy was not asked for by name. */
function couldBeMistaken({ ecosystem, source, unrooted }: Package): boolean {
	return ecosystem === "npm" && (source === "registry" || source === "unknown") && !unrooted;
}

/** Each name is judged once, in however many versions. */
function toJudge(popularity: PopularityIndex): (name: string) => Imitation | undefined {
	const judged = new Map<string, Imitation | undefined>();
	return (name) => {
		if (!judged.has(name)) judged.set(name, findImitation(name, popularity));
		return judged.get(name);
	};
}

function toSuspicion(pkg: Package, { of, how, score, isUsual }: Imitation, popularity: PopularityIndex): Suspicion {
	const [meant, written] = [toSafeText(of), toSafeText(pkg.name)];
	return {
		package: pkg,
		severity: "high",
		confidence: isUsual && score >= CERTAIN ? "medium" : toConfidence(score),
		title: `imitates the name of the popular package ${meant}`,
		details: [
			`${written} is ${meant} with ${how}`,
			`${meant} has about ${toCount(popularity.downloads(of) ?? 0)} downloads a month`,
			`${written} is not among the ${toCount(popularity.size)} most downloaded: fewer than ${toCount(popularity.least)}`,
		],
	};
}

const CERTAIN = 4;

/** Names that were taken out of the list for a test and flagged by mistake score 2.0 to 3.8, squats mostly above 3. */
function toConfidence(score: number): Confidence {
	return score >= CERTAIN ? "high" : score >= 3 ? "medium" : "low";
}

function toCount(count: number): string {
	return count.toLocaleString("en-US");
}
