/** An update by the whole export: `all.zip` of each ecosystem. */
import { DatabaseError } from "../../errors.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import type { Ecosystem } from "../../model.ts";
import type { AssembledDatabase } from "../build/assemble.ts";
import { Collection } from "../build/collection.ts";
import { chooseWholeCopy } from "../build/copies.ts";
import type { RecordListener } from "../build/inflate-batch.ts";
import { readOsvZip } from "../build/osv-zip.ts";
import { renderDatabase } from "../build/write.ts";
import type { DatabaseMeta } from "../store/format.ts";
import { type EcosystemSync, renderSync } from "../store/sync.ts";
import type { UpdateSetting, UpdateSummary } from "../update.ts";
import { findSyncOf } from "./by-lists.ts";
import type { ExportAccess, FetchedFile } from "./export.ts";
import { checkNotOlder, Newest } from "./newest.ts";
import { toExportError } from "./update-error.ts";

const PROGRESS_STEP = 1_000;

/** `undefined`, and nothing was written, when every archive is the one that was read last. */
export async function updateByArchives(setting: UpdateSetting): Promise<UpdateSummary | undefined> {
	const { access, ecosystems, installed, force, write, onProgress } = setting;
	const archives = await fetchArchives(setting);
	if (archives === undefined) return undefined;
	const collection = new Collection(ecosystems, chooseWholeCopy);
	const rows: EcosystemSync[] = [];
	let read = 0;
	for (const [ecosystem, { path, etag }] of archives) {
		const newest = new Newest();
		await readArchive(toAddress(access, ecosystem), path, (text, where) => {
			const modified = collection.add(text, where);
			if (modified !== undefined) newest.add(modified);
			if (++read % PROGRESS_STEP === 0) onProgress.records("records read", read, null);
		});
		rows.push({ ecosystem, newest: newest.time, archive: etag, list: null });
	}
	if (installed !== undefined && !force) {
		checkNotOlder(installed, new Map(rows.map(({ ecosystem, newest }) => [ecosystem, newest])));
	}
	for (const ecosystem of ecosystems) {
		if (!collection.covers(ecosystem)) {
			throw toExportError(toAddress(access, ecosystem), `holds no advisory for ${ecosystem}.`);
		}
	}
	const sources = [...archives].map(([ecosystem, { sha256 }]) => ({ name: `${ecosystem}/all.zip`, sha256 }));
	const meta = write(renderCollection(collection, access, ecosystems, { sources, rows }));
	return { kind: "replaced", meta, renewed: 0, vanished: 0, unavailable: [], counts: collection.counts };
}

function toAddress({ base }: ExportAccess, ecosystem: Ecosystem): string {
	return `${base}/${ecosystem}/all.zip`;
}

/** What is wrong with the file is said of the address it came from. */
async function readArchive(address: string, path: string, listen: RecordListener): Promise<void> {
	try {
		await readOsvZip(path, listen);
	} catch (error) {
		if (!(error instanceof DatabaseError)) throw error;
		throw toExportError(address, `cannot be used: ${error.message.replace(toSafeText(path), "it")}`, error);
	}
}

function renderCollection(
	collection: Collection,
	{ base }: ExportAccess,
	asked: readonly Ecosystem[],
	{ sources, rows }: { readonly sources: DatabaseMeta["sources"]; readonly rows: readonly EcosystemSync[] },
): AssembledDatabase {
	const { updated } = collection;
	if (updated === undefined) throw toExportError(base, `holds no advisory for ${asked.join(", ")}.`);
	const idle = new Map<string, string>();
	for (const [id, { modified, records }] of collection.kept) if (records.length === 0) idle.set(id, modified);
	const about = { records: collection.size, updated, sources };
	return renderDatabase(collection.records, about, renderSync({ base, ecosystems: rows, idle }));
}

async function fetchArchives(setting: UpdateSetting): Promise<ReadonlyMap<Ecosystem, FetchedFile> | undefined> {
	const { access, ecosystems } = setting;
	const sync = findSyncOf(setting);
	const archives = new Map<Ecosystem, FetchedFile>();
	for (const ecosystem of ecosystems) {
		const etag = sync?.ecosystems.find((row) => row.ecosystem === ecosystem)?.archive ?? null;
		const found = await access.archive(ecosystem, etag);
		if (found === undefined) throw toExportError(toAddress(access, ecosystem), "does not exist.");
		if (found !== null) archives.set(ecosystem, found);
	}
	if (archives.size === 0) return undefined;
	for (const ecosystem of ecosystems) {
		if (archives.has(ecosystem)) continue;
		const found = await access.archive(ecosystem, null);
		if (found == null) throw toExportError(toAddress(access, ecosystem), "does not exist any more.");
		archives.set(ecosystem, found);
	}
	return new Map(ecosystems.map((ecosystem) => [ecosystem, archives.get(ecosystem) as FetchedFile]));
}
