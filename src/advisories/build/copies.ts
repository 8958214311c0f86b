/**
 * What is kept of a record that several sources hold. Sources may be split: the file of an ecosystem then holds, of a
 * record, the packages of that ecosystem only. A copy that does not mention an ecosystem hence says nothing about it.
 *
 * 1. For each ecosystem, the copy with the newest `modified` that mentions it says all there is to say about it.
 * 2. Of copies with one `modified`, the packages of all are kept; where both speak of one, the copy read last counts.
 * 3. A withdrawal is about the whole record: it removes what is older. What is newer than it stays.
 */
import type { Ecosystem } from "../../model.ts";
import { compareInstants } from "../instant.ts";
import type { WritableRecord } from "./write.ts";

/** One copy: what is to be written of it, which is nothing when it is withdrawn or concerns nothing that fnsift knows. */
export interface RecordCopy {
	/** RFC 3339 */
	readonly modified: string;
	readonly records: readonly WritableRecord[];
	readonly isWithdrawn: boolean;
}

/** What is kept of all copies that were read; `modified` and `isWithdrawn` are those of the newest. */
export interface KeptRecord extends RecordCopy {
	/** `modified` of the copies that speak of these ecosystems, when it is not the record's */
	readonly older?: ReadonlyMap<Ecosystem, string>;
	/** `modified` of the newest withdrawal, when a newer copy followed it */
	readonly withdrawn?: string;
}

/** `found` was read after all that `known` is made of. The outcome depends on the order of equally old copies only. */
export function uniteCopies(known: KeptRecord, found: RecordCopy): KeptRecord {
	const order = compareInstants(known.modified, found.modified);
	const newest = order <= 0 ? found : known;
	const withdrawn = findWithdrawal(known, found);
	const records: WritableRecord[] = [];
	const older = new Map<Ecosystem, string>();
	for (const ecosystem of new Set([...known.records, ...found.records].map((record) => record.ecosystem))) {
		const kept = chooseCopy(known, found, ecosystem);
		if (kept === undefined) continue;
		records.push(...kept.records);
		if (kept.modified !== newest.modified) older.set(ecosystem, kept.modified);
	}
	return {
		modified: newest.modified,
		isWithdrawn: newest.isWithdrawn,
		records,
		...(older.size > 0 && { older }),
		...(withdrawn !== undefined && { withdrawn }),
	};
}

/** Of one ecosystem, what to keep; `undefined` when a withdrawal removes it. */
function chooseCopy(
	known: KeptRecord,
	found: RecordCopy,
	ecosystem: Ecosystem,
): Pick<RecordCopy, "modified" | "records"> | undefined {
	const ofEcosystem = (record: WritableRecord) => record.ecosystem === ecosystem;
	const before = known.records.filter(ofEcosystem);
	const after = found.records.filter(ofEcosystem);
	const time = known.older?.get(ecosystem) ?? known.modified;
	// Read later, it undoes a withdrawal of the same time; one that is read after it removes it.
	const isGone = found.isWithdrawn && compareInstants(time, found.modified) <= 0;
	const withdrawn = known.isWithdrawn ? known.modified : known.withdrawn;
	const isLate = withdrawn !== undefined && compareInstants(found.modified, withdrawn) < 0;
	const first = before.length === 0 || isGone ? undefined : { modified: time, records: before };
	const second = after.length === 0 || isLate ? undefined : { modified: found.modified, records: after };
	if (first === undefined || second === undefined) return first ?? second;
	const order = compareInstants(first.modified, second.modified);
	if (order !== 0) return order < 0 ? second : first;
	const keys = new Set(after.map(({ key }) => key));
	return { modified: found.modified, records: [...before.filter(({ key }) => !keys.has(key)), ...after] };
}

function findWithdrawal(known: KeptRecord, found: RecordCopy): string | undefined {
	const times = [
		known.withdrawn,
		known.isWithdrawn ? known.modified : undefined,
		found.isWithdrawn ? found.modified : undefined,
	];
	return times.reduce((newest, time) => {
		if (newest === undefined || time === undefined) return newest ?? time;
		return compareInstants(newest, time) < 0 ? time : newest;
	});
}

/** The same for exports, in which each copy is the whole record: an ecosystem that the newer one lacks was taken from it. */
export function chooseWholeCopy(known: KeptRecord, found: RecordCopy): KeptRecord {
	const order = compareInstants(known.modified, found.modified);
	if (order === 0) return uniteCopies(known, found);
	return order < 0 ? found : known;
}
