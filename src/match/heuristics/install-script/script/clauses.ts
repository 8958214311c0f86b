/** Names that a declaration gives to parts of a module or object. */
import { toCanonicalPath } from "./names.ts";
import { type Item, isKeyword, isPunctuation, isWord } from "./values.ts";

/** A name and the path it stands for: `["run", "child_process.exec"]`. */
export type Naming = readonly [name: string, path: string];

/** What stands between `import` and `from`: `a, { b as c }`, `* as d`. */
export function readImportClause(clause: readonly Item[], module: string): Naming[] {
	const brace = clause.findIndex((item) => isPunctuation(item, "{"));
	return clause.flatMap((item, index): Naming[] => {
		const alias = isWord(clause[index + 1], "as") ? clause[index + 2] : item;
		const named = (item.kind === "word" && !isKeyword(item)) || isPunctuation(item, "*");
		if (!named || alias?.kind !== "word" || isWord(clause[index - 1], "as")) return [];
		const inner = brace >= 0 && index > brace && item.kind === "word";
		return [[alias.text, inner ? toCanonicalPath(module, item.text) : module]];
	});
}

/** What stands between the braces of `{ a, b: c, d = 1 } = path`. */
export function readPattern(pattern: readonly Item[], path: string): Naming[] {
	return pattern.flatMap((item, index): Naming[] => {
		const previous = pattern[index - 1];
		if (item.kind !== "word" || !(previous === undefined || isPunctuation(previous, ","))) return [];
		const renamed = isPunctuation(pattern[index + 1], ":") ? pattern[index + 2] : item;
		return renamed?.kind === "word" ? [[renamed.text, toCanonicalPath(path, item.text)]] : [];
	});
}
