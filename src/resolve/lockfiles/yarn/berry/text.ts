/**
 * The YAML that yarn 2 and later write: mappings by indentation, plain or double-quoted texts, nothing else.
 *
 * One pass over the lines; a YAML parser takes many times as long, and tens of milliseconds to load. What yarn would not
 * have written so is no matter for this reader: its caller asks the parser then.
 *
 * Source: `stringifySyml` of @yarnpkg/parsers.
 */
import type { JsonObject } from "../../../json-object.ts";
import { countIndent, listLines } from "../../lines.ts";

/** What yarn writes without quotes: it starts with no indicator of YAML, and nothing in it could end it. */
const PLAIN = /(?![-?&*!|>'"%@`])[^,\][{}:# \t](?:[ \t]*[^,\][{}:# \t])*/y;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;
/** Names, ranges and addresses are ASCII; what YAML says of other characters, its parser knows. */
const UNUSUAL = /[^\t\n\r -~]/;
const MAX_DEPTH = 8;

/** `undefined` for anything but what yarn writes, a key that comes twice included. */
export function parseBerryText(text: string): JsonObject | undefined {
	if (UNUSUAL.test(text)) return undefined;
	const reader = new Reader();
	for (const line of listLines(text)) {
		const indent = countIndent(line);
		if (indent < line.length && !reader.add(line, indent)) return undefined;
	}
	return reader.take();
}

type Mapping = Record<string, unknown>;

class Reader {
	readonly #root: Mapping = Object.create(null);
	/** the mappings that are open, from the outermost */
	readonly #open: Mapping[] = [this.#root];
	/** the key that stood on a line of its own behind `? `, as very long ones do */
	#longKey: string | undefined;
	/** the innermost mapping has no entry yet */
	#isEmpty = false;

	/** Whether yarn could have written this line behind those before it. */
	add(line: string, indent: number): boolean {
		const depth = indent / 2;
		const isPlaced = this.#isEmpty ? depth === this.#open.length - 1 : depth < this.#open.length;
		const mapping = isPlaced && depth <= MAX_DEPTH ? this.#open[depth] : undefined;
		if (mapping === undefined) return false;
		this.#open.length = depth + 1;
		if (this.#longKey !== undefined) {
			const key = this.#longKey;
			this.#longKey = undefined;
			return line[indent] === ":" && this.#addEntry(mapping, key, line, indent);
		}
		if (line.startsWith("? ", indent)) {
			const key = takeText(line, indent + 2);
			this.#longKey = key?.end === line.length ? key.text : undefined;
			return this.#longKey !== undefined;
		}
		const key = takeText(line, indent);
		return key !== undefined && line[key.end] === ":" && this.#addEntry(mapping, key.text, line, key.end);
	}

	#addEntry(mapping: Mapping, key: string, line: string, colon: number): boolean {
		if (key in mapping) return false;
		this.#isEmpty = colon + 1 === line.length;
		if (this.#isEmpty) {
			const below: Mapping = Object.create(null);
			mapping[key] = below;
			this.#open.push(below);
			return true;
		}
		const value = line[colon + 1] === " " ? takeText(line, colon + 2) : undefined;
		if (value?.end !== line.length) return false;
		mapping[key] = value.text;
		return true;
	}

	take(): JsonObject | undefined {
		return this.#isEmpty || this.#longKey !== undefined ? undefined : this.#root;
	}
}

interface TakenText {
	readonly text: string;
	/** column behind it */
	readonly end: number;
}

function takeText(line: string, at: number): TakenText | undefined {
	const isQuoted = line[at] === '"';
	const pattern = isQuoted ? QUOTED : PLAIN;
	pattern.lastIndex = at;
	const [text] = pattern.exec(line) ?? [];
	if (text === undefined) return undefined;
	const end = pattern.lastIndex;
	if (!isQuoted) return { text, end };
	try {
		return { text: String(JSON.parse(text)), end };
	} catch {
		return undefined;
	}
}
