/** A transitive dependency that its dependents hold back: they move to versions that let it go. Needs a registry. */
import type { RegistryVersion } from "../../ports.ts";
import { isAdmittedByAll } from "../demand.ts";
import { findLift, findNewest, findSpec, type Held, type Step } from "../lift.ts";
import { type Move, type Proposal, toLane, toNameList } from "../proposal.ts";
import { isWanted, type Subject } from "../subjects.ts";
import { isUpgrade, toBreaking } from "../versions/compare.ts";
import { isAdmitted } from "../versions/spec.ts";
import { isFromAdvisory } from "../versions/targets.ts";
import { type Case, defineStrategy, type PlanContext } from "./define.ts";
import { toInstalls } from "./install.ts";

const MOST_PARENTS = 3;

export const parentUpgrade = defineStrategy({
	name: "parent-upgrade",
	async propose(one, context) {
		const { subject, demand } = one;
		if (context.dependents.isOverridden(subject.root, subject.name)) return undefined;
		const published = await context.publications.versions(subject.name);
		if (published === undefined || demand.isDirect || demand.bundledBy.length > 0) return undefined;
		const steps = await findLift(demand.dependents, toHeld(one, published, context), context, subject.packages);
		if (steps === undefined || steps.length > MOST_PARENTS) return undefined;
		return toProposal(one, steps, context);
	},
});

/** A spec is good when it leads to a later version that is clean, or is gone; what a heuristic suspects has to go. */
function toHeld({ subject, demand }: Case, published: readonly RegistryVersion[], { judgements }: PlanContext): Held {
	const { ecosystem, name, version: from } = subject;
	const gone = mustGo(subject);
	const isGood = (spec: string | undefined): boolean => {
		if (spec === undefined) return true;
		const newest = gone ? undefined : findNewest(published, spec);
		if (newest === undefined || from === null || !isUpgrade(from, newest.version)) return false;
		return judgements.isClean(ecosystem, name, newest.version);
	};
	return {
		folders: subject.locations,
		isGood,
		isServedBy: (one) => isGood(findSpec(one, name)),
		isKept: (spec) => (spec === undefined ? demand.dependents.length > 1 : from !== null && isAdmitted(spec, from)),
		stale: [],
	};
}

function mustGo({ findings }: Subject): boolean {
	return findings.some((finding) => isWanted(finding) && !isFromAdvisory(finding));
}

function toProposal(one: Case, steps: readonly Step[], context: PlanContext): Proposal | undefined {
	const { subject } = one;
	const { dependents } = context;
	const [first, ...others] = steps;
	if (first === undefined) return undefined;
	const { root } = subject;
	const stale = steps.flatMap((step) => step.findStale(step.to)).flatMap((at) => dependents.installedNames(at));
	const updates = steps.filter(({ kind }) => kind === "update").flatMap(({ demand }) => demand.installedNames);
	const installs = steps.filter(({ kind }) => kind === "install").flatMap((step) => toStepInstalls(step, root));
	const retarget = (to: string) => raise(one, first, to, context);
	const lifted = toLane("lift", root, ...steps.map(({ package: { id } }) => id));
	return {
		action: "upgrade",
		lane: others.length === 0 ? toStepLane(first, root) : lifted,
		origin: subject.origin,
		root,
		headline: toMove(first),
		moves: steps.map(toMove),
		closes: mustGo(subject) ? subject.findings : subject.findings.filter(isFromAdvisory),
		introduces: [],
		verified: "resolved",
		edits: { installs, updates: [...updates, ...stale] },
		reason: toReason(one, steps),
		...(others.length === 0 && first.kind === "install" && { retarget }),
	};
}

/** The same with the parent at a version that another finding needs; a step that breaks more is another decision. */
function raise(one: Case, step: Step, to: string, context: PlanContext): Proposal | undefined {
	const { version: from } = step.package;
	if (!step.accepts(to) || !isAdmittedByAll(step.demand, from, to)) return undefined;
	if (toBreaking(from, to) !== toBreaking(from, step.to)) return undefined;
	return toProposal(one, [{ ...step, to }], context);
}

function toStepLane({ kind, package: { name, version }, demand }: Step, root: string): string {
	return kind === "install" ? toLane("install", root, name, version) : toLane("update", root, ...demand.installedNames);
}

function toStepInstalls({ package: entry, demand, to }: Step, root: string) {
	return toInstalls({ subject: { name: entry.name, root }, demand }, to);
}

function toMove({ package: entry, to }: Step): Move {
	return { name: entry.name, from: entry.version, to, packages: [entry] };
}

function toReason({ subject, demand }: Case, steps: readonly Step[]): string {
	const parents = toNameList(steps.map(({ package: { name } }) => name));
	const holders = toNameList(demand.dependents.map(({ fromName }) => fromName));
	return `${toNameList([subject.name])} is held back by ${holders}: this version of ${parents} lets it go`;
}
