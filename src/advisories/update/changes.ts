/**
 * What has to be fetched to go from what is known to what the lists of an export name.
 *
 * Ids and times are compared one by one, not with the time of the last update: the files of an export are written one
 * after the other and may disagree, and a record that is withdrawn for good only vanishes from the list.
 */
import type { Ecosystem } from "../../model.ts";
import { compareInstants } from "../instant.ts";
import type { KnownRecords } from "./known-records.ts";
import { readListing } from "./listing.ts";
import { Newest } from "./newest.ts";

export interface Changes {
	/** the newest `modified` of each list */
	readonly newest: ReadonlyMap<Ecosystem, string>;
	/** records that are new, or listed with a newer `modified` than the one known, and where they are */
	readonly changed: ReadonlyMap<string, { readonly ecosystem: Ecosystem; readonly modified: string }>;
	/** ids that are no longer listed anywhere */
	readonly vanished: readonly string[];
}

/** @throws RangeError when a list is not whole */
export function findChanges(known: KnownRecords, lists: ReadonlyMap<Ecosystem, string>): Changes {
	const changed = new Map<string, { ecosystem: Ecosystem; modified: string }>();
	const isListed = new Uint8Array(known.size);
	const newest = new Map<Ecosystem, string>();
	for (const [ecosystem, text] of lists) {
		const last = new Newest();
		readListing(text, (id, modified) => {
			last.add(modified);
			const number = known.number(id);
			if (number !== undefined) {
				isListed[number] = 1;
				if (compareInstants(known.time(number), modified) >= 0) return;
			}
			const other = changed.get(id);
			if (other === undefined || compareInstants(other.modified, modified) < 0)
				changed.set(id, { ecosystem, modified });
		});
		newest.set(ecosystem, last.time);
	}
	const vanished: string[] = [];
	for (let number = 0; number < known.size; number++) if (isListed[number] === 0) vanished.push(known.id(number));
	return { newest, changed, vanished };
}
