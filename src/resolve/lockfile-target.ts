/** A lockfile as the target: what it lists is the graph. */
import type { Bundle, Observation } from "../model.ts";
import { merge } from "./merge.ts";
import { parseManifest } from "./project/manifest.ts";
import { readPrivateScopes } from "./project/private-scopes.ts";
import { reconcile } from "./reconcile.ts";
import type { Resolved } from "./resolved.ts";
import { readVisibleText } from "./visible-text.ts";
import { readLockfileTarget } from "./witnesses.ts";

/** @throws ScanError when it cannot be read */
export async function resolveLockfile(bundle: Bundle): Promise<Resolved> {
	const lockfile = await observeLockfile(bundle);
	const reconciled = reconcile({ installed: [], lockfiles: [lockfile], hidden: [], copies: new Map() });
	const graph = merge({
		reconciled,
		layers: bundle.layers,
		files: new Map(),
		shadowed: new Map(),
		lockfileConfidence: "high",
	});
	return { graph, gaps: lockfile.gaps, empty: graph.packages.length === 0 && lockfile.gaps.length === 0 };
}

/** What it lists, and what it says about it. @throws ScanError when it cannot be read */
export async function observeLockfile(bundle: Bundle): Promise<Observation> {
	const text = readVisibleText(bundle, "/var/task/package.json");
	const manifest = text === undefined ? undefined : parseManifest(text);
	return readLockfileTarget(bundle, {
		findManifest: (folder) => (folder === "/var/task" ? manifest : undefined),
		listMembers: () => [],
		privateScopes: await readPrivateScopes(bundle),
	});
}
