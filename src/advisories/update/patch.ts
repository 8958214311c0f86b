/**
 * A database with some of its records replaced. Buckets that hold none of them are taken over as they are: to parse and
 * write all anew would take three times as long. The result is, byte for byte, what writing all records anew gives.
 */
import { groupBy } from "../../lib/multimap.ts";
import { ECOSYSTEMS, type Ecosystem } from "../../model.ts";
import { type AssembledDatabase, assembleDatabase, type BucketContent } from "../build/assemble.ts";
import { countBuckets, renderDatabase, renderRecords, type WritableRecord } from "../build/write.ts";
import { type DatabaseMeta, hashKey, toBucket } from "../store/format.ts";
import type { Installed } from "./installed.ts";
import type { KnownRecords } from "./known-records.ts";

export interface Patch {
	/** ids of which nothing is to stay */
	readonly removed: ReadonlySet<string>;
	readonly added: readonly WritableRecord[];
	readonly about: Pick<DatabaseMeta, "records" | "updated" | "sources">;
	readonly sync: string;
}

/** @throws DatabaseError `database-too-large` */
export function patchDatabase(installed: Installed, known: KnownRecords, patch: Patch): AssembledDatabase {
	const added = groupByBucket(patch.added, installed.buckets);
	const touched = new Set(added.keys());
	for (const id of patch.removed) {
		const number = known.number(id);
		for (const bucket of number === undefined ? [] : known.buckets(number)) touched.add(bucket);
	}
	const counts = new Counts(installed.meta);
	const renewed = new Map<number, WritableRecord[]>();
	for (const bucket of touched) {
		const before = installed.readRecords(bucket);
		const after = [...before.filter(({ id }) => !patch.removed.has(id)), ...(added.get(bucket) ?? [])];
		counts.add(before, -1);
		counts.add(after, 1);
		renewed.set(bucket, after);
	}
	const meta = { ...patch.about, ...counts.toMeta() };
	const numbers = Array.from({ length: installed.buckets }, (_, number) => number);
	if (countBuckets(meta.packages) !== installed.buckets) {
		const records = numbers.flatMap((number): readonly WritableRecord[] => {
			return renewed.get(number) ?? installed.readRecords(number);
		});
		return renderDatabase(records, patch.about, patch.sync);
	}
	const buckets = numbers.map((number): BucketContent => {
		const records = renewed.get(number);
		return records === undefined ? installed.bucket(number) : renderRecords(records);
	});
	return assembleDatabase(meta, buckets, patch.sync);
}

function groupByBucket(records: readonly WritableRecord[], buckets: number): Map<number, WritableRecord[]> {
	return groupBy(records, ({ key }) => toBucket(hashKey(key), buckets));
}

/** The counts of a database, kept in step with its buckets. */
class Counts {
	#packages: number;
	#advisories: number;
	#malicious: number;
	readonly #ecosystems: Map<Ecosystem, number>;
	readonly #maliciousIn: Map<Ecosystem, number>;

	constructor({ packages, advisories, malicious, ecosystems, maliciousIn }: DatabaseMeta) {
		this.#packages = packages;
		this.#advisories = advisories;
		this.#malicious = malicious;
		this.#ecosystems = new Map(ECOSYSTEMS.map((name) => [name, ecosystems[name] ?? 0]));
		this.#maliciousIn = new Map(ECOSYSTEMS.map((name) => [name, maliciousIn[name] ?? 0]));
	}

	/** All records of one bucket, `times` 1 or -1. */
	add(records: readonly WritableRecord[], times: 1 | -1): void {
		this.#packages += times * new Set(records.map(({ key }) => key)).size;
		this.#advisories += times * records.length;
		for (const { ecosystem, malicious } of records) {
			this.#ecosystems.set(ecosystem, (this.#ecosystems.get(ecosystem) ?? 0) + times);
			if (!malicious) continue;
			this.#malicious += times;
			this.#maliciousIn.set(ecosystem, (this.#maliciousIn.get(ecosystem) ?? 0) + times);
		}
	}

	toMeta(): Pick<DatabaseMeta, "packages" | "advisories" | "malicious" | "ecosystems" | "maliciousIn"> {
		const toCounts = (counts: ReadonlyMap<Ecosystem, number>) => {
			return Object.fromEntries([...counts].filter(([, count]) => count > 0));
		};
		return {
			packages: this.#packages,
			advisories: this.#advisories,
			malicious: this.#malicious,
			ecosystems: toCounts(this.#ecosystems),
			maliciousIn: toCounts(this.#maliciousIn),
		};
	}
}
