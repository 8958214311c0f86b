/**
 * Values on one line of YAML, as pnpm writes them: plain and quoted text, `{a: b, c: [d, e]}`. Whatever is not surely read
 * as a YAML library reads it is `undefined`.
 */
import type { JsonObject } from "../../json-object.ts";

/** What plain text may start with here; YAML allows some more. */
const PLAIN_START = /[A-Za-z0-9_./~^=+($<\\]/;
/** What ends plain text, or makes it something else. */
const PLAIN_BREAK = /: | #|:$|\s$/;
/** Between brackets commas and brackets count too. */
const FLOW_PLAIN = /[A-Za-z0-9_./~^=+($<\\](?:[^\s,:#[\]{}]|[:#](?![\s,[\]{}]|$)| (?![\s#,[\]{}]))*/y;
const FLOW_QUOTED = /'((?:[^']|'')*)'/y;
const MOST_NESTED = 4;

export type PnpmValue = string | readonly PnpmValue[] | JsonObject;

/** The text behind `key: ` or `- `. */
export function readValue(text: string): PnpmValue | undefined {
	const start = text.charAt(0);
	if (start === "{" || start === "[") return readFlow(text);
	return start === "'" || start === '"' ? readQuoted(text) : readPlain(text);
}

/** A key as it stands in front of its colon. */
export function readKey(text: string): string | undefined {
	if (text.length > 1000 || text === "__proto__") return undefined;
	if (text.startsWith("'")) return readQuoted(text);
	return text.includes(" ") || text.startsWith("<") ? undefined : readPlain(text);
}

function readPlain(text: string): string | undefined {
	return PLAIN_START.test(text.charAt(0)) && !PLAIN_BREAK.test(text) ? text : undefined;
}

function readQuoted(text: string): string | undefined {
	const quote = text.charAt(0);
	if (text.length < 2 || !text.endsWith(quote)) return undefined;
	const inner = text.slice(1, -1);
	if (quote === '"') return inner.includes('"') || inner.includes("\\") ? undefined : inner;
	if (!inner.includes("'")) return inner;
	return inner.replaceAll("''", "").includes("'") ? undefined : inner.replaceAll("''", "'");
}

function readFlow(text: string): PnpmValue | undefined {
	const reader = new FlowReader(text);
	const value = reader.read(0);
	return reader.at === text.length ? value : undefined;
}

class FlowReader {
	at = 0;
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	read(depth: number): PnpmValue | undefined {
		const start = this.#text[this.at];
		if (start !== "{" && start !== "[") return this.#readScalar();
		if (depth === MOST_NESTED) return undefined;
		this.at++;
		return start === "{" ? this.#readMapping(depth + 1) : this.#readSequence(depth + 1);
	}

	#readMapping(depth: number): JsonObject | undefined {
		const mapping: Record<string, PnpmValue> = {};
		if (this.#take("}")) return mapping;
		do {
			const key = this.#readScalar();
			if (key === undefined || key === "__proto__" || Object.hasOwn(mapping, key) || !this.#take(": "))
				return undefined;
			const value = this.read(depth);
			if (value === undefined) return undefined;
			mapping[key] = value;
		} while (this.#take(", "));
		return this.#take("}") ? mapping : undefined;
	}

	#readSequence(depth: number): readonly PnpmValue[] | undefined {
		const items: PnpmValue[] = [];
		if (this.#take("]")) return items;
		do {
			const value = this.read(depth);
			if (value === undefined) return undefined;
			items.push(value);
		} while (this.#take(", "));
		return this.#take("]") ? items : undefined;
	}

	#readScalar(): string | undefined {
		const form = this.#text[this.at] === "'" ? FLOW_QUOTED : FLOW_PLAIN;
		form.lastIndex = this.at;
		const [whole, quoted] = form.exec(this.#text) ?? [];
		if (whole === undefined) return undefined;
		this.at += whole.length;
		return quoted === undefined ? whole : quoted.replaceAll("''", "'");
	}

	#take(text: string): boolean {
		if (!this.#text.startsWith(text, this.at)) return false;
		this.at += text.length;
		return true;
	}
}
