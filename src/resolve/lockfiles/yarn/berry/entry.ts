/** One entry of a lockfile of yarn 2 or later, as a package or as own code. */
import type { EdgeType, PackageSource } from "../../../../model.ts";
import { findProperty, findText, isObject, type JsonObject, listTextEntries } from "../../../json-object.ts";
import { isPackageName, isVersionText } from "../../../package-name.ts";
import type { LockEntry } from "../../lock-graph.ts";
import { findPatched, type Locator, parseLocator } from "../locator.ts";

/** A patch of a patch of … is followed this far. */
const MAX_PATCHES = 8;

export interface BerryRequirement {
	readonly name: string;
	/** as the entry has it */
	readonly range: string;
	readonly type: EdgeType;
}

export interface BerryEntry {
	/** key in the file; descriptors joined by commas */
	readonly descriptors: readonly string[];
	/** `resolution`, the name of the very package */
	readonly resolution: string;
	readonly locator: Locator;
	/** the package that patches start from; the locator itself where there is none */
	readonly origin: Locator;
	/** the `resolution` of that package */
	readonly originResolution: string;
	readonly version: string | null;
	readonly requirements: readonly BerryRequirement[];
}

/** `undefined` when it cannot be told what package it is. */
export function readBerryEntry(key: string, fields: JsonObject): BerryEntry | undefined {
	const resolution = findText(fields, "resolution");
	if (resolution === null) return undefined;
	const locator = parseLocator(resolution);
	const originResolution = findOrigin(resolution);
	const origin = parseLocator(originResolution);
	if (!isPackageName(origin.name) || origin.protocol === "") return undefined;
	const version = findText(fields, "version");
	return {
		descriptors: key.split(/ *, */).filter((descriptor) => descriptor !== ""),
		resolution,
		locator,
		origin,
		originResolution,
		version: version !== null && isVersionText(version) ? version : null,
		requirements: readBerryRequirements(fields),
	};
}

function findOrigin(resolution: string): string {
	let origin = resolution;
	for (let depth = 0; depth < MAX_PATCHES; depth++) {
		const patched = findPatched(parseLocator(origin));
		if (patched === undefined) return origin;
		origin = patched;
	}
	return origin;
}

/** Whether it is the user's own folder: yarn links to it and downloads nothing. */
export function isOwnCode({ locator }: BerryEntry): boolean {
	return locator.protocol === "workspace" || locator.protocol === "link" || locator.protocol === "portal";
}

/** Without its requirements; yarn's `checksum` is one of its own zips, no Subresource Integrity of the tarball. */
export function toBerryPackage({ origin, version }: BerryEntry): Omit<LockEntry, "requirements"> {
	return {
		name: origin.name,
		version,
		resolved: origin.protocol === "npm" ? (origin.parameters.get("__archiveUrl") ?? null) : null,
		source: toBerrySource(origin),
		integrity: null,
		hasInstallScript: false,
		scope: null,
	};
}

function toBerrySource({ protocol, reference }: Locator): PackageSource | null {
	if (protocol === "npm") return null;
	if (protocol === "file" || protocol === "exec") return "file";
	if (/^(?:git|ssh|github)/.test(protocol) || /#commit=|\.git(?:#|$)/.test(reference)) return "git";
	return protocol === "http" || protocol === "https" ? "tarball" : "unknown";
}

/** Peers that are optional ask for nothing: they only say which versions they would go with. */
function readBerryRequirements(fields: JsonObject): readonly BerryRequirement[] {
	const optional = listOptional(fields, "dependenciesMeta");
	const optionalPeers = listOptional(fields, "peerDependenciesMeta");
	const requirements = new Map<string, BerryRequirement>();
	for (const [name, range] of listTextEntries(fields, "peerDependencies")) {
		if (!optionalPeers.has(name)) requirements.set(name, { name, range, type: "peer" });
	}
	for (const [name, range] of listTextEntries(fields, "dependencies")) {
		requirements.set(name, { name, range, type: optional.has(name) ? "optional" : "prod" });
	}
	return [...requirements.values()];
}

function listOptional(fields: JsonObject, key: string): ReadonlySet<string> {
	const meta = findProperty(fields, key);
	if (!isObject(meta)) return NONE;
	return new Set(
		Object.keys(meta).filter((name) => {
			const one = meta[name];
			return isObject(one) && findText(one, "optional") === "true";
		}),
	);
}

const NONE: ReadonlySet<string> = new Set();
