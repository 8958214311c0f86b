/** From published OSV records to a database file. */
import { toSafeText } from "../lib/sanitise.ts";
import type { Ecosystem } from "../model.ts";
import { Collection, type CollectionCounts } from "./build/collection.ts";
import { replaceFile } from "./build/replace-file.ts";
import { toSourceError } from "./build/source-error.ts";
import { readSource, type SourceInfo } from "./build/sources.ts";
import { renderDatabase } from "./build/write.ts";
import type { DatabaseMeta } from "./store/format.ts";

export interface BuildOptions {
	/** those of which packages are kept; all that fnsift knows when left out */
	readonly ecosystems?: readonly Ecosystem[];
	/** called now and then with the number of records read so far */
	readonly onProgress?: (records: number) => void;
}

export interface BuildSummary extends CollectionCounts {
	readonly meta: DatabaseMeta;
	/** size of the file */
	readonly bytes: number;
}

const PROGRESS_STEP = 1_000;

/**
 * Builds a database from OSV's all.zip, folders of OSV .json files, or .ndjson files with a record a line. Of a record
 * that several sources hold, the newest copy decides, ecosystem by ecosystem: see build/copies.ts. The same sources give the same bytes.
 * @throws DatabaseError `database-source` when a source cannot be read as a whole or no source holds an advisory that
 * fnsift can use, `database-unwritable` or `database-too-large`
 */
export async function buildDatabase(
	sources: readonly string[],
	out: string,
	options: BuildOptions = {},
): Promise<BuildSummary> {
	const collection = new Collection(options.ecosystems ?? null);
	const infos: SourceInfo[] = [];
	let read = 0;
	for (const source of sources) {
		const info = await readSource(source, (text, where) => {
			collection.add(text, where);
			if (++read % PROGRESS_STEP === 0) options.onProgress?.(read);
		});
		infos.push(info);
	}
	const { updated, counts } = collection;
	if (updated === undefined) {
		throw toSourceError(sources.map(toSafeText).join(", "), "holds no advisory for a package that fnsift knows.");
	}
	const { bytes, meta } = renderDatabase(collection.records, { records: collection.size, updated, sources: infos });
	replaceFile(out, bytes);
	return { ...counts, meta, bytes: bytes.length };
}
