/**
 * Collects the gaps of one bundle. An archive can be wrong in as many ways as it has entries, so of each kind
 * (code, weight and place) only the first hundred are kept one by one; a last gap says how many more there are.
 */
import { toPlural } from "../lib/plural.ts";
import { toSafeExcerpt, toSafeText } from "../lib/sanitise.ts";
import type { Gap } from "../model.ts";

const KEPT = 100;

interface GapKind {
	readonly gaps: Gap[];
	more: number;
}

export class GapLog {
	readonly #kinds: Map<string, GapKind>;
	/** put before each message: which layer it is about */
	readonly #label: string;
	/** put before each path: the archive inside the target it is about, with a `/` at the end */
	readonly #folder: string;

	constructor(kinds = new Map<string, GapKind>(), label = "", folder = "") {
		this.#kinds = kinds;
		this.#label = label;
		this.#folder = folder;
	}

	/** The same log, its messages saying which layer they are about. */
	inLayer(layer: string): GapLog {
		return new GapLog(this.#kinds, `layer ${toSafeExcerpt(layer, 200)}: `, "");
	}

	/** The same log, its paths below that of an archive inside this one. */
	inArchive(path: string): GapLog {
		return new GapLog(this.#kinds, this.#label, `${this.#folder}${path}/`);
	}

	/** @param path relative to the target, layer or nested archive; `null` for the whole of it */
	add(code: string, blocking: boolean, path: string | null, message: string): void {
		const key = `${code} ${blocking} ${this.#label}`;
		const kind = this.#kinds.get(key) ?? { gaps: [], more: 0 };
		this.#kinds.set(key, kind);
		if (kind.gaps.length === KEPT) {
			kind.more += 1;
			return;
		}
		const full = path === null ? this.#folder.slice(0, -1) : this.#folder + path;
		kind.gaps.push({
			stage: "unpack",
			code,
			blocking,
			path: full === "" ? null : toSafeText(full),
			message: this.#label + toSafeText(message),
		});
	}

	get gaps(): readonly Gap[] {
		return [...this.#kinds.values()].flatMap(({ gaps, more }) => {
			const [first] = gaps;
			if (more === 0 || first === undefined) return gaps;
			return [...gaps, { ...first, path: null, message: `the same in ${toPlural(more, "more place")}` }];
		});
	}
}
