/** Who asks for a subject, by which specs, and who would not have another version of it. */
import { compareCodeUnits } from "../lib/order.ts";
import type { Edge } from "../model.ts";
import { type Dependents, toInstalledName } from "./dependents.ts";
import { isAdmitted } from "./spec.ts";
import type { Subject } from "./subjects.ts";

export type DemandEdge = Edge & { readonly to: string };

export interface Demand {
	/** own code asks: the subject is a direct dependency */
	readonly own: readonly DemandEdge[];
	/** packages ask */
	readonly dependents: readonly DemandEdge[];
	/** the names the subject is installed under, sorted; more than one where there are aliases */
	readonly installedNames: readonly string[];
	/** folders of packages that carry a copy in their own tarball: only their next release can change it */
	readonly bundledBy: readonly string[];
}

export function toDemand(subject: Pick<Subject, "locations">, dependents: Dependents): Demand {
	const edges = subject.locations.flatMap((location) =>
		dependents.incoming(location).map((edge): DemandEdge => ({ ...edge, to: location })),
	);
	const isBundled = ({ type, from, to }: DemandEdge) => type === "bundled" && to.startsWith(`${from}/node_modules/`);
	return {
		own: edges.filter(({ from }) => dependents.own.has(from)),
		dependents: edges.filter(({ from }) => !dependents.own.has(from)),
		installedNames: [...new Set(subject.locations.map(toInstalledName))].sort(compareCodeUnits),
		bundledBy: [
			...new Set(edges.filter((edge) => isBundled(edge) && !dependents.own.has(edge.from)).map(({ from }) => from)),
		],
	};
}

/**
 * The packages that do not admit `to`. A peer range that the present version breaks already is no obstacle; any other
 * range that does shows that an override is in place, which has to be changed.
 */
export function findBlockers(demand: Demand, from: string | null, to: string): readonly DemandEdge[] {
	return demand.dependents.filter(
		({ spec, type }) => !isAdmitted(spec, to) && !(type === "peer" && from !== null && !isAdmitted(spec, from)),
	);
}
