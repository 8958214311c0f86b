/**
 * What the registry has published, asked once per package. A failing registry is no reason to fail: the package is
 * then treated as it would be without one, and named in a gap.
 */
import { ScanError } from "../../errors.ts";
import { compareCodeUnits } from "../../lib/order.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Gap } from "../../model.ts";
import type { PublishedSize, Registry, RegistryVersion } from "../../ports.ts";
import { compareVersions } from "./compare.ts";

const NAMES_SHOWN = 10;

export class Publications {
	readonly #registry: Registry | null;
	readonly #versions = new Map<string, Promise<readonly RegistryVersion[] | undefined>>();
	readonly #sizes = new Map<string, Promise<PublishedSize | null>>();
	readonly #failed = new Set<string>();
	readonly #absent = new Set<string>();

	constructor(registry: Registry | null) {
		this.#registry = registry;
	}

	/** Whether there is a registry to ask. */
	get asked(): boolean {
		return this.#registry !== null;
	}

	/** From the lowest to the highest version; `undefined` without a registry, or when it could not say. */
	versions(name: string): Promise<readonly RegistryVersion[] | undefined> {
		let answer = this.#versions.get(name);
		if (answer === undefined) {
			answer = this.#askVersions(name);
			this.#versions.set(name, answer);
		}
		return answer;
	}

	/** What a published version weighs; `null` when not known. */
	size(name: string, version: string): Promise<PublishedSize | null> {
		const key = JSON.stringify([name, version]);
		let answer = this.#sizes.get(key);
		if (answer === undefined) {
			answer = this.#askSize(name, version);
			this.#sizes.set(key, answer);
		}
		return answer;
	}

	/** What could not be checked, once all questions are answered. */
	get gaps(): readonly Gap[] {
		const gaps: Gap[] = [];
		if (this.#failed.size > 0) {
			gaps.push(toGap("registry-unavailable", "the registry did not answer for", this.#failed));
		}
		if (this.#absent.size > 0) gaps.push(toGap("registry-unknown-package", "the registry does not have", this.#absent));
		return gaps;
	}

	async #askVersions(name: string): Promise<readonly RegistryVersion[] | undefined> {
		if (this.#registry === null) return undefined;
		try {
			const versions = await this.#registry.versions(name);
			if (versions === undefined || versions.length === 0) {
				this.#absent.add(name);
				return undefined;
			}
			return [...versions].sort((a, b) => compareVersions(a.version, b.version));
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			this.#failed.add(name);
			return undefined;
		}
	}

	async #askSize(name: string, version: string): Promise<PublishedSize | null> {
		if (this.#registry === null) return null;
		try {
			return await this.#registry.size(name, version);
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			return null;
		}
	}
}

function toGap(code: string, what: string, names: ReadonlySet<string>): Gap {
	const shown = [...names]
		.sort(compareCodeUnits)
		.slice(0, NAMES_SHOWN)
		.map((name) => toSafeExcerpt(name, 100));
	const more = names.size - shown.length;
	const list = `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
	return {
		stage: "plan",
		code,
		blocking: false,
		path: null,
		message: `${what} ${list}: their fixes are judged by version ranges only`,
	};
}
