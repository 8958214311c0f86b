/** The popular names, filed under the forms in which an imitation meets them; what is costly, when it is first asked for. */
import type { PopularityIndex } from "../../../ports.ts";
import { findScope, toJoined, toNameParts } from "./name.ts";
import { NeighbourIndex } from "./neighbours.ts";

export class PopularNames {
	/** Downloads of the least popular name: what is not in the list has fewer. At least 1. */
	readonly floor: number;
	/** length of the longest name */
	readonly longest: number;
	readonly #popularity: PopularityIndex;
	/** joined -> the most popular name that is written so when separators are left out */
	readonly #byJoined = new Map<string, string>();
	readonly #scopes = new Set<string>();
	readonly #unscoped: string[] = [];
	readonly #prefixes = new Map<string, number>();
	#words: ReadonlyMap<string, number> | undefined;
	#near: NeighbourIndex | undefined;
	#nearScopes: NeighbourIndex | undefined;

	constructor(popularity: PopularityIndex) {
		this.#popularity = popularity;
		this.floor = Math.max(1, popularity.downloads(popularity.names.at(-1) ?? "") ?? 1);
		this.longest = popularity.names.reduce((longest, { length }) => Math.max(longest, length), 0);
		for (const name of popularity.names) {
			const joined = toJoined(name);
			const scope = findScope(name);
			if (scope !== undefined) this.#scopes.add(scope);
			// The list is sorted: of several names with one form the most popular is kept.
			if (this.#byJoined.has(joined)) continue;
			this.#byJoined.set(joined, name);
			if (scope === undefined) this.#unscoped.push(joined);
		}
	}

	/** How many times more often the popular name is downloaded than any name outside the list can be. */
	ratio(name: string): number {
		return (this.#popularity.downloads(name) ?? 0) / this.floor;
	}

	has(name: string): boolean {
		return this.#popularity.downloads(name) !== undefined;
	}

	hasScope(scope: string): boolean {
		return this.#scopes.has(scope);
	}

	/** How often popular names have this word, scopes apart. */
	countWord(word: string): number {
		this.#words ??= countWords(this.#popularity.names);
		return this.#words.get(word) ?? 0;
	}

	/** How many popular names begin with this. Goes through the list once for every prefix. */
	countPrefix(prefix: string): number {
		const known = this.#prefixes.get(prefix);
		if (known !== undefined) return known;
		const count = this.#popularity.names.reduce((sum, name) => sum + Number(name.startsWith(prefix)), 0);
		this.#prefixes.set(prefix, count);
		return count;
	}

	/** The most popular name that is written so when separators are left out. */
	findJoined(joined: string): string | undefined {
		return this.#byJoined.get(joined);
	}

	/** The same among names without scope. */
	findUnscoped(joined: string): string | undefined {
		const name = this.#byJoined.get(joined);
		return name?.startsWith("@") ? undefined : name;
	}

	/** Joined forms of names without scope, among them all that are one edit away. */
	near(joined: string): Iterable<string> {
		this.#near ??= new NeighbourIndex(this.#unscoped);
		return this.#near.near(joined);
	}

	/** Scopes, among them all that are one edit away. */
	nearScopes(scope: string): Iterable<string> {
		this.#nearScopes ??= new NeighbourIndex(this.#scopes);
		return this.#nearScopes.near(scope);
	}
}

function countWords(names: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const name of names) {
		for (const word of toNameParts(name).baseWords) counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return counts;
}
