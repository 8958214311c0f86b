/**
 * A long list of names, each with a count, that answers look-ups from its file as it lies there: what a scan does not
 * ask for costs nothing but being read.
 *
 * Written by ../build/name-table.ts as two blocks. The first has lines of a count and up to 20 names that have it, most
 * first: `24e8 semver`. The second has lines in base64 of numbers in little endian: 32 bits for where each name begins
 * in the first block, then 16 bits for each of the bucket tables `Filing` speaks of. A bucket table is an array that has,
 * at the number of each bucket, where in the array its names begin, then where the last one ends, then the names
 * themselves by their rank. A bucket holds whatever has its hash: every name met there is compared.
 */
import { hashLetters } from "./hash.ts";
import { hashEnd, hashStart, reorderMiddle } from "./neighbours.ts";

/** The form of a name under which it is filed. The name itself must have the same letters. */
export type ToForm = (name: string) => string;

/** As many buckets as names, rounded up to a power of two. */
export function countBuckets(names: number): number {
	return names < 2 ? 1 : 2 ** Math.ceil(Math.log2(names));
}

export class NameTable {
	/** how many names */
	readonly size: number;
	readonly #lines: string;
	readonly #toForm: ToForm;
	readonly #begins: Uint32Array;
	readonly #byLetters: Uint16Array;
	readonly #byStart: Uint16Array | undefined;
	readonly #byEnd: Uint16Array | undefined;
	readonly #mask: number;

	/** @throws RangeError when the tables do not fit together. */
	constructor(lines: string, tables: string, toForm: ToForm) {
		const [begins = "", byLetters = "", byStart, byEnd] = tables.split("\n");
		this.#lines = lines;
		this.#toForm = toForm;
		this.#begins = decode32(begins);
		this.size = this.#begins.length;
		const buckets = countBuckets(this.size);
		this.#mask = buckets - 1;
		this.#byLetters = decode16(byLetters, buckets);
		this.#byStart = byStart === undefined ? undefined : decode16(byStart, buckets);
		this.#byEnd = byEnd === undefined ? undefined : decode16(byEnd, buckets);
	}

	/** The name of a rank, 0 for the first. */
	at(rank: number): string {
		const begin = this.#begins[rank] ?? this.#lines.length;
		let end = begin;
		while (this.#lines.charCodeAt(end) > SPACE) end++;
		return this.#lines.slice(begin, end);
	}

	count(rank: number): number {
		const line = this.#lines.lastIndexOf("\n", this.#begins[rank]) + 1;
		return Number(this.#lines.slice(line, this.#lines.indexOf(" ", line)));
	}

	/** The rank of a name, written exactly so. */
	rank(name: string): number | undefined {
		return this.#find(name, name, toItself);
	}

	/** The rank of the first name of this form. */
	find(form: string): number | undefined {
		return this.#find(form, form, this.#toForm);
	}

	#find(text: string, wanted: string, toForm: ToForm): number | undefined {
		const bucket = hashLetters(text, 0, text.length, 0) & this.#mask;
		const end = this.#byLetters[bucket + 1] ?? 0;
		for (let cell = this.#byLetters[bucket] ?? end; cell < end; cell++) {
			const rank = this.#byLetters[cell] ?? 0;
			if (toForm(this.at(rank)) === wanted) return rank;
		}
		return undefined;
	}

	/** The ranks of names, each once, among them all whose form is one edit away. */
	near(form: string): ReadonlySet<number> {
		const found = new Set<number>();
		for (const length of [form.length - 1, form.length, form.length + 1]) {
			this.#collect(this.#byStart, hashStart(form, length), found);
			this.#collect(this.#byEnd, hashEnd(form, length), found);
		}
		for (const reordered of reorderMiddle(form)) {
			const rank = this.find(reordered);
			if (rank !== undefined) found.add(rank);
		}
		return found;
	}

	#collect(table: Uint16Array | undefined, hash: number, found: Set<number>): void {
		if (table === undefined) return;
		const bucket = hash & this.#mask;
		const end = table[bucket + 1] ?? 0;
		for (let cell = table[bucket] ?? end; cell < end; cell++) found.add(table[cell] ?? 0);
	}

	/** How many names begin so. Goes through the list. */
	countPrefix(prefix: string): number {
		let count = 0;
		const wanted = ` ${prefix}`;
		for (let at = this.#lines.indexOf(wanted); at >= 0; at = this.#lines.indexOf(wanted, at + 1)) count++;
		return count;
	}
}

export function toItself(name: string): string {
	return name;
}

const SPACE = 0x20;
const IS_BIG_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

function decode32(line: string): Uint32Array {
	const bytes = decode(line, 4);
	if (IS_BIG_ENDIAN) bytes.swap32();
	return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function decode16(line: string, buckets: number): Uint16Array {
	const bytes = decode(line, 2);
	if (IS_BIG_ENDIAN) bytes.swap16();
	const table = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
	if (table[0] !== buckets + 1 || table[buckets] !== table.length) throw new RangeError("a table is of another list");
	return table;
}

/** Small buffers share memory and may begin anywhere in it: only one of its own is aligned. */
function decode(line: string, width: number): Buffer {
	const bytes = Buffer.alloc(Buffer.byteLength(line, "base64"));
	const length = bytes.write(line, "base64");
	if (length !== bytes.length || length % width !== 0) throw new RangeError("a table is cut off");
	return bytes;
}
