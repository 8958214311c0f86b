/**
 * Walks the members of a JSON text that has been parsed before and is known to be well formed, and says where they are
 * written, which `JSON.parse` does not. One pass with an explicit stack; strings are stepped over whole, so that no
 * brace in one counts. Trailing commas (bun.lock) do no harm.
 */

export interface MemberVisitor<Context> {
	/**
	 * A member whose value is an object or an array. What is returned is the context of the members in it; nothing
	 * below `undefined` is reported.
	 * @param start offset of the key's opening quote
	 * @param value offset of the brace or bracket
	 */
	enter(parent: Context, key: string, start: number, value: number): Context | undefined;
	/** The value that opened this context has ended. @param end offset behind its closing brace or bracket */
	leave?(context: Context, end: number): void;
}

export function walkMembers<Context>(text: string, root: Context, visitor: MemberVisitor<Context>): void {
	const stack: (Context | undefined)[] = [];
	let context: Context | undefined;
	let key: { readonly start: number; readonly end: number } | undefined;
	for (let at = 0; at < text.length; at++) {
		switch (text.charCodeAt(at)) {
			case QUOTE: {
				const end = findStringEnd(text, at);
				if (end === -1) return;
				if (context !== undefined && isKey(text, end)) key = { start: at, end };
				at = end - 1;
				break;
			}
			case OPEN_OBJECT:
			case OPEN_ARRAY: {
				const parent = context;
				if (stack.length === 0) context = root;
				else if (parent === undefined || key === undefined) context = undefined;
				else context = visitor.enter(parent, toKey(text.slice(key.start, key.end)), key.start, at);
				stack.push(parent);
				key = undefined;
				break;
			}
			case CLOSE_OBJECT:
			case CLOSE_ARRAY:
				if (context !== undefined) visitor.leave?.(context, at + 1);
				context = stack.pop();
				key = undefined;
				break;
			case COMMA:
				key = undefined;
		}
	}
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Offset behind the closing quote; -1 when there is none. */
export function findStringEnd(text: string, start: number): number {
	for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
		let before = quote;
		while (text.charCodeAt(before - 1) === BACKSLASH) before--;
		if ((quote - before) % 2 === 0) return quote + 1;
	}
	return -1;
}

function isKey(text: string, end: number): boolean {
	let at = end;
	while (text.charCodeAt(at) <= 0x20) at++;
	return text.charCodeAt(at) === COLON;
}

/** A string with its quotes, as its value; one that is no JSON stands for itself. */
export function toKey(quoted: string): string {
	if (!quoted.includes("\\")) return quoted.slice(1, -1);
	try {
		return JSON.parse(quoted);
	} catch {
		return quoted.slice(1, -1);
	}
}
