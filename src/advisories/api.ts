/**
 * Advisories from the OSV web API, asked ahead, in one batch for all that ask at a time (api/look-up.ts). A name is
 * answered when all its records could be read: `find` then has what a database file with the same records has, and throws
 * for every other name.
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
import { askInBatches } from "./api/batch.ts";
import { lookUp, type Service, toNameKey, toQueryKey } from "./api/look-up.ts";
import { createRecords } from "./api/records.ts";

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

class ApiIndex implements AdvisoryIndex {
	readonly #options: ApiOptions;
	readonly #host: string;
	readonly #service: Service;
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
		this.#service = {
			ask: (queries) => askInBatches(queries, `${base}/v1/querybatch`, fetch, headers),
			records: createRecords(base, fetch, options.cache, headers),
			onStep: (label, done, total) => options.progress.step("match", `${this.#host}: ${label}`, done, total),
		};
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
		const { names, unaffected, failures, used } = await lookUp(queries, this.#service);
		for (const [key, advisories] of names) this.#names.set(key, advisories);
		for (const key of unaffected) this.#unaffected.add(key);
		for (const [id, advisories] of used) this.#used.set(id, advisories);
		if (failures.size < queries.length) this.#answered = true;
		else if (!this.#answered) throw this.#toUnavailable(queries, failures);
		return failures;
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

function isLater(time: string, than: string): boolean {
	const order = than === "" ? 1 : Date.parse(time) - Date.parse(than);
	return order > 0 || (order === 0 && time > than);
}
