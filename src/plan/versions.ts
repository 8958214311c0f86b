/** Comparing the version that is there with the one that is offered. */
import { compareCodeUnits } from "../lib/order.ts";
import { compareSemver, parseSemver, type Semver } from "../lib/semver.ts";
import type { Fix } from "../model.ts";

export type Breaking = Fix["breaking"];

/** From the least to the most that can break. */
const BREAKING_ORDER: readonly Breaking[] = ["patch", "minor", "major", "unknown"];

/** How much `from` -> `to` may break by SemVer; below 1.0.0 a minor step counts as major, as npm's `^` has it. */
export function toBreaking(from: string | null, to: string | null): Breaking {
	const before = parse(from);
	const after = parse(to);
	if (before === undefined || after === undefined) return "unknown";
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
	const left = parse(a);
	const right = parse(b);
	const order = left === undefined || right === undefined ? 0 : compareSemver(left, right);
	if (order !== 0) return order;
	if ((left === undefined) !== (right === undefined)) return left === undefined ? 1 : -1;
	return compareCodeUnits(a ?? "", b ?? "");
}

/** A strictly later version: never a downgrade, never a sideways step to other build metadata. */
export function isUpgrade(from: string, to: string): boolean {
	const before = parse(from);
	const after = parse(to);
	return before !== undefined && after !== undefined && compareSemver(after, before) > 0;
}

export function isPrerelease(version: string): boolean {
	return (parse(version)?.prerelease.length ?? 0) > 0;
}

function parse(version: string | null): Semver | undefined {
	return version === null ? undefined : parseSemver(version);
}
