/**
 * Nobody's ranges lead to a clean version: package.json overrules them.
 *
 * An override counts for every copy of a name, so it is scoped to the dependents where other copies exist. Where even
 * that would reach other copies and these are clean and later, the override names their version, which changes none
 * of them. Otherwise a person has to decide.
 */
import type { Install, Override } from "../commands/npm.ts";
import { findBlockers } from "../demand.ts";
import { toLane, toNameList } from "../proposal.ts";
import { isUpgrade, toBreaking } from "../versions/compare.ts";
import { findClosed, type Target } from "../versions/targets.ts";
import { type Case, defineStrategy, type PlanContext } from "./define.ts";
import { toInstalls, toWorkspace } from "./install.ts";

export const override = defineStrategy({
	name: "override",
	propose(one, context) {
		const { subject, demand } = one;
		if (one.target === undefined || demand.dependents.length === 0 || demand.bundledBy.length > 0) return undefined;
		const isRevised = context.dependents.isOverridden(subject.root, subject.name);
		const ruled = overrule(one, one.target, context);
		const target = ruled?.target ?? one.target;
		const move = { name: subject.name, from: subject.version, to: target.version, packages: subject.packages };
		// The override repeats what package.json asks for: a range there would lead to the newest version in it.
		const installs = demand.own.length === 0 ? [] : toInstalls(one, target.version).map(toExact);
		return {
			action: "override",
			lane: toLane("override", subject.root, subject.name, subject.version),
			origin: subject.origin,
			root: subject.root,
			headline: move,
			moves: [move],
			closes: target.closes,
			introduces: target.affectedBy,
			verified: one.isPublished ? "resolved" : "ranges-only",
			edits: ruled === undefined ? {} : { installs, overrides: ruled.overrides },
			...(ruled?.narrow !== undefined && !isRevised && { narrow: { installs, overrides: ruled.narrow } }),
			reason: isRevised
				? "an override in package.json pins it: change that"
				: toReason(one, target.version, { isRuled: ruled !== undefined, context }),
		};
	},
});

function toExact(install: Install): Install {
	return { ...install, exact: true };
}

interface Ruled {
	readonly target: Target;
	readonly overrides: readonly Override[];
	/** the same below its dependents alone, where `overrides` count everywhere */
	readonly narrow?: readonly Override[];
}

/** `undefined`: no override that leaves all other copies alone is known. */
function overrule({ subject, demand }: Case, target: Target, context: PlanContext): Ruled | undefined {
	const [name] = demand.installedNames;
	if (name === undefined || demand.installedNames.length > 1 || name !== subject.name) return undefined;
	const inSubject = new Set(subject.locations);
	const others = context.copies.find(subject.root, name).filter((location) => !inSubject.has(location));
	const isRootsOwn = demand.own.some(({ from }) => toWorkspace(from, subject.root) === null);
	const scopes = [...new Set(demand.dependents.map(({ fromName }) => fromName))];
	if (others.length === 0 && (isRootsOwn || demand.own.length === 0)) {
		const version = isRootsOwn ? `$${name}` : target.version;
		const narrow = scopes.map((scope) => ({ path: [scope, name], version }));
		return { target, overrides: [{ path: [name], version }], narrow };
	}
	const met = findMet(subject.root, scopes, others, context);
	const scoped = met?.length === 0 ? target : met && findShared({ subject, demand, target }, met, context);
	return (
		scoped && { target: scoped, overrides: scopes.map((scope) => ({ path: [scope, name], version: scoped.version })) }
	);
}

/** The other copies that an override below `scopes` counts for too; `undefined` when it cannot be told. */
function findMet(
	root: string,
	scopes: readonly string[],
	others: readonly string[],
	{ copies, dependents, walks }: PlanContext,
): readonly string[] | undefined {
	const starts = scopes.flatMap((scope) => copies.find(root, scope));
	const reached = walks.findReachable(starts, ({ from }) => !dependents.own.has(from));
	return reached && others.filter((location) => reached.has(location));
}

/** The one version that all these copies have, if it is later and clean and no bigger step than is needed anyway. */
function findShared(
	{ subject, demand, target }: Pick<Case, "subject" | "demand"> & { readonly target: Target },
	met: readonly string[],
	{ graph, judgements }: PlanContext,
): Target | undefined {
	const [version, ...more] = new Set(met.map((location) => graph.at.get(location)?.version ?? null));
	if (!version || more.length > 0 || demand.own.length > 0) return undefined;
	const { version: from } = subject;
	if (from === null || !isUpgrade(from, version)) return undefined;
	if (toBreaking(from, version) === "major" && toBreaking(from, target.version) !== "major") return undefined;
	const affectedBy = judgements.affecting(subject.ecosystem, subject.name, version);
	return affectedBy.length > 0 ? undefined : { version, closes: findClosed(subject.findings, affectedBy), affectedBy };
}

function toReason(
	{ subject, demand }: Case,
	to: string,
	{ isRuled, context }: { readonly isRuled: boolean; readonly context: PlanContext },
): string {
	const blockers = findBlockers(demand, subject.version, to);
	const byHand = isRuled ? "" : "; an override here would change other copies too, so scope it by hand";
	const unknown = blockers.filter(({ isRangeUnknown }) => isRangeUnknown);
	if (unknown.length > 0) {
		const names = toNameList(unknown.map(({ fromName }) => fromName));
		return `the lockfile does not hold the ranges of ${names}: ${context.manager} update may be enough${byHand}`;
	}
	const advice = context.publications.asked ? byHand : `${byHand}; --registry looks for versions of them that do`;
	if (blockers.length === 0) return `the newest version that its dependents admit may be affected too${advice}`;
	return `the ranges of ${toNameList(blockers.map(({ fromName }) => fromName))} do not admit ${to}${advice}`;
}
