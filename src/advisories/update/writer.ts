/** Writes the outcome of an update in the place of the database. */
import type { Ecosystem } from "../../model.ts";
import type { Collection } from "../build/collection.ts";
import { renderDatabase, replaceFile } from "../build/write.ts";
import type { DatabaseMeta } from "../format.ts";
import { type EcosystemSync, renderSync } from "../sync.ts";
import type { ExportAccess } from "./export.ts";
import type { UpdateLock } from "./lock.ts";
import { toExportError } from "./update-error.ts";

export type WriteUpdate = (
	collection: Collection,
	about: { readonly sources: DatabaseMeta["sources"]; readonly ecosystems: readonly EcosystemSync[] },
) => DatabaseMeta;

export function createWriter(
	path: string,
	lock: UpdateLock,
	{ base }: ExportAccess,
	asked: readonly Ecosystem[],
): WriteUpdate {
	return (collection, { sources, ecosystems }) => {
		const { updated } = collection;
		if (updated === undefined) throw toExportError(base, `holds no advisory for ${asked.join(", ")}.`);
		const idle = new Map<string, string>();
		for (const [id, { modified, records }] of collection.kept) if (records.length === 0) idle.set(id, modified);
		const about = { records: collection.size, updated, sources };
		const { bytes, meta } = renderDatabase(collection.records, about, renderSync({ base, ecosystems, idle }));
		replaceFile(path, bytes, { temporary: `${path}.new`, confirm: () => lock.confirm() });
		return meta;
	};
}
