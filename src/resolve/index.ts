/**
 * From a bundle to its dependency graph: that of a lockfile alone (lockfile-target.ts), that of a bill of materials
 * (sbom-target.ts), or that of installed packages with the lockfiles beside them (tree.ts).
 */
import type { Bundle } from "../model.ts";
import { resolveLockfile } from "./lockfile-target.ts";
import type { Resolved, ResolveOptions } from "./resolved.ts";

/** @throws ScanError when the target is a lockfile or bill of materials that cannot be read: see docs/gaps.md */
export async function resolve(bundle: Bundle, options: ResolveOptions): Promise<Resolved> {
	if (bundle.kind === "lockfile") return resolveLockfile(bundle);
	// Loaded only when wanted: a lockfile needs none of it, and is read where every millisecond is noticed.
	if (bundle.kind === "sbom") {
		const { resolveSbom } = await import("./sbom-target.ts");
		return resolveSbom(bundle);
	}
	const { resolveTree } = await import("./tree.ts");
	return resolveTree(bundle, options);
}
