/** Checks a whole database file: more than a look-up would notice. */
import { createHash } from "node:crypto";
import type { Advisory } from "../../model.ts";
import { toRecordError } from "../store.ts";
import { parseBucket, type StoredPackage } from "./bucket.ts";
import { toDamagedError } from "./error.ts";
import { StoreFile } from "./file.ts";
import { type DatabaseMeta, hashKey, parseKey, toBucket, toMark } from "./format.ts";
import { StoredAdvisories } from "./record.ts";
import { parseSync, type SyncState } from "./sync.ts";

/**
 * Reads and checks everything: the hash of the whole file, every bucket, every record, and the counts in the header.
 * @throws DatabaseError as openDatabase
 */
export function verifyDatabase(path: string): DatabaseMeta {
	const file = new StoreFile(path);
	try {
		checkHash(file);
		if (parseSync(file.readSync()) === undefined) throw toDamagedError(path, "its notes for updates cannot be read");
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

/** Where the last update took a database from; `null` when no update made it. @throws DatabaseError as openDatabase */
export function readDatabaseSync(path: string): SyncState | null {
	const file = new StoreFile(path);
	try {
		const sync = parseSync(file.readSync());
		if (sync === undefined) throw toDamagedError(path, "its notes for updates cannot be read");
		return sync;
	} finally {
		file.close();
	}
}

/** @throws DatabaseError `database-damaged` when the content does not have the hash in the header, `database-unreadable` */
export function checkHash(file: StoreFile): void {
	const hash = createHash("sha256");
	for (const piece of file.content()) hash.update(piece);
	if (hash.digest("hex") !== file.meta.sha256) {
		throw toDamagedError(file.path, "its content does not have the hash in its header");
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
		const texts = { scopes: stored.scopes, readRests: () => stored.rests };
		const advisories = new StoredAdvisories(about.ecosystem, about.name, texts, toError).list();
		// Reading one field of each of its two texts parses them whole.
		if (advisories.some(({ id, ranges }) => id === "" || ranges === undefined)) throw toError("a record without an id");
		found.push(advisories);
	}
	if (marks >>> 0 !== file.marks(bucket)) throw toDamagedError(file.path, "its table has wrong marks");
	return found;
}
