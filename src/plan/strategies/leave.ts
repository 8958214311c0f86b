/** Nothing that holds is known: said, so that silence is never taken for "nothing to do". */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding } from "../../model.ts";
import { type Proposal, toLane, toNameList } from "../proposal.ts";
import { asksForRemoval } from "../subjects.ts";
import { type Case, defineStrategy } from "./define.ts";

export const leave = defineStrategy({
	name: "leave",
	propose: (one) => toLeft(one, one.subject.findings),
});

/** No fix is known for `findings` of the subject. */
export function toLeft(one: Case, findings: readonly Finding[]): Proposal {
	const { subject } = one;
	const move = { name: subject.name, from: subject.version, to: null, packages: subject.packages };
	return {
		action: "none",
		lane: toLane("leave", subject.origin, subject.name),
		origin: subject.origin,
		root: subject.root,
		headline: move,
		moves: [move],
		closes: findings,
		introduces: [],
		verified: one.isPublished ? "resolved" : "ranges-only",
		edits: {},
		reason: toReason(one, findings),
	};
}

function toReason({ subject, demand, target, isPublished }: Case, findings: readonly Finding[]): string {
	if (findings.some(asksForRemoval)) {
		const direct = toNameList(findings.flatMap(toDirectDependencies));
		return direct === ""
			? "no clean version is known, and nothing here says what brings it in"
			: `no clean version is known; it comes with ${direct}: replace or remove what brings it in`;
	}
	if (subject.version === null) return "its version is not known, so neither is a later one";
	if (demand.bundledBy.length > 0) {
		return `${toNameList(demand.bundledBy)} carries it inside: only a new release of that can change it`;
	}
	if (target !== undefined && !demand.isDirect && demand.dependents.length === 0) {
		return `${target.version} is clean, but nothing here says who asks for the package, so nothing can be told to move it`;
	}
	const reached = target === undefined ? subject.version : target.version;
	const above = toSafeExcerpt(reached, 100);
	return isPublished
		? `no clean version above ${above} is published`
		: `the advisories name no fixed version above ${above}`;
}

/** The second step of each path: own code asks for it. */
function toDirectDependencies({ paths }: Finding): readonly string[] {
	return paths.flatMap((path) => (path.length > 2 ? path.slice(1, 2) : []));
}
