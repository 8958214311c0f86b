/**
 * Questions to the OSV web API's `POST /v1/querybatch`. Source: https://google.github.io/osv.dev/post-v1-querybatch/.
 *
 * 1. Questions go in chunks of at most 1,000, by ecosystem, name and version.
 * 2. One question that the service refuses fails its whole chunk: the chunk is halved until the refused ones are alone.
 * 3. A result with a page token is asked on, whether it holds records or not, until there is no token.
 * 4. What fails is said for each question; nothing is taken for "no records".
 */
import { ScanError } from "../../errors.ts";
import type { FetchAnswer, Fetcher } from "../../net/fetcher.ts";
import type { AdvisoryQuery } from "../../ports.ts";
import { toComparedName } from "../store/format.ts";

export type BatchOutcome =
	| { readonly kind: "answered"; readonly hits: ReadonlyMap<string, string | null> }
	| { readonly kind: "failed"; readonly reason: string };

const LARGEST_CHUNK = 1_000;
/** Limits on what a service can make us do. */
const MOST_PAGES = 500;
const MOST_SPLITS = 2_000;
const MOST_HITS = 20_000;
const LONGEST_TOKEN = 4_096;
const ID = /^[A-Za-z0-9][A-Za-z0-9._:+-]{1,127}$/;

interface Question {
	readonly query: AdvisoryQuery;
	/** id and `modified` of the records, from all pages so far */
	readonly hits: Map<string, string | null>;
	readonly tokens: Set<string>;
	token: string | null;
	failure: string | null;
}

/** Outcomes in the order of the queries. `url` is that of querybatch. Never throws for what the service does. */
export async function askInBatches(
	queries: readonly AdvisoryQuery[],
	url: string,
	fetch: Fetcher,
	headers: Readonly<Record<string, string>>,
): Promise<readonly BatchOutcome[]> {
	const questions = queries.map(
		(query): Question => ({ query, hits: new Map(), tokens: new Set(), token: null, failure: null }),
	);
	let splits = 0;

	async function ask(chunk: readonly Question[]): Promise<void> {
		const answer = await post(chunk);
		if (typeof answer === "string") return fail(chunk, answer);
		if (answer.status === 400 || answer.status === 413) {
			if (chunk.length === 1) return fail(chunk, "the service refuses the question");
			splits += 1;
			if (splits > MOST_SPLITS) return fail(chunk, "the service refuses too many questions");
			const half = chunk.length >>> 1;
			await Promise.all([ask(chunk.slice(0, half)), ask(chunk.slice(half))]);
			return;
		}
		if (answer.status !== 200) return fail(chunk, `it answered with status ${answer.status}`);
		const results = parseResults(answer.body);
		if (results === undefined || results.length !== chunk.length) {
			return fail(chunk, "its answer does not fit the questions");
		}
		for (const [index, question] of chunk.entries()) question.failure = take(question, results[index]);
	}

	async function post(chunk: readonly Question[]): Promise<FetchAnswer | string> {
		try {
			return await fetch(url, { method: "POST", body: renderBatch(chunk), headers });
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			return error.message;
		}
	}

	for (let open: readonly Question[] = questions; open.length > 0; open = questions.filter(isOpen)) {
		await Promise.all(toChunks(open).map(ask));
	}
	return questions.map(({ hits, failure }) =>
		failure === null ? { kind: "answered", hits } : { kind: "failed", reason: failure },
	);
}

function isOpen({ token, failure }: Question): boolean {
	return token !== null && failure === null;
}

function fail(chunk: readonly Question[], reason: string): void {
	for (const question of chunk) question.failure = reason;
}

function toChunks(questions: readonly Question[]): readonly (readonly Question[])[] {
	const chunks: (readonly Question[])[] = [];
	for (let at = 0; at < questions.length; at += LARGEST_CHUNK) chunks.push(questions.slice(at, at + LARGEST_CHUNK));
	return chunks;
}

function renderBatch(chunk: readonly Question[]): string {
	const queries = chunk.map(({ query: { ecosystem, name, version }, token }) => ({
		package: { ecosystem, name: toComparedName(ecosystem, name) },
		...(version !== null && { version }),
		...(token !== null && { page_token: token }),
	}));
	return JSON.stringify({ queries });
}

function parseResults(body: Buffer): readonly unknown[] | undefined {
	try {
		const { results } = toFields(JSON.parse(body.toString("utf8")));
		return Array.isArray(results) ? results : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Adds a page of an answer; says what is wrong with it, if anything is. */
function take(question: Question, result: unknown): string | null {
	const { vulns = [], next_page_token: token = null } = toFields(result);
	question.token = null;
	if (vulns !== null && !Array.isArray(vulns)) return "its answer has no list of records";
	for (const vuln of vulns ?? []) {
		const { id, modified } = toFields(vuln);
		if (typeof id !== "string" || !ID.test(id)) return "it names a record that cannot be one";
		question.hits.set(id, typeof modified === "string" ? modified : null);
	}
	if (question.hits.size > MOST_HITS) return "it names too many records";
	if (token === null || token === "") return null;
	const isUsable = typeof token === "string" && token.length <= LONGEST_TOKEN && !question.tokens.has(token);
	if (!isUsable || question.tokens.size >= MOST_PAGES) return "its pages do not end";
	question.tokens.add(token);
	question.token = token;
	return null;
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
