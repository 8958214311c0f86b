/** The database that is there, read whole and checked: what an update goes on from. */
import { DatabaseError } from "../../errors.ts";
import { parseBucket } from "../bucket.ts";
import { Collection, type KeptRecord } from "../build/collection.ts";
import type { WritableRecord } from "../build/write.ts";
import { type DatabaseMeta, parseKey } from "../format.ts";
import { parseIdentity, SEPARATOR } from "../record.ts";
import { StoreFile } from "../store-file.ts";
import { parseSync, type SyncState } from "../sync.ts";
import { checkHash } from "../verify.ts";

export interface Installed {
	readonly meta: DatabaseMeta;
	/** `null` when no update made it */
	readonly sync: SyncState | null;
	/** All records, into a collection of those ecosystems. @throws DatabaseError `database-damaged` */
	load(): Collection;
	close(): void;
}

/**
 * Opens it and checks its hash. `undefined` when there is none, and when there is one that nobody could scan with
 * either: then nothing in it is worth more than what an update brings.
 */
export function openInstalled(path: string): Installed | undefined {
	let file: StoreFile | undefined;
	try {
		file = new StoreFile(path);
		checkHash(file);
		const sync = parseSync(file.readSync());
		if (sync !== undefined) return toInstalled(file, sync);
	} catch (error) {
		file?.close();
		if (!(error instanceof DatabaseError)) throw error;
		// A file of another kind is not replaced by mistake; a path that cannot be read cannot be written either.
		if (error.code === "database-foreign" || error.code === "database-unreadable") throw error;
		return undefined;
	}
	file.close();
	return undefined;
}

function toInstalled(file: StoreFile, sync: SyncState | null): Installed {
	return {
		meta: file.meta,
		sync,
		load() {
			const collection = new Collection(sync?.ecosystems.map(({ ecosystem }) => ecosystem) ?? null);
			for (const [id, modified] of sync?.idle ?? []) {
				collection.restore(id, { modified, records: [], isWithdrawn: false });
			}
			const kept = new Map<string, { modified: string; records: WritableRecord[]; isWithdrawn: false }>();
			for (let bucket = 0; bucket < file.buckets; bucket++) {
				for (const { modified, ...record } of readRecords(file.readBucket(bucket))) {
					const known = kept.get(record.id);
					if (known === undefined) kept.set(record.id, { modified, records: [record], isWithdrawn: false });
					else known.records.push(record);
				}
			}
			for (const [id, record] of kept) collection.restore(id, record satisfies KeptRecord);
			return collection;
		},
		close: () => file.close(),
	};
}

function* readRecords(bucket: string): Generator<WritableRecord & { readonly modified: string }> {
	if (bucket === "") return;
	for (const { key, scopes, rests } of parseBucket(bucket)) {
		const ecosystem = parseKey(key)?.ecosystem;
		if (ecosystem === undefined) throw new TypeError("an unknown ecosystem");
		const texts = rests.split(SEPARATOR);
		for (const [number, scope] of scopes.split(SEPARATOR).entries()) {
			const rest = texts[number] ?? "";
			yield { key, ecosystem, scope, rest, malicious: scope.charAt(0) < "a", ...parseIdentity(rest) };
		}
	}
}
