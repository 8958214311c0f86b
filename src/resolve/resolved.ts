/** What resolving is asked for, and what comes of it. */
import type { DependencyGraph, Gap } from "../model.ts";
import type { Progress } from "../ports.ts";

export interface ResolveOptions {
	/** as the platform names it, e.g. `nodejs20.x`; `null` when not known */
	readonly runtime: string | null;
	/** e.g. `index.handler`; `null` when not known */
	readonly handler: string | null;
	readonly progress: Progress;
}

export interface Resolved {
	readonly graph: DependencyGraph;
	readonly gaps: readonly Gap[];
	/** no package, and no code that could hold one */
	readonly empty: boolean;
}
