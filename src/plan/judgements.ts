/** What the advisories say of a package and its versions, each asked once. */
import { isAffected } from "../lib/affected.ts";
import { toCanonicalId } from "../lib/canonical-id.ts";
import { findAdvisories } from "../lib/known-advisories.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { parseSemver, renderSemver, type Semver } from "../lib/semver.ts";
import { sortVersions, toFullVersion } from "../lib/version-order.ts";
import type { Advisory, AdvisoryEvent, Ecosystem } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";

export class Judgements {
	readonly #index: AdvisoryIndex;
	readonly #verdicts = new Map<string, readonly string[]>();
	readonly #clean = new Map<string, boolean>();
	readonly #fixed = new Map<string, readonly string[]>();
	readonly #states = new Map<string, readonly string[]>();

	constructor(index: AdvisoryIndex) {
		this.#index = index;
	}

	/** Canonical ids of the advisories that affect a version, sorted. Records that cannot be judged are the matcher's gaps. */
	affecting(ecosystem: Ecosystem, name: string, version: string): readonly string[] {
		const key = toKey(ecosystem, name, version);
		return remember(this.#verdicts, key, () => {
			if (this.#clean.get(key) === true) return [];
			const affecting = this.#find(ecosystem, name).filter((advisory) => isAffected(advisory, version));
			return [...new Set(affecting.map(({ id, aliases }) => toCanonicalId(id, aliases)))].sort(compareCodeUnits);
		});
	}

	/** No advisory affects a version: far quicker than asking which do, since the first one answers. */
	isClean(ecosystem: Ecosystem, name: string, version: string): boolean {
		return remember(
			this.#clean,
			toKey(ecosystem, name, version),
			() => !this.#find(ecosystem, name).some((advisory) => isAffected(advisory, version)),
		);
	}

	/** Whether there are advisories for a package at all. */
	isKnown(ecosystem: Ecosystem, name: string): boolean {
		return this.#find(ecosystem, name).length > 0;
	}

	/** What a package's advisories call fixed, from low to high. */
	fixedVersions(ecosystem: Ecosystem, name: string): readonly string[] {
		return remember(this.#fixed, toKey(ecosystem, name, ""), () => {
			const fixed = new Set<string>();
			for (const { kind, version } of this.#events(ecosystem, name)) {
				if (kind === "fixed") fixed.add(toFullVersion(version));
			}
			return sortVersions(ecosystem, [...fixed].filter(isCanonical));
		});
	}

	/** For each bound that a package's advisories draw, a version that shows what holds from there on; from low to high. */
	statesAfterBounds(ecosystem: Ecosystem, name: string): readonly string[] {
		return remember(this.#states, toKey(ecosystem, name, ""), () => {
			const states = new Set<string>();
			for (const { kind, version } of this.#events(ecosystem, name)) {
				const bound = parseSemver(toFullVersion(version));
				if (bound === undefined) continue;
				states.add(renderSemver(kind === "introduced" || kind === "fixed" ? bound : toNextPatch(bound)));
			}
			return sortVersions(ecosystem, states);
		});
	}

	#events(ecosystem: Ecosystem, name: string): readonly AdvisoryEvent[] {
		const all: AdvisoryEvent[] = [];
		for (const { ranges } of this.#find(ecosystem, name)) {
			for (const { events } of ranges) all.push(...events);
		}
		return all;
	}

	#find(ecosystem: Ecosystem, name: string): readonly Advisory[] {
		return findAdvisories(this.#index, ecosystem, name);
	}
}

function isCanonical(version: string): boolean {
	const parsed = parseSemver(version);
	return parsed !== undefined && renderSemver(parsed) === version;
}

/** The lowest release above a version. */
function toNextPatch({ major, minor, patch, prerelease }: Semver): Semver {
	return { major, minor, patch: prerelease.length === 0 ? patch + 1 : patch, prerelease: [] };
}

/** Different for different parts, whatever is in them, and cheaper to make than JSON. */
function toKey(ecosystem: Ecosystem, name: string, version: string): string {
	return `${ecosystem} ${name.length} ${name}${version}`;
}

function remember<T>(known: Map<string, T>, key: string, find: () => T): T {
	let value = known.get(key);
	if (value === undefined) {
		value = find();
		known.set(key, value);
	}
	return value;
}
