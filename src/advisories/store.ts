/**
 * Look-ups in a database file. A look-up reads at most one bucket, and all that is read is checked first, so an answer
 * is either what was written or a DatabaseError, never less.
 */
import { createHash } from "node:crypto";
import type { Advisory } from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";
import { findInBucket, parseBucket, type StoredPackage } from "./bucket.ts";
import { type DatabaseMeta, hashKey, parseKey, toBucket, toComparedName, toKey, toMark } from "./format.ts";
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

/**
 * Reads and checks everything: the hash of the whole file, every bucket, every record, and the counts in the header.
 * @throws DatabaseError as openDatabase
 */
export function verifyDatabase(path: string): DatabaseMeta {
	const file = new StoreFile(path);
	try {
		const hash = createHash("sha256");
		for (const piece of file.content()) hash.update(piece);
		if (hash.digest("hex") !== file.meta.sha256) {
			throw toDamagedError(path, "its content does not have the hash in its header");
		}
		let advisories = 0;
		let packages = 0;
		const ids = new Set<string>();
		for (let bucket = 0; bucket < file.buckets; bucket++) {
			for (const found of readPackages(file, bucket)) {
				for (const { id } of found) ids.add(id);
				advisories += found.length;
				packages++;
			}
		}
		const { meta } = file;
		if (advisories !== meta.advisories || packages !== meta.packages || ids.size !== meta.records) {
			throw toDamagedError(path, "it does not hold as many records as its header says");
		}
		return meta;
	} finally {
		file.close();
	}
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

/** The advisories of each package of a bucket, every text parsed, and after checks of what no look-up would notice. */
function readPackages(file: StoreFile, bucket: number): readonly (readonly Advisory[])[] {
	const text = file.readBucket(bucket);
	const toError = (cause: unknown) => toRecordError(file.path, cause);
	let packages: readonly StoredPackage[];
	try {
		packages = parseBucket(text);
	} catch (error) {
		throw toError(error);
	}
	const found: (readonly Advisory[])[] = [];
	let marks = 0;
	for (const stored of packages) {
		const about = parseKey(stored.key);
		if (about === undefined) throw toDamagedError(file.path, "a package has an unknown ecosystem");
		const hash = hashKey(stored.key);
		if (toBucket(hash, file.buckets) !== bucket) throw toDamagedError(file.path, "a package is in the wrong bucket");
		marks |= toMark(hash);
		const advisories = toAdvisories(about.ecosystem, about.name, stored, toError);
		// Reading one field of each of its two texts parses them whole.
		if (advisories.some(({ id, ranges }) => id === "" || ranges === undefined)) throw toError("a record without an id");
		found.push(advisories);
	}
	if (marks >>> 0 !== file.marks(bucket)) throw toDamagedError(file.path, "its table has wrong marks");
	return found;
}

function toRecordError(path: string, cause: unknown): Error {
	return toDamagedError(path, "a record cannot be read", cause);
}
