/**
 * The records of all sources, each id once: of several copies, the newer wins as copies.ts says. What is left out is
 * counted with its reason.
 */
import type { Advisory, Ecosystem } from "../../model.ts";
import { compareInstants } from "../instant.ts";
import { parseOsv } from "../osv.ts";
import { toComparedName, toKey } from "../store/format.ts";
import { renderRest } from "../store/record.ts";
import { renderScope } from "../store/record-scope.ts";
import { type KeptRecord, type RecordCopy, uniteCopies } from "./copies.ts";
import type { WritableRecord } from "./write.ts";

const SHOWN_EXAMPLES = 20;

export interface CollectionCounts {
	/** records read, readable or not */
	readonly read: number;
	readonly withdrawn: number;
	/** copies of a record that was there before */
	readonly repeated: number;
	/** records of which nothing concerns a package that fnsift knows */
	readonly unconcerned: number;
	/** records that are no OSV records */
	readonly malformed: number;
	/** the first few of them */
	readonly examples: readonly { readonly where: string; readonly reason: string }[];
	/** parts of records that were left out, by reason */
	readonly skipped: ReadonlyMap<string, number>;
}

export class Collection {
	readonly #kept = new Map<string, KeptRecord>();
	readonly #skipped = new Map<string, number>();
	readonly #examples: { where: string; reason: string }[] = [];
	readonly #ecosystems: ReadonlySet<Ecosystem> | null;
	readonly #unite: typeof uniteCopies;
	#read = 0;
	#repeated = 0;
	#malformed = 0;

	/**
	 * `ecosystems`: those of which packages are kept; `null` for all. `unite`: what is kept of a record that is there
	 * before, and of a copy of it that is read now
	 */
	constructor(ecosystems: readonly Ecosystem[] | null = null, unite = uniteCopies) {
		this.#ecosystems = ecosystems && new Set(ecosystems);
		this.#unite = unite;
	}

	/**
	 * Adds a record by its JSON text. `where` is shown when it is malformed.
	 * @returns its `modified`; `undefined` when it is malformed
	 */
	add(text: string, where: string): string | undefined {
		const found = this.#parse(text, where);
		if (found === undefined) return undefined;
		const known = this.#kept.get(found.id);
		if (known !== undefined) this.#repeated++;
		this.#kept.set(found.id, known === undefined ? found : this.#unite(known, found));
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

	#parse(text: string, where: string): (RecordCopy & { readonly id: string }) | undefined {
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
			repeated: this.#repeated,
			unconcerned: kept.filter(({ isWithdrawn, records }) => !isWithdrawn && records.length === 0).length,
			malformed: this.#malformed,
			examples: this.#examples,
			skipped: this.#skipped,
		};
	}

	/** Whether anything is to be written of this ecosystem. */
	covers(ecosystem: Ecosystem): boolean {
		for (const { records } of this.#kept.values()) if (records.some((one) => one.ecosystem === ecosystem)) return true;
		return false;
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
