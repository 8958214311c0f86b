/** A direct dependency that is malicious or an imitation, and that no later version is known to make good. */
import type { Package } from "../../model.ts";
import { findGone } from "../graph/removal.ts";
import { toLane } from "../proposal.ts";
import { asksForRemoval } from "../subjects.ts";
import { type Case, defineStrategy, type PlanContext } from "./define.ts";
import { toWorkspace } from "./install.ts";

export const uninstall = defineStrategy({
	name: "uninstall",
	propose(one, context) {
		const { subject, demand, target } = one;
		const reasons = subject.findings.filter(asksForRemoval);
		if (reasons.length === 0 || reasons.every((finding) => target?.closes.includes(finding))) return undefined;
		const gone = findAllGone(one, context);
		if (gone === undefined) return undefined;
		const headline = { name: subject.name, from: subject.version, to: null, packages: subject.packages };
		const others = gone.filter((entry) => !subject.packages.includes(entry));
		const asked = demand.own.map(({ name, from }) => ({ name, workspace: toWorkspace(from, subject.root) }));
		const orphaned = demand.installedNames.map((name) => ({ name, workspace: null }));
		return {
			action: "remove",
			lane: toLane("uninstall", subject.root, ...demand.installedNames),
			origin: subject.origin,
			root: subject.root,
			headline,
			moves: [
				headline,
				...others.map((entry) => ({ name: entry.name, from: entry.version, to: null, packages: [entry] })),
			],
			closes: subject.findings,
			introduces: [],
			verified: "resolved",
			edits: { uninstalls: asked.length > 0 ? asked : orphaned },
			reason: subject.findings.some(({ kind }) => kind === "typosquat")
				? "it looks like an imitation of another package: remove it, and check what was meant"
				: "no later version is known to be clean: remove it, and treat what it could read as known to others",
		};
	},
});

function findAllGone({ subject, demand }: Case, context: PlanContext): readonly Package[] | undefined {
	if (!demand.isDirect) return undefined;
	if (demand.own.length === 0) return subject.packages;
	return findGone(context, subject.locations) ?? (demand.dependents.length === 0 ? subject.packages : undefined);
}
