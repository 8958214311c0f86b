/**
 * Splits JavaScript into tokens, cheaply and without judging whether it is valid.
 *
 * Contract: linear in the text, never throws, never recurses. Comments vanish, the escapes of strings are decoded,
 * `"a${b}c"` templates become the concatenation `"a"+(b)+"c"`. What cannot be understood becomes punctuation.
 * Every token knows the offset in the source it came from.
 */

export type TokenKind = "word" | "number" | "string" | "regex" | "punctuation";

export interface Token {
	readonly kind: TokenKind;
	/** strings: the decoded content */
	readonly text: string;
	/** offset in the source, UTF-16 units */
	readonly at: number;
}

const WORD_START = /[\p{ID_Start}$_\\#@]/u;
/** The rest of a word; escapes in it are rare and taken one by one. */
const WORD_REST = /[\p{ID_Continue}$\u200c\u200d]*/uy;
const SPACE = /[\s\ufeff]+/y;
const DIGIT = /[0-9]/;
const NUMBER = /[0-9a-zA-Z_.]+/y;
/** Only what the folding must not mistake for something shorter; longest first. */
const PUNCTUATION = /\.\.\.|===|!==|\?\?=|\|\|=|&&=|=>|==|!=|<=|>=|\+=|-=|\^=|\?\.|&&|\|\||\?\?|\+\+|--|[\s\S]/y;
/** A longer "regular expression" is a division that was misread. */
const REGEX_LIMIT = 400;
/** After these words a slash starts a regular expression, not a division. */
const BEFORE_REGEX = new Set(
	"return typeof case in of delete void throw new else do instanceof yield await".split(" "),
);
/** After the parenthesis that these words open, a statement starts. */
const BEFORE_STATEMENT = new Set(["if", "while", "for", "with"]);

/** The tokens of a script in source order. */
export function parseTokens(source: string): Token[] {
	return new Tokenizer(source).run();
}

class Tokenizer {
	readonly #source: string;
	readonly #tokens: Token[] = [];
	/** One entry per open brace: `true` when it belongs to a template's `${`. */
	readonly #braces: boolean[] = [];
	/** One entry per open parenthesis: `true` when a statement starts after it closes. */
	readonly #parentheses: boolean[] = [];
	#statementStarts = false;
	#at = 0;

	constructor(source: string) {
		this.#source = source;
	}

	run(): Token[] {
		if (this.#source.startsWith("#!")) this.#skipLine();
		while (this.#at < this.#source.length) this.#next();
		return this.#tokens;
	}

	#next(): void {
		const char = this.#source[this.#at] ?? "";
		if (this.#match(SPACE) !== "") return;
		if (char === '"' || char === "'") this.#string(char);
		else if (char === "`") this.#template(false);
		else if (char === "/") this.#slash();
		else if (DIGIT.test(char)) this.#number();
		else if (WORD_START.test(char)) this.#word();
		else this.#punctuation();
	}

	/** What a sticky pattern matches here, which is then behind. */
	#match(pattern: RegExp): string {
		pattern.lastIndex = this.#at;
		const text = pattern.exec(this.#source)?.[0] ?? "";
		this.#at += text.length;
		return text;
	}

	#push(kind: TokenKind, text: string, at: number): void {
		this.#tokens.push({ kind, text, at });
	}

	#skipLine(): void {
		const end = this.#source.indexOf("\n", this.#at);
		this.#at = end < 0 ? this.#source.length : end;
	}

	#slash(): void {
		const following = this.#source[this.#at + 1];
		if (following === "/") this.#skipLine();
		else if (following === "*") {
			const end = this.#source.indexOf("*/", this.#at + 2);
			// A comment that never ends is no comment: it would hide the rest of a misread script.
			this.#at += end < 0 ? 2 : end + 2 - this.#at;
		} else if (!this.#regex()) this.#punctuation();
	}

	/** The slash divides what stands before it. */
	#divides(): boolean {
		const previous = this.#tokens.at(-1);
		if (previous === undefined) return false;
		if (previous.kind === "word") return !BEFORE_REGEX.has(previous.text);
		if (previous.kind !== "punctuation") return true;
		return previous.text === "]" || (previous.text === ")" && !this.#statementStarts);
	}

	#regex(): boolean {
		if (this.#divides()) return false;
		let inClass = false;
		const limit = Math.min(this.#source.length, this.#at + REGEX_LIMIT);
		for (let end = this.#at + 1; end < limit; end += 1) {
			const char = this.#source[end];
			if (char === "\n") return false;
			if (char === "\\") end += 1;
			else if (char === "[") inClass = true;
			else if (char === "]") inClass = false;
			else if (char === "/" && !inClass) {
				this.#push("regex", this.#source.slice(this.#at + 1, end), this.#at);
				this.#at = end + 1;
				while (/[a-z]/.test(this.#source[this.#at] ?? "")) this.#at += 1;
				return true;
			}
		}
		return false;
	}

	#string(quote: string): void {
		const start = this.#at;
		let end = start + 1;
		while (end < this.#source.length && this.#source[end] !== quote && this.#source[end] !== "\n") {
			end += this.#source[end] === "\\" ? 2 : 1;
		}
		this.#push("string", decodeEscapes(this.#source.slice(start + 1, end)), start);
		this.#at = end + 1;
	}

	/**
	 * From a backtick, or from the brace that closes a `${`, to the next `${` or the closing backtick. Empty text is
	 * left out where something else stands for the template.
	 */
	#template(continued: boolean): void {
		const start = this.#at;
		let end = start + 1;
		while (end < this.#source.length && this.#source[end] !== "`" && !this.#source.startsWith("${", end)) {
			end += this.#source[end] === "\\" ? 2 : 1;
		}
		const goesOn = this.#source[end] === "$";
		const text = decodeEscapes(this.#source.slice(start + 1, end));
		const shown = text !== "" || !(goesOn || continued);
		if (shown && continued) this.#push("punctuation", "+", start);
		if (shown) this.#push("string", text, start);
		this.#at = end + 1;
		if (!goesOn) return;
		if (shown || continued) this.#push("punctuation", "+", end);
		this.#push("punctuation", "(", end);
		this.#braces.push(true);
		this.#at = end + 2;
	}

	#number(): void {
		const start = this.#at;
		this.#push("number", this.#match(NUMBER), start);
	}

	#word(): void {
		const start = this.#at;
		let escaped = false;
		do {
			if (this.#source[this.#at] === "\\") {
				escaped = true;
				const close = this.#source[this.#at + 2] === "{" ? this.#source.indexOf("}", this.#at) : -1;
				this.#at = close > 0 && close < this.#at + 12 ? close + 1 : this.#at + 6;
			} else this.#at += 1;
			this.#match(WORD_REST);
		} while (this.#source[this.#at] === "\\");
		const text = this.#source.slice(start, this.#at);
		this.#push("word", escaped ? decodeEscapes(text) : text, start);
	}

	#punctuation(): void {
		const start = this.#at;
		const char = this.#source[start] ?? "";
		if (char === "}" && this.#braces.pop() === true) {
			this.#push("punctuation", ")", start);
			this.#template(true);
			return;
		}
		if (char === "{") this.#braces.push(false);
		else if (char === "(") this.#parentheses.push(BEFORE_STATEMENT.has(this.#tokens.at(-1)?.text ?? ""));
		else if (char === ")") this.#statementStarts = this.#parentheses.pop() === true;
		this.#push("punctuation", this.#match(PUNCTUATION), start);
	}
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(\r\n|[\s\S]))/g;
const SIMPLE: ReadonlyMap<string, string> = new Map([
	["n", "\n"],
	["t", "\t"],
	["r", "\r"],
	["b", "\b"],
	["f", "\f"],
	["v", "\v"],
	["\n", ""],
	["\r\n", ""],
]);

/** `\x63`, `\u0063`, `\u{63}`, `\143` and the simple escapes, as JavaScript reads them. */
export function decodeEscapes(text: string): string {
	if (!text.includes("\\")) return text;
	return text.replace(ESCAPE, (_, hex, unicode, braced, octal, simple) => {
		if (simple !== undefined) return SIMPLE.get(simple) ?? simple;
		const code = octal === undefined ? Number.parseInt(hex ?? unicode ?? braced, 16) : Number.parseInt(octal, 8);
		return code <= 0x10ffff ? String.fromCodePoint(code) : "";
	});
}
