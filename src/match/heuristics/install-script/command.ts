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
const PREFIXES = new Set(
	"sudo exec command env cross-env cross-env-shell time nohup call then do else if elif while ! npx pnpx bunx".split(
		" ",
	),
);
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]{0,63}=/;

export function parseCommand(line: string): SimpleCommand[] {
	const commands: SimpleCommand[] = [];
	let words: string[] = [];
	const end = () => {
		const start = words.findIndex(
			(word, index) => !PREFIXES.has(word) && !ASSIGNMENT.test(word) && !(index > 0 && word.startsWith("-")),
		);
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
