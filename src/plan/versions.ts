/** Comparing the version that is there with the one that is offered. */
import { parse as parseSemver, type SemVer } from "semver";
import type { Fix } from "../model.ts";

export type Breaking = Fix["breaking"];

// The same few versions are compared over and over. The bound keeps a hostile lockfile from filling memory.
const CACHE_LIMIT = 16_384;
const cache = new Map<string, SemVer | null>();

function parse(version: string): SemVer | null {
	let parsed = cache.get(version);
	if (parsed === undefined) {
		parsed = parseSemver(version);
		if (cache.size >= CACHE_LIMIT) cache.clear();
		cache.set(version, parsed);
	}
	return parsed;
}

/** From the least to the most that can break. */
const BREAKING_ORDER: readonly Breaking[] = ["patch", "minor", "major", "unknown"];

/** How much `from` -> `to` may break by SemVer; below 1.0.0 a minor step counts as major, as npm's `^` has it. */
export function toBreaking(from: string | null, to: string | null): Breaking {
	const before = from === null ? null : parse(from);
	const after = to === null ? null : parse(to);
	if (before === null || after === null) return "unknown";
	if (before.major !== after.major) return "major";
	if (before.minor !== after.minor) return before.major === 0 ? "major" : "minor";
	return "patch";
}

export function findMostBreaking(all: Iterable<Breaking>): Breaking {
	let most: Breaking = "patch";
	for (const one of all) {
		if (BREAKING_ORDER.indexOf(one) > BREAKING_ORDER.indexOf(most)) most = one;
	}
	return most;
}

/** Orders versions from low to high by SemVer; what is no version comes last, then by code units. */
export function compareVersions(a: string | null, b: string | null): number {
	const left = a === null ? null : parse(a);
	const right = b === null ? null : parse(b);
	if (left !== null && right !== null && left.compare(right) !== 0) return left.compare(right);
	if ((left === null) !== (right === null)) return left === null ? 1 : -1;
	return (a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0;
}

/** A strictly later version: never a downgrade, never a sideways step to other build metadata. */
export function isUpgrade(from: string, to: string): boolean {
	const before = parse(from);
	const after = parse(to);
	return before !== null && after !== null && after.compare(before) > 0;
}

export function isPrerelease(version: string): boolean {
	return (parse(version)?.prerelease.length ?? 0) > 0;
}

const SHORT = /^\d{1,15}(?:\.\d{1,15})?$/;

/** A bound as advisories write it, which may leave out trailing numbers: `1.2` is `1.2.0`. */
export function toFullVersion(bound: string): string {
	if (!SHORT.test(bound)) return bound;
	return bound.includes(".") ? `${bound}.0` : `${bound}.0.0`;
}
