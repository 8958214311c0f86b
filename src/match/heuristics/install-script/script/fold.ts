/**
 * Brings a script into the one form that the detectors look at, so that trivial obfuscation does not hide anything.
 *
 * Contract: linear in the text (every look back is bounded), never executes, never throws. In one pass over the tokens:
 * 1. names given to modules, functions and literals are replaced by what they stand for (`const c = require("fs")`
 *    makes `c.x` into `fs.x`; `{ exec }`, `import * as`, `promisify(exec)`, interop helpers and `(0, f.g)` likewise);
 * 2. `a["b"]` becomes `a.b`, `globalThis.process` becomes `process`, every way to say `require` becomes `require`;
 * 3. literals are put together: `"a" + "b"`, `["a","b"].join("")`, `.split("").reverse()`, base64, hex, char codes.
 * What was seen on the way is noted: local files asked for, commands started, text decoded, text evaluated.
 */
import { DECODERS, FUNCTIONS, METHODS } from "./calls.ts";
import { INTEROP, isEvaluator, isRequire, isStarter, toCanonicalPath } from "./names.ts";
import type { Token } from "./tokens.ts";
import { endsValue, type Item, isKeyword, isPunctuation, isValue, LIST_LIMIT, renderItem } from "./values.ts";

/** A text found inside a script, and where. */
export interface Embedded {
	readonly text: string;
	/** offset in the source */
	readonly at: number;
}

export interface FoldedScript {
	readonly items: readonly Item[];
	/** relative specifiers and paths of the package's own files that are loaded */
	readonly imports: readonly Embedded[];
	/** command lines handed to a shell or started as a process, as far as they are literal */
	readonly commands: readonly Embedded[];
	/** readable text that came out of base64, hex, percent or character codes */
	readonly decoded: readonly Embedded[];
	/** literal text handed to eval, Function, vm or a module's _compile */
	readonly evaluated: readonly Embedded[];
}

/** How far a look back or into arguments goes, in items. */
const REACH = 64;
/** Text put in place of names, in UTF-16 units for one script: a doubling `x = x + x` ends here. */
const SUBSTITUTION_BUDGET = 2_000_000;

export function foldTokens(tokens: readonly Token[]): FoldedScript {
	return new Folder(tokens).run();
}

class Folder {
	readonly #tokens: readonly Token[];
	readonly #out: Item[] = [];
	readonly #opens: number[] = [];
	readonly #names = new Map<string, Item>();
	readonly #imports: Embedded[] = [];
	readonly #commands: Embedded[] = [];
	readonly #decoded: Embedded[] = [];
	readonly #evaluated: Embedded[] = [];
	#following: Token | undefined;
	#budget = SUBSTITUTION_BUDGET;

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	run(): FoldedScript {
		for (const [index, token] of this.#tokens.entries()) {
			this.#following = this.#tokens[index + 1];
			this.#take(token);
			this.#note();
		}
		return {
			items: this.#out,
			imports: this.#imports,
			commands: this.#commands,
			decoded: this.#decoded,
			evaluated: this.#evaluated,
		};
	}

	#take(token: Token): void {
		if (token.kind === "word") this.#takeWord(token);
		else if (token.kind === "string") this.#takeString(token);
		else if (token.kind === "punctuation") this.#takePunctuation(token);
		else this.#out.push(token);
	}

	// ------------------------------------------------------------------------------------------------------- names

	#takeWord(token: Token): void {
		if (token.text === "await") return;
		const last = this.#out.at(-1);
		if (isPunctuation(last, ".") || isPunctuation(last, "?.")) {
			this.#out.pop();
			this.#pushProperty(token.text, token.at);
			return;
		}
		const known = this.#isTarget(last) ? undefined : this.#names.get(token.text);
		if (known === undefined || this.#budget <= 0) this.#out.push(token);
		else {
			this.#budget -= known.kind === "list" ? known.items.length : known.text.length;
			this.#out.push({ ...known, at: token.at });
			this.#concatenate();
		}
	}

	/** The word is declared, assigned to, or a key: it stands for itself. */
	#isTarget(previous: Item | undefined): boolean {
		const next = this.#following;
		if (next?.kind === "punctuation" && (next.text === "=" || next.text === "+=" || next.text === "=>")) return true;
		if (isPunctuation(next, ":")) return isPunctuation(previous, "{") || isPunctuation(previous, ",");
		return previous?.kind === "word" && /^(?:const|let|var|function|class)$/.test(previous.text);
	}

	#pushProperty(name: string, at: number): void {
		const owner = this.#out.at(-1);
		if (owner?.kind === "word" && !isKeyword(owner)) {
			this.#out[this.#out.length - 1] = { ...owner, text: toCanonicalPath(owner.text, name) };
			return;
		}
		this.#out.push({ kind: "punctuation", text: ".", at }, { kind: "word", text: name, at });
	}

	/** Remembers `name = value`, `name += value` and `{ a, b: c } = value` once the value is complete. */
	#note(): void {
		const value = this.#out.at(-1);
		const sign = this.#out.at(-2);
		const target = this.#out.at(-3);
		if (sign?.kind !== "punctuation" || (sign.text !== "=" && sign.text !== "+=")) {
			if (value?.kind === "punctuation" && value.text === "=" && sign?.kind === "word") this.#names.delete(sign.text);
			return;
		}
		if (!isValue(value) || !this.#valueEnds()) return;
		if (target?.kind === "word") this.#assign(target.text, value, sign.text);
		else if (isPunctuation(target, "}") && value.kind === "word") this.#destructure(value.text);
	}

	#valueEnds(): boolean {
		const next = this.#following;
		return next === undefined || next.kind === "word" || (next.kind === "punctuation" && /^[;,)}\]]$/.test(next.text));
	}

	#assign(name: string, value: Item, sign: string): void {
		if (sign === "=") {
			if (!(value.kind === "word" && value.text === name)) this.#names.set(name, value);
			return;
		}
		const before = this.#names.get(name);
		if (before?.kind === "string" && value.kind === "string") {
			this.#budget -= value.text.length;
			this.#names.set(name, { ...before, text: before.text + value.text });
		} else this.#names.delete(name);
	}

	/** `{ a, b: c, d = 1 } = path`, read backwards from the brace that closes it. */
	#destructure(path: string): void {
		const open = this.#lookBack("{", 4);
		if (open < 0) return;
		const names = this.#out.slice(open + 1, -3);
		for (const [index, item] of names.entries()) {
			const previous = names[index - 1];
			if (item.kind !== "word" || !(previous === undefined || isPunctuation(previous, ","))) continue;
			const renamed = isPunctuation(names[index + 1], ":") ? names[index + 2] : item;
			if (renamed?.kind !== "word") continue;
			this.#names.set(renamed.text, { ...item, text: toCanonicalPath(path, item.text) });
		}
	}

	/** Index of the nearest item of this text before the end, not counting the last `skip` items; -1 out of reach. */
	#lookBack(text: string, skip: number): number {
		const stop = Math.max(0, this.#out.length - skip - REACH);
		for (let index = this.#out.length - skip; index >= stop; index -= 1) {
			const item = this.#out[index];
			if (item !== undefined && item.kind !== "list" && item.kind !== "string" && item.text === text) return index;
		}
		return -1;
	}

	// ----------------------------------------------------------------------------------------------------- strings

	#takeString(token: Token): void {
		const last = this.#out.at(-1);
		this.#out.push(token);
		if (last?.kind === "word" && last.text === "from") this.#importFrom(token);
		else if (last?.kind === "word" && last.text === "import") this.#load(token);
		else this.#concatenate();
	}

	/** Puts `"a" + "b"` together when nothing binds the right side more closely. */
	#concatenate(): void {
		const right = this.#out.at(-1);
		const left = this.#out.at(-3);
		const next = this.#following;
		if (right?.kind !== "string" || !isPunctuation(this.#out.at(-2), "+") || left === undefined) return;
		if (isPunctuation(next, ".") || isPunctuation(next, "?.") || isPunctuation(next, "[")) return;
		if (left.kind === "string") {
			this.#out.splice(-3, 3, { ...left, text: left.text + right.text });
		} else if (left.kind === "word" && left.text === "__dirname" && right.text.startsWith("/")) {
			this.#out.splice(-3, 3, { ...right, text: `.${right.text}` });
		}
	}

	/** `import a, { b as c } from "m"` and `import * as d from "m"`. */
	#importFrom(specifier: Token): void {
		const start = this.#lookBack("import", 2);
		const module = this.#load(specifier);
		if (start < 0 || module === undefined) return;
		const clause = this.#out.slice(start + 1, -2);
		const brace = clause.findIndex((item) => isPunctuation(item, "{"));
		for (const [index, item] of clause.entries()) {
			const alias = isWord(clause[index + 1], "as") ? clause[index + 2] : item;
			const named = (item.kind === "word" && !isKeyword(item)) || isPunctuation(item, "*");
			if (!named || alias?.kind !== "word" || isWord(clause[index - 1], "as")) continue;
			const inner = brace >= 0 && index > brace && item.kind === "word";
			const text = inner ? toCanonicalPath(module, item.text) : module;
			this.#names.set(alias.text, { kind: "word", text, at: specifier.at });
		}
	}

	/** Notes a module that is asked for; its name when it is not one of the package's own files. */
	#load(specifier: { readonly text: string; readonly at: number }): string | undefined {
		if (/^\.{0,2}\/|^\.{1,2}$/.test(specifier.text)) {
			this.#imports.push({ text: specifier.text, at: specifier.at });
			return undefined;
		}
		return specifier.text.replace(/^node:/, "");
	}

	// ---------------------------------------------------------------------------------------------------- brackets

	#takePunctuation(token: Token): void {
		if (token.text === "(" || token.text === "[" || token.text === "{") {
			if (isPunctuation(this.#out.at(-1), "?.")) this.#out.pop();
			this.#opens.push(this.#out.length);
			this.#out.push(token);
			return;
		}
		const open = token.text === ")" || token.text === "]" || token.text === "}" ? this.#opens.pop() : undefined;
		if (open === undefined || !this.#close(token, open)) this.#out.push(token);
		else this.#concatenate();
	}

	/** `true` when the bracket and what it holds were replaced. */
	#close(token: Token, open: number): boolean {
		const opener = this.#out[open];
		if (token.text === ")" && isPunctuation(opener, "(")) return this.#closeParenthesis(open);
		if (token.text === "]" && isPunctuation(opener, "[")) return this.#closeSquare(open);
		return false;
	}

	#closeSquare(open: number): boolean {
		const owner = this.#out[open - 1];
		const only = this.#out.length === open + 2 ? this.#out[open + 1] : undefined;
		if (!endsValue(owner)) return this.#closeList(open);
		if (only?.kind === "string" && /^[\p{ID_Start}$_][\p{ID_Continue}$]{0,80}$/u.test(only.text)) {
			this.#out.length = open;
			this.#pushProperty(only.text, only.at);
			return true;
		}
		if (only?.kind !== "number" || owner?.kind !== "list") return false;
		const element = owner.items[Number(only.text)];
		if (element === undefined) return false;
		this.#replace(open - 1, { kind: owner.numeric ? "number" : "string", text: element, at: only.at });
		return true;
	}

	/** An array literal of strings alone or numbers alone. */
	#closeList(open: number): boolean {
		const first = this.#out[open + 1];
		if (first === undefined || (first.kind !== "string" && first.kind !== "number")) return false;
		const items: string[] = [];
		for (let index = open + 1; index < this.#out.length; index += 2) {
			const item = this.#out[index];
			const comma = this.#out[index + 1];
			if (item?.kind !== first.kind || !(comma === undefined || isPunctuation(comma, ","))) return false;
			items.push(item.text);
			if (items.length > LIST_LIMIT) return false;
		}
		this.#replace(open, { kind: "list", items, numeric: first.kind === "number", at: first.at });
		return true;
	}

	#closeParenthesis(open: number): boolean {
		const callee = this.#out[open - 1];
		if (callee?.kind === "word" && (!isKeyword(callee) || callee.text === "import")) {
			if (this.#out[open - 2]?.kind === "word" && /^(?:function|class)$/.test(renderItem(this.#out[open - 2] as Item)))
				return false;
			return isPunctuation(this.#out[open - 2], ".")
				? this.#closeMethod(open, callee.text)
				: this.#closeCall(open, callee.text);
		}
		if (
			callee !== undefined &&
			(endsValue(callee) || /^(?:if|while|for|switch|catch|with|function)$/.test(renderItem(callee)))
		)
			return false;
		return this.#closeGroup(open);
	}

	/** `(value)` and `(0, value)`, but not the parameters of an arrow function. */
	#closeGroup(open: number): boolean {
		const value = this.#out.at(-1);
		const inside = this.#out.length - open - 1;
		const plain = inside === 1 || (inside === 3 && isPunctuation(this.#out.at(-2), ","));
		if (!plain || !isValue(value) || isPunctuation(this.#following, "=>")) return false;
		this.#replace(open, value);
		return true;
	}

	#closeMethod(open: number, name: string): boolean {
		const receiver = this.#out[open - 3];
		if (receiver?.kind !== "string" && receiver?.kind !== "list") return false;
		const args = this.#readArguments(open);
		if (name === "map" && receiver.kind === "list" && receiver.numeric) {
			const inside = this.#out
				.slice(open + 1, open + 1 + REACH)
				.map(renderItem)
				.join("");
			const text = /String\.from(?:CharCode|CodePoint)/.test(inside)
				? FUNCTIONS.get("String.fromCharCode")?.([receiver], receiver.at)
				: undefined;
			if (text?.kind !== "string") return false;
			this.#decoded.push({ text: text.text, at: text.at });
			this.#replace(open - 3, { kind: "list", items: [...text.text], numeric: false, at: text.at });
			return true;
		}
		const value = METHODS.get(name)?.(receiver, args);
		if (value === undefined) return false;
		this.#replace(open - 3, value);
		return true;
	}

	#closeCall(open: number, callee: string): boolean {
		const at = this.#out[open - 1]?.at ?? 0;
		const fold = FUNCTIONS.get(callee);
		if (fold !== undefined) {
			const value = fold(this.#readArguments(open), at);
			if (value === undefined) return false;
			if (value.kind === "string" && DECODERS.has(callee)) this.#decoded.push({ text: value.text, at });
			this.#replace(isWord(this.#out[open - 2], "new") ? open - 2 : open - 1, value);
			return true;
		}
		if (isRequire(callee)) return this.#closeRequire(open);
		if (INTEROP.test(callee)) return this.#closeInterop(open);
		if (isStarter(callee)) this.#noteCommand(open, at);
		else if (isEvaluator(callee)) this.#noteEvaluated(open);
		return false;
	}

	#closeRequire(open: number): boolean {
		const [specifier] = this.#readArguments(open);
		if (specifier?.kind !== "string") return false;
		const module = this.#load(specifier);
		if (module === undefined) return false;
		this.#replace(open - 1, { kind: "word", text: module, at: specifier.at });
		return true;
	}

	/** `__toESM(fs, 1)`, `promisify(exec)`: as good as their first argument. */
	#closeInterop(open: number): boolean {
		const value = this.#out[open + 1];
		if (value?.kind !== "word" || this.#out.length - open > 8) return false;
		this.#replace(open - 1, value);
		return true;
	}

	/** The command line as far as it is literal; what is not stands there as `$_`. */
	#noteCommand(open: number, at: number): void {
		let line = "";
		let joined = true;
		for (const item of this.#out.slice(open + 1, open + 1 + REACH)) {
			if (isPunctuation(item, "{") || isPunctuation(item, "=>") || isWord(item, "function")) break;
			if (item.kind === "punctuation" && item.text !== "+") {
				joined &&= item.text === "(";
				continue;
			}
			const text = toCommandText(item);
			line += joined || line === "" || (text === "$_" && line.endsWith("$_")) ? text : ` ${text}`;
			joined = isPunctuation(item, "+");
		}
		if (/[^$_\s]/.test(line)) this.#commands.push({ text: line, at });
	}

	#noteEvaluated(open: number): void {
		for (const arg of this.#readArguments(open)) {
			if (arg?.kind === "string" && arg.text.length > 1) this.#evaluated.push({ text: arg.text, at: arg.at });
		}
	}

	/** The arguments after `open`: literals and plain words as they are, anything longer as `undefined`. */
	#readArguments(open: number): (Item | undefined)[] {
		const args: Item[][] = [[]];
		let depth = 0;
		let strays = 0;
		for (let index = open + 1; index < this.#out.length && strays < REACH; index += 1) {
			const item = this.#out[index];
			if (item === undefined || isPunctuation(item, "...")) continue;
			if (depth === 0 && isPunctuation(item, ",")) {
				args.push([]);
				continue;
			}
			if (item.kind === "punctuation") {
				strays += 1;
				depth += toDepthChange(item.text);
			}
			const current = args.at(-1);
			if (current !== undefined && current.length < 2) current.push(item);
		}
		return args.map(([only, more]) => (more === undefined && only?.kind !== "punctuation" ? only : undefined));
	}

	#replace(from: number, value: Item): void {
		this.#out.length = from;
		this.#out.push(value);
	}
}

function isWord(item: Item | undefined, text: string): boolean {
	return item?.kind === "word" && item.text === text;
}

function toDepthChange(bracket: string): number {
	if (bracket === "(" || bracket === "[" || bracket === "{") return 1;
	return bracket === ")" || bracket === "]" || bracket === "}" ? -1 : 0;
}

function toCommandText(item: Item): string {
	if (item.kind === "string") return item.text;
	if (item.kind === "list") return item.items.join(" ");
	if (item.kind === "punctuation") return "";
	return isWord(item, "process.execPath") || isWord(item, "process.argv0") ? "node" : "$_";
}
