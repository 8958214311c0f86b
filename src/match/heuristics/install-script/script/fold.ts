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
import { REACH, readArguments, readCommandLine } from "./arguments.ts";
import { DECODERS, type Fold, FUNCTIONS, foldCodes, METHODS } from "./calls.ts";
import { type Naming, readImportClause, readPattern } from "./clauses.ts";
import { INTEROP, isEvaluator, isRequire, isStarter, toCanonicalPath } from "./names.ts";
import { Scope } from "./scope.ts";
import type { Token } from "./tokens.ts";
import {
	endsValue,
	type Item,
	isKeyword,
	isPunctuation,
	isValue,
	isWord,
	LIST_LIMIT,
	type List,
	renderItem,
} from "./values.ts";

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

/** How far before its decoding call a function of the script may begin, in items. */
const DECODER_REACH = 12;
/** How far a parameter list may reach, in tokens. */
const PARAMETERS_REACH = 24;
/** Before the parenthesis of a condition or a parameter list, which holds no value to unwrap. */
const BEFORE_CLAUSE = new Set(["if", "while", "for", "switch", "catch", "with", "function"]);

export function foldTokens(tokens: readonly Token[]): FoldedScript {
	return new Folder(tokens).run();
}

class Folder {
	readonly #tokens: readonly Token[];
	readonly #out: Item[] = [];
	readonly #opens: number[] = [];
	readonly #scope = new Scope();
	/** functions of the script that do nothing but decode their argument, by name */
	readonly #decoders = new Map<string, Fold>();
	readonly #imports: Embedded[] = [];
	readonly #commands: Embedded[] = [];
	readonly #decoded: Embedded[] = [];
	readonly #evaluated: Embedded[] = [];
	#following: Token | undefined;
	/** index of the token that closes the parameter list being read; -1 outside of one */
	#parametersEnd = -1;
	/** what the name before `+=` stood for */
	#before: Item | undefined;

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	run(): FoldedScript {
		for (const [index, token] of this.#tokens.entries()) {
			this.#following = this.#tokens[index + 1];
			if (token.kind === "punctuation" && token.text === "(") this.#noteParameters(index);
			if (index === this.#parametersEnd) this.#parametersEnd = -1;
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
		if (this.#parametersEnd >= 0 || isPunctuation(this.#following, "=>")) this.#scope.forget(token.text);
		const known = this.#isTarget(last) ? undefined : this.#scope.use(token.text, token.at);
		this.#out.push(known ?? token);
		if (known !== undefined) this.#concatenate();
	}

	/** The word is declared, assigned to, or a key: it stands for itself. */
	#isTarget(previous: Item | undefined): boolean {
		const next = this.#following;
		if (isPunctuation(next, "=") || isPunctuation(next, "+=") || isPunctuation(next, "=>")) return true;
		if (isPunctuation(next, ":")) return isPunctuation(previous, "{") || isPunctuation(previous, ",");
		return previous?.kind === "word" && /^(?:const|let|var|function|class)$/.test(previous.text);
	}

	/** What a parameter is called says nothing about what was called so before. */
	#noteParameters(index: number): void {
		const declared = [1, 2].some((back) => this.#tokens[index - back]?.text === "function");
		for (let end = index + 1; end <= index + PARAMETERS_REACH; end += 1) {
			const token = this.#tokens[end];
			if (token?.kind !== "punctuation") continue;
			if (token.text === "(" || token.text === ";") return;
			if (token.text !== ")") continue;
			if (declared || this.#tokens[end + 1]?.text === "=>") this.#parametersEnd = end;
			return;
		}
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
		if (sign?.kind === "word" && (isPunctuation(value, "=") || isPunctuation(value, "+="))) {
			this.#before = this.#scope.forget(sign.text);
		} else if (isPunctuation(sign, "=") || isPunctuation(sign, "+=")) {
			if (!isValue(value) || !this.#valueEnds()) return;
			if (isPunctuation(target, "}") && value.kind === "word") this.#destructure(value.text);
			else if (target?.kind === "word" && isPunctuation(sign, "=")) this.#scope.set(target.text, value);
			else if (target?.kind === "word") this.#scope.append(target.text, this.#before, value);
		}
	}

	#valueEnds(): boolean {
		const next = this.#following;
		return next === undefined || next.kind === "word" || (next.kind === "punctuation" && /^[;,)}\]]$/.test(next.text));
	}

	/** `{ a, b: c, d = 1 } = path`, read backwards from the brace that closes it. */
	#destructure(path: string): void {
		const open = this.#lookBack("{", 4);
		if (open >= 0) this.#name(readPattern(this.#out.slice(open + 1, -3), path));
	}

	#name(namings: readonly Naming[]): void {
		for (const [name, path] of namings) this.#scope.set(name, { kind: "word", text: path, at: 0 });
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
		if (isWord(last, "from")) this.#importFrom(token);
		else if (isWord(last, "import")) this.#load(token);
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
		} else if (isWord(left, "__dirname") && right.text.startsWith("/")) {
			this.#out.splice(-3, 3, { ...right, text: `.${right.text}` });
		}
	}

	/** `import a, { b as c } from "m"` and `import * as d from "m"`. */
	#importFrom(specifier: Token): void {
		const start = this.#lookBack("import", 2);
		const module = this.#load(specifier);
		if (start >= 0 && module !== undefined) this.#name(readImportClause(this.#out.slice(start + 1, -2), module));
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
		const before = this.#out[open - 2];
		if (callee?.kind === "word" && (!isKeyword(callee) || callee.text === "import")) {
			if (isWord(before, "function") || isWord(before, "class")) return false;
			return isPunctuation(before, ".") ? this.#closeMethod(open, callee.text) : this.#closeCall(open, callee.text);
		}
		const isClause = callee?.kind === "word" && BEFORE_CLAUSE.has(callee.text);
		return isClause || endsValue(callee) ? false : this.#closeGroup(open);
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
		if (name === "map" && receiver.kind === "list") return this.#closeMap(open, receiver);
		const value = METHODS.get(name)?.(receiver, readArguments(this.#out, open));
		if (value === undefined) return false;
		this.#replace(open - 3, value);
		return true;
	}

	/** `[104, 105].map((n) => String.fromCharCode(n))` is a list of letters. */
	#closeMap(open: number, receiver: List): boolean {
		const inside = this.#out.slice(open + 1, open + 1 + REACH).map(renderItem);
		const text = inside.some((word) => word.startsWith("String.from")) ? foldCodes(receiver) : undefined;
		if (text?.kind !== "string") return false;
		this.#decoded.push({ text: text.text, at: text.at });
		this.#replace(open - 3, { kind: "list", items: [...text.text], numeric: false, at: text.at });
		return true;
	}

	#closeCall(open: number, callee: string): boolean {
		const at = this.#out[open - 1]?.at ?? 0;
		const fold = FUNCTIONS.get(callee) ?? this.#decoders.get(callee);
		if (fold !== undefined) return this.#closeFold(open, callee, fold);
		if (isRequire(callee)) return this.#closeRequire(open);
		if (INTEROP.test(callee)) return this.#closeInterop(open);
		if (isStarter(callee)) this.#noteCommand(open, at);
		else if (isEvaluator(callee)) this.#noteEvaluated(open);
		return false;
	}

	#closeFold(open: number, callee: string, fold: Fold): boolean {
		const args = readArguments(this.#out, open);
		const at = this.#out[open - 1]?.at ?? 0;
		const value = fold(args, at);
		const decodes = DECODERS.has(callee) || this.#decoders.has(callee);
		if (value === undefined) {
			if (decodes && args[0]?.kind === "word") this.#noteDecoder(open, args[0].text, fold, args.slice(1));
			return false;
		}
		if (value.kind === "string" && decodes) this.#decoded.push({ text: value.text, at });
		this.#replace(isWord(this.#out[open - 2], "new") ? open - 2 : open - 1, value);
		return true;
	}

	/** `function name(p) { return decode(p, …)`, `name = (p) => decode(p, …)`, read backwards from the call. */
	#noteDecoder(open: number, parameter: string, fold: Fold, rest: readonly (Item | undefined)[]): void {
		const stop = Math.max(0, open - DECODER_REACH);
		for (let index = open - 2; index >= stop; index -= 1) {
			if (!isWord(this.#out[index], parameter)) continue;
			const before = this.#out.slice(Math.max(0, index - 4), index).filter((item) => !isPunctuation(item, "("));
			const name = before.findLast((item) => item.kind === "word" && !isKeyword(item));
			if (name?.kind === "word") this.#decoders.set(name.text, ([first], at) => fold([first, ...rest], at));
			return;
		}
	}

	#closeRequire(open: number): boolean {
		const [specifier] = readArguments(this.#out, open);
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

	#noteCommand(open: number, at: number): void {
		const line = readCommandLine(this.#out, open);
		if (/[^$_\s]/.test(line)) this.#commands.push({ text: line, at });
	}

	#noteEvaluated(open: number): void {
		for (const arg of readArguments(this.#out, open)) {
			if (arg?.kind === "string" && arg.text.length > 1) this.#evaluated.push({ text: arg.text, at: arg.at });
		}
	}

	#replace(from: number, value: Item): void {
		this.#out.length = from;
		this.#out.push(value);
	}
}
