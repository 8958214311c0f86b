/**
 * YAML 1.2 (core schema) to located values. Loaded only where there is a configuration file.
 *
 * Anchors, aliases, merge keys and tags are refused: nothing in a policy needs them, and what a reviewer sees is then what
 * holds. Size, tokens and depth are bounded before anything recursive looks at them.
 */
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, type Pair, Parser } from "yaml";
import { type Located, type LocatedEntry, type Position, Problem } from "./located.ts";

/** Characters; about 5,000 waivers. */
const LONGEST = 1_000_000;
const MOST_TOKENS = 250_000;
const DEEPEST = 40;

/** @throws Problem for what is no YAML, or YAML that is not read */
export function parseYaml(text: string): Located {
	const start: Position = { line: 1, column: 1 };
	if (text.length > LONGEST) throw new Problem(start, "the file is too large");
	const conflict = /^<{7} /m.exec(text);
	if (conflict !== null) {
		const line = text.slice(0, conflict.index).split("\n").length;
		throw new Problem({ line, column: 1 }, "a merge conflict that is not resolved");
	}
	const lines = new LineCounter();
	const toPosition = (offset: number): Position => {
		const { line, col } = lines.linePos(offset);
		return { line: Math.max(1, line), column: Math.max(1, col) };
	};
	const tokens = tokenise(text, lines, toPosition);
	const [document, second] = new Composer({ uniqueKeys: false, prettyErrors: false, schema: "core" }).compose(
		tokens,
		true,
		text.length,
	);
	if (document === undefined) return { kind: "scalar", value: null, at: start };
	const [error] = [...document.errors, ...document.warnings];
	if (error !== undefined) throw new Problem(toPosition(error.pos[0]), `this is no YAML: ${error.message}`);
	if (second !== undefined)
		throw new Problem(toPosition(second.range[0]), "expected one document, here begins a second");
	return locate(document.contents, toPosition, 0);
}

function tokenise(text: string, lines: LineCounter, toPosition: (offset: number) => Position) {
	lines.addNewLine(0);
	const parser = new Parser(lines.addNewLine);
	const tokens = [];
	let count = 0;
	for (const lexeme of new Lexer().lex(text)) {
		count += 1;
		tokens.push(...parser.next(lexeme));
		if (parser.stack.length > DEEPEST) throw new Problem(toPosition(parser.offset), "nested too deeply");
		if (count > MOST_TOKENS) throw new Problem(toPosition(parser.offset), "the file is too large");
	}
	tokens.push(...parser.end());
	return tokens;
}

/** As deep as the tokens were, which is bounded. */
function locate(node: Node | null, toPosition: (offset: number) => Position, offset: number): Located {
	const at = toPosition(node?.range?.[0] ?? offset);
	if (node === null) return { kind: "scalar", value: null, at };
	if (isAlias(node)) throw new Problem(at, "aliases are not read: write the value here");
	if (node.anchor !== undefined) throw new Problem(at, "anchors are not read: write the value where it is used");
	if (node.tag !== undefined) throw new Problem(at, "tags are not read: quote the value if it is meant as text");
	if (isMap<Node, Node | null>(node)) return { kind: "map", entries: locateEntries(node.items, toPosition, at), at };
	if (isSeq<Node>(node)) {
		return { kind: "list", items: node.items.map((item) => locate(item, toPosition, node.range?.[0] ?? 0)), at };
	}
	const value = isScalar(node) ? node.value : undefined;
	if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
		return { kind: "scalar", value, at };
	}
	throw new Problem(at, "expected text, a number, a list or keys with values");
}

function locateEntries(
	pairs: readonly Pair<Node, Node | null>[],
	toPosition: (offset: number) => Position,
	at: Position,
): LocatedEntry[] {
	const seen = new Set<string>();
	return pairs.map(({ key, value }) => {
		const { at: keyAt, ...name } = locate(key, toPosition, 0);
		if (name.kind !== "scalar" || typeof name.value !== "string")
			throw new Problem(key === null ? at : keyAt, "expected a name as key");
		if (seen.has(name.value)) throw new Problem(keyAt, `the key "${name.value}" is there twice`);
		seen.add(name.value);
		return { key: name.value, keyAt, value: locate(value, toPosition, key.range?.[1] ?? 0) };
	});
}
