/** The records that a database knows: when each was modified, and in which buckets it is. */
export class KnownRecords {
	readonly #numbers = new Map<string, number>();
	readonly #ids: string[] = [];
	readonly #times: string[] = [];
	/** of each the first bucket; NOWHERE for one of which nothing is in the database */
	readonly #buckets: number[] = [];
	readonly #furtherBuckets = new Map<number, number[]>();

	/** Notes that a bucket holds something of a record, or, without one, that none does. */
	add(id: string, modified: string, bucket: number = NOWHERE): void {
		const number = this.#numbers.get(id);
		if (number === undefined) {
			this.#numbers.set(id, this.#ids.length);
			this.#ids.push(id);
			this.#times.push(modified);
			this.#buckets.push(bucket);
		} else if (this.#buckets[number] !== bucket) {
			const further = this.#furtherBuckets.get(number);
			if (further === undefined) this.#furtherBuckets.set(number, [bucket]);
			else if (!further.includes(bucket)) further.push(bucket);
		}
	}

	get size(): number {
		return this.#ids.length;
	}

	/** From 0 to size - 1, the same for good; `undefined` for an id that is not known. */
	number(id: string): number | undefined {
		return this.#numbers.get(id);
	}

	id(number: number): string {
		return this.#ids[number] ?? "";
	}

	/** its `modified`, RFC 3339 */
	time(number: number): string {
		return this.#times[number] ?? "";
	}

	/** Whether nothing of it is in the database. */
	isIdle(number: number): boolean {
		return this.#buckets[number] === NOWHERE;
	}

	buckets(number: number): readonly number[] {
		const first = this.#buckets[number];
		return first === undefined || first === NOWHERE ? [] : [first, ...(this.#furtherBuckets.get(number) ?? [])];
	}
}

const NOWHERE = -1;
