/** The popular names, filed under every form in which an imitation meets them. Built once per list. */
import type { PopularityIndex } from "../../../ports.ts";
import { type NameParts, toNameParts, toSkeleton } from "./name.ts";
import { NeighbourIndex } from "./neighbours.ts";

export class PopularNames {
	/** Downloads of the least popular name: what is not in the list has fewer. At least 1. */
	readonly floor: number;
	readonly #popularity: PopularityIndex;
	/** joined -> the most popular name that is written so when separators are left out */
	readonly #byJoined = new Map<string, string>();
	readonly #bySkeleton = new Map<string, string>();
	/** sorted words -> name */
	readonly #byWords = new Map<string, string>();
	/** how many names have this word, apart from their scope */
	readonly #words = new Map<string, number>();
	/** how many unscoped names of several words begin with this word */
	readonly #families = new Map<string, number>();
	readonly #scopes = new Set<string>();
	readonly #near: NeighbourIndex;
	readonly #nearScopes: NeighbourIndex;

	constructor(popularity: PopularityIndex) {
		this.#popularity = popularity;
		this.floor = Math.max(1, popularity.downloads(popularity.names.at(-1) ?? "") ?? 1);
		const unscoped = new Set<string>();
		for (const name of popularity.names) {
			const parts = toNameParts(name);
			// The list is sorted: of several names with one form the most popular is kept.
			setIfNew(this.#byJoined, parts.joined, name);
			if (parts.scope === null) {
				this.#fileUnscoped(parts);
				if (this.#byJoined.get(parts.joined) === name) unscoped.add(parts.joined);
			} else {
				this.#scopes.add(parts.scope);
				for (const word of new Set(toNameParts(parts.base).words)) count(this.#words, word);
			}
		}
		this.#near = new NeighbourIndex(unscoped);
		this.#nearScopes = new NeighbourIndex(this.#scopes);
	}

	/** How many times more often the popular name is downloaded than any name outside the list can be. */
	ratio(name: string): number {
		return (this.#popularity.downloads(name) ?? 0) / this.floor;
	}

	has(name: string): boolean {
		return this.#popularity.downloads(name) !== undefined;
	}

	/** Only its owner can publish in a scope, so a scope that is known vouches for its packages. */
	hasScope(scope: string): boolean {
		return this.#scopes.has(scope);
	}

	/** How many popular names have this word. */
	countWord(word: string): number {
		return this.#words.get(word) ?? 0;
	}

	/** How many popular names begin with this word and go on with others: `babel-…`, `gulp-…`. */
	countFamily(word: string): number {
		return this.#families.get(word) ?? 0;
	}

	findJoined(joined: string): string | undefined {
		return this.#byJoined.get(joined);
	}

	findSkeleton(joined: string): string | undefined {
		return this.#bySkeleton.get(toSkeleton(joined));
	}

	findWords(words: readonly string[]): string | undefined {
		return this.#byWords.get([...words].sort().join(" "));
	}

	/** Joined forms of unscoped names, perhaps one edit away. */
	near(joined: string): Iterable<string> {
		return this.#near.near(joined);
	}

	/** Scopes, perhaps one edit away. */
	nearScopes(scope: string): Iterable<string> {
		return this.#nearScopes.near(scope);
	}

	#fileUnscoped({ name, words, joined }: NameParts): void {
		setIfNew(this.#bySkeleton, toSkeleton(joined), name);
		for (const word of new Set(words)) count(this.#words, word);
		const [first] = words;
		if (words.length < 2 || first === undefined) return;
		count(this.#families, first);
		setIfNew(this.#byWords, [...words].sort().join(" "), name);
	}
}

function setIfNew(map: Map<string, string>, key: string, name: string): void {
	if (!map.has(key)) map.set(key, name);
}

function count(counts: Map<string, number>, word: string): void {
	counts.set(word, (counts.get(word) ?? 0) + 1);
}
