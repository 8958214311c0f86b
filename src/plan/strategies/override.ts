/**
 * Nobody's ranges lead to a clean version: package.json overrules them.
 *
 * An override counts for every copy of a name, so it is scoped to the dependents where other copies exist that must
 * stay as they are. Where even that would change such a copy, a person has to decide.
 */
import type { Override } from "../commands.ts";
import { findBlockers } from "../demand.ts";
import { toInstalledName } from "../dependents.ts";
import { toLane, toNameList } from "../proposal.ts";
import { type Case, defineStrategy, type PlanContext } from "./define.ts";
import { toInstalls, toWorkspace } from "./install.ts";

export const override = defineStrategy({
	name: "override",
	propose(one, context) {
		const { subject, demand, target } = one;
		if (target === undefined || demand.dependents.length === 0 || demand.bundledBy.length > 0) return undefined;
		const move = { name: subject.name, from: subject.version, to: target.version, packages: subject.packages };
		const overrides = toOverrides(one, context, target.version);
		const installs = demand.own.length > 0 ? toInstalls(one, target.version) : [];
		return {
			action: "override",
			lane: toLane("override", subject.root, subject.name, subject.version),
			origin: subject.origin,
			root: subject.root,
			headline: move,
			moves: [move],
			closes: target.closes,
			introduces: target.affectedBy,
			verified: target.published ? "resolved" : "ranges-only",
			edits: overrides === undefined ? {} : { installs, overrides },
			reason: `${toReason(one, target.version)}${overrides === undefined ? "; an override here would change other copies too, so scope it by hand" : ""}`,
		};
	},
});

/** `undefined`: no override that leaves all other copies alone is known. */
function toOverrides(
	{ subject, demand }: Case,
	{ copies, dependents, walks }: PlanContext,
	to: string,
): readonly Override[] | undefined {
	const [name] = demand.installedNames;
	if (name === undefined || demand.installedNames.length > 1 || name !== subject.name) return undefined;
	const inSubject = new Set(subject.locations);
	const others = new Set(copies.find(subject.root, name).filter((location) => !inSubject.has(location)));
	const isRootsOwn = demand.own.some(({ from }) => toWorkspace(from, subject.root) === null);
	if (others.size === 0 && (isRootsOwn || demand.own.length === 0)) {
		return [{ path: [name], version: isRootsOwn ? `$${name}` : to }];
	}
	const scopes = [...new Set(demand.dependents.map(({ from }) => toInstalledName(from)))];
	const reached = walks.findReachable(
		scopes.flatMap((scope) => copies.find(subject.root, scope)),
		({ from }) => !dependents.own.has(from),
	);
	if (reached === undefined || [...others].some((location) => reached.has(location))) return undefined;
	return scopes.map((scope) => ({ path: [scope, name], version: to }));
}

function toReason({ subject, demand }: Case, to: string): string {
	const blockers = findBlockers(demand, subject.version, to);
	if (blockers.length === 0) return "the newest version that its dependents admit is affected too";
	return `the ranges of ${toNameList(blockers.map(({ from }) => toInstalledName(from)))} do not admit ${to}`;
}
