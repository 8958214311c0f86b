/**
 * `packages` of pnpm-workspace.yaml: patterns of the folders that are members. Written by hand, so read with tolerance:
 * comments, either quotes, a list on one line or below. What is not understood names no member. Linear in the text.
 *
 * Source: https://pnpm.io/pnpm-workspace_yaml
 */

const ITEM = /^\s*-\s+(.*)$/;
/** Real files have a handful. */
const MOST_PATTERNS = 1_000;

export function parseWorkspacePatterns(text: string): readonly string[] {
	const patterns: string[] = [];
	let isIn = false;
	for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
		const content = withoutComment(line);
		if (content.trim() === "") continue;
		const [, inline] = /^packages:\s*(\S.*)?$/.exec(content) ?? [];
		if (content.startsWith("packages:")) {
			isIn = inline === undefined;
			if (inline?.startsWith("[") && inline.trimEnd().endsWith("]"))
				patterns.push(...inline.trimEnd().slice(1, -1).split(","));
		} else if (isIn) {
			const [, item] = ITEM.exec(content) ?? [];
			isIn = item !== undefined;
			if (item !== undefined) patterns.push(item);
		}
		if (patterns.length > MOST_PATTERNS) break;
	}
	return patterns.map(unquote).filter((pattern) => pattern !== "");
}

/** `#` starts a comment at the start of a line and behind a space, unless a quote is open. */
function withoutComment(line: string): string {
	let quote = "";
	for (let at = 0; at < line.length; at++) {
		const char = line.charAt(at);
		if (quote !== "") {
			if (char === quote) quote = "";
		} else if (char === '"' || char === "'") quote = char;
		else if (char === "#" && (at === 0 || /\s/.test(line.charAt(at - 1)))) return line.slice(0, at);
	}
	return line;
}

function unquote(text: string): string {
	const trimmed = text.trim();
	const quote = trimmed.charAt(0);
	return (quote === '"' || quote === "'") && trimmed.length > 1 && trimmed.endsWith(quote)
		? trimmed.slice(1, -1)
		: trimmed;
}
