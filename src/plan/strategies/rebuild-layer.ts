/** A package in a layer: the function cannot change it, whoever builds the layer can. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { FUNCTION_ORIGIN } from "../../model.ts";
import { toLane } from "../proposal.ts";
import { asksForRemoval } from "../subjects.ts";
import { defineStrategy } from "./define.ts";

export const rebuildLayer = defineStrategy({
	name: "rebuild-layer",
	propose({ subject, target, isPublished }) {
		if (subject.origin === FUNCTION_ORIGIN) return undefined;
		const mustGo = target === undefined && subject.findings.some(asksForRemoval);
		if (target === undefined && !mustGo) return undefined;
		const to = target?.version ?? null;
		const move = { name: subject.name, from: subject.version, to, packages: subject.packages };
		const layer = toSafeExcerpt(subject.origin, 200);
		const change = to === null ? `without ${toSafeExcerpt(subject.name, 100)}` : "with the version that is clean";
		return {
			action: "rebuild-layer",
			lane: toLane("rebuild-layer", subject.origin, subject.name),
			origin: subject.origin,
			root: subject.root,
			headline: move,
			moves: [move],
			closes: target?.closes ?? subject.findings,
			introduces: target?.affectedBy ?? [],
			verified: isPublished ? "resolved" : "ranges-only",
			edits: {},
			reason: `it comes from the layer ${layer}: rebuild the layer ${change}`,
		};
	},
});
