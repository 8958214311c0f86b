/**
 * Look-ups in a database file. A look-up reads at most one bucket, and reading what an advisory is about reads it again;
 * all that is read is checked first, so an answer is either what was written or a DatabaseError, never less.
 */
import type { Advisory, Ecosystem } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";
import { findInBucket, type PackagePlace } from "./store/bucket.ts";
import { toDamagedError } from "./store/error.ts";
import { StoreFile } from "./store/file.ts";
import { type DatabaseMeta, hashKey, toBucket, toComparedName, toKey, toMark } from "./store/format.ts";
import { StoredAdvisories } from "./store/record.ts";

export type { DatabaseMeta } from "./store/format.ts";

const NONE: readonly Advisory[] = [];
// The bound keeps a hostile target, or very many targets, from filling memory.
const CACHE_LIMIT = 16_384;

/**
 * Opens a database for look-ups. `sortsOut`: whether it looks up for a version, which pays where names have many records;
 * left to the size of the file.
 * @throws DatabaseError `database-missing`, `database-unreadable`, `database-foreign`, `database-version` or
 * `database-damaged`; looking up, and reading an advisory, throw `database-damaged` when the bucket they need is.
 */
export function openDatabase(path: string, source: "snapshot" | "local", sortsOut?: boolean): AdvisoryIndex {
	const file = new StoreFile(path);
	const { meta } = file;
	const toError = (cause: unknown) => toRecordError(path, cause);
	// Look-ups for a version are asked for several versions of a name, by matching and again by planning.
	const known = new Map<string, StoredAdvisories>();
	const look = (ecosystem: Ecosystem, name: string, key: string) =>
		known.get(key) ?? findPackage(file, ecosystem, name, key, toError);
	const findFor: AdvisoryIndex["findFor"] = (ecosystem, name, version) => {
		const compared = toComparedName(ecosystem, name);
		const key = toKey(ecosystem, compared);
		const stored = look(ecosystem, compared, key);
		if (stored === undefined) return NONE;
		if (known.size >= CACHE_LIMIT) known.clear();
		known.set(key, stored);
		return stored.list(version);
	};
	return {
		info: { source, updated: meta.updated, advisories: meta.records, sha256: meta.sha256 },
		covers: (ecosystem) => (meta.ecosystems[ecosystem] ?? 0) > 0,
		find(ecosystem, name) {
			const compared = toComparedName(ecosystem, name);
			return look(ecosystem, compared, toKey(ecosystem, compared))?.list() ?? NONE;
		},
		// Few records on each name are judged faster than they are sorted out.
		...((sortsOut ?? file.isLarge) && { findFor }),
		close: () => file.close(),
	};
}

/** What a database says about itself; only header and table are read. @throws DatabaseError as openDatabase. */
export function readDatabaseMeta(path: string): DatabaseMeta {
	const file = new StoreFile(path);
	file.close();
	return file.meta;
}

function findPackage(
	file: StoreFile,
	ecosystem: Ecosystem,
	name: string,
	key: string,
	toError: (cause: unknown) => Error,
): StoredAdvisories | undefined {
	const hash = hashKey(key);
	const bucket = toBucket(hash, file.buckets);
	if ((file.marks(bucket) & toMark(hash)) === 0) return undefined;
	const text = file.readBucket(bucket);
	let place: PackagePlace | undefined;
	try {
		place = findInBucket(text, key);
	} catch (error) {
		throw toError(error);
	}
	if (place === undefined) return undefined;
	const { scopes, restsStart, restsEnd } = place;
	const readRests = () => file.readBucket(bucket).slice(restsStart, restsEnd);
	return new StoredAdvisories(ecosystem, name, { scopes, readRests }, toError);
}

/** A text in the database is not what was written there. */
export function toRecordError(path: string, cause: unknown): Error {
	return toDamagedError(path, "a record cannot be read", cause);
}
