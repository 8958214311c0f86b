/** Which package folders are needed, by walking the edges. An explicit stack: chains can be as long as the graph. */
import type { Edge } from "../../model.ts";
import type { Dependents } from "./dependents.ts";

/** Every folder that `starts` lead to over the edges that `follows` lets pass, `starts` included. */
export function findReachable(
	dependents: Dependents,
	starts: Iterable<string>,
	follows: (edge: Edge) => boolean,
): Set<string> {
	const reached = new Set(starts);
	const stack = [...reached];
	for (let location = stack.pop(); location !== undefined; location = stack.pop()) {
		for (const edge of dependents.outgoing(location)) {
			if (edge.to === null || reached.has(edge.to) || !follows(edge)) continue;
			reached.add(edge.to);
			stack.push(edge.to);
		}
	}
	return reached;
}
