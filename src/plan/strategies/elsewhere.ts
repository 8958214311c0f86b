/**
 * A package that no project in the target can move: of another ecosystem than npm, or known from a bill of materials only.
 * What to change is known, where is not: there is no command.
 */
import type { Ecosystem, FixAction } from "../../model.ts";
import { isElsewhere } from "../elsewhere.ts";
import { findForeign } from "../foreign.ts";
import { type Proposal, toLane, toNameList } from "../proposal.ts";
import { asksForRemoval } from "../subjects.ts";
import { type Case, defineStrategy } from "./define.ts";

/** What holds a package at a version that something else brings in. */
const PINS: Record<Ecosystem, string> = {
	npm: "an override",
	PyPI: "a constraint",
	Maven: "dependencyManagement",
};

export const elsewhere = defineStrategy({
	name: "elsewhere",
	propose(one, context) {
		const { subject, demand, target } = one;
		if (!isElsewhere(subject.packages) || findForeign(subject.sources, demand) !== undefined) return undefined;
		const condemning = subject.findings.filter(asksForRemoval);
		const parents = toNameList(demand.dependents.map(({ from }) => context.graph.at.get(from)?.name ?? "another"));
		if (condemning.some((finding) => !target?.closes.includes(finding))) return toRemoval(one, parents);
		if (target === undefined) return undefined;
		const isTransitive = parents !== "" && demand.own.length === 0;
		const pin = `it comes with ${parents}: upgrade that, or hold this at the new version by ${PINS[subject.ecosystem]}`;
		return {
			...toChange(one, isTransitive ? "override" : "upgrade", target.version),
			closes: target.closes,
			introduces: target.affectedBy,
			reason: isTransitive ? pin : `${toAsked(one, parents)}: change it where it is declared`,
		};
	},
});

function toRemoval(one: Case, parents: string): Proposal {
	const { subject, demand } = one;
	const what = subject.findings.some(({ kind }) => kind === "typosquat")
		? "it looks like an imitation of another package"
		: "no later version is known to be clean";
	const from =
		parents === "" || demand.own.length > 0
			? "remove it where it is declared"
			: `it comes with ${parents}: replace that`;
	return { ...toChange(one, "remove", null), closes: subject.findings, introduces: [], reason: `${what}; ${from}` };
}

function toAsked({ demand }: Case, parents: string): string {
	if (demand.own.length === 0) return "nothing here says who asks for it";
	return parents === "" ? "a direct dependency" : `a direct dependency, also of ${parents}`;
}

function toChange({ subject, isPublished }: Case, action: FixAction, to: string | null) {
	const move = { name: subject.name, from: subject.version, to, packages: subject.packages };
	return {
		action,
		lane: toLane("elsewhere", subject.root, subject.ecosystem, subject.name, subject.version),
		origin: subject.origin,
		root: subject.root,
		headline: move,
		moves: [move],
		verified: isPublished ? ("resolved" as const) : ("ranges-only" as const),
		edits: {},
	};
}
