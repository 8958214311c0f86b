/** What stands between the parentheses of a call, as far as it is literal. */
import { type Item, isPunctuation, isWord } from "./values.ts";

/** How far a look into arguments or back goes, in items. */
export const REACH = 64;

/** The arguments after the parenthesis at `open`: literals and plain words as they are, anything longer as `undefined`. */
export function readArguments(items: readonly Item[], open: number): (Item | undefined)[] {
	const args: Item[][] = [[]];
	let depth = 0;
	let strays = 0;
	for (let index = open + 1; index < items.length && strays < REACH; index += 1) {
		const item = items[index];
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

function toDepthChange(bracket: string): number {
	if (bracket === "(" || bracket === "[" || bracket === "{") return 1;
	return bracket === ")" || bracket === "]" || bracket === "}" ? -1 : 0;
}

/** The arguments as a command line; what is not literal stands there as `$_`. Ends where options or a callback begin. */
export function readCommandLine(items: readonly Item[], open: number): string {
	let line = "";
	let joined = true;
	for (const item of items.slice(open + 1, open + 1 + REACH)) {
		if (isPunctuation(item, "{") || isPunctuation(item, "=>") || isWord(item, "function")) break;
		if (item.kind === "punctuation" && item.text !== "+") {
			joined &&= item.text === "(";
			continue;
		}
		const text = toCommandText(item);
		line += joined || line === "" || (text === "$_" && line.endsWith("$_")) ? text : ` ${text}`;
		joined = isPunctuation(item, "+");
	}
	return line;
}

function toCommandText(item: Item): string {
	if (item.kind === "string") return item.text;
	if (item.kind === "list") return item.items.map(quoteWord).join(" ");
	if (item.kind === "punctuation") return "";
	return isWord(item, "process.execPath") || isWord(item, "process.argv0") ? "node" : "$_";
}

/** One argument stays one word when the command line is taken apart again. */
function quoteWord(text: string): string {
	return /[\s;&|]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;
}
