/** Readers of located values, to be put together; each says what it expected where it finds something else. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { type Located, Problem } from "./located.ts";
import { findSimilar } from "./similar.ts";

/** @throws Problem */
export type Reader<T> = (value: Located) => T;

/** Text of at most `longest` code points that has a form. */
export function readText({
	longest,
	form,
	expected,
}: {
	longest: number;
	form: RegExp;
	expected: string;
}): Reader<string> {
	return (value) => {
		if (value.kind !== "scalar" || typeof value.value !== "string") throw expect(expected, value);
		// No text is shorter in code points than half of its length.
		const tooLong = value.value.length > 2 * longest || [...value.value].length > longest;
		if (tooLong) throw new Problem(value.at, `expected ${expected}, at most ${longest} characters`);
		if (!form.test(value.value)) throw expect(expected, value);
		return value.value;
	};
}

export function readBoolean(value: Located): boolean {
	if (value.kind === "scalar" && typeof value.value === "boolean") return value.value;
	throw expect("true or false", value);
}

export function readNumber(lowest: number, highest: number): Reader<number> {
	return (value) => {
		const number = value.kind === "scalar" ? value.value : null;
		if (typeof number === "number" && number >= lowest && number <= highest) return number;
		throw expect(`a number from ${lowest} to ${highest}`, value);
	};
}

/** One of the words; `meanings` lists those that stand for another. */
export function readWord<T extends string>(
	words: readonly T[],
	meanings: ReadonlyMap<string, T> = new Map(),
): Reader<T> {
	return (value) => {
		const text = value.kind === "scalar" && typeof value.value === "string" ? value.value : "";
		const word = words.find((known) => known === text) ?? meanings.get(text);
		if (word !== undefined) return word;
		throw expect(words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`, value);
	};
}

export function readList<T>(read: Reader<T>, most: number): Reader<readonly T[]> {
	return (value) => {
		if (value.kind !== "list") throw expect("a list", value);
		if (value.items.length > most) throw new Problem(value.at, `expected at most ${most} entries`);
		return value.items.map(read);
	};
}

/** A list that is not empty, or a single value in its place. */
export function readOneOrMore<T>(read: Reader<T>, most: number): Reader<readonly T[]> {
	return (value) => {
		if (value.kind !== "list") return [read(value)];
		if (value.items.length === 0) throw expect("at least one entry", value);
		return readList(read, most)(value);
	};
}

export interface Fields<K extends string> {
	/** The value of a key; `undefined` where it is not there. */
	read<T>(key: K, reader: Reader<T>): T | undefined;
	/** The value of a key that was asked for. */
	require<T>(key: K, reader: Reader<T>): T;
}

/** Keys with their values; no other key may be there. `what`: what the keys describe, for errors. */
export function readFields<K extends string>(known: readonly K[], value: Located, what: string): Fields<K> {
	if (value.kind !== "map") throw expect(`${what}: ${listWords(known)}`, value);
	const found = new Map<K, Located>();
	for (const { key, keyAt, value: held } of value.entries) {
		const name = known.find((candidate) => candidate === key);
		if (name === undefined) throw new Problem(keyAt, describeUnknown(key, known));
		found.set(name, held);
	}
	const read = <T>(key: K, reader: Reader<T>) => {
		const held = found.get(key);
		return held === undefined ? undefined : reader(held);
	};
	return {
		read,
		require<T>(key: K, reader: Reader<T>): T {
			const held = found.get(key);
			if (held === undefined) throw new Problem(value.at, `"${key}" is missing: ${what} needs it`);
			return reader(held);
		},
	};
}

/** Without the keys that have no value. */
export function compact<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function describeUnknown(key: string, known: readonly string[]): string {
	const similar = findSimilar(key, known);
	const advice = similar === undefined ? `known here: ${known.join(", ")}` : `did you mean "${similar}"?`;
	return `unknown key "${toSafeExcerpt(key, 60)}", ${advice}`;
}

function listWords(words: readonly string[]): string {
	return words.length < 3 ? words.join(" and ") : `${words.slice(0, 3).join(", ")} …`;
}

export function expect(expected: string, found: Located): Problem {
	return new Problem(found.at, `expected ${expected}, found ${describe(found)}`);
}

function describe(value: Located): string {
	if (value.kind === "list") return value.items.length === 0 ? "an empty list" : "a list";
	if (value.kind === "map") return "keys with values";
	if (value.value === null) return "nothing";
	return typeof value.value === "string" ? `"${toSafeExcerpt(value.value, 60)}"` : String(value.value);
}
