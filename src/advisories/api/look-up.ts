/**
 * What a service knows about some packages, in three steps: which records affect these versions (or, without a version,
 * which records a name has); all records of the names of which a version is affected; the records themselves.
 */
import { compareCodeUnits } from "../../lib/order.ts";
import type { Advisory, Ecosystem } from "../../model.ts";
import type { AdvisoryQuery } from "../../ports.ts";
import { toComparedName } from "../store/format.ts";
import type { BatchOutcome } from "./batch.ts";
import type { Records } from "./records.ts";

export interface Service {
	/** outcomes in the order of the queries */
	ask(queries: readonly AdvisoryQuery[]): Promise<readonly BatchOutcome[]>;
	readonly records: Records;
	/** `total` is `null` while it is not known */
	readonly onStep: (label: string, done: number, total: number | null) => void;
}

export interface LookUp {
	/** by toNameKey: all advisories of names whose records could all be read, by id (code units) */
	readonly names: ReadonlyMap<string, readonly Advisory[]>;
	/** by toQueryKey: versions that no record affects */
	readonly unaffected: ReadonlySet<string>;
	/** by toQueryKey: why there is no answer */
	readonly failures: ReadonlyMap<string, string>;
	/** by id: the records that were read */
	readonly used: ReadonlyMap<string, readonly Advisory[]>;
}

/** A name as it is compared. */
export function toNameKey(ecosystem: Ecosystem, name: string): string {
	return `${ecosystem} ${toComparedName(ecosystem, name)}`;
}

export function toQueryKey({ ecosystem, name, version }: AdvisoryQuery): string {
	return JSON.stringify([ecosystem, name, version]);
}

/** Id and `modified` of records. */
type Hits = ReadonlyMap<string, string | null>;

/** `queries`: each once. Never throws for what the service does. */
export async function lookUp(queries: readonly AdvisoryQuery[], service: Service): Promise<LookUp> {
	const unaffected = new Set<string>();
	const failures = new Map<string, string>();
	const asked = new Map<string, BatchOutcome>();
	const affected = new Map<string, { readonly query: AdvisoryQuery; readonly hits: Hits }>();
	for (const [query, outcome] of await askAll(queries, "which records there are", service)) {
		const key = toNameKey(query.ecosystem, query.name);
		if (query.version === null) asked.set(key, outcome);
		else if (outcome.kind === "failed") failures.set(toQueryKey(query), outcome.reason);
		else if (outcome.hits.size === 0) unaffected.add(toQueryKey(query));
		else affected.set(key, { query, hits: new Map([...(affected.get(key)?.hits ?? []), ...outcome.hits]) });
	}
	const more = [...affected].filter(([key]) => !asked.has(key)).map(([, { query }]) => ({ ...query, version: null }));
	for (const [{ ecosystem, name }, outcome] of await askAll(more, "all records of affected packages", service)) {
		asked.set(toNameKey(ecosystem, name), outcome);
	}
	const hitsOf = (key: string) => affected.get(key)?.hits ?? NO_HITS;
	const { names, reasons, used } = await readNames(asked, hitsOf, service);
	for (const query of queries) {
		const [name, key] = [toNameKey(query.ecosystem, query.name), toQueryKey(query)];
		const reason = reasons.get(name);
		if (names.has(name)) failures.delete(key);
		// A version that no record affects was answered, whatever became of the name.
		else if (reason !== undefined && !unaffected.has(key)) failures.set(key, reason);
	}
	return { names, unaffected, failures, used };
}

const NO_HITS: Hits = new Map();
const NOT_ASKED: BatchOutcome = { kind: "failed", reason: "it was not asked" };

async function askAll(queries: readonly AdvisoryQuery[], label: string, { ask, onStep }: Service) {
	if (queries.length === 0) return [];
	onStep(label, 0, queries.length);
	const outcomes = await ask(queries);
	return queries.map((query, index) => [query, outcomes[index] ?? NOT_ASKED] as const);
}

/** Reads the records of names; `reasons` say why those of a name are not whole. */
async function readNames(
	asked: ReadonlyMap<string, BatchOutcome>,
	hitsOf: (key: string) => Hits,
	{ records, onStep }: Service,
) {
	const names = new Map<string, readonly Advisory[]>();
	const reasons = new Map<string, string>();
	const wanted = new Map<string, Hits>();
	for (const [key, outcome] of asked) {
		if (outcome.kind === "failed") reasons.set(key, outcome.reason);
		else wanted.set(key, new Map([...outcome.hits, ...hitsOf(key)]));
	}
	const hits = new Map([...wanted.values()].flatMap((all) => [...all]));
	const used = new Map<string, readonly Advisory[]>();
	const missing = new Map<string, string>();
	await Promise.all(
		[...hits].map(async ([id, modified]) => {
			const record = await records.read(id, modified);
			if (record.kind === "failed") missing.set(id, record.reason);
			else used.set(id, record.advisories);
			onStep("records", used.size + missing.size, hits.size);
		}),
	);
	for (const [key, all] of wanted) {
		const ids = [...all.keys()].sort(compareCodeUnits);
		const lost = ids.find((id) => missing.has(id));
		if (lost !== undefined) reasons.set(key, missing.get(lost) ?? "");
		else
			names.set(
				key,
				ids.flatMap((id) => used.get(id) ?? []).filter((one) => toNameKey(one.ecosystem, one.name) === key),
			);
	}
	return { names, reasons, used };
}
