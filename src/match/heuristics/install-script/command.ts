/**
 * Takes a command line apart, as far as is needed to know what it starts.
 *
 * Contract: `parseCommand` splits at `&&`, `||`, `;`, `|`, `&`, newlines and parentheses, and reads words with their
 * quotes, for sh and cmd alike. It is linear, expands nothing and never throws: variables stay as they are written.
 */

/** One program with its arguments. */
export type SimpleCommand = readonly [program: string, ...args: string[]];

const SEPARATOR = /[;&|\n()]/;
/** Words that only change how the next one runs. */
const PREFIXES = new Set([
	"sudo",
	"exec",
	"command",
	"env",
	"cross-env",
	"cross-env-shell",
	"time",
	"nohup",
	"call",
	"then",
	"do",
	"else",
	"!",
]);
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]{0,63}=/;

export function parseCommand(line: string): SimpleCommand[] {
	const commands: SimpleCommand[] = [];
	let words: string[] = [];
	const end = () => {
		const start = words.findIndex((word) => !PREFIXES.has(word) && !ASSIGNMENT.test(word));
		const [program, ...args] = start < 0 ? [] : words.slice(start);
		if (program !== undefined) commands.push([toProgram(program), ...args]);
		words = [];
	};
	for (let at = 0; at < line.length; ) {
		const char = line[at] ?? "";
		if (isSeparator(line, at)) {
			end();
			at += 1;
		} else if (/\s/.test(char)) at += 1;
		else {
			const word = readWord(line, at);
			words.push(word.text);
			at = word.end;
		}
	}
	end();
	return commands;
}

/** The ampersand of `2>&1` and `&>file` separates nothing. */
function isSeparator(line: string, at: number): boolean {
	const char = line[at] ?? "";
	return SEPARATOR.test(char) && !(char === "&" && (line[at - 1] === ">" || line[at + 1] === ">"));
}

function readWord(line: string, start: number): { text: string; end: number } {
	let text = "";
	let quote = "";
	let at = start;
	const quotes = (char: string) => (quote === "" ? char === '"' || char === "'" : char === quote);
	for (; at < line.length; at += 1) {
		const char = line[at] ?? "";
		if (quote === "" && (/\s/.test(char) || isSeparator(line, at))) break;
		if (char === "\\" && quote !== "'" && /["'\\$`\s]/.test(line[at + 1] ?? "")) {
			at += 1;
			text += line[at] ?? "";
		} else if (quotes(char)) quote = quote === "" ? char : "";
		else text += char;
	}
	return { text, end: Math.max(at, start + 1) };
}

/** The name of the program, without its folder and without what Windows adds. */
function toProgram(word: string): string {
	const own = /^\.{1,2}[\\/]/.test(word);
	const name = own ? word : word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1);
	return own ? name : name.replace(/\.(?:exe|cmd)$/i, "");
}

/** What a simple command runs: program text in an argument, a file, or neither. */
export interface Started {
	/** code given on the command line and its language */
	readonly inline: { readonly text: string; readonly language: "javascript" | "shell" | "other" } | null;
	/** path of a script or program file, as written */
	readonly file: string | null;
	/** name of a script of the manifest */
	readonly script: string | null;
}

const NOTHING: Started = { inline: null, file: null, script: null };
const NODE = new Set(["node", "nodejs", "bun", "deno", "tsx", "ts-node", "electron", "iojs"]);
const SHELLS = new Set(["sh", "bash", "zsh", "dash", "ksh", "ash", "cmd", "powershell", "pwsh"]);
const OTHERS = new Set(["python", "python2", "python3", "perl", "ruby", "php"]);
const RUNNERS = new Set(["npm", "yarn", "pnpm"]);
const INLINE_FLAG = /^(?:-e|-p|-pe|--eval|--print|-c|\/c|-command|-lc|-ic)$/i;
const VALUE_FLAG = /^(?:-r|--require|--import|--loader|-m)$/;
const SCRIPT_FILE = /\.(?:[cm]?[jt]s|sh|bash|bat|cmd|ps1|py|pl|rb|vbs)$/i;

export function toStarted(command: SimpleCommand): Started {
	const [program, ...args] = command;
	if (NODE.has(program)) return toInterpreted(args, "javascript");
	if (SHELLS.has(program)) return toInterpreted(args, "shell");
	if (OTHERS.has(program)) return toInterpreted(args, "other");
	if (RUNNERS.has(program)) return { ...NOTHING, script: toScriptName(args) };
	if (program === "start" || program === "." || program === "source") return toStartedBy(args);
	if (/^\.{1,2}[\\/]/.test(program) || SCRIPT_FILE.test(program)) return { ...NOTHING, file: program };
	return NOTHING;
}

function toInterpreted(args: readonly string[], language: "javascript" | "shell" | "other"): Started {
	for (let index = 0; index < args.length; index += 1) {
		const arg = args[index] ?? "";
		if (INLINE_FLAG.test(arg)) {
			const rest = args.slice(index + 1);
			return { ...NOTHING, inline: { text: language === "javascript" ? (rest[0] ?? "") : rest.join(" "), language } };
		}
		if (VALUE_FLAG.test(arg)) return { ...NOTHING, file: args[index + 1] ?? null };
		if (!arg.startsWith("-") && !(language === "shell" && /^\/[a-z]$/i.test(arg)) && arg !== "run") {
			return { ...NOTHING, file: arg };
		}
	}
	return NOTHING;
}

/** Windows' `start /B program …`, and a shell's `. file`. */
function toStartedBy(args: readonly string[]): Started {
	const rest = args.filter((arg) => !arg.startsWith("/") && arg !== "");
	const [program, ...following] = rest;
	return program === undefined ? NOTHING : toStarted([program, ...following]);
}

function toScriptName(args: readonly string[]): string | null {
	const words = args.filter((arg) => !arg.startsWith("-"));
	if (words[0] === "run" || words[0] === "run-script") return words[1] ?? null;
	return words[0] === "test" || words[0] === "start" ? words[0] : null;
}
