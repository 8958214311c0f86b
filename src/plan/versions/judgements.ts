/** What the advisories say of a package and its versions, each asked once. */
import { isAffected } from "../../lib/affected.ts";
import { toCanonicalId } from "../../lib/canonical-id.ts";
import { canFindAdvisories, findAdvisories, findAdvisoriesFor } from "../../lib/known-advisories.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { PublicNames } from "../../lib/public-names.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { parseSemver, renderSemver, type Semver } from "../../lib/semver.ts";
import { sortVersions, toFullVersion, toVersionOrder } from "../../lib/version-order.ts";
import type { Advisory, AdvisoryEvent, DependencyGraph, Ecosystem, Gap } from "../../model.ts";
import type { AdvisoryIndex } from "../../ports.ts";

const NAMES_SHOWN = 10;

export class Judgements {
	readonly #index: AdvisoryIndex;
	readonly #verdicts = new Map<string, readonly string[]>();
	readonly #clean = new Map<string, boolean>();
	readonly #fixed = new Map<string, readonly string[]>();
	readonly #states = new Map<string, readonly string[]>();

	readonly #names: PublicNames | undefined;
	readonly #unasked = new Set<string>();

	constructor(index: AdvisoryIndex, graph: DependencyGraph) {
		this.#index = index;
		if (index.prepare !== undefined) this.#names = new PublicNames(graph);
	}

	/**
	 * Asks for all records of these names, where that takes a network. No version of a name that cannot or must not be
	 * asked about is clean.
	 */
	async prepare(ecosystem: Ecosystem, names: Iterable<string>): Promise<void> {
		const { prepare } = this.#index;
		if (prepare === undefined) return;
		const open = [...names].filter((name) => !this.#canFind(ecosystem, name));
		const queries = open
			.filter((name) => this.#names?.isPublicName(ecosystem, name))
			.map((name) => ({ ecosystem, name, version: null }));
		if (queries.length > 0) await prepare.call(this.#index, queries);
		for (const name of open) if (!this.#canFind(ecosystem, name)) this.#unasked.add(name);
	}

	/** Names that could not be asked about. */
	get gaps(): readonly Gap[] {
		if (this.#unasked.size === 0) return [];
		const names = [...this.#unasked].sort(compareCodeUnits).map((name) => toSafeExcerpt(name, 100));
		const more = names.length - NAMES_SHOWN;
		const list = `${names.slice(0, NAMES_SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
		const message = `no advisories were asked for about ${list}: what fixes bring in of these is not checked`;
		return [{ stage: "plan", code: "advisories-not-asked", blocking: false, path: null, message }];
	}

	/** Canonical ids of the advisories that affect a version, sorted. Records that cannot be judged are the matcher's gaps. */
	affecting(ecosystem: Ecosystem, name: string, version: string): readonly string[] {
		if (!this.#canFind(ecosystem, name)) return [];
		const key = toKey(ecosystem, name, version);
		return remember(this.#verdicts, key, () => {
			if (this.#clean.get(key) === true) return [];
			const affecting = this.#findFor(ecosystem, name, version).filter((advisory) => isAffected(advisory, version));
			return [...new Set(affecting.map(({ id, aliases }) => toCanonicalId(id, aliases)))].sort(compareCodeUnits);
		});
	}

	/** No advisory affects a version: far quicker than asking which do, since the first one answers. */
	isClean(ecosystem: Ecosystem, name: string, version: string): boolean {
		if (!this.#canFind(ecosystem, name)) return false;
		return remember(
			this.#clean,
			toKey(ecosystem, name, version),
			() => !this.#findFor(ecosystem, name, version).some((advisory) => isAffected(advisory, version)),
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
				if (kind === "fixed") fixed.add(ecosystem === "npm" ? toFullVersion(version) : version);
			}
			return sortVersions(ecosystem, [...fixed].filter(ecosystem === "npm" ? isCanonical : isVersionOf(ecosystem)));
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
		// Records that say the same share the list that says it.
		const lists = new Set(this.#find(ecosystem, name).map(({ ranges }) => ranges));
		return [...lists].flatMap((ranges) => ranges.flatMap(({ events }) => events));
	}

	#find(ecosystem: Ecosystem, name: string): readonly Advisory[] {
		return this.#canFind(ecosystem, name) ? findAdvisories(this.#index, ecosystem, name) : [];
	}

	#findFor(ecosystem: Ecosystem, name: string, version: string): readonly Advisory[] {
		return this.#canFind(ecosystem, name) ? findAdvisoriesFor(this.#index, { ecosystem, name, version }) : [];
	}

	#canFind(ecosystem: Ecosystem, name: string): boolean {
		return canFindAdvisories(this.#index, ecosystem, name);
	}
}

function isVersionOf(ecosystem: Ecosystem): (version: string) => boolean {
	const order = toVersionOrder(ecosystem);
	return (version) => order.parse(version) !== undefined;
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
