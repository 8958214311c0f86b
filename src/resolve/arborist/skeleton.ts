/**
 * A private temporary folder of reduced manifests, for Arborist to read: no code, no links, no lockfiles, and of each
 * manifest only its checked dependency fields.
 *
 * Nothing that was scanned names a path outside of it: trees are numbered, workspace members are `w0`, `w1`, …, and
 * below those only `node_modules/[@scope/]name` with names that npm accepts. A place that cannot be written to, or that
 * fills up, is given up for the next one: see private-folder.ts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProperty, isObject, type JsonObject, listTextEntries, listTexts } from "../json-object.ts";
import { isPackageName } from "../package-name.ts";
import type { Manifest } from "../project/manifest.ts";
import { listTemporaryPlaces, PrivateFolder, type TemporaryPlaces } from "./private-folder.ts";

const MAX_DEPTH_CHARACTERS = 1000;
const INSTALLED_PATH = /^(?:w\d+)?(?:\/?node_modules\/(?:@[^/]+\/)?[^/]+)*$/;
const DEPENDENCY_FIELDS = ["dependencies", "optionalDependencies", "peerDependencies"];

export interface SkeletonTree {
	/** manifests by folder relative to the tree: `""`, `w0`, `node_modules/a`, `w0/node_modules/b` */
	readonly manifests: ReadonlyMap<string, Manifest>;
	/** how many of `w0`, `w1`, … there are */
	readonly members: number;
}

export class Skeleton {
	#places: TemporaryPlaces;
	#folder: PrivateFolder | undefined;
	#trees = 0;

	constructor(places = listTemporaryPlaces()) {
		this.#places = places;
	}

	/**
	 * Returns the tree's folder, which is there until the next tree is written. A manifest whose path cannot be written
	 * safely is left out.
	 * @throws the file system's error when the tree cannot be written anywhere
	 */
	writeTree(tree: SkeletonTree): string {
		try {
			this.#folder ??= new PrivateFolder(this.#places[0]);
			const root = join(this.#folder.path, String(this.#trees++));
			writeManifests(root, tree);
			return root;
		} catch (error) {
			this.remove();
			const [, next, ...others] = this.#places;
			if (next === undefined) throw error;
			this.#places = [next, ...others];
			return this.writeTree(tree);
		}
	}

	remove(): void {
		this.#folder?.remove();
		this.#folder = undefined;
	}
}

function writeManifests(root: string, { manifests, members }: SkeletonTree): void {
	mkdirSync(root);
	for (const [path, manifest] of manifests) {
		if (!isSkeletonPath(path)) continue;
		const folder = path === "" ? root : join(root, path);
		mkdirSync(folder, { recursive: true });
		const isOwn = path === "" || /^w\d+$/.test(path);
		const reduced = toReduced(manifest, { isOwn, members: path === "" ? members : 0 });
		// A package that asks for nothing is its folder: half of a tree, and as many files less.
		if (isOwn || Object.keys(reduced).some((field) => field.endsWith("ependencies"))) {
			writeFileSync(join(folder, "package.json"), JSON.stringify(reduced));
		}
	}
}

/** The path can be part of a skeleton. */
export function isSkeletonPath(path: string): boolean {
	return (
		path.length <= MAX_DEPTH_CHARACTERS &&
		INSTALLED_PATH.test(path) &&
		path
			.split(/(?:^|\/)node_modules\//)
			.slice(1)
			.every(isPackageName)
	);
}

function toReduced(
	{ name, version, fields }: Manifest,
	{ isOwn, members }: { isOwn: boolean; members: number },
): JsonObject {
	const reduced: Record<string, unknown> = {};
	if (name !== null) reduced.name = name;
	if (version !== null) reduced.version = version;
	for (const field of isOwn ? [...DEPENDENCY_FIELDS, "devDependencies"] : DEPENDENCY_FIELDS) {
		const entries = listTextEntries(fields, field).filter(([key]) => isDependencyName(key));
		if (entries.length > 0) reduced[field] = Object.fromEntries(entries);
	}
	const meta = findProperty(fields, "peerDependenciesMeta");
	if (isObject(meta)) {
		const optional = Object.entries(meta).filter(
			([key, value]) => isDependencyName(key) && isObject(value) && findProperty(value, "optional") === true,
		);
		reduced.peerDependenciesMeta = Object.fromEntries(optional.map(([key]) => [key, { optional: true }]));
	}
	for (const field of ["bundleDependencies", "bundledDependencies"]) {
		const bundled = listTexts(fields, field).filter(isDependencyName);
		if (bundled.length > 0) reduced[field] = bundled;
		else if (findProperty(fields, field) === true) reduced[field] = true;
	}
	if (members > 0) reduced.workspaces = Array.from({ length: members }, (_, index) => `w${index}`);
	return reduced;
}

/** Names that Arborist may use as keys of plain objects. */
function isDependencyName(name: string): boolean {
	return isPackageName(name) && name !== "__proto__";
}
