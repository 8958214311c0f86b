/**
 * The records of all sources, each id once: the copy with the newest `modified` wins. Of copies with the same one, each
 * of which may speak of its own packages only, all packages are kept; where both speak of one, the later copy wins.
 * What is left out is counted with its reason.
 */
import type { Advisory, Ecosystem } from "../../model.ts";
import { toComparedName, toKey } from "../format.ts";
import { compareInstants } from "../instant.ts";
import { parseOsv } from "../osv.ts";
import { renderRest } from "../record.ts";
import { renderScope } from "../record-scope.ts";
import type { WritableRecord } from "./write.ts";

const SHOWN_EXAMPLES = 20;

export interface CollectionCounts {
	/** records read, readable or not */
	readonly read: number;
	readonly withdrawn: number;
	/** copies of a record that a newer or later one replaced */
	readonly replaced: number;
	/** records of which nothing concerns a package that fnsift knows */
	readonly unconcerned: number;
	/** records that are no OSV records */
	readonly malformed: number;
	/** the first few of them */
	readonly examples: readonly { readonly where: string; readonly reason: string }[];
	/** parts of records that were left out, by reason */
	readonly skipped: ReadonlyMap<string, number>;
}

/** One record: what is to be written of it, which is nothing when it is withdrawn or concerns nothing that fnsift knows. */
export interface KeptRecord {
	readonly modified: string;
	readonly records: readonly WritableRecord[];
	readonly isWithdrawn: boolean;
}

export class Collection {
	readonly #kept = new Map<string, KeptRecord>();
	readonly #skipped = new Map<string, number>();
	readonly #examples: { where: string; reason: string }[] = [];
	readonly #ecosystems: ReadonlySet<Ecosystem> | null;
	#read = 0;
	#replaced = 0;
	#malformed = 0;

	/** `ecosystems`: those of which packages are kept; `null` for all */
	constructor(ecosystems: readonly Ecosystem[] | null = null) {
		this.#ecosystems = ecosystems && new Set(ecosystems);
	}

	/**
	 * Adds a record by its JSON text. `where` is shown when it is malformed.
	 * @returns its `modified`; `undefined` when it is malformed
	 */
	add(text: string, where: string): string | undefined {
		const found = this.#parse(text, where);
		if (found === undefined) return undefined;
		const known = this.#kept.get(found.id);
		if (known !== undefined) this.#replaced++;
		const order = known === undefined ? -1 : compareInstants(known.modified, found.modified);
		if (order <= 0) this.#kept.set(found.id, order === 0 && known !== undefined ? unite(known, found) : found);
		return found.modified;
	}

	/**
	 * Adds a record by its JSON text, unless it has another id, or is older than the time given.
	 * @returns whether it was added
	 */
	addNewer(text: string, id: string, known: string | undefined): boolean {
		const found = this.#parse(text, id);
		if (found?.id !== id || (known !== undefined && compareInstants(known, found.modified) > 0)) return false;
		this.#kept.set(id, found);
		return true;
	}

	/** each id, and what is kept of it */
	get kept(): ReadonlyMap<string, KeptRecord> {
		return this.#kept;
	}

	#parse(text: string, where: string): (KeptRecord & { readonly id: string }) | undefined {
		this.#read++;
		const reading = parseOsv(parseJson(text));
		if (reading.kind === "malformed") {
			this.#malformed++;
			if (this.#examples.length < SHOWN_EXAMPLES) this.#examples.push({ where, reason: reading.reason });
			return undefined;
		}
		const { id, modified } = reading;
		if (reading.kind === "withdrawn") return { id, modified, records: [], isWithdrawn: true };
		for (const reason of reading.skipped) this.#skip(reason);
		const wanted = reading.advisories.filter(({ ecosystem }) => this.#ecosystems?.has(ecosystem) ?? true);
		for (let left = wanted.length; left < reading.advisories.length; left++) this.#skip("other ecosystem");
		return { id, modified, records: wanted.map(toWritable), isWithdrawn: false };
	}

	#skip(reason: string): void {
		this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
	}

	get counts(): CollectionCounts {
		const kept = [...this.#kept.values()];
		return {
			read: this.#read,
			withdrawn: kept.filter(({ isWithdrawn }) => isWithdrawn).length,
			replaced: this.#replaced,
			unconcerned: kept.filter(({ isWithdrawn, records }) => !isWithdrawn && records.length === 0).length,
			malformed: this.#malformed,
			examples: this.#examples,
			skipped: this.#skipped,
		};
	}

	/** What is to be written, in no particular order. */
	get records(): readonly WritableRecord[] {
		const all: WritableRecord[] = [];
		for (const { records } of this.#kept.values()) all.push(...records);
		return all;
	}

	/** the newest `modified` of what is to be written; `undefined` when that is nothing */
	get updated(): string | undefined {
		let newest: string | undefined;
		for (const { modified, records } of this.#kept.values()) {
			if (records.length > 0 && (newest === undefined || compareInstants(newest, modified) < 0)) newest = modified;
		}
		return newest;
	}

	/** records of which something is to be written */
	get size(): number {
		let size = 0;
		for (const { records } of this.#kept.values()) if (records.length > 0) size++;
		return size;
	}
}

function toWritable(advisory: Advisory): WritableRecord {
	const { ecosystem, name, id, malicious } = advisory;
	const key = toKey(ecosystem, toComparedName(ecosystem, name));
	return { key, ecosystem, id, malicious, scope: renderScope(advisory), rest: renderRest(advisory) };
}

/** Text that is no JSON becomes `undefined`, which is no record either. */
function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Of copies with one `modified`. The later one decides what both speak of, and whether the record is withdrawn. */
function unite(known: KeptRecord, found: KeptRecord): KeptRecord {
	if (found.isWithdrawn) return found;
	const keys = new Set(found.records.map(({ key }) => key));
	return { ...found, records: [...known.records.filter(({ key }) => !keys.has(key)), ...found.records] };
}
