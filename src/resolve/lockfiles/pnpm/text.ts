/**
 * The YAML that pnpm writes, line by line: block mappings, lists of plain items, values on one line, and text in `|-`.
 * Anything else, a comment, an anchor, other text over several lines, makes the whole `undefined`: then yaml.ts reads it,
 * which takes ten times as long. What is read here is what a YAML library makes of it with the failsafe schema; a test
 * holds them against each other on real and mutated files.
 */
import type { JsonObject } from "../../json-object.ts";
import { type PnpmValue, readKey, readValue } from "./scalars.ts";

/** Controls, what YAML counts as line ends or as unprintable, and halves of characters. */
const UNUSUAL = /[^\n\r\P{Cc}]|\r(?!\n)|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;
const RETURN = 13;
const SPACE = 32;
const MOST_NESTED = 8;

/** The documents of the text (without a byte order mark), or `undefined`. */
export function readPnpmText(text: string): readonly JsonObject[] | undefined {
	if (UNUSUAL.test(text)) return undefined;
	const reader = new Reader();
	for (let start = 0; start < text.length; ) {
		const newline = text.indexOf("\n", start);
		const stop = newline === -1 ? text.length : newline;
		const end = stop > start && text.charCodeAt(stop - 1) === RETURN ? stop - 1 : stop;
		if (!reader.addLine(text, start, end)) return undefined;
		start = stop + 1;
	}
	return reader.finish();
}

type Mapping = Record<string, PnpmValue>;
type Level =
	| { readonly indent: number; readonly mapping: Mapping; readonly list?: never }
	| { readonly indent: number; readonly list: PnpmValue[]; readonly mapping?: never };

class Reader {
	readonly #documents: JsonObject[] = [];
	#levels: Level[] = [];
	/** a key whose value is on the lines below, if there are deeper ones */
	#open: { readonly mapping: Mapping; readonly key: string } | undefined;
	#block: Block | undefined;
	#hasStart = false;

	/** Whether the line is understood. */
	addLine(text: string, start: number, end: number): boolean {
		let at = start;
		while (at < end && text.charCodeAt(at) === SPACE) at++;
		const indent = at - start;
		if (at === end) return indent === 0 && (this.#block?.addBlank() ?? true);
		if (this.#block !== undefined) {
			const isIn = this.#block.add(text, start, end, indent);
			if (isIn !== false) return isIn === true;
			this.#endBlock();
		}
		const content = text.slice(at, end);
		if (content === "---" && indent === 0) return this.#startDocument();
		if (!this.#enter(indent, content.startsWith("- "))) return false;
		const level = this.#levels.at(-1);
		if (level?.list !== undefined) return addItem(level.list, content);
		return level !== undefined && this.#addPair(level, content);
	}

	finish(): readonly JsonObject[] | undefined {
		return this.#endDocument() ? this.#documents : undefined;
	}

	#startDocument(): boolean {
		if (this.#levels.length === 0 && !this.#hasStart && this.#documents.length === 0) this.#hasStart = true;
		else if (!this.#endDocument()) return false;
		return true;
	}

	#endDocument(): boolean {
		this.#endBlock();
		this.#close();
		const [root] = this.#levels;
		if (root?.mapping === undefined) return false;
		this.#documents.push(root.mapping);
		this.#levels = [];
		return true;
	}

	/** Makes the level of a line with this indentation the last one. */
	#enter(indent: number, isItem: boolean): boolean {
		const last = this.#levels.at(-1);
		if (last === undefined) {
			if (indent > 0 || isItem) return false;
			this.#levels.push({ indent, mapping: {} });
			return true;
		}
		if (this.#open !== undefined && indent > last.indent) return this.#descend(this.#open, indent, isItem);
		this.#close();
		while ((this.#levels.at(-1)?.indent ?? -1) > indent) this.#levels.pop();
		const level = this.#levels.at(-1);
		return level?.indent === indent && (level.list !== undefined) === isItem;
	}

	#descend({ mapping, key }: { mapping: Mapping; key: string }, indent: number, isItem: boolean): boolean {
		if (this.#levels.length === MOST_NESTED) return false;
		const level: Level = isItem ? { indent, list: [] } : { indent, mapping: {} };
		mapping[key] = level.list ?? level.mapping;
		this.#levels.push(level);
		this.#open = undefined;
		return true;
	}

	/** Nothing deeper followed: the value is empty. */
	#close(): void {
		if (this.#open !== undefined) this.#open.mapping[this.#open.key] = "";
		this.#open = undefined;
	}

	#addPair({ mapping, indent }: Extract<Level, { mapping: Mapping }>, content: string): boolean {
		const colon = findColon(content);
		const key = readKey(content.slice(0, Math.max(0, colon)));
		if (key === undefined || Object.hasOwn(mapping, key)) return false;
		if (colon === content.length - 1) {
			this.#open = { mapping, key };
			return true;
		}
		const text = content.slice(colon + 2);
		if (text === "|-") {
			this.#block = new Block({ mapping, key }, indent);
			return true;
		}
		const value = readValue(text);
		if (value === undefined) return false;
		mapping[key] = value;
		return true;
	}

	#endBlock(): void {
		this.#block?.end();
		this.#block = undefined;
	}
}

/** Where the colon behind the key is, before a space or at the end; -1 where there is none. */
function findColon(content: string): number {
	if (content.startsWith("'")) {
		const quote = content.indexOf("':", 1);
		const after = content[quote + 2];
		return quote !== -1 && (after === undefined || after === " ") ? quote + 1 : -1;
	}
	const colon = content.indexOf(": ");
	if (colon !== -1) return colon;
	return content.endsWith(":") ? content.length - 1 : -1;
}

function addItem(list: PnpmValue[], content: string): boolean {
	const value = readValue(content.slice(2));
	if (typeof value !== "string") return false;
	list.push(value);
	return true;
}

/** Text in `|-`: its lines as they are, line ends at its end left out. */
class Block {
	readonly #target: { readonly mapping: Mapping; readonly key: string };
	readonly #keyIndent: number;
	#indent: number | undefined;
	readonly #lines: string[] = [];
	#blanks = 0;

	constructor(target: { readonly mapping: Mapping; readonly key: string }, keyIndent: number) {
		this.#target = target;
		this.#keyIndent = keyIndent;
	}

	/** `false`: the line is behind the text; `undefined`: not understood */
	add(text: string, start: number, end: number, indent: number): boolean | undefined {
		if (indent <= this.#keyIndent) return this.#indent === undefined ? undefined : false;
		this.#indent ??= indent;
		if (indent < this.#indent) return undefined;
		for (; this.#blanks > 0; this.#blanks--) this.#lines.push("");
		this.#lines.push(text.slice(start + this.#indent, end));
		return true;
	}

	/** Whether it is understood: not in front of the first line. */
	addBlank(): boolean {
		this.#blanks++;
		return this.#indent !== undefined;
	}

	end(): void {
		this.#target.mapping[this.#target.key] = this.#lines.join("\n");
	}
}
