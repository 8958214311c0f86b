/**
 * Look-ups in a database file. A look-up reads at most one bucket, and all that is read is checked first, so an answer
 * is either what was written or a DatabaseError, never less.
 */
import type { Advisory } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";
import { findInBucket, type StoredPackage } from "./bucket.ts";
import { type DatabaseMeta, hashKey, toBucket, toComparedName, toKey, toMark } from "./format.ts";
import { toAdvisories } from "./record.ts";
import { toDamagedError } from "./store-error.ts";
import { StoreFile } from "./store-file.ts";

export type { DatabaseMeta } from "./format.ts";

const NONE: readonly Advisory[] = [];

/**
 * Opens a database for look-ups.
 * @throws DatabaseError `database-missing`, `database-unreadable`, `database-foreign`, `database-version` or
 * `database-damaged`; `find` throws `database-damaged` when the bucket it needs is.
 */
export function openDatabase(path: string, source: "snapshot" | "local"): AdvisoryIndex {
	const file = new StoreFile(path);
	const { meta } = file;
	const toError = (cause: unknown) => toRecordError(path, cause);
	return {
		info: { source, updated: meta.updated, advisories: meta.records, sha256: meta.sha256 },
		covers: (ecosystem) => (meta.ecosystems[ecosystem] ?? 0) > 0,
		find(ecosystem, name) {
			const compared = toComparedName(ecosystem, name);
			const stored = findPackage(file, toKey(ecosystem, compared));
			if (stored === undefined) return NONE;
			return toAdvisories(ecosystem, compared, stored, toError);
		},
		close: () => file.close(),
	};
}

/** What a database says about itself; only header and table are read. @throws DatabaseError as openDatabase. */
export function readDatabaseMeta(path: string): DatabaseMeta {
	const file = new StoreFile(path);
	file.close();
	return file.meta;
}

function findPackage(file: StoreFile, key: string): StoredPackage | undefined {
	const hash = hashKey(key);
	const bucket = toBucket(hash, file.buckets);
	if ((file.marks(bucket) & toMark(hash)) === 0) return undefined;
	const text = file.readBucket(bucket);
	try {
		return findInBucket(text, key);
	} catch (error) {
		throw toRecordError(file.path, error);
	}
}

/** A text in the database is not what was written there. */
export function toRecordError(path: string, cause: unknown): Error {
	return toDamagedError(path, "a record cannot be read", cause);
}
