/**
 * How Node finds a bare name from a folder of the bundle, without touching a disk.
 *
 * 1. `node_modules/<name>` beside the importer, then in every folder above it.
 * 2. The folders of the `NODE_PATH` that AWS Lambda sets: `/opt/nodejs/node<major>/node_modules`, then
 *    `/opt/nodejs/node_modules`. What lies in `/var/runtime` is not in the bundle, and `/var/task` itself holds own code.
 *
 * Symbolic links are followed as data, inside the bundle only. Where the runtime is not known, every `node<major>`
 * folder counts, so a name can mean several packages.
 * Source: https://nodejs.org/api/modules.html#all-together, and the AWS Lambda Node.js developer guide.
 */
import { isPackageFolder, toHost, toParent } from "./bundle-path.ts";
import { createLookUp } from "./inventory.ts";

export interface NodeResolution {
	/** The package folders (or linked own folders) that a name can mean to code in a folder; usually one or none. */
	find(folder: string, name: string): readonly string[];
	/** The name's packages below `NODE_PATH`, for code anywhere. */
	findInLayers(name: string): readonly string[];
	/** Follows links on the way to a path. `undefined`: a link that leads out of the bundle, or in a circle. */
	toReal(path: string): string | undefined;
	/** The folders whose `node_modules` Node looks into for code in a folder, nearest first. */
	listHosts(folder: string): readonly string[];
}

export interface ResolutionInput {
	/** folders that hold a package */
	readonly positions: { has(location: string): boolean; keys(): Iterable<string> };
	/** folders of own code that links may lead to */
	readonly own: { has(location: string): boolean };
	readonly links: ReadonlyMap<string, string | undefined>;
	/** e.g. `nodejs20.x`; `null` when not known */
	readonly runtime: string | null;
}

const MAX_HOPS = 40;

export function createResolution({ positions, own, links, runtime }: ResolutionInput): NodeResolution {
	const hosts = new Set<string>();
	for (const position of positions.keys()) if (isPackageFolder(position)) hosts.add(toHost(position));
	for (const path of links.keys()) {
		if (isPackageFolder(path)) hosts.add(toHost(path));
		else if (path.endsWith("/node_modules")) hosts.add(toParent(path));
	}
	const findHost = createLookUp(hosts);
	const layerHosts = listLayerHosts(hosts, runtime);

	const toReal = (start: string): string | undefined => {
		let path = start;
		for (let hops = 0; hops < MAX_HOPS; hops++) {
			const link = findLink(path, links);
			if (link === undefined) return path;
			const target = links.get(link);
			if (target === undefined) return undefined;
			path = target + path.slice(link.length);
		}
		return undefined;
	};
	const findAt = (host: string, name: string): string | undefined => {
		const path = `${host}/node_modules/${name}`;
		const real = links.size === 0 ? path : toReal(path);
		return real !== undefined && (positions.has(real) || own.has(real)) ? real : undefined;
	};
	const findInLayers = (name: string): readonly string[] => {
		const found: string[] = [];
		for (const alternatives of layerHosts) {
			for (const host of alternatives) {
				const at = findAt(host, name);
				if (at !== undefined) found.push(at);
			}
			// While the runtime is not known, the shared folder is what some other runtime reaches.
			if (found.length > 0 && runtime !== null) return found;
		}
		return found;
	};
	const listHosts = (folder: string): readonly string[] => {
		const chain: string[] = [];
		for (let host = findHost(folder); host !== ""; host = findHost(toParent(host))) chain.push(host);
		return chain;
	};
	return {
		toReal,
		findInLayers,
		listHosts,
		find(folder, name) {
			for (let host = findHost(folder); host !== ""; host = findHost(toParent(host))) {
				const at = findAt(host, name);
				if (at !== undefined) return [at];
			}
			return findInLayers(name);
		},
	};
}

/** Hosts of NODE_PATH in order; those of one entry are alternatives. */
function listLayerHosts(hosts: ReadonlySet<string>, runtime: string | null): readonly (readonly string[])[] {
	const [, major] = /^nodejs(\d+)/.exec(runtime ?? "") ?? [];
	const versioned =
		major === undefined
			? [...hosts].filter((host) => /^\/opt\/nodejs\/node\d+$/.test(host)).sort()
			: [`/opt/nodejs/node${major}`];
	return [versioned, ["/opt/nodejs"]];
}

/** The first part of a path that is a link. */
function findLink(path: string, links: ReadonlyMap<string, string | undefined>): string | undefined {
	for (let end = path.indexOf("/", 1); ; end = path.indexOf("/", end + 1)) {
		const part = end === -1 ? path : path.slice(0, end);
		if (links.has(part)) return part;
		if (end === -1) return undefined;
	}
}
