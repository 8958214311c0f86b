/**
 * Advisories from the OSV web API. Names and versions are asked ahead, in one batch for all that ask at a time:
 *
 * 1. which records affect these versions (or, without a version, which records a name has);
 * 2. all records of the names of which a version is affected, since a plan judges other versions of them;
 * 3. the records themselves.
 *
 * A name is answered when all its records could be read: `find` then has what a database file with the same records has,
 * and throws for every other name.
 */
import { createHash } from "node:crypto";
import { DatabaseError } from "../errors.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { toSafeExcerpt } from "../lib/sanitise.ts";
import type { Advisory, DatabaseInfo, Ecosystem } from "../model.ts";
import type { AnswerCache } from "../net/answer-cache.ts";
import { createFetcher, type FetcherLimits } from "../net/fetcher.ts";
import type { ProxySettings } from "../net/request.ts";
import type { AdvisoryIndex, AdvisoryQuery, Progress, Unanswered } from "../ports.ts";
import { askInBatches, type BatchOutcome } from "./api/batch.ts";
import { createRecords } from "./api/records.ts";
import { toComparedName } from "./format.ts";

export const DEFAULT_API = "https://api.osv.dev";

export interface ApiOptions {
	/** the service's address, with or without a final slash */
	readonly url: string;
	readonly proxy: ProxySettings;
	/** e.g. `fnsift/1.0.0` */
	readonly userAgent: string;
	/** `null` keeps nothing between runs */
	readonly cache: AnswerCache | null;
	readonly progress: Progress;
	/** called once, before anything is sent, with the host it is sent to */
	readonly onFirstCall?: (host: string) => void;
	readonly limits?: Partial<FetcherLimits>;
}

/** The service itself gives up on a batch after 35 seconds. A record is rarely larger than 1 MB. */
const LIMITS: Partial<FetcherLimits> = { attempt: 35_000, total: 180_000, retries: 3, bytes: 16 * 1024 * 1024 };
const NAMES_SHOWN = 10;

/** Sends nothing by itself: see `prepare`. */
export function openApi(options: ApiOptions): AdvisoryIndex {
	return new ApiIndex(options);
}

/** What one name was found to have, or why that is not known. */
type NameState = readonly Advisory[] | string;

class ApiIndex implements AdvisoryIndex {
	readonly #options: ApiOptions;
	readonly #host: string;
	readonly #ask: (queries: readonly AdvisoryQuery[]) => Promise<readonly BatchOutcome[]>;
	readonly #records: ReturnType<typeof createRecords>;
	readonly #names = new Map<string, readonly Advisory[]>();
	readonly #unaffected = new Set<string>();
	readonly #used = new Map<string, readonly Advisory[]>();
	#waiting: AdvisoryQuery[] = [];
	#flush: Promise<ReadonlyMap<string, string>> | undefined;
	#called = false;
	#answered = false;

	constructor(options: ApiOptions) {
		const base = options.url.replace(/\/+$/, "");
		const fetch = createFetcher(options.proxy, { ...LIMITS, ...options.limits });
		const headers = { "user-agent": options.userAgent, accept: "application/json" };
		this.#options = options;
		this.#host = URL.canParse(base) ? new URL(base).host : base;
		this.#records = createRecords(base, fetch, options.cache, headers);
		this.#ask = (queries) => askInBatches(queries, `${base}/v1/querybatch`, fetch, headers);
	}

	get info(): DatabaseInfo {
		const records = [...this.#used]
			.filter(([, [first]]) => first !== undefined)
			.sort(([a], [b]) => compareCodeUnits(a, b));
		const hash = createHash("sha256");
		let updated = "";
		for (const [, advisories] of records) {
			hash.update(`${JSON.stringify(advisories)}\n`);
			for (const { modified } of advisories) if (isLater(modified, updated)) updated = modified;
		}
		return { source: "osv-api", updated, advisories: records.length, sha256: hash.digest("hex") };
	}

	covers(): boolean {
		return true;
	}

	canFind(ecosystem: Ecosystem, name: string): boolean {
		return this.#names.has(toNameKey(ecosystem, name));
	}

	find(ecosystem: Ecosystem, name: string): readonly Advisory[] {
		const advisories = this.#names.get(toNameKey(ecosystem, name));
		if (advisories !== undefined) return advisories;
		const what = `${toSafeExcerpt(this.#host, 100)} was not asked about ${toSafeExcerpt(name, 214)}`;
		throw new DatabaseError("advisories-not-asked", `${what}.`, "This is a mistake in fnsift: please report it.");
	}

	async prepare(queries: readonly AdvisoryQuery[]): Promise<readonly Unanswered[]> {
		const open = queries.filter((query) => !this.#isKnown(query));
		if (open.length === 0) return [];
		if (!this.#called) this.#options.onFirstCall?.(this.#host);
		this.#called = true;
		this.#waiting.push(...open);
		this.#flush ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
			const all = new Map(this.#waiting.map((query) => [toQueryKey(query), query]));
			this.#waiting = [];
			this.#flush = undefined;
			return this.#answer([...all.values()]);
		});
		const failures = await this.#flush;
		return open.flatMap((query) => {
			const reason = failures.get(toQueryKey(query));
			return reason === undefined ? [] : [{ query, reason }];
		});
	}

	close(): void {}

	#isKnown(query: AdvisoryQuery): boolean {
		return this.canFind(query.ecosystem, query.name) || this.#unaffected.has(toQueryKey(query));
	}

	/** The queries that failed, by key, with the reason. */
	async #answer(queries: readonly AdvisoryQuery[]): Promise<ReadonlyMap<string, string>> {
		const failures = new Map<string, string>();
		const names = new Map<string, BatchOutcome>();
		const affected = new Map<string, { readonly query: AdvisoryQuery; readonly hits: Map<string, string | null> }>();
		const outcomes = await this.#askAll(queries, "which records there are");
		for (const [query, outcome] of outcomes) {
			const key = toNameKey(query.ecosystem, query.name);
			if (query.version === null) names.set(key, outcome);
			else if (outcome.kind === "failed") failures.set(toQueryKey(query), outcome.reason);
			else if (outcome.hits.size === 0) this.#unaffected.add(toQueryKey(query));
			else affected.set(key, { query, hits: new Map([...(affected.get(key)?.hits ?? []), ...outcome.hits]) });
		}
		const more = [...affected].filter(([key]) => !names.has(key)).map(([, { query }]) => ({ ...query, version: null }));
		for (const [{ ecosystem, name }, outcome] of await this.#askAll(more, "all records of affected packages")) {
			names.set(toNameKey(ecosystem, name), outcome);
		}
		const states = await this.#readNames(names, affected);
		for (const query of queries) {
			const state = states.get(toNameKey(query.ecosystem, query.name));
			// A version that no record affects was answered, whatever became of the name.
			if (typeof state === "string" && !this.#unaffected.has(toQueryKey(query))) failures.set(toQueryKey(query), state);
		}
		if (failures.size < queries.length) this.#answered = true;
		else if (!this.#answered) throw this.#toUnavailable(queries, failures);
		return failures;
	}

	async #askAll(queries: readonly AdvisoryQuery[], label: string) {
		this.#options.progress.step("match", `asking ${this.#host}: ${label}`, 0, queries.length);
		const outcomes = await this.#ask(queries);
		return queries.map((query, index) => [query, outcomes[index] ?? FAILED] as const);
	}

	/** Reads the records of names; those that can be found afterwards are the ones with a list of advisories. */
	async #readNames(
		names: ReadonlyMap<string, BatchOutcome>,
		affected: ReadonlyMap<string, { readonly hits: ReadonlyMap<string, string | null> }>,
	): Promise<ReadonlyMap<string, NameState>> {
		const wanted = [...names].map(([key, outcome]) => {
			const hits = outcome.kind === "failed" ? [] : [...outcome.hits, ...(affected.get(key)?.hits ?? [])];
			return { key, outcome, hits: [...new Map(hits)] };
		});
		const total = new Set(wanted.flatMap(({ hits }) => hits.map(([id]) => id))).size;
		const done = new Set<string>();
		const states = await Promise.all(
			wanted.map(async ({ key, outcome, hits }): Promise<[string, NameState]> => {
				if (outcome.kind === "failed") return [key, outcome.reason];
				const own: Advisory[] = [];
				let failure: string | undefined;
				await Promise.all(
					hits.map(async ([id, modified]) => {
						const record = await this.#records.read(id, modified);
						done.add(id);
						this.#options.progress.step("match", `records of ${this.#host}`, done.size, total);
						if (record.kind === "failed") failure ??= record.reason;
						else {
							this.#used.set(id, record.advisories);
							own.push(...record.advisories.filter((one) => toNameKey(one.ecosystem, one.name) === key));
						}
					}),
				);
				return [key, failure ?? own.sort((a, b) => compareCodeUnits(a.id, b.id))];
			}),
		);
		for (const [key, state] of states) if (typeof state !== "string") this.#names.set(key, state);
		return new Map(states);
	}

	#toUnavailable(queries: readonly AdvisoryQuery[], failures: ReadonlyMap<string, string>): DatabaseError {
		const [reason = ""] = failures.values();
		const shown = queries
			.slice(0, NAMES_SHOWN)
			.map(({ name, version }) => (version === null ? name : `${name}@${version}`));
		const more = queries.length > shown.length ? ` and ${queries.length - shown.length} more` : "";
		const list = `${shown.map((label) => toSafeExcerpt(label, 120)).join(", ")}${more}`;
		const message = `Nothing was checked: ${toSafeExcerpt(this.#host, 100)} could not be asked about ${list}. ${reason}`;
		const hint = "Check the network and proxy settings, or go without --online: the local data needs no network.";
		return new DatabaseError("advisories-unavailable", message, hint);
	}
}

const FAILED: BatchOutcome = { kind: "failed", reason: "it was not asked" };

function toNameKey(ecosystem: Ecosystem, name: string): string {
	return `${ecosystem} ${toComparedName(ecosystem, name)}`;
}

function toQueryKey({ ecosystem, name, version }: AdvisoryQuery): string {
	return JSON.stringify([ecosystem, name, version]);
}

function isLater(time: string, than: string): boolean {
	const order = than === "" ? 1 : Date.parse(time) - Date.parse(than);
	return order > 0 || (order === 0 && time > than);
}
