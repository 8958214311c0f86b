/**
 * The JSON that bun writes: commas behind the last item of a list, and comments. Both become spaces, so that positions
 * stay what they are in the file. Linear in the text; what is in quotes is never touched.
 */

const QUOTE = 34;
const SLASH = 47;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const BRACKET = 93;
const OPEN_BRACE = 123;
const BRACE = 125;
const SPACE = 32;

/** Strict JSON of the same length, if the text is JSON but for these; else no JSON either. */
export function toStrictJson(text: string): string {
	const parts: string[] = [];
	let kept = 0;
	for (const { start, end } of listExtras(text)) {
		parts.push(text.slice(kept, start), text.slice(start, end).replace(/[^\n]/g, " "));
		kept = end;
	}
	parts.push(text.slice(kept));
	return parts.join("");
}

interface Range {
	readonly start: number;
	/** behind its last character */
	readonly end: number;
}

/** Comments, and commas with nothing but space and comments up to the closing bracket; in their order. */
function listExtras(text: string): readonly Range[] {
	const extras: Range[] = [];
	let comma = -1;
	let last = OPEN_BRACE;
	for (let at = 0; at < text.length; ) {
		const code = text.charCodeAt(at);
		if (code === SLASH) {
			const end = findCommentEnd(text, at);
			if (end === undefined) break;
			extras.push({ start: at, end });
			at = end;
			continue;
		}
		if (code > SPACE) {
			if (isClosing(code) && comma !== -1) extras.push({ start: comma, end: comma + 1 });
			comma = code === COMMA && isEndOfValue(last) ? at : -1;
			last = code;
		}
		at = code === QUOTE ? findStringEnd(text, at) : at + 1;
	}
	return extras.sort((a, b) => a.start - b.start);
}

function isClosing(code: number): boolean {
	return code === BRACE || code === BRACKET;
}

function isEndOfValue(code: number): boolean {
	return code !== COMMA && code !== OPEN_BRACE && code !== OPEN_BRACKET;
}

/** Behind the closing quote; the end of the text where there is none. */
function findStringEnd(text: string, start: number): number {
	for (let at = start + 1; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) return at + 1;
		if (code === BACKSLASH) at++;
	}
	return text.length;
}

/** `undefined` when no comment starts here, or it has no end. */
function findCommentEnd(text: string, start: number): number | undefined {
	if (text.startsWith("//", start)) {
		const end = text.indexOf("\n", start);
		return end === -1 ? text.length : end;
	}
	if (!text.startsWith("/*", start)) return undefined;
	const end = text.indexOf("*/", start + 2);
	return end === -1 ? undefined : end + 2;
}
