/**
 * The text of a yarn.lock as yarn 1 writes it: blocks that start with one or more keys and a colon, two spaces for each
 * level below.
 *
 *     "@scope/a@^1.0.0", b@^2.0.0:
 *       version "2.0.1"
 *       dependencies:
 *         c "^3.0.0"
 *
 * One pass over the lines. yarn's own parser (`@yarnpkg/lockfile`) reads the same language; it takes 44 ms to load and
 * 50 times as long to read, so it is the oracle of the tests instead.
 */
import { toSafeExcerpt } from "../../../../lib/sanitise.ts";
import { throwIfConflict } from "../../conflict.ts";
import { toUnreadable } from "../../define.ts";
import { countIndent, listLines } from "../../lines.ts";

export interface ClassicBlock {
	/** as written, quotes taken off; at least one */
	readonly keys: readonly string[];
	/** `version`, `resolved`, … */
	readonly fields: ReadonlyMap<string, string>;
	/** `dependencies`, `optionalDependencies`: ranges by name */
	readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A quoted text as JSON has it, or characters up to what separates texts. */
const TEXT = /"(?:[^"\\]|\\.)*"|[^\s",:][^\s,:]*/y;

/** @throws ScanError naming the line of a merge conflict or of the first syntax error; never quoting the file */
export function parseClassicText(text: string, fileName: string): readonly ClassicBlock[] {
	if (text.trim() === "") throw toUnreadable(fileName, "the file is empty");
	checkVersion(text, fileName);
	try {
		return parseBlocks(text);
	} catch (error) {
		if (!(error instanceof BrokenLine)) throw error;
		throwIfConflict(text, fileName);
		throw toUnreadable(fileName, `no valid yarn lockfile, it breaks at line ${error.line}`, undefined, error);
	}
}

const VERSION = /^# yarn lockfile v(\d+)/m;

/** A file without the comment is taken for version 1, as yarn takes it. */
function checkVersion(text: string, fileName: string): void {
	const [, version = "1"] = VERSION.exec(text) ?? [];
	if (version === "1") return;
	const shown = toSafeExcerpt(version, 20);
	throw toUnreadable(
		fileName,
		`lockfile version ${shown} is not known`,
		"fnsift reads version 1, and those of yarn 2 and later.",
	);
}

class BrokenLine extends Error {
	readonly line: number;

	constructor(line: number) {
		super(`line ${line}`);
		this.line = line;
	}
}

function parseBlocks(text: string): readonly ClassicBlock[] {
	const blocks = new Blocks();
	let number = 0;
	for (const line of listLines(text)) {
		number++;
		const indent = countIndent(line);
		if (indent === line.length) {
			// A line end of old would make a comment of the whole file, which then had no entry.
			if (line.includes("\r")) throw new BrokenLine(number);
			continue;
		}
		const parsed = parseLine(line, indent);
		// An odd number of spaces is no level.
		if (parsed === undefined || !blocks.add(indent / 2, parsed)) throw new BrokenLine(number);
	}
	return blocks.all;
}

interface ParsedLine {
	readonly keys: readonly [string, ...string[]];
	/** `undefined` where deeper lines follow */
	readonly value: string | undefined;
}

class Blocks {
	readonly all: ClassicBlock[] = [];
	#fields: Map<string, string> | undefined;
	#lists = new Map<string, Map<string, string>>();
	#list: Map<string, string> | undefined;

	/** Whether the line fits behind those before it. */
	add(depth: number, { keys, value }: ParsedLine): boolean {
		const [key, ...more] = keys;
		if (depth === 0) return this.#open(keys, value);
		if (more.length > 0 || this.#fields === undefined) return false;
		if (depth === 1) return this.#addField(this.#fields, key, value);
		if (depth !== 2 || this.#list === undefined || value === undefined) return false;
		this.#list.set(key, value);
		return true;
	}

	#open(keys: readonly string[], value: string | undefined): boolean {
		this.#fields = new Map();
		this.#lists = new Map();
		this.#list = undefined;
		this.all.push({ keys, fields: this.#fields, lists: this.#lists });
		return value === undefined;
	}

	#addField(fields: Map<string, string>, key: string, value: string | undefined): boolean {
		this.#list = value === undefined ? new Map() : undefined;
		if (this.#list === undefined) fields.set(key, value ?? "");
		else this.#lists.set(key, this.#list);
		return true;
	}
}

/** `a, "b":` or `a "value"` from a column on; `undefined` when the line is neither. */
function parseLine(line: string, column: number): ParsedLine | undefined {
	const more: string[] = [];
	const key = takeText(line, column);
	if (key === undefined) return undefined;
	let end = TEXT.lastIndex;
	while (line.startsWith(", ", end)) {
		const next = takeText(line, end + 2);
		if (next === undefined) return undefined;
		more.push(next);
		end = TEXT.lastIndex;
	}
	const keys = [key, ...more] as const;
	if (line[end] === ":" && isBlank(line, end + 1)) return { keys, value: undefined };
	const value = line[end] === " " ? takeText(line, end + 1) : undefined;
	return value === undefined || !isBlank(line, TEXT.lastIndex) ? undefined : { keys, value };
}

function isBlank(line: string, from: number): boolean {
	return from === line.length || line.slice(from).trim() === "";
}

function takeText(line: string, at: number): string | undefined {
	TEXT.lastIndex = at;
	const [text] = TEXT.exec(line) ?? [];
	if (text === undefined || !text.startsWith('"')) return text;
	try {
		return String(JSON.parse(text));
	} catch {
		return undefined;
	}
}
