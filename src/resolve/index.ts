/**
 * From a bundle to its dependency graph: that of a lockfile alone (lockfile-target.ts), or that of installed packages
 * with the lockfiles beside them (tree.ts).
 */
import type { Bundle } from "../model.ts";
import { resolveLockfile } from "./lockfile-target.ts";
import type { Resolved, ResolveOptions } from "./resolved.ts";

/** @throws ScanError when the target is a lockfile that cannot be read: see docs/gaps.md */
export async function resolve(bundle: Bundle, options: ResolveOptions): Promise<Resolved> {
	if (bundle.kind === "lockfile") return resolveLockfile(bundle);
	// Loaded only when wanted: a lockfile needs none of it, and is read where every millisecond is noticed.
	const { resolveTree } = await import("./tree.ts");
	return resolveTree(bundle, options);
}
