/**
 * The order of versions, per ecosystem. An order parses a version once and compares the parsed values.
 *
 * npm follows SemVer 2.0: precedence by number, pre-releases below their release, build metadata ignored. The plain
 * total order is what advisories mean; `satisfies` would leave pre-releases out of ranges that cover them.
 * PyPI and Maven have no order yet: whoever asks for one is told, and must not take that for "not affected".
 */
import type { Ecosystem } from "../model.ts";
import { compareCodeUnits } from "./order.ts";
import { compareSemver, parseSemver, type Semver } from "./semver.ts";

/** `V` is a parsed version: to be compared by the order that parsed it, and by no other. */
export interface VersionOrder<V extends object = object> {
	/** A version as a package declares it; `undefined` when it is none. */
	parse(version: string): V | undefined;
	/** A bound as an advisory writes it, which may leave out trailing numbers: `1.2` is `1.2.0`. */
	parseBound(version: string): V | undefined;
	compare(a: V, b: V): number;
}

/** The order of an ecosystem's versions; `undefined` while fnsift does not know it. */
export function findVersionOrder(ecosystem: Ecosystem): VersionOrder | undefined {
	return ecosystem === "npm" ? SEMVER_ORDER : undefined;
}

/** Versions from low to high; equal ones by code units, those that cannot be parsed last. */
export function sortVersions(ecosystem: Ecosystem, versions: Iterable<string>): string[] {
	const texts = [...versions];
	if (texts.length < 2) return texts;
	const order = findVersionOrder(ecosystem);
	const parsed = texts.map((text) => ({ text, version: order?.parseBound(text) }));
	parsed.sort((a, b) => {
		const byOrder =
			order === undefined || a.version === undefined || b.version === undefined
				? Number(a.version === undefined) - Number(b.version === undefined)
				: order.compare(a.version, b.version);
		return byOrder || compareCodeUnits(a.text, b.text);
	});
	return parsed.map(({ text }) => text);
}

const SHORT = /^\d{1,15}(?:\.\d{1,15})?$/;

/** A bound as advisories write it, which may leave out trailing numbers: `1.2` is `1.2.0`. */
export function toFullVersion(bound: string): string {
	if (!SHORT.test(bound)) return bound;
	return bound.includes(".") ? `${bound}.0` : `${bound}.0.0`;
}

const SEMVER_ORDER: VersionOrder<Semver> = {
	parse: parseSemver,
	parseBound: (text) => parseSemver(toFullVersion(text)),
	compare: compareSemver,
};
