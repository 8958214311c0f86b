/**
 * Entries of yarn.lock, classic and berry: a header line of one or more descriptors, and what is indented below it.
 * The real name is in `resolution` (berry), else behind `npm:` in an aliased descriptor (classic), else in the header.
 */
import { type Block, findField, listBlocks, unquote } from "../written-entries/blocks.ts";
import type { EntryFinder, WrittenEntry } from "../written-entries/define.ts";

export const yarnEntries: EntryFinder = {
	by: "id",
	*find(text): Generator<WrittenEntry> {
		for (const block of listBlocks(text, 0)) {
			const version = findField(block, 2, "version");
			const name = findName(block);
			if (version !== undefined && name !== undefined) {
				yield { key: `${name}@${version}`, start: block.start, end: block.end };
			}
		}
	},
};

function findName(block: Block): string | undefined {
	const resolution = findField(block, 2, "resolution");
	if (resolution !== undefined) return splitDescriptor(resolution)?.[0];
	const [first = ""] = block.header.replace(/:$/, "").split(", ");
	const descriptor = splitDescriptor(unquote(unquote(first).replace(/^"/, "")));
	if (descriptor === undefined) return undefined;
	const [name, range] = descriptor;
	return range.startsWith("npm:") ? (splitDescriptor(range.slice(4))?.[0] ?? name) : name;
}

/** `@scope/a@^1.0.0` -> `["@scope/a", "^1.0.0"]` */
function splitDescriptor(text: string): readonly [string, string] | undefined {
	const at = text.indexOf("@", 1);
	return at === -1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}
