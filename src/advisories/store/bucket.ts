/**
 * A bucket of the database file: text, three lines per package, each begun by a line end.
 *
 *   its key: JSON of a string
 *   the scope of each of its advisories (record-scope.ts), tabs between; equal ones follow each other, and all but the
 *   first of them are left empty
 *   the rest of each in the same order, tabs between (record.ts)
 *
 * Only a key starts with a quotation mark, and no line holds a control character of its own but tabs: a look-up is one
 * search for the line that is the key.
 */

/** Between the scopes of a package's advisories, and between the rests: JSON escapes tabs. */
export const SEPARATOR = "\t";
const TAB = 0x09;

/** A package in a bucket. */
export interface StoredPackage {
	readonly key: string;
	readonly scopes: string;
	readonly rests: string;
}

/** Packages as the text of a bucket. */
export function renderBucket(packages: readonly StoredPackage[]): string {
	return packages.map(({ key, scopes, rests }) => `\n${key}\n${scopes}\n${rests}`).join("");
}

/** Where in a bucket the texts of a package are. */
export interface PackagePlace {
	readonly scopes: string;
	/** where its rests start and end in the bucket: next to no look-up needs them */
	readonly restsStart: number;
	readonly restsEnd: number;
}

/** The package with this key. @throws TypeError when renderBucket did not write the text */
export function findInBucket(text: string, key: string): PackagePlace | undefined {
	const at = text.indexOf(`\n${key}\n`);
	if (at === -1) return undefined;
	const scopes = at + key.length + 2;
	const restsStart = text.indexOf("\n", scopes) + 1;
	if (restsStart === 0) throw new TypeError("a package ends early");
	const end = text.indexOf("\n", restsStart);
	return { scopes: text.slice(scopes, restsStart - 1), restsStart, restsEnd: end === -1 ? text.length : end };
}

/** One scope, and how many advisories that follow each other have it. */
export interface ScopeRun {
	readonly scope: string;
	readonly count: number;
}

/** The scopes of a package's advisories as a line. */
export function renderScopes(scopes: readonly string[]): string {
	return scopes.map((scope, at) => (scope === scopes[at - 1] ? "" : scope)).join(SEPARATOR);
}

/** What renderScopes was given. There are no more advisories than characters, and one more. */
export function parseScopes(line: string): readonly ScopeRun[] {
	const runs: ScopeRun[] = [];
	for (let start = 0; ; ) {
		const separator = line.indexOf(SEPARATOR, start);
		const end = separator === -1 ? line.length : separator;
		let next = end;
		while (line.charCodeAt(next) === TAB) next++;
		const isLast = next === line.length;
		runs.push({ scope: line.slice(start, end), count: next - end + (isLast ? 1 : 0) });
		if (isLast) return runs;
		start = next;
	}
}

/** All packages, as they are in the text. @throws TypeError when renderBucket did not write it */
export function parseBucket(text: string): readonly StoredPackage[] {
	const [before, ...lines] = text.split("\n");
	if (before !== "") throw new TypeError("a line end expected");
	const packages: StoredPackage[] = [];
	for (let line = 0; line < lines.length; line += 3) {
		const [key, scopes, rests] = lines.slice(line, line + 3);
		if (key === undefined || scopes === undefined || rests === undefined) throw new TypeError("a package ends early");
		packages.push({ key, scopes, rests });
	}
	return packages;
}
