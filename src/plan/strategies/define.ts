/** What a strategy is: one way to get rid of findings, tried in the order of this folder's index. */
import type { PackageManager } from "../../lib/package-manager.ts";
import type { DependencyGraph } from "../../model.ts";
import type { Demand } from "../demand.ts";
import type { Copies } from "../graph/copies.ts";
import type { Dependents } from "../graph/dependents.ts";
import type { Walks } from "../graph/walks.ts";
import type { Proposal } from "../proposal.ts";
import type { Subject } from "../subjects.ts";
import type { Unneeded } from "../unneeded.ts";
import type { Judgements } from "../versions/judgements.ts";
import type { Publications } from "../versions/publications.ts";
import type { Target } from "../versions/targets.ts";

/** What is known about the target as a whole. */
export interface PlanContext {
	readonly graph: DependencyGraph;
	/** who owns the project at the bundle's root */
	readonly manager: PackageManager;
	readonly dependents: Dependents;
	readonly judgements: Judgements;
	readonly publications: Publications;
	readonly unneeded: Unneeded;
	readonly copies: Copies;
	readonly walks: Walks;
}

/** What is known about one subject. */
export interface Case {
	readonly subject: Subject;
	readonly demand: Demand;
	/** the registry said which versions there are */
	readonly isPublished: boolean;
	/** the version to go to; `undefined` when none is known */
	readonly target: Target | undefined;
}

export interface Strategy {
	/** kebab-case, described in docs/plan.md */
	readonly name: string;
	/** One change that closes findings of the subject; `undefined` leaves it to the next strategy. */
	propose(one: Case, context: PlanContext): Proposal | undefined | Promise<Proposal | undefined>;
}

/** Declares a strategy; list it in this folder's index.ts. */
export function defineStrategy(strategy: Strategy): Strategy {
	return strategy;
}
