/** The popular names, under the forms in which an imitation meets them. */
import type { PopularityIndex } from "../../ports.ts";
import type { NameTable } from "./name-table.ts";

export interface PopularityTables {
	readonly names: NameTable;
	readonly words: NameTable;
	readonly scopes: NameTable;
}

export class PopularNames implements PopularityIndex {
	readonly size: number;
	readonly least: number;
	readonly longest: number;
	readonly #tables: PopularityTables;
	readonly #prefixes = new Map<string, number>();

	constructor(tables: PopularityTables, longest: number) {
		this.#tables = tables;
		this.size = tables.names.size;
		this.least = this.size === 0 ? 0 : tables.names.count(this.size - 1);
		this.longest = longest;
	}

	names(): readonly string[] {
		return Array.from({ length: this.size }, (_, rank) => this.#tables.names.at(rank));
	}

	has(name: string): boolean {
		return this.#tables.names.rank(name) !== undefined;
	}

	downloads(name: string): number | undefined {
		const rank = this.#tables.names.rank(name);
		return rank === undefined ? undefined : this.#tables.names.count(rank);
	}

	findJoined(joined: string): string | undefined {
		const rank = this.#tables.names.find(joined);
		return rank === undefined ? undefined : this.#tables.names.at(rank);
	}

	findUnscoped(joined: string): string | undefined {
		const name = this.findJoined(joined);
		return name?.startsWith("@") ? undefined : name;
	}

	near(joined: string): readonly string[] {
		const near = Array.from(this.#tables.names.near(joined), (rank) => this.#tables.names.at(rank));
		return near.filter((name) => !name.startsWith("@"));
	}

	hasScope(scope: string): boolean {
		return this.#tables.scopes.rank(scope) !== undefined;
	}

	nearScopes(scope: string): readonly string[] {
		return Array.from(this.#tables.scopes.near(scope), (rank) => this.#tables.scopes.at(rank));
	}

	countWord(word: string): number {
		const rank = this.#tables.words.rank(word);
		return rank === undefined ? 0 : this.#tables.words.count(rank);
	}

	/** Remembered: it goes through the list. */
	countPrefix(prefix: string): number {
		const known = this.#prefixes.get(prefix);
		if (known !== undefined) return known;
		const count = this.#tables.names.countPrefix(prefix);
		this.#prefixes.set(prefix, count);
		return count;
	}
}
