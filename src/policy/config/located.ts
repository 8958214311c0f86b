/** Values of a configuration file that know where they are written, and what is wrong with one. */

/** Both from 1. */
export interface Position {
	readonly line: number;
	readonly column: number;
}

export type Scalar = string | number | boolean | null;

export type Located =
	| { readonly kind: "scalar"; readonly value: Scalar; readonly at: Position }
	| { readonly kind: "list"; readonly items: readonly Located[]; readonly at: Position }
	| { readonly kind: "map"; readonly entries: readonly LocatedEntry[]; readonly at: Position };

export interface LocatedEntry {
	/** no two entries of a map have the same */
	readonly key: string;
	readonly keyAt: Position;
	readonly value: Located;
}

/** Thrown by readers of values; turned into a UsageError where the name of the file is known. */
export class Problem extends Error {
	readonly at: Position;

	constructor(at: Position, message: string) {
		super(message);
		this.name = new.target.name;
		this.at = at;
	}
}
