/** Which advisories affect a version, asked once per version. */
import { judgeVersion } from "../lib/affected.ts";
import { toCanonicalId } from "../lib/canonical-id.ts";
import { compareCodeUnits } from "../lib/order.ts";
import type { Advisory, AdvisoryEvent, Ecosystem } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";

export class Judgements {
	readonly #index: AdvisoryIndex;
	readonly #advisories = new Map<string, readonly Advisory[]>();
	readonly #verdicts = new Map<string, readonly string[]>();

	constructor(index: AdvisoryIndex) {
		this.#index = index;
	}

	/** Canonical ids of the advisories that affect a version, sorted. Records that cannot be judged are the matcher's gaps. */
	affecting(ecosystem: Ecosystem, name: string, version: string): readonly string[] {
		const key = JSON.stringify([ecosystem, name, version]);
		let ids = this.#verdicts.get(key);
		if (ids === undefined) {
			const affecting = this.#find(ecosystem, name).filter(
				(advisory) => judgeVersion(advisory, version).affected === true,
			);
			ids = [...new Set(affecting.map(({ id, aliases }) => toCanonicalId(id, aliases)))].sort(compareCodeUnits);
			this.#verdicts.set(key, ids);
		}
		return ids;
	}

	/** Every bound that advisories draw for a package. */
	events(ecosystem: Ecosystem, name: string): readonly AdvisoryEvent[] {
		return this.#find(ecosystem, name).flatMap(({ ranges }) => ranges.flatMap(({ events }) => events));
	}

	#find(ecosystem: Ecosystem, name: string): readonly Advisory[] {
		const key = JSON.stringify([ecosystem, name]);
		let advisories = this.#advisories.get(key);
		if (advisories === undefined) {
			advisories = this.#index.find(ecosystem, name);
			this.#advisories.set(key, advisories);
		}
		return advisories;
	}
}
