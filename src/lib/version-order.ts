/**
 * The order of versions, per ecosystem. An order parses a version once and compares the parsed values.
 *
 * npm follows SemVer 2.0: precedence by number, pre-releases below their release, build metadata ignored. The plain
 * total order is what advisories mean; `satisfies` would leave pre-releases out of ranges that cover them.
 * PyPI and Maven have orders of their own (versions/), loaded where a package of theirs turns up: most scans meet none.
 * Asking for one before that is a mistake of the program, never "not affected".
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
	/** A pre-release or development release: not what a package is upgraded to. */
	isPrerelease(version: V): boolean;
	/** The numbers it starts with, as text: what tells a major step from a minor one. Zeros at the end may be left out. */
	toRelease(version: V): readonly string[];
}

/** The order of an ecosystem's versions. @throws TypeError before loadVersionOrders has loaded it */
export function toVersionOrder(ecosystem: Ecosystem): VersionOrder {
	const order = LOADED.get(ecosystem);
	if (order === undefined) throw new TypeError(`the version order of ${ecosystem} was not loaded`);
	return order;
}

/** Loads the orders of these ecosystems; what is loaded stays so. */
export async function loadVersionOrders(ecosystems: Iterable<Ecosystem>): Promise<void> {
	for (const ecosystem of new Set(ecosystems)) {
		if (!LOADED.has(ecosystem)) LOADED.set(ecosystem, await LOADERS[ecosystem]());
	}
}

/** Versions from low to high; equal ones by code units, those that cannot be parsed last. */
export function sortVersions(ecosystem: Ecosystem, versions: Iterable<string>): string[] {
	const texts = [...versions];
	if (texts.length < 2) return texts;
	const order = toVersionOrder(ecosystem);
	const parsed = texts.map((text) => ({ text, version: order.parseBound(text) }));
	parsed.sort((a, b) => {
		const byOrder =
			a.version === undefined || b.version === undefined
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

/** npm's order. */
export const SEMVER_ORDER: VersionOrder<Semver> = {
	parse: parseSemver,
	parseBound: (text) => parseSemver(toFullVersion(text)),
	compare: compareSemver,
	isPrerelease: ({ prerelease }) => prerelease.length > 0,
	toRelease: ({ major, minor, patch }) => [`${major}`, `${minor}`, `${patch}`],
};

const LOADERS: Record<Ecosystem, () => Promise<VersionOrder>> = {
	npm: async () => SEMVER_ORDER,
	PyPI: async () => (await import("./versions/pep440.ts")).PEP440_ORDER,
	Maven: async () => (await import("./versions/maven.ts")).MAVEN_ORDER,
};

const LOADED = new Map<Ecosystem, VersionOrder>([["npm", SEMVER_ORDER]]);
