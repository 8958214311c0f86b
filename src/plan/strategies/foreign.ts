/** A package from elsewhere than the registry: the registry's versions are none of it, so nothing is offered. */
import { findForeign } from "../foreign.ts";
import { defineStrategy } from "./define.ts";
import { toLeft } from "./leave.ts";

export const foreign = defineStrategy({
	name: "foreign",
	propose(one) {
		const { subject, demand } = one;
		const place = findForeign(subject.sources, demand);
		if (place === undefined) return undefined;
		const reason = `it comes from ${place}, not from the registry: get a fixed version from there`;
		return { ...toLeft(one, subject.findings), reason };
	},
});
