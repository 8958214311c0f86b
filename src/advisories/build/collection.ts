/**
 * The records of all sources, each id once: the copy with the newest `modified` wins, of equals the later. What is
 * left out is counted with its reason.
 */
import type { Advisory } from "../../model.ts";
import { toComparedName, toKey } from "../format.ts";
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

interface Kept {
	readonly modified: string;
	readonly records: readonly WritableRecord[];
	readonly isWithdrawn: boolean;
}

export class Collection {
	readonly #kept = new Map<string, Kept>();
	readonly #skipped = new Map<string, number>();
	readonly #examples: { where: string; reason: string }[] = [];
	#read = 0;
	#replaced = 0;
	#malformed = 0;

	/** Adds a record by its JSON text. `where` is shown when it is malformed. */
	add(text: string, where: string): void {
		this.#read++;
		const reading = parseOsv(parseJson(text));
		if (reading.kind === "malformed") {
			this.#malformed++;
			if (this.#examples.length < SHOWN_EXAMPLES) this.#examples.push({ where, reason: reading.reason });
			return;
		}
		const { id, modified } = reading;
		const known = this.#kept.get(id);
		if (known !== undefined) this.#replaced++;
		if (known !== undefined && compareTimes(known.modified, modified) > 0) return;
		if (reading.kind === "withdrawn") {
			this.#kept.set(id, { modified, records: [], isWithdrawn: true });
			return;
		}
		for (const reason of reading.skipped) this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
		this.#kept.set(id, { modified, records: reading.advisories.map(toWritable), isWithdrawn: false });
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
			if (records.length > 0 && (newest === undefined || compareTimes(newest, modified) < 0)) newest = modified;
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

function compareTimes(a: string, b: string): number {
	return Date.parse(a) - Date.parse(b) || (a < b ? -1 : a > b ? 1 : 0);
}
