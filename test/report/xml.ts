/** A strict reader of the XML that fnsift writes: XML 1.0 without doctype, comments, CDATA and namespaces. */

export interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly XmlElement[];
	readonly text: string;
}

/** XML 1.0, production 2 (Char), without the surrogates that a text in UTF-8 cannot have. */
const NO_CHAR = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const TAG = /<(\/?)([a-z][a-z-]*)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** @throws Error naming the first thing that is not well formed */
export function parseXml(text: string): XmlElement {
	if (NO_CHAR.test(text)) throw new Error("a character that XML does not allow");
	const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
	if (!text.startsWith(prolog)) throw new Error("no declaration");
	const root = { name: "", attributes: {}, children: [] as XmlElement[], text: "" };
	const stack = [root];
	for (let at = prolog.length; at < text.length; ) {
		const open = text.indexOf("<", at);
		const content = text.slice(at, open === -1 ? undefined : open);
		stack.at(-1)!.text += toPlain(content);
		if (open === -1) break;
		TAG.lastIndex = open;
		const tag = TAG.exec(text);
		if (tag === null) throw new Error(`no tag at ${open}: ${text.slice(open, open + 40)}`);
		const [whole, closing, name = "", attributes = "", empty] = tag;
		at = open + whole.length;
		if (closing === "/") {
			const closed = stack.pop()!;
			if (closed.name !== name || attributes !== "" || empty !== "")
				throw new Error(`</${name}> closes ${closed.name}`);
			continue;
		}
		const element = { name, attributes: parseAttributes(attributes), children: [] as XmlElement[], text: "" };
		stack.at(-1)!.children.push(element);
		if (empty !== "/") stack.push(element);
	}
	if (stack.length !== 1 || root.children.length !== 1 || root.text.trim() !== "") throw new Error("not one root");
	return root.children[0]!;
}

function parseAttributes(text: string): Record<string, string> {
	const attributes: Record<string, string> = {};
	for (const [, name = "", value = ""] of text.matchAll(/([a-z]+)="([^"]*)"/g)) {
		if (Object.hasOwn(attributes, name)) throw new Error(`${name} twice`);
		attributes[name] = toPlain(value);
	}
	return attributes;
}

function toPlain(text: string): string {
	if (text.includes("]]>")) throw new Error("]]> in text");
	return text.replace(/&([^;]{0,10};?)/g, (_, name: string) => {
		const character = ENTITIES[name.replace(/;$/, "")];
		if (!name.endsWith(";") || character === undefined) throw new Error(`&${name} is no entity`);
		return character;
	});
}
