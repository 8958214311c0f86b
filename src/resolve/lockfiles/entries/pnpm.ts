/**
 * Entries of pnpm-lock.yaml: the keys of `packages:`, which are written `/a/1.0.0` (5.x), `/a@1.0.0` (6.0) or `a@1.0.0`
 * (9.0), with what peers they were resolved for (`_b@2.0.0`, `(b@2.0.0)`) behind. An entry that is not from a registry
 * says `name` and `version` below.
 */
import { findField, listBlocks, unquote } from "./blocks.ts";
import type { EntryFinder, WrittenEntry } from "./define.ts";

const SECTION = /^packages:[ \t]*\r?$/m;

export const pnpmEntries: EntryFinder = {
	by: "id",
	*find(text): Generator<WrittenEntry> {
		const section = SECTION.exec(text);
		if (section === null) return;
		const from = text.indexOf("\n", section.index) + 1;
		if (from === 0) return;
		for (const block of listBlocks(text, 2, from)) {
			const [name, version] = splitKey(toBareKey(block.header));
			const key = `${findField(block, 4, "name") ?? name}@${findField(block, 4, "version") ?? version}`;
			yield { key, start: block.start, end: block.end };
		}
	},
};

/** `'/@scope/a@1.0.0(b@2.0.0)': {}` -> `@scope/a@1.0.0` */
function toBareKey(header: string): string {
	const quote = header[0];
	const end = quote === "'" || quote === '"' ? header.indexOf(quote, 1) + 1 : header.search(/:(?:\s|$)/);
	const [key = ""] = unquote(header.slice(0, end === -1 ? undefined : end)).split("(", 1);
	return key.replace(/^\//, "");
}

function splitKey(key: string): readonly [string, string] {
	const at = key.indexOf("@", 1);
	if (
		at !== -1 &&
		!key
			.slice(1, at)
			.replace(/^[^/]*\//, "")
			.includes("/")
	)
		return [key.slice(0, at), key.slice(at + 1)];
	const slash = key.indexOf("/", key.startsWith("@") ? key.indexOf("/") + 1 : 0);
	const [version = ""] = key.slice(slash + 1).split("_", 1);
	return slash === -1 ? [key, ""] : [key.slice(0, slash), version];
}
