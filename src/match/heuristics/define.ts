/** What a heuristic is: a small check that looks at packages and says what it suspects, with evidence. */
import type { Bundle, Confidence, DependencyGraph, FindingKind, Package, Severity } from "../../model.ts";
import type { PopularityIndex } from "../../ports.ts";

export interface HeuristicContext {
	readonly graph: DependencyGraph;
	readonly bundle: Bundle;
	readonly popularity: PopularityIndex;
}

/** One package that a heuristic suspects. Becomes a Finding with rule `fnsift/<name>`. */
export interface Suspicion {
	readonly package: Package;
	readonly severity: Severity;
	readonly confidence: Confidence;
	/** one sentence, without the package's name in front */
	readonly title: string;
	/** what was seen, quoted from the bundle and sanitised, most telling first */
	readonly details: readonly string[];
}

/** A promise where more has to be loaded. */
type Suspected = readonly Suspicion[] | Promise<readonly Suspicion[]>;

export interface Heuristic<Answer extends Suspected = Suspected> {
	/** kebab-case; the rule is `fnsift/<name>`, its page is docs/heuristics/<name>.md */
	readonly name: string;
	readonly kind: FindingKind;
	run(context: HeuristicContext): Answer;
}

/** Declares a heuristic; list it in this folder's index.ts. */
export function defineHeuristic<Answer extends Suspected>(heuristic: Heuristic<Answer>): Heuristic<Answer> {
	return heuristic;
}
