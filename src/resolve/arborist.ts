/**
 * npm's own view of one installed tree. The only file that loads Arborist: it is heavy, and it reads folders, so it
 * sees nothing but a skeleton (arborist/skeleton.ts).
 *
 * `forceActual` makes it look at the manifests: otherwise it believes `node_modules/.package-lock.json`, which can say
 * anything. Flags mean something only below a root manifest: without one, Arborist calls everything extraneous and dev.
 */
import type Arborist from "@npmcli/arborist";
import type { EdgeType, Scope } from "../model.ts";
import { toScope } from "./scope.ts";

export interface TreeNode {
	/** relative to the tree, as in the skeleton */
	readonly path: string;
	readonly scope: Scope;
	/** own code asks for it */
	readonly direct: boolean;
}

export interface TreeEdge {
	/** paths relative to the tree */
	readonly from: string;
	readonly to: string | null;
	readonly name: string;
	readonly spec: string;
	readonly type: EdgeType;
}

export interface ArboristTree {
	readonly nodes: readonly TreeNode[];
	readonly edges: readonly TreeEdge[];
}

/** What is used of Arborist's nodes and edges; its published types lack half of it. */
interface ArboristNode {
	readonly location: string;
	readonly isLink: boolean;
	readonly target: ArboristNode;
	readonly package: { readonly bundleDependencies?: unknown };
	readonly extraneous: boolean;
	readonly dev: boolean;
	readonly optional: boolean;
	readonly devOptional: boolean;
	readonly peer: boolean;
	readonly edgesOut: ReadonlyMap<string, ArboristEdge>;
}

interface ArboristEdge {
	readonly name: string;
	readonly rawSpec: string;
	readonly type: string;
	readonly to: ArboristNode | null;
}

/** The registry that npm asks when nobody says otherwise, as its own library has it. */
export async function readDefaultRegistry(): Promise<string> {
	const { default: Arborist } = await import("@npmcli/arborist");
	return new Arborist({ path: "/" }).registry;
}

/** Reads a tree that a skeleton holds at `folder`. @throws whatever Arborist throws at manifests it cannot stand */
export type ReadTree = (folder: string) => Promise<ArboristTree>;

/** @throws when Arborist cannot be loaded: the installation is broken, which no input can be blamed for */
export async function loadReadTree(): Promise<ReadTree> {
	const { default: Arborist } = await import("@npmcli/arborist");
	return (folder) => readTree(new Arborist({ path: folder, offline: true, audit: false }));
}

async function readTree(arborist: Arborist): Promise<ArboristTree> {
	const tree = await arborist.loadActual({ forceActual: true });
	const all = [...(tree.inventory.values() as Iterable<unknown>)] as readonly ArboristNode[];
	const nodes = all.filter(({ isLink }) => !isLink);
	const edges: TreeEdge[] = [];
	const direct = new Set<string>();
	for (const node of nodes) {
		for (const edge of node.edgesOut.values()) {
			if (edge.type === "workspace") continue;
			const to = edge.to === null ? null : (edge.to.isLink ? edge.to.target : edge.to).location;
			const type = toEdgeType(edge, node);
			edges.push({ from: node.location, to, name: edge.name, spec: edge.rawSpec, type });
			if (to !== null && isOwn(node.location)) direct.add(to);
		}
	}
	return {
		nodes: nodes
			.filter(({ location }) => !isOwn(location))
			.map((node) => ({ path: node.location, scope: findScope(node), direct: direct.has(node.location) })),
		edges,
	};
}

function isOwn(path: string): boolean {
	return !path.includes("node_modules/");
}

/** What nothing asks for is there all the same: it counts as in use. */
function findScope({ extraneous, dev, optional, devOptional, peer }: ArboristNode): Scope {
	return extraneous ? "prod" : toScope({ dev, optional: optional || devOptional, peer });
}

function toEdgeType({ name, type }: ArboristEdge, from: ArboristNode): EdgeType {
	const { bundleDependencies: bundled } = from.package;
	const isBundled = Array.isArray(bundled) && bundled.includes(name);
	switch (type) {
		case "dev":
			return "dev";
		case "peer":
		case "peerOptional":
			return "peer";
		case "optional":
			return isBundled ? "bundled" : "optional";
		default:
			return isBundled ? "bundled" : "prod";
	}
}
