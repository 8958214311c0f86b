/**
 * Records of the OSV web API, `GET /v1/vulns/{id}`, each asked once and kept between runs. A kept record is taken when the
 * service still gives it the `modified` that it was stored with, and when its hash is right: a damaged one is asked again.
 */
import { createHash } from "node:crypto";
import { ScanError } from "../../errors.ts";
import type { Advisory } from "../../model.ts";
import type { AnswerCache } from "../../net/answer-cache.ts";
import type { Fetcher } from "../../net/fetcher.ts";
import { Semaphore } from "../../net/semaphore.ts";
import { parseOsv } from "../osv.ts";

export type RecordOutcome =
	/** none for a record that was withdrawn, or about nothing that fnsift knows */
	| { readonly kind: "read"; readonly advisories: readonly Advisory[] }
	| { readonly kind: "failed"; readonly reason: string };

export interface Records {
	/** `modified`: as the service says; `null` when it does not. Never throws for what the service does. */
	read(id: string, modified: string | null): Promise<RecordOutcome>;
}

/** Records that are looked for at a time, here or there. */
const AT_A_TIME = 16;

/** `base`: the service's address without a final slash. */
export function createRecords(
	base: string,
	fetch: Fetcher,
	cache: AnswerCache | null,
	headers: Readonly<Record<string, string>>,
): Records {
	const asked = new Map<string, Promise<RecordOutcome>>();
	const slots = new Semaphore(AT_A_TIME);

	async function find(id: string, modified: string | null): Promise<RecordOutcome> {
		const url = `${base}/v1/vulns/${encodeURIComponent(id)}`;
		const kept = modified === null ? undefined : await cache?.find(url);
		if (kept !== undefined && kept.etag === modified) {
			const text = unseal(kept.body);
			const outcome = text === undefined ? undefined : parseRecord(text, id);
			if (outcome !== undefined) return outcome;
		}
		try {
			const { status, body } = await fetch(url, { headers });
			if (status !== 200) return { kind: "failed", reason: `${id}: it answered with status ${status}` };
			const text = body.toString("utf8");
			const outcome = parseRecord(text, id);
			if (outcome === undefined) return { kind: "failed", reason: `${id}: its answer is not that record` };
			await cache?.store(url, { body: seal(text), etag: modified, storedAt: Date.now() });
			return outcome;
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			return { kind: "failed", reason: error.message };
		}
	}

	return {
		read(id, modified) {
			let answer = asked.get(id);
			if (answer === undefined) {
				answer = slots.run(() => find(id, modified));
				asked.set(id, answer);
			}
			return answer;
		},
	};
}

/** `undefined` when the text is not the record that was asked for. */
function parseRecord(text: string, id: string): RecordOutcome | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
	const reading = parseOsv(value);
	if (reading.kind === "malformed" || reading.id !== id) return undefined;
	return { kind: "read", advisories: reading.kind === "read" ? reading.advisories : [] };
}

const HASH = 64;

function seal(text: string): string {
	return `${createHash("sha256").update(text).digest("hex")}${text}`;
}

function unseal(body: string): string | undefined {
	const text = body.slice(HASH);
	return createHash("sha256").update(text).digest("hex") === body.slice(0, HASH) ? text : undefined;
}
