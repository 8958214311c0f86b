/**
 * From a bundle to its dependency graph: that of a lockfile alone (lockfile-target.ts), that of a bill of materials
 * (sbom-target.ts), or that of installed packages with the lockfiles beside them (tree.ts).
 */
import type { Bundle, Gap } from "../model.ts";
import { resolveLockfile } from "./lockfile-target.ts";
import type { Resolved, ResolveOptions } from "./resolved.ts";

/** @throws ScanError when the target is a lockfile or bill of materials that cannot be read: see docs/gaps.md */
export async function resolve(bundle: Bundle, options: ResolveOptions): Promise<Resolved> {
	if (bundle.kind === "lockfile") return withoutLayers(bundle, await resolveLockfile(bundle));
	// Loaded only when wanted: a lockfile needs none of it, and is read where every millisecond is noticed.
	if (bundle.kind === "sbom") {
		const { resolveSbom } = await import("./sbom-target.ts");
		return withoutLayers(bundle, resolveSbom(bundle));
	}
	const { resolveTree } = await import("./tree.ts");
	return resolveTree(bundle, options);
}

/** What only lists packages has no place for a layer: its packages would go unseen. */
function withoutLayers({ kind, layers }: Bundle, resolved: Resolved): Resolved {
	if (layers.length === 0) return resolved;
	const list = kind === "sbom" ? "bill of materials" : kind;
	const message = `layers are not read with a ${list}, which says nothing of them: scan them by themselves`;
	const gap: Gap = { stage: "resolve", code: "layer-not-read", blocking: true, path: null, message };
	return { ...resolved, gaps: [...resolved.gaps, gap] };
}
