/** Cuts indented text (yarn.lock, YAML) into the blocks that belong to its header lines. */

export interface Block {
	/** offset of the header's first character that is no space */
	readonly start: number;
	/** offset behind the last character of the last line that is not blank, without line end */
	readonly end: number;
	/** the header without indentation and trailing space */
	readonly header: string;
	/** the lines below it, as written, blank ones left out */
	readonly lines: readonly string[];
}

/** More lines than any package's entry has; what follows them cannot be about its name and version. */
const MAX_LINES = 1_000;

/**
 * Blocks whose header is indented by exactly `indent` spaces; comment lines are no headers. Ends at a line that is
 * indented by less.
 * @param from offset of a line's start
 */
export function* listBlocks(text: string, indent: number, from = 0): Generator<Block> {
	let open: { start: number; end: number; header: string; lines: string[] } | undefined;
	for (const { start, line } of listLines(text, from)) {
		const depth = line.length - line.trimStart().length;
		const end = start + line.length;
		if (depth < indent) break;
		if (depth === indent) {
			if (open !== undefined) yield open;
			open = { start: start + depth, end, header: line.slice(depth), lines: [] };
		} else if (open !== undefined) {
			open.end = end;
			if (open.lines.length < MAX_LINES) open.lines.push(line);
		}
	}
	if (open !== undefined) yield open;
}

/** Lines without trailing space; neither blank ones nor comments. */
function* listLines(text: string, from: number): Generator<{ readonly start: number; readonly line: string }> {
	for (let start = from; start < text.length; ) {
		const newline = text.indexOf("\n", start);
		const line = text.slice(start, newline === -1 ? text.length : newline).trimEnd();
		if (line !== "" && !line.trimStart().startsWith("#")) yield { start, line };
		start = newline === -1 ? text.length : newline + 1;
	}
}

/** The text of `  field value` or `  field: value` directly below a header, quotes taken off. */
export function findField({ lines }: Block, indent: number, field: string): string | undefined {
	const start = `${" ".repeat(indent)}${field}`;
	for (const line of lines) {
		const after = line[start.length];
		if (!line.startsWith(start) || (after !== " " && after !== ":")) continue;
		return unquote(line.slice(start.length).replace(/^:/, "").trim());
	}
	return undefined;
}

export function unquote(text: string): string {
	const quote = text[0];
	return text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}
