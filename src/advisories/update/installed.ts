/** The database that is there, read whole and checked: what an update goes on from. */
import { DatabaseError } from "../../errors.ts";
import type { WritableRecord } from "../build/write.ts";
import { parseBucket, parseScopes, SEPARATOR } from "../store/bucket.ts";
import { StoreFile } from "../store/file.ts";
import { type DatabaseMeta, parseKey } from "../store/format.ts";
import { parseIdentity } from "../store/record.ts";
import { parseSync, type SyncState } from "../store/sync.ts";
import { checkHash } from "../store/verify.ts";
import { KnownRecords } from "./known-records.ts";

export class Installed {
	/** `null` when no update made it */
	readonly sync: SyncState | null;
	readonly #file: StoreFile;

	constructor(file: StoreFile, sync: SyncState | null) {
		this.#file = file;
		this.sync = sync;
	}

	get meta(): DatabaseMeta {
		return this.#file.meta;
	}

	/** how many buckets */
	get buckets(): number {
		return this.#file.buckets;
	}

	/** Bytes and marks of a bucket, as they are in the file. */
	bucket(number: number): { readonly marks: number; readonly content: Uint8Array } {
		return { marks: this.#file.marks(number), content: this.#file.readUnchecked(number) };
	}

	/** The records of a bucket, an entry per package and record. */
	readRecords(number: number): (WritableRecord & { readonly modified: string })[] {
		const text = this.#file.readUnchecked(number).toString("latin1");
		if (text === "") return [];
		return parseBucket(text).flatMap(({ key, scopes, rests }) => {
			const ecosystem = parseKey(key)?.ecosystem;
			if (ecosystem === undefined) throw new TypeError("an unknown ecosystem");
			const texts = rests.split(SEPARATOR);
			const filled = parseScopes(scopes).flatMap(({ scope, count }) => Array<string>(count).fill(scope));
			return filled.map((scope, at) => {
				const rest = texts[at] ?? "";
				return { key, ecosystem, scope, rest, malicious: scope.charAt(0) < "a", ...parseIdentity(rest) };
			});
		});
	}

	findRecords(): KnownRecords {
		const known = new KnownRecords();
		for (const [id, modified] of this.sync?.idle ?? []) known.add(id, modified);
		for (let number = 0; number < this.buckets; number++) {
			const text = this.#file.readUnchecked(number).toString("latin1");
			for (const { rests } of text === "" ? [] : parseBucket(text)) {
				for (const rest of rests.split(SEPARATOR)) {
					const { id, modified } = parseIdentity(rest);
					known.add(id, modified, number);
				}
			}
		}
		return known;
	}

	close(): void {
		this.#file.close();
	}
}

/**
 * Opens it and checks its hash. `undefined` when there is none, and when there is one that nobody could scan with
 * either: then nothing in it is worth more than what an update brings.
 */
export function openInstalled(path: string): Installed | undefined {
	let file: StoreFile | undefined;
	try {
		file = new StoreFile(path, true);
		checkHash(file);
		const sync = parseSync(file.readSync());
		if (sync !== undefined) return new Installed(file, sync);
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
