/** A package's place among the others. */
import type { Edge, Scope } from "../model.ts";

export interface Relation {
	readonly scope: Scope;
	/** own code asks for it; `null` when there is no own manifest to say so */
	readonly direct: boolean | null;
}

/** One tree's relations, by package folder. */
export interface Relations {
	readonly of: ReadonlyMap<string, Relation>;
	readonly edges: readonly Edge[];
}
