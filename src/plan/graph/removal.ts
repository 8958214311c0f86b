/** What else goes away when own code no longer asks for a package: whatever nothing reaches any more. */
import { FUNCTION_ORIGIN, type Package } from "../../model.ts";
import type { PlanContext } from "../strategies/define.ts";

/**
 * The packages that go away once no own code asks for the package at `locations`, those at `locations` included;
 * `undefined` when it stays because others ask for it too, or when the budget for such questions is spent.
 */
export function findGone(
	{ graph, dependents, walks }: PlanContext,
	locations: readonly string[],
): readonly Package[] | undefined {
	const dropped = new Set(locations);
	const before = walks.findReachable(dependents.own, () => true);
	const after = walks.findReachable(
		dependents.own,
		({ from, to }) => !(to !== null && dropped.has(to) && dependents.own.has(from)),
	);
	if (before === undefined || after === undefined || locations.some((location) => after.has(location)))
		return undefined;
	const isGone = (location: string) => dropped.has(location) || (before.has(location) && !after.has(location));
	return graph.packages.filter(
		(entry) => entry.origin === FUNCTION_ORIGIN && entry.locations.length > 0 && entry.locations.every(isGone),
	);
}
