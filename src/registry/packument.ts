/**
 * A registry's answer about one package, taken apart without trust. Source: npm's "package metadata" format, the
 * abbreviated form of it or the full one.
 */
import valid from "semver/functions/valid.js";
import type { RegistryVersion } from "../ports.ts";

/** One published version, where its tarball is, and what is said about it. */
export interface PublishedVersion extends RegistryVersion {
	readonly tarball: string | null;
	/** Subresource Integrity string of the tarball */
	readonly integrity: string | null;
	/** bytes and number of files when unpacked; `null` where the registry does not say */
	readonly unpackedSize: number | null;
	readonly fileCount: number | null;
}

const MOST_VERSIONS = 50_000;
const MOST_DEPENDENCIES = 5_000;
const LONGEST_TEXT = 1_024;

/** Every version that has a valid number; `undefined` when the text is no such answer at all. */
export function parsePackument(text: string): readonly PublishedVersion[] | undefined {
	const root = parseJson(text);
	if (!isRecord(root) || !isRecord(root.versions)) return undefined;
	return Object.entries(root.versions)
		.slice(0, MOST_VERSIONS)
		.flatMap(([version, manifest]) =>
			valid(version) === version && isRecord(manifest) ? [toVersion(version, manifest)] : [],
		);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function toVersion(version: string, manifest: Readonly<Record<string, unknown>>): PublishedVersion {
	const dist = isRecord(manifest.dist) ? manifest.dist : {};
	return {
		version,
		deprecated: manifest.deprecated !== undefined && manifest.deprecated !== false && manifest.deprecated !== "",
		dependencies: toSpecs(manifest.dependencies),
		optionalDependencies: toSpecs(manifest.optionalDependencies),
		peerDependencies: toSpecs(manifest.peerDependencies),
		unpackedSize: toCount(dist.unpackedSize),
		fileCount: toCount(dist.fileCount),
		tarball: typeof dist.tarball === "string" ? dist.tarball : null,
		integrity: typeof dist.integrity === "string" ? dist.integrity : null,
	};
}

/** A Map, so that no name of the registry's (such as `__proto__`) means anything to JavaScript. */
function toSpecs(value: unknown): ReadonlyMap<string, string> {
	const specs = new Map<string, string>();
	if (!isRecord(value)) return specs;
	for (const [name, spec] of Object.entries(value).slice(0, MOST_DEPENDENCIES)) {
		if (typeof spec === "string" && spec.length <= LONGEST_TEXT && name.length <= LONGEST_TEXT) specs.set(name, spec);
	}
	return specs;
}

function toCount(value: unknown): number | null {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
