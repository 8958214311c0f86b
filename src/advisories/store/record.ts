/**
 * Advisories as the database stores them, without ecosystem and name, which are the key: in two texts.
 *
 *   scope  what judging needs, see record-scope.ts
 *   rest   [id, modified, title, aliases, cwes, score], JSON; a title of the most common form is `0`, a CWE is its
 *          number; what is empty at the end is left out
 *
 * A scan asks for thousands of names, popular ones have dozens of records each, and next to none of them affects the
 * version at hand. So a look-up parses no rests, and does not even read them before a field of one is; equal scopes are
 * parsed and judged once for all records.
 */
import { mayAffect } from "../../lib/affected.ts";
import type { Advisory, AdvisoryRange, Ecosystem, Severity } from "../../model.ts";
import { parseScopes, type ScopeRun, SEPARATOR } from "./bucket.ts";
import { toAsciiJson } from "./format.ts";
import { parseScope, type RecordScope } from "./record-scope.ts";

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

/** Where the two texts of a package's advisories come from. */
export interface RecordTexts {
	readonly scopes: string;
	readRests(): string;
}

/**
 * The advisories of a package. Their fields are computed when they are read: copy them by name. Reading one, and
 * judging, throws what `toError` makes of text that was not rendered here.
 */
export class StoredAdvisories {
	readonly ecosystem: Ecosystem;
	readonly name: string;
	readonly #texts: RecordTexts;
	readonly #toError: (cause: unknown) => Error;
	readonly #runs: readonly ScopeRun[];
	/** Texts, each replaced by what it says when that is asked for. */
	#rests: (string | Rest)[] | undefined;

	constructor(ecosystem: Ecosystem, name: string, texts: RecordTexts, toError: (cause: unknown) => Error) {
		this.ecosystem = ecosystem;
		this.name = name;
		this.#texts = texts;
		this.#toError = toError;
		this.#runs = parseScopes(texts.scopes);
	}

	/** All of them; for a version, those that affect it and those of which that cannot be said. */
	list(version?: string): readonly Advisory[] {
		let listed: Advisory[] | undefined;
		let start = 0;
		for (const { scope, count } of this.#runs) {
			const end = start + count;
			if (version === undefined || mayAffect(this.ecosystem, this.parseScope(scope), version)) {
				listed ??= [];
				for (let number = start; number < end; number++) listed.push(new StoredAdvisory(this, scope, number));
			}
			start = end;
		}
		return listed ?? NONE;
	}

	parseScope(text: string): RecordScope {
		try {
			return parseScope(text);
		} catch (error) {
			throw this.#toError(error);
		}
	}

	parseRest(number: number): Rest {
		this.#rests ??= this.#texts.readRests().split(SEPARATOR);
		const text = this.#rests[number];
		if (typeof text === "object") return text;
		try {
			const count = this.#runs.reduce((sum, run) => sum + run.count, 0);
			if (text === undefined || this.#rests.length !== count) throw new TypeError("another number of records");
			const rest = parseRest(text);
			this.#rests[number] = rest;
			return rest;
		} catch (error) {
			throw this.#toError(error);
		}
	}
}

const NONE: readonly Advisory[] = [];

class StoredAdvisory implements Advisory {
	readonly #package: StoredAdvisories;
	readonly #number: number;
	readonly #scope: string;

	constructor(stored: StoredAdvisories, scope: string, number: number) {
		this.#package = stored;
		this.#scope = scope;
		this.#number = number;
	}

	get ecosystem(): Ecosystem {
		return this.#package.ecosystem;
	}

	get name(): string {
		return this.#package.name;
	}

	get severity(): Severity {
		return this.#package.parseScope(this.#scope).severity;
	}

	get malicious(): boolean {
		return this.#package.parseScope(this.#scope).malicious;
	}

	get ranges(): readonly AdvisoryRange[] {
		return this.#package.parseScope(this.#scope).ranges;
	}

	get versions(): readonly string[] {
		return this.#package.parseScope(this.#scope).versions;
	}

	get id(): string {
		return this.#package.parseRest(this.#number).id;
	}

	get modified(): string {
		return this.#package.parseRest(this.#number).modified;
	}

	get title(): string {
		return this.#package.parseRest(this.#number).title ?? toCommonTitle(this.ecosystem, this.name);
	}

	get aliases(): readonly string[] {
		return this.#package.parseRest(this.#number).aliases;
	}

	get cwes(): readonly string[] {
		return this.#package.parseRest(this.#number).cwes;
	}

	get score(): number | null {
		return this.#package.parseRest(this.#number).score;
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
