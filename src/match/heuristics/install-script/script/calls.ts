/**
 * Calls whose result follows from their literal arguments: decoders, joiners, path builders. Each entry works out the
 * value or answers `undefined`; nothing is ever executed.
 */
import { type Item, LIST_LIMIT, type List } from "./values.ts";

type Arguments = readonly (Item | undefined)[];
/** Works out a call from its arguments; `at` is where the result is said to be. */
export type Fold = (args: Arguments, at: number) => Item | undefined;
type MethodFold = (receiver: Item, args: Arguments) => Item | undefined;

const toLiteral = (text: string, at: number): Item => ({ kind: "string", text, at });
const isText = (item: Item | undefined): item is Item & { readonly kind: "string"; readonly text: string } =>
	item?.kind === "string";

/** Text that a person or a machine would write: no control characters, hardly any replacement characters. */
function isReadable(text: string): boolean {
	if (text.length === 0) return false;
	const odd = text.match(/[^\t\n\r\x20-\x7e\u00a0-\uffef]|\ufffd/g)?.length ?? 0;
	return odd * 20 <= text.length;
}

function decode(text: string, encoding: BufferEncoding, at: number): Item | undefined {
	const decoded = Buffer.from(text, encoding).toString("utf8");
	return isReadable(decoded) ? toLiteral(decoded, at) : undefined;
}

function toEncoding(item: Item | undefined): BufferEncoding | undefined {
	if (item === undefined || item.kind !== "string") return undefined;
	const name = item.text.toLowerCase();
	return name === "base64" || name === "base64url" || name === "hex" ? name : undefined;
}

function fromCodes(codes: readonly string[], at: number): Item | undefined {
	const numbers = codes.map(Number);
	if (numbers.some((code) => !Number.isInteger(code) || code < 0 || code > 0x10ffff)) return undefined;
	const text = numbers.map((code) => String.fromCodePoint(code)).join("");
	return isReadable(text) ? toLiteral(text, at) : undefined;
}

/** The text that a list of character codes spells. */
export function foldCodes(list: List): Item | undefined {
	return list.numeric ? fromCodes(list.items, list.at) : undefined;
}

const fromBuffer: Fold = ([content, encoding], at) => {
	if (content?.kind === "list" && content.numeric) return fromCodes(content.items, at);
	if (!isText(content)) return undefined;
	const known = toEncoding(encoding);
	return known === undefined ? undefined : decode(content.text, known, at);
};

const fromCharCode: Fold = (args, at) => {
	const list = args.find((arg) => arg?.kind === "list");
	if (list?.kind === "list") return list.numeric ? fromCodes(list.items, at) : undefined;
	const codes = args.map((arg) => (arg?.kind === "number" ? arg.text : "x"));
	return codes.length > 0 ? fromCodes(codes, at) : undefined;
};

const fromBase64: Fold = ([content], at) => (isText(content) ? decode(content.text, "base64", at) : undefined);

const fromPercent: Fold = ([content], at) =>
	isText(content) && content.text.includes("%")
		? toLiteral(
				content.text.replace(/%(?:u([0-9a-fA-F]{4})|([0-9a-fA-F]{2}))/g, (_, long, short) =>
					String.fromCharCode(Number.parseInt(long ?? short, 16)),
				),
				at,
			)
		: undefined;

/** Paths below the script's own folder become `./…`, so that files of the package can be recognised. */
const joinPath: Fold = (args, at) => {
	const [first, ...rest] = args;
	const own = first?.kind === "word" && /^(?:__dirname|import\.meta\.dirname)$/.test(first.text);
	const parts = own ? rest : args;
	if (parts.length === 0 || !parts.every(isText)) return undefined;
	const joined = parts.map((part) => part.text.replace(/^\.?\//, own ? "" : "$&")).join("/");
	return toLiteral(own ? `./${joined}` : joined, at);
};

/** Functions, by the path they are called by. */
export const FUNCTIONS: ReadonlyMap<string, Fold> = new Map([
	["Buffer.from", fromBuffer],
	["buffer.Buffer.from", fromBuffer],
	["Buffer", fromBuffer],
	["atob", fromBase64],
	["unescape", fromPercent],
	["decodeURIComponent", fromPercent],
	["decodeURI", fromPercent],
	["String.fromCharCode", fromCharCode],
	["String.fromCodePoint", fromCharCode],
	["String.fromCharCode.apply", fromCharCode],
	["path.join", joinPath],
	["path.resolve", joinPath],
]);

/** Functions whose result is readable text that the script had hidden. */
export const DECODERS: ReadonlySet<string> = new Set(
	[...FUNCTIONS.keys()].filter((name) => !name.startsWith("path.") && !name.startsWith("decodeURI")),
);

/** Methods of strings and lists. */
export const METHODS: ReadonlyMap<string, MethodFold> = new Map<string, MethodFold>([
	[
		"toString",
		(receiver, [encoding]) => (isText(receiver) && toEncoding(encoding) === undefined ? receiver : undefined),
	],
	["trim", (receiver) => (isText(receiver) ? toLiteral(receiver.text.trim(), receiver.at) : undefined)],
	[
		"concat",
		(receiver, args) =>
			isText(receiver) && args.every(isText)
				? toLiteral(receiver.text + args.map((arg) => arg.text).join(""), receiver.at)
				: undefined,
	],
	[
		"split",
		(receiver, [by]) => {
			if (!isText(receiver) || !isText(by) || receiver.text.length > LIST_LIMIT) return undefined;
			return { kind: "list", items: receiver.text.split(by.text), numeric: false, at: receiver.at };
		},
	],
	[
		"reverse",
		(receiver) => (receiver.kind === "list" ? { ...receiver, items: receiver.items.toReversed() } : undefined),
	],
	[
		"join",
		(receiver, [by]) =>
			receiver.kind === "list" && !receiver.numeric && isText(by)
				? toLiteral(receiver.items.join(by.text), receiver.at)
				: undefined,
	],
	["replace", replaceLiteral],
	["replaceAll", replaceLiteral],
]);

/** Removing marker characters is a common way to hide a word: `"cxuxrxl".replace(/x/g, "")`. */
function replaceLiteral(receiver: Item, [what, by]: Arguments): Item | undefined {
	if (!isText(receiver) || !isText(by) || (what?.kind !== "regex" && what?.kind !== "string")) return undefined;
	if (what.kind === "regex" && !/^[\w\s:;,@#%&!~<>='"-]{1,20}$/.test(what.text)) return undefined;
	return toLiteral(receiver.text.split(what.text).join(by.text), receiver.at);
}
