/** A lockfile of which nothing can be read is an error: it must not pass for that of a project without dependencies. */
import { toBaseName } from "../bundle-path.ts";
import { readRequirements } from "../project/requirements.ts";
import { type LockfileContext, toUnreadable } from "./define.ts";
import type { LockGraph } from "./lock-graph.ts";

/** What comes from the project's own folders has no entry. */
const OWN = /^(?:workspace|link|file|portal):/;

/** @throws ScanError when no entry could be read, or there is none although something asks for packages */
export function throwIfNothing(graph: LockGraph, { path, manifest }: LockfileContext): void {
	const fileName = toBaseName(path);
	if (graph.read > 0) return;
	if (graph.total > 0) throw toUnreadable(fileName, "none of its entries can be read");
	if (graph.problems.length > 0 || (graph.missing ?? []).length > 0) {
		throw toUnreadable(fileName, "it asks for packages, and holds no entry of any");
	}
	const asked = manifest === undefined ? [] : [...readRequirements(manifest.fields, { dev: true }).values()];
	if (asked.some(({ spec, type }) => type !== "peer" && type !== "optional" && !OWN.test(spec))) {
		throw toUnreadable(fileName, "it holds no package, and package.json beside it asks for some");
	}
}
