/** What finds the entries of a lockfile format: a pure function from its text to stretches of it. */

/** One entry, as offsets into the text: from the first character of its key to behind its last. */
export interface WrittenEntry {
	/** what it is about, in the words of `EntryFinder.by` */
	readonly key: string;
	readonly start: number;
	readonly end: number;
}

export interface EntryFinder {
	/**
	 * `location`: the install path, relative to the lockfile's folder (`node_modules/a`);
	 * `id`: the real name and the version (`@scope/a@1.0.0`)
	 */
	readonly by: "location" | "id";
	/** In the order of the text. Linear in it; what cannot be understood is left out, never an error. */
	find(text: string): Iterable<WrittenEntry>;
}
