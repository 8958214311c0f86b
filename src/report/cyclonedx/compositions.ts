/** `compositions`: whether the list of a target's packages is whole. One with any gap never claims to be. */
import type { Inventory } from "../bom/inventory.ts";

export interface CompositionWire {
	readonly aggregate: "complete" | "incomplete";
	readonly assemblies: readonly string[];
	readonly dependencies: readonly string[];
}

/** A target's packages are its assemblies, and what hangs on its own code are its dependencies. */
export function toCompositions({ targets }: Inventory): readonly CompositionWire[] {
	return targets.map(({ report, ref }) => ({
		aggregate: report.complete ? "complete" : "incomplete",
		assemblies: [ref],
		dependencies: [ref],
	}));
}
