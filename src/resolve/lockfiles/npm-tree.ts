/** From the entries of an npm lockfile to an observation: who asks for whom, and what npm installs for it. */
import { toRelative } from "../../lib/location.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Edge, Gap, Observation, ObservedPackage, OwnCode } from "../../model.ts";
import { joinPath, toParent } from "../bundle-path.ts";
import type { LockfileContext } from "./define.ts";
import type { NpmEntries, NpmNode, NpmPackage } from "./npm-entries.ts";
import { toSource } from "./source.ts";

/** Of many bad entries these are shown one by one, the rest as a number. */
const SHOWN_PROBLEMS = 50;

export function toObservation(entries: NpmEntries, context: LockfileContext): Observation {
	const { nodes, hasRoot } = entries;
	const { folder } = context;
	const packages: ObservedPackage[] = [];
	const own: OwnCode[] = [];
	const { edges, direct } = connect(nodes, folder);
	for (const [path, node] of nodes) {
		const location = toLocation(folder, path);
		if (node.kind === "own") own.push({ name: node.name, version: node.version, location });
		else if (node.kind === "package") {
			packages.push(toObserved(node, { location, direct: hasRoot ? direct.has(path) : null, context }));
		} else if (!nodes.has(node.target)) {
			own.push({ name: node.name, version: null, location: toLocation(folder, node.target) });
		}
	}
	const gaps = toGaps(entries, context);
	return { evidence: "lockfile", witness: context.path, origin: context.origin, packages, own, edges, gaps };
}

function toObserved(
	node: NpmPackage,
	{ location, direct, context }: { location: string; direct: boolean | null; context: LockfileContext },
): ObservedPackage {
	return {
		location,
		origin: context.origin,
		ecosystem: "npm",
		name: node.name,
		version: node.version,
		source: toSource({ ...node, privateScopes: context.privateScopes }),
		scope: node.scope,
		direct,
		unrooted: false,
		integrity: node.integrity,
		hasInstallScript: node.hasInstallScript,
	};
}

/** Every requirement as an edge; `direct` holds the install paths that own code asks for. */
function connect(
	nodes: ReadonlyMap<string, NpmNode>,
	folder: string,
): { edges: readonly Edge[]; direct: ReadonlySet<string> } {
	const edges: Edge[] = [];
	const direct = new Set<string>();
	for (const [path, node] of nodes) {
		if (node.kind === "link") continue;
		const from = toLocation(folder, path);
		for (const [name, { spec, type }] of node.requirements) {
			const to = findInstalled(nodes, path, name);
			edges.push({ from, to: to === undefined ? null : toLocation(folder, to), name, spec, type });
			if (to !== undefined && node.kind === "own") direct.add(to);
		}
	}
	return { edges, direct };
}

/**
 * What a name means to the code at an install path: the `node_modules` beside it, then those of every folder above.
 * A link is followed to its target, once. `undefined`: nothing of that name is installed there.
 */
export function findInstalled(nodes: ReadonlyMap<string, NpmNode>, path: string, name: string): string | undefined {
	for (let folder: string | undefined = path; folder !== undefined; folder = toFolderAbove(folder)) {
		const candidate = `${folder}${folder === "" ? "" : "/"}node_modules/${name}`;
		const node = nodes.get(candidate);
		if (node === undefined) continue;
		if (node.kind !== "link") return candidate;
		return nodes.get(node.target)?.kind === "link" ? undefined : node.target;
	}
	return undefined;
}

/** The next folder whose `node_modules` Node looks into; a folder beside the root is not below it. */
function toFolderAbove(folder: string): string | undefined {
	if (folder === "" || folder === ".." || folder.endsWith("/..")) return undefined;
	const above = toParent(folder);
	if (above.endsWith("/node_modules")) return above.slice(0, -"/node_modules".length);
	return above === "node_modules" ? "" : above;
}

/** An install path is normalised: only one that starts beside the root has to be joined. */
function toLocation(folder: string, path: string): string {
	if (path === "") return folder;
	if (!path.startsWith("..")) return `${folder}/${path}`;
	return joinPath(folder, path) ?? joinPath("", path.replaceAll("../", "")) ?? folder;
}

function toGaps({ problems }: NpmEntries, { path }: LockfileContext): readonly Gap[] {
	const toGap = (message: string): Gap => ({
		stage: "resolve",
		code: "lockfile-entry-unreadable",
		blocking: false,
		path: toRelative(path),
		message,
	});
	const gaps = problems
		.slice(0, SHOWN_PROBLEMS)
		.map((entry) => toGap(`entry "${toSafeExcerpt(entry.path, 120)}" ${entry.problem}`));
	const hidden = problems.length - gaps.length;
	return hidden === 0 ? gaps : [...gaps, toGap(`${hidden} more entries could not be read`)];
}
