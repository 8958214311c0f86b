/**
 * Writes the list of popular names that ../popularity.ts reads.
 *
 * 1. The names themselves with their downloads. Under their halves lie those that a slip of letters can imitate: of the
 *    names without scope the most popular of each joined form, unless a name with scope is more popular.
 * 2. The words of the names, scopes apart, with how many times popular names have them.
 * 3. The scopes, with the downloads of the most popular package in them.
 */
import { crc32 } from "node:zlib";
import { findScope, toJoined, toNameParts } from "../../lib/name-parts.ts";
import { toItself } from "../popularity/name-table.ts";
import { type CountedName, renderNameTable } from "./name-table.ts";

/** @param rows names and downloads a month, from the most to the least popular. @throws RangeError */
export function renderPopularity(rows: readonly (readonly [name: string, downloads: number])[]): string {
	const names = rows.map(([name, downloads]): CountedName => [name, toCount(downloads)]);
	for (const [at, [, downloads]] of rows.entries()) {
		if (downloads > (rows[at - 1]?.[1] ?? downloads)) throw new RangeError("names are not in the order of downloads");
	}
	const first = takeFirst(names, toJoined);
	if (takeFirst(names, toItself).size !== names.length) throw new RangeError("a name is there twice");
	const files = (name: string) => findScope(name) === undefined && first.get(toJoined(name))?.[0] === name;
	const blocks = [
		renderNameTable(names, { toForm: toJoined, files }),
		renderNameTable(countWords(names)),
		renderNameTable(toScopes(names), { toForm: toItself, files: () => true }),
	];
	const longest = names.reduce((length, [name]) => Math.max(length, name.length), 0);
	const [header, body] = [`fnsift-popularity 3 npm ${names.length} ${longest}`, `${blocks.join("\n\n")}\n`];
	return `${header} ${crc32(body, crc32(header)).toString(16).padStart(8, "0")}\n${body}`;
}

/** Two significant digits: 2399072936 is `24e8`. What is compared is powers of ten. */
function toCount(downloads: number): string {
	if (downloads < 10) return `${downloads}e0`;
	const [digits = "", exponent] = downloads.toExponential(1).split("e+");
	return `${digits.replace(".", "")}e${Number(exponent) - 1}`;
}

function takeFirst(names: readonly CountedName[], toKey: (name: string) => string): Map<string, CountedName> {
	const first = new Map<string, CountedName>();
	for (const counted of names) {
		const key = toKey(counted[0]);
		if (!first.has(key)) first.set(key, counted);
	}
	return first;
}

function countWords(names: readonly CountedName[]): readonly CountedName[] {
	const counts = new Map<string, number>();
	for (const [name] of names) {
		for (const word of toNameParts(name).baseWords) counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return [...counts].sort(([, a], [, b]) => b - a).map(([word, count]) => [word, `${count}`]);
}

function toScopes(names: readonly CountedName[]): readonly CountedName[] {
	return [...takeFirst(names, (name) => findScope(name) ?? "")]
		.filter(([scope]) => scope !== "")
		.map(([scope, [, count]]) => [scope, count]);
}
