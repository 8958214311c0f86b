/**
 * What has to be fetched to go from what is known to what the lists of an export name.
 *
 * Ids and times are compared one by one, not with the time of the last update: the files of an export are written one
 * after the other and may disagree, and a record that is withdrawn for good only vanishes from the list.
 */
import type { Ecosystem } from "../../model.ts";
import { compareInstants } from "../instant.ts";

export interface Changes {
	/** records that are new, or listed with another `modified` than the one known, and where they are */
	readonly changed: ReadonlyMap<string, { readonly ecosystem: Ecosystem; readonly modified: string }>;
	/** ids that are no longer listed anywhere */
	readonly vanished: readonly string[];
}

/** The newest `modified` of a list by ecosystem; `known`: the `modified` of what is there, by id. */
export function findChanges(
	known: ReadonlyMap<string, { readonly modified: string }>,
	lists: ReadonlyMap<Ecosystem, ReadonlyMap<string, string>>,
): Changes {
	const changed = new Map<string, { ecosystem: Ecosystem; modified: string }>();
	for (const [ecosystem, list] of lists) {
		for (const [id, modified] of list) {
			const there = known.get(id);
			if (there !== undefined && compareInstants(there.modified, modified) >= 0) continue;
			const other = changed.get(id);
			if (other === undefined || compareInstants(other.modified, modified) < 0)
				changed.set(id, { ecosystem, modified });
		}
	}
	const listed = [...lists.values()];
	return { changed, vanished: [...known.keys()].filter((id) => !listed.some((list) => list.has(id))) };
}
