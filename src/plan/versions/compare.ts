/** Comparing the version that is there with the one that is offered, by the order of their ecosystem. */
import { compareCodeUnits } from "../../lib/order.ts";
import { toVersionOrder } from "../../lib/version-order.ts";
import type { Ecosystem, Fix } from "../../model.ts";

export type Breaking = Fix["breaking"];

/** From the least to the most that can break. */
const BREAKING_ORDER: readonly Breaking[] = ["patch", "minor", "major", "unknown"];

/**
 * How much `from` -> `to` may break, by their first two numbers as SemVer has it; below 1.0.0 a minor step counts as
 * major, as npm's `^` has it.
 */
export function toBreaking(from: string | null, to: string | null, ecosystem: Ecosystem = "npm"): Breaking {
	const before = toRelease(from, ecosystem);
	const after = toRelease(to, ecosystem);
	if (before === undefined || after === undefined) return "unknown";
	if (before.major !== after.major) return "major";
	if (before.minor !== after.minor) return before.major === "0" ? "major" : "minor";
	return "patch";
}

function toRelease(version: string | null, ecosystem: Ecosystem) {
	const order = toVersionOrder(ecosystem);
	const parsed = version === null ? undefined : order.parse(version);
	if (parsed === undefined) return undefined;
	const [major = "0", minor = "0"] = order.toRelease(parsed);
	return { major, minor };
}

export function findMostBreaking(all: Iterable<Breaking>): Breaking {
	let most: Breaking = "patch";
	for (const one of all) {
		if (BREAKING_ORDER.indexOf(one) > BREAKING_ORDER.indexOf(most)) most = one;
	}
	return most;
}

/** Orders versions from low to high; what is no version comes last, then by code units. */
export function compareVersions(a: string | null, b: string | null, ecosystem: Ecosystem = "npm"): number {
	const order = toVersionOrder(ecosystem);
	const left = a === null ? undefined : order.parse(a);
	const right = b === null ? undefined : order.parse(b);
	const compared = left === undefined || right === undefined ? 0 : order.compare(left, right);
	if (compared !== 0) return compared;
	if ((left === undefined) !== (right === undefined)) return left === undefined ? 1 : -1;
	return compareCodeUnits(a ?? "", b ?? "");
}

/** A strictly later version: never a downgrade, never a sideways step to other build metadata. */
export function isUpgrade(from: string, to: string, ecosystem: Ecosystem = "npm"): boolean {
	const order = toVersionOrder(ecosystem);
	const before = order.parse(from);
	const after = order.parse(to);
	return before !== undefined && after !== undefined && order.compare(after, before) > 0;
}

export function isPrerelease(version: string, ecosystem: Ecosystem = "npm"): boolean {
	const order = toVersionOrder(ecosystem);
	const parsed = order.parse(version);
	return parsed !== undefined && order.isPrerelease(parsed);
}
