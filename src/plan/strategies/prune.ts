/** Packages that are deployed though nothing in production asks for them: one command takes all of them away. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { toLane } from "../proposal.ts";
import type { Subject } from "../subjects.ts";
import { defineStrategy } from "./define.ts";

export const prune = defineStrategy({
	name: "prune",
	propose({ subject }, { unneeded }) {
		if (!subject.packages.every((entry) => unneeded.has(entry))) return undefined;
		const moves = unneeded.movesAt(subject.root);
		return {
			action: "remove",
			lane: toLane("prune", subject.root),
			origin: subject.origin,
			root: subject.root,
			headline: { name: subject.name, from: subject.version, to: null, packages: subject.packages },
			moves,
			closes: subject.findings,
			introduces: [],
			verified: "resolved",
			edits: { prune: true },
			reason: toReason(subject, moves.length - 1),
		};
	},
});

function toReason({ name, version }: Subject, others: number): string {
	const named = toSafeExcerpt(version === null ? name : `${name} ${version}`, 200);
	if (others < 1) return `${named} is deployed though nothing in production asks for it`;
	const all = `${named} and ${toPlural(others, "other package")}`;
	return `${all} are deployed though nothing in production asks for them: one command takes all away`;
}
