/** Ways to keep a reader from seeing what a script does. Those about how the text is written look at the source itself. */
import { defineSignals } from "./define.ts";

const BOTH = ["code", "command"] as const;

/** Shorter decoded text, a separator say, says nothing. */
const SHORTEST = 3;
/** Addresses, paths, modules, commands and code: what nobody encodes without wanting to hide it. */
const TELLING =
	/:\/\/|^\.{0,2}\/[\w./-]{0,80}$|^(?:fs|https?|os|net|dns|crypto|child_process|process|env|exec|execSync|spawn|eval|require|hostname|POST)$|\b(?:require|import|eval|Function|process\.env|child_process)\b|\b(?:curl|wget|powershell|bash|cmd\.exe)\b|\.(?:ssh|npmrc|aws)\b|[\w-]{2,60}\.[\w-]{2,60}\.\w{2,10}/;

export const obfuscation = defineSignals([
	{
		shows: "obfuscated",
		in: ["code"],
		on: "source",
		pattern: /_0x[0-9a-f]{4,6}\b/g,
		times: 12,
		words: "has its names and strings replaced by an obfuscator",
	},
	{
		shows: "obfuscated",
		in: ["code"],
		pattern: /\.push\(\w{1,20}\.shift\(\)\)[\s\S]{0,120}\bcatch\b|while\(!!\[\]\)[\s\S]{0,200}parseInt\(/,
		words: "turns a table of strings round before use",
	},
	{
		shows: "obfuscated",
		in: ["code"],
		on: "source",
		pattern: /(?:\\x[2-7][0-9a-f]){8}|(?:\\u00[2-7][0-9a-f]){6}|(?:\\u\{0{0,4}[2-7][0-9a-f]\}){6}/gi,
		words: "writes plain letters as escapes",
	},
	{
		shows: "obfuscated",
		in: BOTH,
		on: "source",
		pattern: /[\u180e\u200b\u200c\u2060-\u2064\u3164\uffa0\u{e0001}-\u{e007f}]|[\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]/gu,
		times: 8,
		words: "holds invisible characters",
	},
	{
		shows: "obfuscated",
		in: BOTH,
		on: "source",
		pattern: /[\u202a-\u202e\u2066-\u2069]/,
		words: "holds characters that change the direction of reading",
	},
	{
		shows: "obfuscated",
		in: ["code"],
		on: "source",
		pattern: /\S[ \t]{160}[ \t]{0,400}[\w$("'`[]/,
		words: "hides code behind a wall of blanks",
	},
	{
		shows: "obfuscated",
		in: ["code"],
		on: "source",
		pattern: /[()+![\]]{240}/,
		words: "is written in brackets and signs alone",
	},
	{
		shows: "runs-decoded",
		in: ["code"],
		find: ({ script }) =>
			script?.decoded.find(({ text }) =>
				script.evaluated.some((code) => text.length > SHORTEST && code.text.includes(text)),
			),
		words: "runs text that it decodes",
	},
	{
		shows: "hides-text",
		in: ["code"],
		find: ({ script }) => script?.decoded.find(({ text }) => TELLING.test(text)),
		words: "decodes a text that it hides",
	},
	{
		shows: "obfuscated",
		in: ["code"],
		pattern:
			/\brequire\(\w{1,30}\((?:"[0-9a-f]{6,200}"|"[\w+/]{8,200}={0,2}"|0x[0-9a-f]{1,6}|"0x[0-9a-f]{1,6}"|\d{1,6})\)/i,
		words: "computes the name of the module it asks for",
	},
	{
		shows: "deciphers",
		in: ["code"],
		pattern:
			/\bcharCodeAt\([^()]{0,40}\)\s{0,2}(?:\)\s{0,2})?\^|\^\s{0,2}\w{1,30}\.charCodeAt\(|\bcrypto\.createDecipher(?:iv)?\(|\bString\.fromCharCode\([^;]{0,100}\^/,
		words: "deciphers text",
	},
	{
		shows: "deciphers",
		in: ["code"],
		pattern: /"[A-Za-z0-9+/]{600}|"(?:[0-9a-f]{2}){400}/i,
		words: "carries a long encoded block",
	},
]);
