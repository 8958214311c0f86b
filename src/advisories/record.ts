/**
 * Advisories as the database stores them: all of one package in a text, one per line, without the ecosystem and name,
 * which are the key. A line holds a letter and two JSON arrays, which a tab separates (JSON escapes tabs and line ends):
 *
 *   severity [ranges, versions] TAB [id, modified, title, aliases, cwes, score]
 *
 * - severity is its first letter, in upper case when the record calls the package malware
 * - a range is an array of strings, one per event, a letter and the version: `i` introduced, `f` fixed, `l` last
 *   affected, `m` limit; before them, where they apply: `E` for an ECOSYSTEM range, `k` and the last known affected
 * - a title of the most common form is `0`; a CWE is its number; what is empty at the end of the second array is left out
 *
 * A scan asks for thousands of names, popular ones have dozens of records each, and next to none of them affects the
 * version at hand. So only what judging needs, all before the tab, is read at once, and once for all records that
 * have it in common; the second array is read when one of its fields is asked for.
 */
import type { Advisory, AdvisoryRange, Ecosystem, Severity } from "../model.ts";
import { parseScope, type RecordScope, renderScope } from "./record-scope.ts";

/** The line of an advisory. */
export function renderRecord(advisory: Advisory): string {
	const rest: unknown[] = [
		advisory.id,
		advisory.modified,
		advisory.title === toCommonTitle(advisory.ecosystem, advisory.name) ? 0 : advisory.title,
		advisory.aliases,
		advisory.cwes.map((cwe) => Number(cwe.slice(4))),
	];
	if (advisory.score !== null) rest.push(advisory.score);
	else while (isEmpty(rest.at(-1))) rest.pop();
	return `${renderScope(advisory)}\t${JSON.stringify(rest)}`;
}

/** A package's advisories from their lines. */
export function joinRecords(lines: readonly string[]): string {
	return lines.join("\n");
}

/**
 * The advisories of a package. Their fields may be computed when they are read: copy them by name.
 * @throws what `toError` makes of text that joinRecords did not write, now or when a field is read
 */
export function parseRecords(
	ecosystem: Ecosystem,
	name: string,
	text: string,
	toError: (cause: unknown) => Error,
): readonly Advisory[] {
	const advisories: Advisory[] = [];
	try {
		for (let start = 0, end = 0; start <= text.length; start = end + 1) {
			end = text.indexOf("\n", start);
			if (end === -1) end = text.length;
			const tab = text.indexOf("\t", start);
			const scope = parseScope(text.slice(start, tab));
			advisories.push(new StoredAdvisory(ecosystem, name, scope, text.slice(tab + 1, end), toError));
		}
	} catch (error) {
		throw toError(error);
	}
	return advisories;
}

class StoredAdvisory implements Advisory {
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly severity: Severity;
	readonly malicious: boolean;
	readonly ranges: readonly AdvisoryRange[];
	readonly versions: readonly string[];
	readonly #text: string;
	readonly #toError: (cause: unknown) => Error;
	#rest: Rest | undefined;

	constructor(
		ecosystem: Ecosystem,
		name: string,
		scope: RecordScope,
		text: string,
		toError: (cause: unknown) => Error,
	) {
		this.ecosystem = ecosystem;
		this.name = name;
		this.severity = scope.severity;
		this.malicious = scope.malicious;
		this.ranges = scope.ranges;
		this.versions = scope.versions;
		this.#text = text;
		this.#toError = toError;
	}

	get id(): string {
		return this.#read().id;
	}

	get modified(): string {
		return this.#read().modified;
	}

	get title(): string {
		return this.#read().title ?? toCommonTitle(this.ecosystem, this.name);
	}

	get aliases(): readonly string[] {
		return this.#read().aliases;
	}

	get cwes(): readonly string[] {
		return this.#read().cwes;
	}

	get score(): number | null {
		return this.#read().score;
	}

	#read(): Rest {
		if (this.#rest === undefined) {
			try {
				this.#rest = parseRest(this.#text);
			} catch (error) {
				throw this.#toError(error);
			}
		}
		return this.#rest;
	}
}

/** What the last array of a line says; a title of `null` is the common one. */
type Rest = Pick<Advisory, "id" | "modified" | "aliases" | "cwes" | "score"> & { readonly title: string | null };

function parseRest(text: string): Rest {
	const fields: unknown = JSON.parse(text);
	if (!Array.isArray(fields)) throw new TypeError("a list expected");
	const [id, modified, title = 0, aliases = [], cwes = [], score = null] = fields;
	if (typeof id !== "string" || typeof modified !== "string" || !(title === 0 || typeof title === "string")) {
		throw new TypeError("a text expected");
	}
	if (score !== null && typeof score !== "number") throw new TypeError("a number expected");
	return {
		id,
		modified,
		title: title === 0 ? null : title,
		aliases: toTexts(aliases),
		cwes: toNumbers(cwes).map((cwe) => `CWE-${cwe}`),
		score,
	};
}

function toCommonTitle(ecosystem: Ecosystem, name: string): string {
	return `Malicious code in ${name} (${ecosystem})`;
}

function isEmpty(field: unknown): boolean {
	return field === 0 || (Array.isArray(field) && field.length === 0);
}

function toTexts(value: unknown): readonly string[] {
	if (!Array.isArray(value) || !value.every((entry) => typeof entry === "string"))
		throw new TypeError("texts expected");
	return value;
}

function toNumbers(value: unknown): readonly number[] {
	if (!Array.isArray(value) || !value.every(Number.isSafeInteger)) throw new TypeError("numbers expected");
	return value;
}
