/**
 * A bucket of the database file: text, three lines per package, each begun by a line end.
 *
 *   its key: JSON of a string
 *   the scope of each of its advisories, tabs between (record-scope.ts)
 *   the rest of each in the same order, tabs between (record.ts)
 *
 * Only a key starts with a quotation mark, and no line holds a control character of its own but tabs: a look-up is one
 * search for the line that is the key.
 */

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

/** The package with this key. @throws TypeError when renderBucket did not write the text */
export function findInBucket(text: string, key: string): StoredPackage | undefined {
	const at = text.indexOf(`\n${key}\n`);
	if (at === -1) return undefined;
	const scopes = at + key.length + 2;
	const rests = text.indexOf("\n", scopes) + 1;
	if (rests === 0) throw new TypeError("a package ends early");
	const end = text.indexOf("\n", rests);
	return { key, scopes: text.slice(scopes, rests - 1), rests: end === -1 ? text.slice(rests) : text.slice(rests, end) };
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
