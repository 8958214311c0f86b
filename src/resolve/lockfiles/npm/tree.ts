/** From the entries of an npm lockfile to an observation: who asks for whom, and what npm installs for it. */
import type { Edge, Observation, ObservedPackage, OwnCode } from "../../../model.ts";
import { joinPath } from "../../bundle-path.ts";
import { listMembers } from "../../project/workspaces.ts";
import type { LockfileContext } from "../define.ts";
import { toEntryGaps } from "../entry-problems.ts";
import { toSource } from "../source.ts";
import type { NpmEntries, NpmNode, NpmPackage } from "./entries.ts";
import { createFindInstalled } from "./resolution.ts";

export function toObservation(entries: NpmEntries, context: LockfileContext): Observation {
	const { nodes, hasRoot } = entries;
	const { folder } = context;
	const locations = new Map<string, string>();
	for (const path of nodes.keys()) locations.set(path, toLocation(folder, path));
	const locate = (path: string) => locations.get(path) ?? toLocation(folder, path);
	const packages: ObservedPackage[] = [];
	const own: OwnCode[] = [];
	const { edges, direct } = connect(nodes, locate);
	const linkNames = new Map<string, string>();
	for (const node of nodes.values()) if (node.kind === "link") linkNames.set(node.target, node.name);
	for (const [path, node] of nodes) {
		const location = locate(path);
		if (node.kind === "own") {
			// npm writes a member's name only where it is not that of its folder.
			own.push({ name: node.name ?? linkNames.get(path) ?? null, version: node.version, location });
		} else if (node.kind === "package") {
			packages.push(toObserved(node, { location, direct: hasRoot ? direct.has(path) : null, context }));
		} else if (!nodes.has(node.target)) {
			own.push({ name: node.name, version: null, location: locate(node.target) });
		}
	}
	const gaps = toEntryGaps(entries.problems, entries, context.path);
	return {
		evidence: "lockfile",
		witness: context.path,
		origin: context.origin,
		packages,
		own: markMembers(own, folder, nodes.get("")),
		edges,
		gaps,
	};
}

function markMembers(own: readonly OwnCode[], root: string, node: NpmNode | undefined): readonly OwnCode[] {
	if (node?.kind !== "own" || node.workspaces.length === 0) return own;
	const folders = own.map(({ location }) => location);
	const members = new Set(listMembers(root, node.workspaces, folders));
	return own.map((one) => (members.has(one.location) ? { ...one, workspaceOf: root } : one));
}

function toObserved(
	{ name, version, resolved, scope, integrity, hasInstallScript }: NpmPackage,
	{ location, direct, context }: { location: string; direct: boolean | null; context: LockfileContext },
): ObservedPackage {
	return {
		location,
		origin: context.origin,
		ecosystem: "npm",
		name,
		version,
		source: toSource({ name, version, resolved, privateScopes: context.privateScopes }),
		scope,
		direct,
		unrooted: false,
		integrity,
		hasInstallScript,
		...(resolved !== null && { resolved }),
	};
}

/** Every requirement as an edge; `direct` holds the install paths that own code asks for. */
function connect(
	nodes: ReadonlyMap<string, NpmNode>,
	locate: (path: string) => string,
): { edges: readonly Edge[]; direct: ReadonlySet<string> } {
	const findInstalled = createFindInstalled(nodes);
	const edges: Edge[] = [];
	const direct = new Set<string>();
	for (const [path, node] of nodes) {
		if (node.kind === "link" || node.requirements.size === 0) continue;
		const from = locate(path);
		const findFrom = findInstalled(path);
		for (const [name, { spec, type }] of node.requirements) {
			const to = findFrom(name);
			edges.push({ from, to: to === undefined ? null : locate(to), name, spec, type });
			if (to !== undefined && node.kind === "own") direct.add(to);
		}
	}
	return { edges, direct };
}

/** An install path is normalised: only one that starts beside the root has to be joined. */
function toLocation(folder: string, path: string): string {
	if (path === "") return folder;
	if (!path.startsWith("..")) return `${folder}/${path}`;
	return joinPath(folder, path) ?? joinPath("", path.replaceAll("../", "")) ?? folder;
}
