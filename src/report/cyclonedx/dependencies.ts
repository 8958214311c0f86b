/** `dependencies`: all edges. What has no entry here has dependencies that are not known. */
import type { Inventory } from "../bom/inventory.ts";

export interface DependencyWire {
	readonly ref: string;
	readonly dependsOn?: readonly string[];
}

export function toDependencies({ targets }: Inventory): readonly DependencyWire[] {
	const known = targets.flatMap(({ dependencies }) =>
		[...dependencies].map(([ref, list]) => toWire(ref, [...new Set(list.map((dependency) => dependency.ref))])),
	);
	if (targets.length === 1) return known;
	return [
		toWire(
			"run",
			targets.map(({ ref }) => ref),
		),
		...known,
	];
}

function toWire(ref: string, refs: readonly string[]): DependencyWire {
	const dependsOn = refs.filter((other) => other !== ref);
	return dependsOn.length === 0 ? { ref } : { ref, dependsOn };
}
