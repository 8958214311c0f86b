/**
 * Advisories as the database stores them, without ecosystem and name, which are the key: in two texts.
 *
 *   scope  what judging needs, see record-scope.ts
 *   rest   [id, modified, title, aliases, cwes, score], JSON; a title of the most common form is `0`, a CWE is its
 *          number; what is empty at the end is left out
 *
 * A scan asks for thousands of names, popular ones have dozens of records each, and next to none of them affects the
 * version at hand. So a look-up parses nothing; a text is parsed when a field of it is read, and equal scopes once
 * for all records.
 */
import type { Advisory, AdvisoryRange, Ecosystem, Severity } from "../model.ts";
import type { StoredPackage } from "./bucket.ts";
import { toAsciiJson } from "./format.ts";
import { parseScope, type RecordScope } from "./record-scope.ts";

/** Between the scopes of a package's advisories, and between the rests: JSON escapes tabs. */
export const SEPARATOR = "\t";

/** What renderScope leaves out. */
export function renderRest(advisory: Advisory): string {
	const rest: unknown[] = [
		advisory.id,
		advisory.modified,
		advisory.title === toCommonTitle(advisory.ecosystem, advisory.name) ? 0 : advisory.title,
		advisory.aliases,
		advisory.cwes.map((cwe) => Number(cwe.slice(4))),
	];
	if (advisory.score !== null) rest.push(advisory.score);
	else while (isEmpty(rest.at(-1))) rest.pop();
	return toAsciiJson(rest);
}

/** Id and `modified` of a rest, without parsing it: neither holds a quotation mark. @throws TypeError */
export function parseIdentity(rest: string): { readonly id: string; readonly modified: string } {
	const end = rest.indexOf('"', 2);
	const last = rest.indexOf('"', end + 3);
	if (!rest.startsWith('["') || end < 0 || last < 0) throw new TypeError("an id expected");
	return { id: rest.slice(2, end), modified: rest.slice(end + 3, last) };
}

/** All that the advisories of a package have in common: where their fields come from. */
class RecordTexts {
	readonly ecosystem: Ecosystem;
	readonly name: string;
	/** how many advisories */
	readonly count: number;
	readonly #toError: (cause: unknown) => Error;
	// Texts, each replaced by what it says when that is asked for.
	readonly #scopes: (string | RecordScope)[];
	readonly #restsText: string;
	#rests: (string | Rest)[] | undefined;

	constructor(ecosystem: Ecosystem, name: string, stored: StoredPackage, toError: (cause: unknown) => Error) {
		this.ecosystem = ecosystem;
		this.name = name;
		this.#scopes = stored.scopes.split(SEPARATOR);
		this.count = this.#scopes.length;
		this.#restsText = stored.rests;
		this.#toError = toError;
	}

	scope(number: number): RecordScope {
		return this.#parse(this.#scopes, number, parseScope);
	}

	rest(number: number): Rest {
		this.#rests ??= this.#restsText.split(SEPARATOR);
		return this.#parse(this.#rests, number, parseRest);
	}

	#parse<T extends object>(texts: (string | T)[], number: number, parse: (text: string) => T): T {
		const text = texts[number];
		if (typeof text === "object") return text;
		try {
			if (text === undefined || texts.length !== this.count) throw new TypeError("another number of records");
			const parsed = parse(text);
			texts[number] = parsed;
			return parsed;
		} catch (error) {
			throw this.#toError(error);
		}
	}
}

/**
 * The advisories of a package. Their fields are computed when they are read: copy them by name. Reading one throws what
 * `toError` makes of text that was not rendered here.
 */
export function toAdvisories(
	ecosystem: Ecosystem,
	name: string,
	stored: StoredPackage,
	toError: (cause: unknown) => Error,
): readonly Advisory[] {
	const texts = new RecordTexts(ecosystem, name, stored, toError);
	const advisories: Advisory[] = [];
	for (let number = 0; number < texts.count; number++) advisories.push(new StoredAdvisory(texts, number));
	return advisories;
}

class StoredAdvisory implements Advisory {
	readonly #texts: RecordTexts;
	readonly #number: number;

	constructor(texts: RecordTexts, number: number) {
		this.#texts = texts;
		this.#number = number;
	}

	get ecosystem(): Ecosystem {
		return this.#texts.ecosystem;
	}

	get name(): string {
		return this.#texts.name;
	}

	get severity(): Severity {
		return this.#texts.scope(this.#number).severity;
	}

	get malicious(): boolean {
		return this.#texts.scope(this.#number).malicious;
	}

	get ranges(): readonly AdvisoryRange[] {
		return this.#texts.scope(this.#number).ranges;
	}

	get versions(): readonly string[] {
		return this.#texts.scope(this.#number).versions;
	}

	get id(): string {
		return this.#texts.rest(this.#number).id;
	}

	get modified(): string {
		return this.#texts.rest(this.#number).modified;
	}

	get title(): string {
		return this.#texts.rest(this.#number).title ?? toCommonTitle(this.ecosystem, this.name);
	}

	get aliases(): readonly string[] {
		return this.#texts.rest(this.#number).aliases;
	}

	get cwes(): readonly string[] {
		return this.#texts.rest(this.#number).cwes;
	}

	get score(): number | null {
		return this.#texts.rest(this.#number).score;
	}
}

/** A title of `null` is the common one. */
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
