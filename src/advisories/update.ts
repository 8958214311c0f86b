/**
 * Brings a database up to date with OSV's export.
 *
 * 1. Under a lock, so that one update runs at a time. The database that is there is checked whole.
 * 2. Where an earlier update made it, the lists of the export say what changed since (update/by-lists.ts); what
 *    changed is fetched record by record, unless that is too much.
 * 3. Otherwise the whole export is fetched (update/by-archives.ts).
 * 4. An export whose newest record is older than the newest that was seen is refused.
 * 5. The new database is written beside the old one, flushed, and takes its name. Whatever goes wrong before leaves the
 *    old one as it was. Readers that have the old one open go on with it.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseError } from "../errors.ts";
import { ECOSYSTEMS, type Ecosystem } from "../model.ts";
import { createDownload, type DownloadLimits } from "../net/download.ts";
import { createFetcher, type FetcherLimits } from "../net/fetcher.ts";
import type { ProxySettings } from "../net/request.ts";
import type { CollectionCounts } from "./build/collection.ts";
import type { DatabaseMeta } from "./store/format.ts";
import { readDatabaseMeta } from "./store.ts";
import { updateByArchives } from "./update/by-archives.ts";
import { planByLists } from "./update/by-lists.ts";
import { type ExportAccess, openExport } from "./update/export.ts";
import { type Installed, openInstalled } from "./update/installed.ts";
import { takeLock } from "./update/lock.ts";
import { isWorthKeeping, toUnwritableFolderError } from "./update/update-error.ts";
import { createWriter, type WriteUpdate } from "./update/writer.ts";

export interface UpdateOptions {
	/** address of the export */
	readonly base: string;
	/** `null`: those of the last update of this database, else those that it holds, else npm */
	readonly ecosystems: readonly Ecosystem[] | null;
	/** fetch everything, and take it even when it is older than what is there */
	readonly force: boolean;
	readonly proxy: ProxySettings;
	readonly userAgent: string;
	readonly onProgress: UpdateProgress;
	readonly limits?: { readonly download?: Partial<DownloadLimits>; readonly fetcher?: Partial<FetcherLimits> };
}

export interface UpdateProgress {
	bytes(label: string, done: number, total: number | null): void;
	records(label: string, done: number, total: number | null): void;
}

export interface UpdateSummary {
	/** `current`: there was nothing to do. `changed`: by single records. `replaced`: by the whole export. */
	readonly kind: "current" | "changed" | "replaced";
	readonly meta: DatabaseMeta;
	/** records that were fetched one by one and taken */
	readonly renewed: number;
	/** records that the export no longer has */
	readonly vanished: number;
	/** ids of records that the export lists as changed, and does not have so: what was known of them stays */
	readonly unavailable: readonly string[];
	/** about what was read */
	readonly counts: CollectionCounts | null;
}

/** Records are small and far away: what counts is how many are under way. */
const RECORD_LIMITS: Partial<FetcherLimits> = {
	concurrency: 32,
	total: 900_000,
	retries: 3,
	failures: 8,
	bytes: 1 << 24,
};

/**
 * @throws UsageError for an address that cannot be used; DatabaseError `database-locked`, `database-older`,
 * `database-source`, `database-unwritable`, `database-foreign`, `database-unreadable`; ScanError `network-unavailable`,
 * `download-damaged`, `download-unwritable`
 */
export async function updateDatabase(path: string, options: UpdateOptions): Promise<UpdateSummary> {
	const { base, proxy, userAgent, onProgress, limits } = options;
	const access = openExport({
		base,
		userAgent,
		prefix: path,
		download: createDownload({ proxy, userAgent, limits: limits?.download ?? {} }),
		fetcher: createFetcher(proxy, { ...RECORD_LIMITS, ...limits?.fetcher }),
		onBytes: onProgress.bytes,
	});
	const lock = await openFolder(path);
	let installed: Installed | undefined;
	let chosen: readonly Ecosystem[] = options.ecosystems ?? [];
	try {
		installed = openInstalled(path);
		chosen = chooseEcosystems(options.ecosystems, installed, path);
		const write = createWriter(path, lock);
		const summary = await update({ access, installed, ecosystems: chosen, force: options.force, write, onProgress });
		for (const ecosystem of chosen) access.discard(ecosystem);
		return summary;
	} catch (error) {
		if (!isWorthKeeping(error)) for (const ecosystem of chosen) access.discard(ecosystem);
		throw error;
	} finally {
		installed?.close();
		lock.release();
	}
}

/** What both ways of updating need. */
export interface UpdateSetting {
	readonly access: ExportAccess;
	readonly installed: Installed | undefined;
	readonly ecosystems: readonly Ecosystem[];
	readonly force: boolean;
	readonly write: WriteUpdate;
	readonly onProgress: UpdateProgress;
}

async function update(setting: UpdateSetting): Promise<UpdateSummary> {
	const plan = await planByLists(setting);
	if (plan.kind === "small") return await plan.apply();
	const replaced = plan.kind === "current" ? undefined : await updateByArchives(setting);
	if (replaced !== undefined) return replaced;
	// The archives are still those that were read: only the lists can say more.
	if (plan.kind === "large") return await plan.apply();
	if (setting.installed === undefined) throw new Error("unchanged, and nothing is there");
	return { kind: "current", meta: setting.installed.meta, renewed: 0, vanished: 0, unavailable: [], counts: null };
}

async function openFolder(path: string) {
	try {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		return await takeLock(path);
	} catch (error) {
		if (error instanceof Error && "syscall" in error) throw toUnwritableFolderError(path, error);
		throw error;
	}
}

/** Never fewer than scans have had so far, unless somebody asks for it: what is not covered looks clean. */
function chooseEcosystems(
	asked: readonly Ecosystem[] | null,
	installed: Installed | undefined,
	path: string,
): readonly Ecosystem[] {
	if (asked !== null) return asked;
	const noted = installed?.sync?.ecosystems.map(({ ecosystem }) => ecosystem);
	if (noted !== undefined) return noted;
	const covered = readCoverage(path);
	return covered.length > 0 ? covered : ["npm"];
}

/** Of a database that was built from files, or is damaged behind its header. */
function readCoverage(path: string): readonly Ecosystem[] {
	try {
		const { ecosystems } = readDatabaseMeta(path);
		return ECOSYSTEMS.filter((ecosystem) => (ecosystems[ecosystem] ?? 0) > 0);
	} catch (error) {
		if (error instanceof DatabaseError) return [];
		throw error;
	}
}
