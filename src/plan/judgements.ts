/** What the advisories say of a package and its versions, each asked once. */
import { parse, valid } from "semver";
import { judgeVersion } from "../lib/affected.ts";
import { toCanonicalId } from "../lib/canonical-id.ts";
import { compareCodeUnits } from "../lib/order.ts";
import type { Advisory, AdvisoryEvent, Ecosystem } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";
import { compareVersions, toFullVersion } from "./versions.ts";

export class Judgements {
	readonly #index: AdvisoryIndex;
	readonly #advisories = new Map<string, readonly Advisory[]>();
	readonly #verdicts = new Map<string, readonly string[]>();
	readonly #fixed = new Map<string, readonly string[]>();
	readonly #states = new Map<string, readonly string[]>();

	constructor(index: AdvisoryIndex) {
		this.#index = index;
	}

	/** Canonical ids of the advisories that affect a version, sorted. Records that cannot be judged are the matcher's gaps. */
	affecting(ecosystem: Ecosystem, name: string, version: string): readonly string[] {
		return remember(this.#verdicts, JSON.stringify([ecosystem, name, version]), () => {
			const affecting = this.#find(ecosystem, name).filter(
				(advisory) => judgeVersion(advisory, version).affected === true,
			);
			return [...new Set(affecting.map(({ id, aliases }) => toCanonicalId(id, aliases)))].sort(compareCodeUnits);
		});
	}

	/** Whether there are advisories for a package at all. */
	isKnown(ecosystem: Ecosystem, name: string): boolean {
		return this.#find(ecosystem, name).length > 0;
	}

	/** What a package's advisories call fixed, from low to high. */
	fixedVersions(ecosystem: Ecosystem, name: string): readonly string[] {
		return remember(this.#fixed, JSON.stringify([ecosystem, name]), () =>
			toSorted(
				this.#events(ecosystem, name).flatMap(({ kind, version }) => {
					const full = toFullVersion(version);
					return kind === "fixed" && valid(full) === full ? [full] : [];
				}),
			),
		);
	}

	/** For each bound that a package's advisories draw, a version that shows what holds from there on; from low to high. */
	statesAfterBounds(ecosystem: Ecosystem, name: string): readonly string[] {
		return remember(this.#states, JSON.stringify([ecosystem, name]), () =>
			toSorted(
				this.#events(ecosystem, name).flatMap(({ kind, version }) => {
					const bound = parse(toFullVersion(version));
					if (bound === null) return [];
					return kind === "introduced" || kind === "fixed" ? [bound.version] : [bound.inc("patch").version];
				}),
			),
		);
	}

	#events(ecosystem: Ecosystem, name: string): readonly AdvisoryEvent[] {
		return this.#find(ecosystem, name).flatMap(({ ranges }) => ranges.flatMap(({ events }) => events));
	}

	#find(ecosystem: Ecosystem, name: string): readonly Advisory[] {
		return remember(this.#advisories, JSON.stringify([ecosystem, name]), () => this.#index.find(ecosystem, name));
	}
}

function toSorted(versions: readonly string[]): readonly string[] {
	return [...new Set(versions)].sort(compareVersions);
}

function remember<T>(known: Map<string, T>, key: string, find: () => T): T {
	let value = known.get(key);
	if (value === undefined) {
		value = find();
		known.set(key, value);
	}
	return value;
}
