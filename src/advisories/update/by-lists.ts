/** An update by single records: the lists of the export say which. */
import pMap from "p-map";
import { compareCodeUnits } from "../../lib/order.ts";
import type { Ecosystem } from "../../model.ts";
import type { Collection } from "../build/collection.ts";
import type { EcosystemSync, SyncState } from "../sync.ts";
import type { UpdateSetting, UpdateSummary } from "../update.ts";
import { type Changes, findChanges } from "./changes.ts";
import { type FetchedFile, readText } from "./export.ts";
import type { Installed } from "./installed.ts";
import { parseListing } from "./listing.ts";
import { findNewest, isOlder } from "./newest.ts";

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

type Lists = ReadonlyMap<Ecosystem, { readonly file: FetchedFile; readonly times: ReadonlyMap<string, string> }>;

/** @throws ScanError as updateDatabase */
export async function planByLists(setting: UpdateSetting): Promise<ListPlan> {
	const { installed } = setting;
	const sync = findSyncOf(setting);
	if (installed === undefined || sync === null) return { kind: "unknown" };
	const lists = await fetchLists(setting, sync);
	if (lists === undefined) return { kind: "unknown" };
	if (lists.size === 0) return { kind: "current" };
	const newest = new Map([...lists].map(([ecosystem, { times }]) => [ecosystem, findNewest(times.values())]));
	// A list may be older than the archive that was read, as caches hold files for different times. What it lacks has
	// not vanished then.
	if (isOlder(installed, newest)) return { kind: "unknown" };
	const collection = installed.load();
	const before = collection.kept.size;
	const changes = findChanges(collection.kept, new Map([...lists].map(([ecosystem, { times }]) => [ecosystem, times])));
	const count = changes.changed.size + changes.vanished.length;
	if (count === 0) return { kind: "current" };
	const rows = sync.ecosystems.map((row) => ({
		...row,
		newest: newest.get(row.ecosystem) ?? row.newest,
		list: lists.get(row.ecosystem)?.file.etag ?? null,
	}));
	const isLarge = count > MOST_CHANGES || count > Math.max(FEW, before * LARGEST_SHARE);
	return {
		kind: isLarge ? "large" : "small",
		apply: () => applyChanges(setting, { installed, collection, changes, rows, lists }),
	};
}

/** What an earlier update from the same address, of the same ecosystems, noted. */
export function findSyncOf({ installed, access, ecosystems, force }: UpdateSetting): SyncState | null {
	const sync = installed?.sync ?? null;
	if (sync === null || force || sync.base !== access.base || sync.ecosystems.length !== ecosystems.length) return null;
	return sync.ecosystems.every(({ ecosystem }) => ecosystems.includes(ecosystem)) ? sync : null;
}

/** Empty when no list has changed, `undefined` when one of them cannot be used. */
async function fetchLists({ access }: UpdateSetting, { ecosystems }: SyncState): Promise<Lists | undefined> {
	const files = new Map<Ecosystem, FetchedFile>();
	for (const { ecosystem, list } of ecosystems) {
		const file = await access.list(ecosystem, list);
		if (file === undefined) return undefined;
		if (file !== null) files.set(ecosystem, file);
	}
	if (files.size === 0) return new Map();
	// A record may be in several lists, and has vanished when it is in none: all are needed.
	const lists = new Map<Ecosystem, { file: FetchedFile; times: ReadonlyMap<string, string> }>();
	for (const { ecosystem } of ecosystems) {
		const file = files.get(ecosystem) ?? (await access.list(ecosystem, null));
		const times = file && parseList(file);
		if (file == null || times == null) return undefined;
		lists.set(ecosystem, { file, times });
	}
	return lists;
}

function parseList(file: FetchedFile): ReadonlyMap<string, string> | undefined {
	try {
		return parseListing(readText(file));
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

interface Work {
	readonly installed: Installed;
	readonly collection: Collection;
	readonly changes: Changes;
	readonly rows: readonly EcosystemSync[];
	readonly lists: Lists;
}

async function applyChanges(setting: UpdateSetting, work: Work): Promise<UpdateSummary> {
	const { access, write, onProgress } = setting;
	const { installed, collection, changes, rows, lists } = work;
	const { changed, vanished } = changes;
	const unavailable: string[] = [];
	let done = 0;
	await pMap(
		changed,
		async ([id, { ecosystem }]) => {
			const text = await access.record(ecosystem, id);
			if (text === undefined || !collection.renew(id, text)) unavailable.push(id);
			onProgress.records("changed records fetched", ++done, changed.size);
		},
		{ concurrency: AT_A_TIME },
	);
	for (const id of vanished) collection.delete(id);
	const archives = installed.meta.sources.filter(({ name }) => !name.endsWith(LIST));
	const read = [...lists].map(([ecosystem, { file }]) => ({ name: `${ecosystem}${LIST}`, sha256: file.sha256 }));
	const meta = write(collection, { sources: [...archives, ...read], ecosystems: rows });
	return {
		kind: "changed",
		meta,
		renewed: changed.size - unavailable.length,
		vanished: vanished.length,
		unavailable: unavailable.sort(compareCodeUnits),
		counts: collection.counts,
	};
}
