/** A transitive dependency that may move up within the ranges of all that ask for it. */
import type { RegistryVersion } from "../../ports.ts";
import { type DemandEdge, isAdmittedByAll } from "../demand.ts";
import { toLane, toNameList } from "../proposal.ts";
import { isPrerelease } from "../versions/compare.ts";
import { isAdmitted } from "../versions/spec.ts";
import { type Case, defineStrategy, type PlanContext } from "./define.ts";

export const update = defineStrategy({
	name: "update",
	async propose(one, context) {
		const { subject, demand, target } = one;
		if (target === undefined || demand.own.length > 0 || demand.dependents.length === 0) return undefined;
		if (demand.bundledBy.length > 0 || !isAdmittedByAll(demand, subject.version, target.version)) return undefined;
		// npm takes what the override says, whatever else the ranges admit.
		if (demand.installedNames.some((name) => context.dependents.isOverridden(subject.root, name))) return undefined;
		const published = await context.publications.versions(subject.name);
		if (!isNewestAsGood(one, context, published)) return undefined;
		const move = { name: subject.name, from: subject.version, to: target.version, packages: subject.packages };
		return {
			action: "upgrade",
			lane: toLane("update", subject.root, ...demand.installedNames),
			origin: subject.origin,
			root: subject.root,
			headline: move,
			moves: [move],
			closes: target.closes,
			introduces: target.affectedBy,
			verified: one.isPublished ? "resolved" : "ranges-only",
			edits: { updates: demand.installedNames },
			reason: `the ranges of ${toNameList(demand.dependents.map(({ fromName }) => fromName))} admit it`,
		};
	},
});

/**
 * `npm update` takes the newest version that the dependents of a folder admit, not the one that is offered: it must be
 * as good. Without a registry the newest is not known; what the advisories say last about the admitted versions is.
 */
function isNewestAsGood(
	{ subject, demand, target }: Case,
	{ judgements }: PlanContext,
	published: readonly RegistryVersion[] | undefined,
): boolean {
	const accepted = new Set(target?.affectedBy);
	const known =
		published?.filter(({ version }) => !isPrerelease(version)).map(({ version }) => version) ??
		judgements.statesAfterBounds(subject.ecosystem, subject.name);
	for (const specs of toSpecsByFolder(demand.dependents).values()) {
		const newest = known.findLast((version) => [...specs].every((spec) => isAdmitted(spec, version)));
		if (newest === undefined) continue;
		if (judgements.affecting(subject.ecosystem, subject.name, newest).some((id) => !accepted.has(id))) return false;
	}
	return true;
}

function toSpecsByFolder(edges: readonly DemandEdge[]): ReadonlyMap<string, ReadonlySet<string>> {
	const specs = new Map<string, Set<string>>();
	for (const { to, spec } of edges) {
		const known = specs.get(to);
		if (known === undefined) specs.set(to, new Set([spec]));
		else known.add(spec);
	}
	return specs;
}
