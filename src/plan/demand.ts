/** Who asks for a subject, by which specs, and who would not have another version of it. */
import { findLockfileOf } from "../lib/lock-location.ts";
import { compareCodeUnits } from "../lib/order.ts";
import type { Edge } from "../model.ts";
import { type Dependents, isTopLevel } from "./graph/dependents.ts";
import type { Subject } from "./subjects.ts";
import { isAdmitted } from "./versions/spec.ts";

export type DemandEdge = Edge & {
	readonly to: string;
	/** the name of the package that asks; of own code, its folder */
	readonly fromName: string;
};

export interface Demand {
	/** own code asks: the subject is a direct dependency */
	readonly own: readonly DemandEdge[];
	/** own code asks, or nobody does and the package lies where direct dependencies are: then it is taken for one */
	readonly isDirect: boolean;
	/** packages ask; what a package asks of itself is not counted, since both move together */
	readonly dependents: readonly DemandEdge[];
	/** the different specs of packages, and how they ask */
	readonly specs: readonly Ask[];
	/** the names the subject is installed under, sorted; more than one where there are aliases */
	readonly installedNames: readonly string[];
	/** names of copies that own code does not ask for */
	readonly unaskedNames: readonly string[];
	/** names of packages that carry a copy in their own tarball: only their next release can change it */
	readonly bundledBy: readonly string[];
}

type Ask = Pick<Edge, "spec" | "type" | "isRangeUnknown">;

export function toDemand(subject: Pick<Subject, "locations">, dependents: Dependents): Demand {
	const folders = new Set(subject.locations);
	const edges = subject.locations.flatMap((location) => listDemand(location, folders, dependents));
	const isBundled = ({ type, from, to }: DemandEdge) =>
		type === "bundled" && (to.startsWith(`${from}/node_modules/`) || findLockfileOf(to) !== undefined);
	const fromPackages = edges.filter(({ from }) => !dependents.own.has(from));
	const fromOwn = edges.filter(({ from }) => dependents.own.has(from));
	const asked = new Set(fromOwn.map(({ to }) => to));
	const toNames = (locations: readonly string[]) => [
		...new Set(locations.flatMap((location) => dependents.installedNames(location))),
	];
	return {
		own: fromOwn,
		isDirect: fromOwn.length > 0 || (fromPackages.length === 0 && subject.locations.every(isTopLevel)),
		dependents: fromPackages,
		specs: toAsks(fromPackages),
		installedNames: toNames(subject.locations).sort(compareCodeUnits),
		unaskedNames: toNames(subject.locations.filter((location) => !asked.has(location))),
		bundledBy: [
			...new Set(
				edges.filter((edge) => isBundled(edge) && !dependents.own.has(edge.from)).map(({ fromName }) => fromName),
			),
		],
	};
}

function listDemand(location: string, folders: ReadonlySet<string>, dependents: Dependents): readonly DemandEdge[] {
	return dependents
		.incoming(location)
		.filter(({ from }) => !folders.has(from))
		.map((edge) => ({ ...edge, to: location, fromName: dependents.nameOf(edge.from) }));
}

/** Each way of asking once. */
function toAsks(edges: readonly DemandEdge[]): readonly Ask[] {
	const asks = new Map<string, Ask>();
	for (const ask of edges) asks.set(JSON.stringify([ask.spec, ask.type, ask.isRangeUnknown]), ask);
	return [...asks.values()];
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
 * A range that is not known may not admit it. A peer range that the present version breaks already is no obstacle. Any other range that it breaks shows that an
 * override is in place, which has to be changed.
 */
function isContent({ spec, type, isRangeUnknown }: Ask, from: string | null, to: string): boolean {
	if (isRangeUnknown) return false;
	return isAdmitted(spec, to) || (type === "peer" && from !== null && !isAdmitted(spec, from));
}
