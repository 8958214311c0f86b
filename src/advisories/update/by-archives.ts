/** An update by the whole export: `all.zip` of each ecosystem. */
import type { Ecosystem } from "../../model.ts";
import { Collection } from "../build/collection.ts";
import { readOsvZip } from "../build/osv-zip.ts";
import { compareInstants } from "../instant.ts";
import type { EcosystemSync } from "../sync.ts";
import type { UpdateSetting, UpdateSummary } from "../update.ts";
import { findSyncOf } from "./by-lists.ts";
import type { FetchedFile } from "./export.ts";
import { checkNotOlder } from "./newest.ts";
import { toExportError } from "./update-error.ts";

const PROGRESS_STEP = 1_000;

/** `undefined`, and nothing was written, when every archive is the one that was read last. */
export async function updateByArchives(setting: UpdateSetting): Promise<UpdateSummary | undefined> {
	const { ecosystems, installed, force, write, onProgress } = setting;
	const archives = await fetchArchives(setting);
	if (archives === undefined) return undefined;
	const collection = new Collection(ecosystems);
	const rows: EcosystemSync[] = [];
	let read = 0;
	for (const [ecosystem, { path, etag }] of archives) {
		let newest = "";
		await readOsvZip(path, (text, where) => {
			const modified = collection.add(text, where);
			if (modified !== undefined && compareInstants(newest, modified) < 0) newest = modified;
			if (++read % PROGRESS_STEP === 0) onProgress.records("records read", read, null);
		});
		rows.push({ ecosystem, newest, archive: etag, list: null });
	}
	if (installed !== undefined && !force) {
		checkNotOlder(installed, new Map(rows.map(({ ecosystem, newest }) => [ecosystem, newest])));
	}
	const sources = [...archives].map(([ecosystem, { sha256 }]) => ({ name: `${ecosystem}/all.zip`, sha256 }));
	const meta = write(collection, { sources, ecosystems: rows });
	return { kind: "replaced", meta, renewed: 0, vanished: 0, unavailable: [], counts: collection.counts };
}

async function fetchArchives(setting: UpdateSetting): Promise<ReadonlyMap<Ecosystem, FetchedFile> | undefined> {
	const { access, ecosystems } = setting;
	const sync = findSyncOf(setting);
	const archives = new Map<Ecosystem, FetchedFile>();
	for (const ecosystem of ecosystems) {
		const etag = sync?.ecosystems.find((row) => row.ecosystem === ecosystem)?.archive ?? null;
		const found = await access.archive(ecosystem, etag);
		if (found === undefined) throw toExportError(`${access.base}/${ecosystem}/all.zip`, "does not exist.");
		if (found !== null) archives.set(ecosystem, found);
	}
	if (archives.size === 0) return undefined;
	for (const ecosystem of ecosystems) {
		if (archives.has(ecosystem)) continue;
		const found = await access.archive(ecosystem, null);
		if (found == null) throw toExportError(`${access.base}/${ecosystem}/all.zip`, "does not exist any more.");
		archives.set(ecosystem, found);
	}
	return new Map(ecosystems.map((ecosystem) => [ecosystem, archives.get(ecosystem) as FetchedFile]));
}
