/** From records to the bytes of a database. The same records give the same bytes, whatever their order. */
import { compareCodeUnits } from "../../lib/order.ts";
import { ECOSYSTEMS, type Ecosystem } from "../../model.ts";
import { renderBucket, renderScopes, SEPARATOR, type StoredPackage } from "../store/bucket.ts";
import { type DatabaseMeta, hashKey, MAX_BUCKETS, toBucket, toMark } from "../store/format.ts";
import { type AssembledDatabase, assembleDatabase, type BucketContent } from "./assemble.ts";

export interface WritableRecord {
	/** as store/format.ts makes it of ecosystem and name */
	readonly key: string;
	readonly ecosystem: Ecosystem;
	readonly id: string;
	readonly malicious: boolean;
	/** as store/record-scope.ts renders it */
	readonly scope: string;
	/** as store/record.ts renders it */
	readonly rest: string;
}

/** packages a bucket holds on average: fewer make the table longer, more make a look-up read longer */
const PACKAGES_A_BUCKET = 4;

/**
 * The bytes of a database, and what its header says. `sync` is ASCII, as store/sync.ts renders it.
 * @throws DatabaseError `database-too-large`
 */
export function renderDatabase(
	records: readonly WritableRecord[],
	about: Pick<DatabaseMeta, "records" | "updated" | "sources">,
	sync = "",
): AssembledDatabase {
	const packages = new Set(records.map(({ key }) => key)).size;
	const buckets: WritableRecord[][] = Array.from({ length: countBuckets(packages) }, () => []);
	for (const record of records) buckets[toBucket(hashKey(record.key), buckets.length)]?.push(record);
	return assembleDatabase({ ...about, ...count(records), packages }, buckets.map(renderRecords), sync);
}

/** How many buckets a database of so many packages has: a power of two. */
export function countBuckets(packages: number): number {
	let count = 1;
	while (count * PACKAGES_A_BUCKET < packages && count < MAX_BUCKETS) count *= 2;
	return count;
}

/** The content of a bucket with these records: packages sorted by key, the advisories of each by scope. */
export function renderRecords(records: WritableRecord[]): BucketContent {
	const packages = groupByKey(records);
	const marks = packages.reduce((bits, { key }) => bits | toMark(hashKey(key)), 0) >>> 0;
	return { marks, content: renderBucket(packages) };
}

function count(
	records: readonly WritableRecord[],
): Pick<DatabaseMeta, "advisories" | "ecosystems" | "malicious" | "maliciousIn"> {
	const malware = records.filter(({ malicious }) => malicious);
	return {
		advisories: records.length,
		ecosystems: countByEcosystem(records),
		malicious: malware.length,
		maliciousIn: countByEcosystem(malware),
	};
}

/** In a fixed order, without those that have none. */
function countByEcosystem(records: readonly WritableRecord[]): Partial<Record<Ecosystem, number>> {
	const counts: Partial<Record<Ecosystem, number>> = {};
	for (const ecosystem of ECOSYSTEMS) {
		const count = records.filter((record) => record.ecosystem === ecosystem).length;
		if (count > 0) counts[ecosystem] = count;
	}
	return counts;
}

/** The packages of a bucket, sorted by key, the advisories of each by scope, those of one scope by id. */
function groupByKey(records: WritableRecord[]): StoredPackage[] {
	records.sort(
		(a, b) => compareCodeUnits(a.key, b.key) || compareCodeUnits(a.scope, b.scope) || compareCodeUnits(a.id, b.id),
	);
	const packages: StoredPackage[] = [];
	for (let start = 0, end = 0; start < records.length; start = end) {
		const key = records[start]?.key ?? "";
		while (records[end]?.key === key) end++;
		const same = records.slice(start, end);
		const scopes = renderScopes(same.map(({ scope }) => scope));
		packages.push({ key, scopes, rests: same.map(({ rest }) => rest).join(SEPARATOR) });
	}
	return packages;
}
