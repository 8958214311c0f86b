/**
 * Entries of pnpm-lock.yaml: the keys of `packages:`, which are written `/a/1.0.0` (5.x), `/a@1.0.0` (6.0) or `a@1.0.0`
 * (9.0), with what peers they were resolved for (`_b@2.0.0`, `(b@2.0.0)`) behind. An entry that is not from a registry
 * says `name` and `version` below.
 */
import { type Block, findField, listBlocks, unquote } from "../written-entries/blocks.ts";
import type { EntryFinder, WrittenEntry } from "../written-entries/define.ts";

/** A file can hold several documents, each with a section of its own. */
const SECTIONS = /^packages:[ \t]*\r?\n/gm;

export const pnpmEntries: EntryFinder = {
	by: "id",
	*find(text): Generator<WrittenEntry> {
		for (const section of text.matchAll(SECTIONS)) {
			for (const block of listBlocks(text, 2, section.index + section[0].length)) yield toEntry(block);
		}
	},
};

function toEntry(block: Block): WrittenEntry {
	const [name, version] = splitKey(toBareKey(block.header));
	const key = `${findField(block, 4, "name") ?? name}@${findField(block, 4, "version") ?? version}`;
	return { key, start: block.start, end: block.end };
}

/** `'/@scope/a@1.0.0(b@2.0.0)': {}` -> `@scope/a@1.0.0` */
function toBareKey(header: string): string {
	const quote = header[0];
	const end = quote === "'" || quote === '"' ? header.indexOf(quote, 1) + 1 : header.search(/:(?:\s|$)/);
	const [key = ""] = unquote(header.slice(0, end === -1 ? undefined : end)).split("(", 1);
	return key.replace(/^\//, "");
}

function splitKey(key: string): readonly [string, string] {
	const base = key.startsWith("@") ? key.indexOf("/") + 1 : 0;
	const at = key.indexOf("@", 1);
	const slash = key.indexOf("/", base);
	if (at !== -1 && (slash === -1 || at < slash)) return [key.slice(0, at), key.slice(at + 1)];
	const [version = ""] = key.slice(slash + 1).split("_", 1);
	return slash === -1 ? [key, ""] : [key.slice(0, slash), version];
}
