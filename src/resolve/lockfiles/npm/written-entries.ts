/**
 * Entries of package-lock.json and npm-shrinkwrap.json: members of `packages` (lockfileVersion 2 and 3), else of the
 * nested `dependencies` (1), as ../npm.ts chooses between them.
 */
import type { EntryFinder, WrittenEntry } from "../written-entries/define.ts";
import { walkMembers } from "../written-entries/json-members.ts";
import { MAX_PATH } from "./entries.ts";

type Context =
	| { readonly kind: "root" | "packages" }
	| { readonly kind: "dependencies"; readonly folder: string }
	| { readonly kind: "flat" | "nested"; readonly key: string; readonly start: number };

export const npmEntries: EntryFinder = {
	by: "location",
	find(text) {
		const flat: WrittenEntry[] = [];
		const nested: WrittenEntry[] = [];
		walkMembers<Context>(
			text,
			{ kind: "root" },
			{
				enter: toContext,
				leave(context, end) {
					if (context.kind === "flat") flat.push({ key: context.key, start: context.start, end });
					else if (context.kind === "nested") nested.push({ key: context.key, start: context.start, end });
				},
			},
		);
		return flat.some(({ key }) => key !== "") ? flat : nested;
	},
};

function toContext(parent: Context, key: string, start: number): Context | undefined {
	switch (parent.kind) {
		case "root":
			if (key === "packages") return { kind: "packages" };
			return key === "dependencies" ? { kind: "dependencies", folder: "" } : undefined;
		case "packages":
			return { kind: "flat", key, start };
		case "dependencies":
			return { kind: "nested", key: `${parent.folder}node_modules/${key}`, start };
		case "nested":
			// A longer path is no install path, and nesting must not make keys that grow with its depth.
			if (parent.key.length > MAX_PATH) return undefined;
			return key === "dependencies" ? { kind: "dependencies", folder: `${parent.key}/` } : undefined;
		case "flat":
			return undefined;
	}
}
