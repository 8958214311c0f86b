/** What the core needs from outside. Implementations live at the edges; tests pass their own. */
import type { Advisory, DatabaseInfo, Ecosystem, Exploitation, ExploitsInfo, Stage } from "./model.ts";

/** Read-only look-ups in advisory data. */
export interface AdvisoryIndex {
	readonly info: DatabaseInfo;
	/**
	 * All records for a package, withdrawn ones left out; empty when there are none.
	 * @throws DatabaseError when the data read for this look-up is damaged: never an empty answer instead.
	 */
	find(ecosystem: Ecosystem, name: string): readonly Advisory[];
	/**
	 * Of the records that `find` gives, those that may affect a version: all that affect it, and all of which that cannot
	 * be said. There where records can be left out for less than giving them costs.
	 * @throws DatabaseError as `find`
	 */
	findFor?(ecosystem: Ecosystem, name: string, version: string): readonly Advisory[];
	/** Whether there are records of this ecosystem at all: without, an empty answer says nothing. */
	covers(ecosystem: Ecosystem): boolean;
	/**
	 * There where look-ups go over a network: asks ahead. Afterwards `find` answers for the names of queries without a
	 * version, and for those of which a version is affected; versions that are neither there nor unanswered are not.
	 * @returns the queries that could not be answered
	 * @throws DatabaseError `advisories-unavailable` when none could, nor any before
	 */
	prepare?(queries: readonly AdvisoryQuery[]): Promise<readonly Unanswered[]>;
	/** Whether `find` answers for this name; without `prepare` it does for all. `find` throws where it does not. */
	canFind?(ecosystem: Ecosystem, name: string): boolean;
	close(): void;
}

/** What is asked of a service of advisories. */
export interface AdvisoryQuery {
	readonly ecosystem: Ecosystem;
	readonly name: string;
	/** `null` asks for all records of the name */
	readonly version: string | null;
}

export interface Unanswered {
	readonly query: AdvisoryQuery;
	/** the rest of a sentence: `it answered with status 500` */
	readonly reason: string;
}

/** What is known of attacks on vulnerabilities. */
export interface ExploitIndex {
	readonly info: ExploitsInfo;
	/**
	 * `null` when no source lists the CVE.
	 * @throws DatabaseError when the data read for this look-up is damaged
	 */
	find(cve: string): Exploitation | null;
	close(): void;
}

/** The most downloaded packages, under the forms in which an imitation meets them. */
export interface PopularityIndex {
	/** how many names */
	readonly size: number;
	/** downloads of the least popular name, which no name outside the list reaches; 0 for an empty list */
	readonly least: number;
	/** characters of the longest name */
	readonly longest: number;
	/** from the most to the least popular */
	names(): readonly string[];
	/** written exactly so */
	has(name: string): boolean;
	/** downloads in the month the list was made; `undefined` for a name that is not in the list */
	downloads(name: string): number | undefined;
	/** The most popular name that is written so when separators are left out and capitals made small. */
	findJoined(joined: string): string | undefined;
	/** The same; `undefined` when it has a scope. */
	findUnscoped(joined: string): string | undefined;
	/** Names that `findUnscoped` finds, among them all whose joined form is one edit away from this one. */
	near(joined: string): readonly string[];
	/** Whether popular packages have this scope, given without `@`. */
	hasScope(scope: string): boolean;
	/** Scopes, among them all that are one edit away. */
	nearScopes(scope: string): readonly string[];
	/** How often popular names have this word, scopes apart. */
	countWord(word: string): number;
	/** How many popular names begin so. */
	countPrefix(prefix: string): number;
}

/** What the registry says about one published version. */
export interface RegistryVersion {
	readonly version: string;
	readonly deprecated: boolean;
	readonly dependencies: ReadonlyMap<string, string>;
	readonly optionalDependencies: ReadonlyMap<string, string>;
	readonly peerDependencies: ReadonlyMap<string, string>;
}

/** What a published version weighs, without its dependencies. */
export interface PublishedSize {
	/** bytes when unpacked */
	readonly uncompressed: number;
	/** bytes of the tarball, which is about what the files take in a zip; `null` when the registry does not say */
	readonly compressed: number | null;
	readonly files: number;
}

export interface Registry {
	/** Every published version, in no particular order; `undefined` when the registry does not have the package. */
	versions(name: string): Promise<readonly RegistryVersion[] | undefined>;
	/** As the registry says, else measured from the tarball; `null` when neither can be had. */
	size(name: string, version: string): Promise<PublishedSize | null>;
}

export interface Clock {
	now(): Date;
}

/** Called often and cheaply; whoever listens decides what to show. */
export interface Progress {
	/** `total` is `null` while it is not known */
	step(stage: Stage, label: string, done: number, total: number | null): void;
}
