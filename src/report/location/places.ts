/**
 * Where a reader finds a package, as a file and lines: its entry in a lockfile, else the manifest of what is installed,
 * else the target itself.
 */
import { toRelative } from "../../lib/location.ts";
import { findLockfileOf } from "../../lib/lock-location.ts";
import { type Finding, FUNCTION_ORIGIN, type Package, type TargetKind, type TargetReport } from "../../model.ts";
import type { PathBase } from "../define.ts";
import { joinArtifact, toArtifactPath } from "./artifact-path.ts";

export interface Place {
	/** the target or layer: see `toArtifactPath` */
	readonly artifact: string;
	/** the file, which is the artifact itself or lies in it */
	readonly path: string;
	/** `null`: the file as a whole */
	readonly region: Region | null;
	/** the file can be in the sources; what is in an archive cannot */
	readonly isSource: boolean;
}

/** Lines and columns count from 1; `endColumn` is the one after the last character. */
export interface Region {
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** A manifest is about its package from its first character on. */
const FIRST_CHARACTER: Region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

/** As many as GitHub keeps of one result. */
const MAX_PLACES = 100;

const SOURCE_KINDS: ReadonlySet<TargetKind> = new Set(["folder", "lockfile", "sbom", "file", "unknown"]);

/** The target is a file of the sources, or a folder of such: not an archive, which is a function or part of one. */
export function isSourceKind(kind: TargetKind): boolean {
	return SOURCE_KINDS.has(kind);
}

/** Looks places up for the findings of one target: at least one each, the first is the one to show, each only once. */
export function createPlaces(target: TargetReport, base: PathBase | undefined): (finding: Finding) => readonly Place[] {
	const packages = new Map(target.graph.packages.map((item) => [item.id, item]));
	const artifacts = new Map<string, string>();
	const whole = toWhole(target, toArtifactPath(target.target, base));
	return ({ packageIds }) => {
		const places = new Map<string, Place>();
		for (const id of packageIds) {
			const item = packages.get(id);
			for (const place of item === undefined ? [] : listPlaces(target, item, toArtifact(item))) {
				if (places.size >= MAX_PLACES) return [...places.values()];
				places.set(`${place.path}\n${place.region?.startLine}:${place.region?.startColumn}`, place);
			}
		}
		return places.size === 0 ? [whole] : [...places.values()];
	};

	function toArtifact({ origin }: Package): string {
		const known = artifacts.get(origin);
		if (known !== undefined) return known;
		const artifact = toArtifactPath(origin === FUNCTION_ORIGIN ? target.target : origin, base);
		artifacts.set(origin, artifact);
		return artifact;
	}
}

function toWhole({ kind }: TargetReport, artifact: string): Place {
	return { artifact, path: artifact, region: null, isSource: isSourceKind(kind) };
}

function* listPlaces(target: TargetReport, item: Package, artifact: string): Generator<Place> {
	const isSource = item.origin === FUNCTION_ORIGIN && isSourceKind(target.kind);
	const whole: Place = { artifact, path: artifact, region: null, isSource };
	const toFile = (path: string) => (target.kind === "lockfile" ? artifact : joinArtifact(artifact, toRelative(path)));
	const entries = target.entries?.get(item.id) ?? [];
	for (const { path, startLine, startColumn, endLine, endColumn } of entries) {
		yield { ...whole, path: toFile(path), region: { startLine, startColumn, endLine, endColumn } };
	}
	if (entries.length > 0) return;
	for (const location of item.locations) {
		const lockfile = findLockfileOf(location);
		const inside = toRelative(lockfile ?? `${location}/package.json`);
		if (target.kind === "lockfile" || inside.startsWith("..")) yield whole;
		else if (lockfile !== undefined) yield { ...whole, path: joinArtifact(artifact, inside) };
		else if (!item.evidence.includes("installed")) yield whole;
		else yield { ...whole, path: joinArtifact(artifact, inside), region: FIRST_CHARACTER };
	}
}
