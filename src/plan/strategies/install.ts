/** A direct dependency moves up, and whoever else asks for it admits the new version. */
import type { Install } from "../commands/npm.ts";
import { type Demand, type DemandEdge, isAdmittedByAll } from "../demand.ts";
import { type Proposal, toLane, toNameList } from "../proposal.ts";
import type { Subject } from "../subjects.ts";
import { toBreaking } from "../versions/compare.ts";
import { isRegistrySpec } from "../versions/spec.ts";
import { findClosed } from "../versions/targets.ts";
import { type Case, defineStrategy, type PlanContext } from "./define.ts";

export const install = defineStrategy({
	name: "install",
	propose(one, context) {
		const { subject, demand, target } = one;
		if (target === undefined || !demand.isDirect) return undefined;
		if (demand.bundledBy.length > 0 || !isAdmittedByAll(demand, subject.version, target.version)) return undefined;
		return toInstall(one, context, target.version, target.closes);
	},
});

function toInstall(one: Case, context: PlanContext, to: string, closes: Proposal["closes"]): Proposal {
	const { subject, demand } = one;
	const move = { name: subject.name, from: subject.version, to, packages: subject.packages };
	const viaRegistry = demand.own.every(({ spec }) => isRegistrySpec(spec));
	return {
		action: "upgrade",
		lane: toLane("install", subject.root, subject.name, subject.version),
		origin: subject.origin,
		root: subject.root,
		headline: move,
		moves: [move],
		closes,
		introduces: context.judgements.affecting(subject.ecosystem, subject.name, to),
		verified: one.isPublished ? "resolved" : "ranges-only",
		edits: viaRegistry ? { installs: toInstalls(one, to), updates: findLeftBehind(one) } : {},
		reason: toReason(one, viaRegistry),
		retarget: (version) => retarget(one, context, version),
	};
}

/** The same upgrade to another version, as long as that is clean and admitted. */
function retarget(one: Case, context: PlanContext, to: string): Proposal | undefined {
	const { subject, demand } = one;
	const affectedBy = context.judgements.affecting(subject.ecosystem, subject.name, to);
	if (affectedBy.length > 0 || !isAdmittedByAll(demand, subject.version, to)) return undefined;
	// A bigger step than this package needs is another decision: then there are two fixes.
	if (toBreaking(subject.version, to) !== toBreaking(subject.version, one.target?.version ?? null)) return undefined;
	return toInstall(one, context, to, findClosed(subject.findings, affectedBy));
}

/** The entries of package.json that ask for the subject, set to `version`. */
export function toInstalls(
	{ subject, demand }: { readonly subject: Pick<Subject, "name" | "root">; readonly demand: Demand },
	version: string,
): readonly Install[] {
	if (demand.own.length === 0) {
		return demand.installedNames.map((name) => ({
			name,
			realName: subject.name,
			version,
			type: "prod",
			workspace: null,
		}));
	}
	return demand.own.map(({ from, name, type }: DemandEdge) => ({
		name,
		realName: subject.name,
		version,
		type,
		workspace: toWorkspace(from, subject.root),
	}));
}

/** The workspace member that own code at `folder` is; `null` for the project root itself. */
export function toWorkspace(folder: string, root: string): string | null {
	return folder.startsWith(`${root}/`) ? folder : null;
}

/** Copies that no own code asks for: `npm install` of the direct one leaves them as they are. */
function findLeftBehind({ demand }: Case): readonly string[] {
	return demand.own.length === 0 ? [] : demand.unaskedNames;
}

function toReason({ demand }: Case, viaRegistry: boolean): string {
	if (demand.own.some(({ spec }) => spec.startsWith("catalog:"))) {
		return "a direct dependency whose version stands in a catalog: change it there";
	}
	if (!viaRegistry) {
		return "a direct dependency that is not asked for by a range: point package.json at the new version by hand";
	}
	if (demand.own.length === 0) return "nothing here says who asks for it: taken for a direct dependency";
	if (demand.dependents.length === 0) return "a direct dependency";
	return `a direct dependency, and the ranges of ${toNameList(demand.dependents.map(({ fromName }) => fromName))} admit it`;
}
