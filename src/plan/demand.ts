/** Who asks for a subject, by which specs, and who would not have another version of it. */
import { compareCodeUnits } from "../lib/order.ts";
import type { Edge } from "../model.ts";
import { type Dependents, isTopLevel, toInstalledName } from "./dependents.ts";
import { isAdmitted } from "./spec.ts";
import type { Subject } from "./subjects.ts";

export type DemandEdge = Edge & { readonly to: string };

export interface Demand {
	/** own code asks: the subject is a direct dependency */
	readonly own: readonly DemandEdge[];
	/** own code asks, or nobody does and the package lies where direct dependencies are: then it is taken for one */
	readonly isDirect: boolean;
	/** packages ask; what a package asks of itself is not counted, since both move together */
	readonly dependents: readonly DemandEdge[];
	/** the different specs of packages, and how they ask */
	readonly specs: readonly Pick<DemandEdge, "spec" | "type">[];
	/** the names the subject is installed under, sorted; more than one where there are aliases */
	readonly installedNames: readonly string[];
	/** folders of packages that carry a copy in their own tarball: only their next release can change it */
	readonly bundledBy: readonly string[];
}

export function toDemand(subject: Pick<Subject, "locations">, dependents: Dependents): Demand {
	const folders = new Set(subject.locations);
	const edges = subject.locations.flatMap((location) =>
		dependents.incoming(location).filter((edge): edge is DemandEdge => edge.to !== null && !folders.has(edge.from)),
	);
	const isBundled = ({ type, from, to }: DemandEdge) => type === "bundled" && to.startsWith(`${from}/node_modules/`);
	const fromPackages = edges.filter(({ from }) => !dependents.own.has(from));
	const fromOwn = edges.filter(({ from }) => dependents.own.has(from));
	return {
		own: fromOwn,
		isDirect: fromOwn.length > 0 || (fromPackages.length === 0 && subject.locations.every(isTopLevel)),
		dependents: fromPackages,
		specs: [...new Map(fromPackages.map(({ spec, type }) => [JSON.stringify([spec, type]), { spec, type }])).values()],
		installedNames: [...new Set(subject.locations.map(toInstalledName))].sort(compareCodeUnits),
		bundledBy: [
			...new Set(edges.filter((edge) => isBundled(edge) && !dependents.own.has(edge.from)).map(({ from }) => from)),
		],
	};
}

/** The packages that do not admit `to`. */
export function findBlockers(demand: Demand, from: string | null, to: string): readonly DemandEdge[] {
	return demand.dependents.filter((edge) => !isContent(edge, from, to));
}

/** Whether no package is in the way of `to`. */
export function isAdmittedByAll(demand: Demand, from: string | null, to: string): boolean {
	return demand.specs.every((spec) => isContent(spec, from, to));
}

/**
 * A peer range that the present version breaks already is no obstacle. Any other range that it breaks shows that an
 * override is in place, which has to be changed.
 */
function isContent({ spec, type }: Pick<DemandEdge, "spec" | "type">, from: string | null, to: string): boolean {
	return isAdmitted(spec, to) || (type === "peer" && from !== null && !isAdmitted(spec, from));
}
