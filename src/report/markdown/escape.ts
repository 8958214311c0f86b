/**
 * Scanned text inside Markdown: it shows as what it is, and is never markup, HTML, a link, a mention or a reference.
 *
 * GitHub and GitLab look for mentions (`@name`), references (`#1`, `!1`, `GH-1`) and addresses after the Markdown is
 * rendered, where a backslash no longer helps: there a zero-width space, written as an entity, breaks the word.
 */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { toSafeAddress } from "../text/address.ts";

const BREAK = "&#8203;";
const LONGEST = 300;

/** Markup wherever it stands; `&` and `<` as entities, since a backslash would leave them to HTML. */
const SPECIAL = /[\\`*_{}[\]<>|~^$&]/g;
/** The characters that make a word a mention or a reference when a word follows them. */
const SIGILS = /[@#!%$~&](?=[\p{L}\p{N}_"])/gu;
const ISSUE = /\b(GH-)(?=\d)/gi;
const ADDRESS = /(:)(?=\/\/)|(www)(?=\.)|(mailto|xmpp)(?=:)/gi;
/** What makes a heading, a list or a rule of a line that starts with it. */
const LINE_START = /^(?:[-+=]|\d+(?=[.)](?:\s|$)))/;
/** Plain text, one line, at most `length` characters of it. */
export function toMarkdown(text: string, length: number = LONGEST): string {
	const safe = toSafeExcerpt(text, length).trim();
	const marked = safe.replace(SIGILS, "$&\u0000").replace(ISSUE, "$1\u0000").replace(ADDRESS, "$&\u0000");
	return marked
		.replace(SPECIAL, escapeSpecial)
		.replace(/^#/, "\\#")
		.replace(LINE_START, (start) => (start.length === 1 && !/\d/.test(start) ? `\\${start}` : `${start}\u0000`))
		.replaceAll("\u0000", BREAK);
}

/** The same inside a table, where a line break or a bar would end the cell. */
export function toCell(text: string, length: number = LONGEST): string {
	return toMarkdown(text, length) || " ";
}

/** Text as code: names, versions and commands, for which nothing is a mention. Bars become `¦` when `inTable`. */
export function toCode(text: string, length: number = LONGEST, inTable = false): string {
	const cut = toSafeExcerpt(text, length).trim();
	const safe = inTable ? cut.replaceAll("|", "¦") : cut;
	if (safe === "") return "";
	const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
	const fence = "`".repeat(longest + 1);
	const pad = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
	return `${fence}${pad}${safe}${pad}${fence}`;
}

/** A link to an address of ours; the label alone when the address is none that can stand in Markdown. */
export function toLink(label: string, url: string | null): string {
	const plain = toMarkdown(label);
	const address = toSafeAddress(url);
	return address === null || /[()]/.test(address) ? plain : `[${plain}](${address})`;
}

function escapeSpecial(character: string): string {
	if (character === "&") return "&amp;";
	if (character === "<") return "&lt;";
	if (character === ">") return "&gt;";
	return `\\${character}`;
}
