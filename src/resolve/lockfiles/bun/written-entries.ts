/** Entries of bun.lock: members of `packages`, each an array that starts with `name@version`. */
import type { EntryFinder, WrittenEntry } from "../written-entries/define.ts";
import { findStringEnd, toKey, walkMembers } from "../written-entries/json-members.ts";

interface Context {
	readonly kind: "root" | "packages" | "entry";
	readonly start: number;
	readonly value: number;
}

export const bunEntries: EntryFinder = {
	by: "id",
	find(text) {
		const entries: WrittenEntry[] = [];
		walkMembers<Context>(
			text,
			{ kind: "root", start: 0, value: 0 },
			{
				enter(parent, key, start, value) {
					if (parent.kind === "root") return key === "packages" ? { kind: "packages", start, value } : undefined;
					return parent.kind === "packages" ? { kind: "entry", start, value } : undefined;
				},
				leave({ kind, start, value }, end) {
					const key = kind === "entry" ? findFirstText(text, value, end) : undefined;
					if (key !== undefined) entries.push({ key, start, end });
				},
			},
		);
		return entries;
	},
};

function findFirstText(text: string, open: number, close: number): string | undefined {
	const quote = text.indexOf('"', open);
	const end = quote === -1 || quote >= close ? -1 : findStringEnd(text, quote);
	return end === -1 ? undefined : toKey(text.slice(quote, end));
}
