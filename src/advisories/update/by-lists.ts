/** An update by single records: the lists of the export say which. */
import pMap from "p-map";
import { compareCodeUnits } from "../../lib/order.ts";
import type { Ecosystem } from "../../model.ts";
import { Collection } from "../build/collection.ts";
import type { DatabaseMeta } from "../store/format.ts";
import { type EcosystemSync, renderSync, type SyncState } from "../store/sync.ts";
import type { UpdateSetting, UpdateSummary } from "../update.ts";
import { type Changes, findChanges } from "./changes.ts";
import { type FetchedFile, readText } from "./export.ts";
import type { Installed } from "./installed.ts";
import type { KnownRecords } from "./known-records.ts";
import { isOlder, Newest } from "./newest.ts";
import { patchDatabase } from "./patch.ts";
import { toExportError } from "./update-error.ts";

/** Above, fetching the archive and building anew is faster: see docs/update.md. */
const MOST_CHANGES = 5_000;
/** of a small export, the archive is fetched when more than this part has changed, and more than a few records */
const LARGEST_SHARE = 0.1;
const FEW = 200;
const AT_A_TIME = 32;
const LIST = "/modified_id.csv";

export type ListPlan =
	/** nothing has changed */
	| { readonly kind: "current" }
	| { readonly kind: "small" | "large"; readonly apply: () => Promise<UpdateSummary> }
	/** the lists cannot say: nothing is there to compare them with, or they are missing, cut off or older */
	| { readonly kind: "unknown" };

type Lists = ReadonlyMap<Ecosystem, FetchedFile>;

/** @throws ScanError as updateDatabase */
export async function planByLists(setting: UpdateSetting): Promise<ListPlan> {
	const { installed } = setting;
	const sync = findSyncOf(setting);
	if (installed === undefined || sync === null) return { kind: "unknown" };
	const lists = await fetchLists(setting, sync);
	if (lists === undefined) return { kind: "unknown" };
	if (lists.size === 0) return { kind: "current" };
	const known = installed.findRecords();
	const changes = compareWith(known, lists);
	// A list may be older than the archive that was read, as caches hold files for different times. What it lacks has
	// not vanished then.
	if (changes === undefined || isOlder(installed, changes.newest)) return { kind: "unknown" };
	const count = changes.changed.size + changes.vanished.length;
	if (count === 0) return { kind: "current" };
	const isLarge = count > MOST_CHANGES || count > Math.max(FEW, known.size * LARGEST_SHARE);
	return {
		kind: isLarge ? "large" : "small",
		apply: () => applyChanges(setting, { installed, sync, known, changes, lists }),
	};
}

/** What an earlier update from the same address, of the same ecosystems, noted. */
export function findSyncOf({ installed, access, ecosystems, force }: UpdateSetting): SyncState | null {
	const sync = installed?.sync ?? null;
	if (sync === null || force || sync.base !== access.base || sync.ecosystems.length !== ecosystems.length) return null;
	return sync.ecosystems.every(({ ecosystem }) => ecosystems.includes(ecosystem)) ? sync : null;
}

/** Empty when no list has changed, `undefined` when one of them is missing. */
async function fetchLists({ access }: UpdateSetting, { ecosystems }: SyncState): Promise<Lists | undefined> {
	const files = new Map<Ecosystem, FetchedFile>();
	for (const { ecosystem, list } of ecosystems) {
		const file = await access.list(ecosystem, list);
		if (file === undefined) return undefined;
		if (file !== null) files.set(ecosystem, file);
	}
	if (files.size === 0) return files;
	// A record may be in several lists, and has vanished when it is in none: all are needed.
	for (const { ecosystem } of ecosystems) {
		const file = files.get(ecosystem) ?? (await access.list(ecosystem, null));
		if (file == null) return undefined;
		files.set(ecosystem, file);
	}
	return files;
}

/** `undefined` when a list is not whole. */
function compareWith(known: KnownRecords, lists: Lists): Changes | undefined {
	try {
		return findChanges(known, new Map([...lists].map(([ecosystem, file]) => [ecosystem, readText(file)])));
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

interface Work {
	readonly installed: Installed;
	readonly sync: SyncState;
	readonly known: KnownRecords;
	readonly changes: Changes;
	readonly lists: Lists;
}

async function applyChanges(setting: UpdateSetting, work: Work): Promise<UpdateSummary> {
	const { installed, known, changes } = work;
	const fresh = new Collection(setting.ecosystems);
	const unavailable = await fetchChanged(setting, work, fresh);
	const removed = new Set([...changes.vanished, ...fresh.kept.keys()]);
	const { records, updated, idle } = findRest(known, removed, fresh);
	if (updated === "") throw toExportError(setting.access.base, "holds no advisory any more.");
	const about = { records, updated, sources: toSources(work) };
	const sync = renderSync({ base: work.sync.base, ecosystems: toRows(work), idle });
	const meta = setting.write(patchDatabase(installed, known, { removed, added: fresh.records, about, sync }));
	return {
		kind: "changed",
		meta,
		renewed: fresh.kept.size,
		vanished: changes.vanished.length,
		unavailable,
		counts: fresh.counts,
	};
}

/** Ids of records that could not be had as listed. */
async function fetchChanged(
	{ access, onProgress }: UpdateSetting,
	{ known, changes: { changed } }: Work,
	fresh: Collection,
): Promise<readonly string[]> {
	const unavailable: string[] = [];
	let done = 0;
	await pMap(
		changed,
		async ([id, { ecosystem }]) => {
			const text = await access.record(ecosystem, id);
			const number = known.number(id);
			const time = number === undefined ? undefined : known.time(number);
			if (text === undefined || !fresh.addNewer(text, id, time)) unavailable.push(id);
			onProgress.records("changed records fetched", ++done, changed.size);
		},
		{ concurrency: AT_A_TIME },
	);
	return unavailable.sort(compareCodeUnits);
}

/** What the new database knows: the records that stay, and the fresh ones. */
function findRest(known: KnownRecords, removed: ReadonlySet<string>, fresh: Collection) {
	const idle = new Map<string, string>();
	const newest = new Newest();
	let records = 0;
	const note = (id: string, time: string, isIdle: boolean) => {
		if (isIdle) {
			idle.set(id, time);
			return;
		}
		records++;
		newest.add(time);
	};
	for (let number = 0; number < known.size; number++) {
		const id = known.id(number);
		if (!removed.has(id)) note(id, known.time(number), known.isIdle(number));
	}
	for (const [id, record] of fresh.kept) note(id, record.modified, record.records.length === 0);
	return { records, updated: newest.time, idle };
}

function toSources({ installed, lists }: Work): DatabaseMeta["sources"] {
	const archives = installed.meta.sources.filter(({ name }) => !name.endsWith(LIST));
	return [...archives, ...[...lists].map(([ecosystem, { sha256 }]) => ({ name: `${ecosystem}${LIST}`, sha256 }))];
}

function toRows({ sync, changes, lists }: Work): readonly EcosystemSync[] {
	return sync.ecosystems.map((row) => ({
		...row,
		newest: changes.newest.get(row.ecosystem) ?? row.newest,
		list: lists.get(row.ecosystem)?.etag ?? null,
	}));
}
