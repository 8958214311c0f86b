/**
 * A stand-in for the OSV web API, with the evaluation that the OSV schema describes, written apart from fnsift's own and
 * on npm's semver library: https://ossf.github.io/osv-schema/#evaluation.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import semver from "semver";

interface OsvEvent {
	readonly introduced?: string;
	readonly fixed?: string;
	readonly last_affected?: string;
	readonly limit?: string;
}

interface OsvAffected {
	readonly package: { readonly ecosystem: string; readonly name: string };
	readonly ranges?: readonly { readonly type: string; readonly events: readonly OsvEvent[] }[];
	readonly versions?: readonly string[];
}

export interface OsvRecord {
	readonly id: string;
	readonly modified: string;
	readonly withdrawn?: string;
	readonly affected: readonly OsvAffected[];
}

export interface ServiceQuery {
	readonly package: { readonly ecosystem: string; readonly name: string };
	readonly version?: string;
	readonly page_token?: string;
}

export interface ServiceOptions {
	/** most records of a result; more are behind a token */
	readonly page?: number;
	/** the service refuses every batch that holds such a query */
	readonly refuses?: (query: ServiceQuery) => boolean;
	/** answers in the service's place; `false` leaves it to the service */
	readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** For `serve`; `batches` gets the queries of every batch, in order. */
export function createService(
	records: readonly OsvRecord[],
	{ page = 1000, refuses = () => false, intercept = () => false }: ServiceOptions = {},
) {
	const byId = new Map(records.map((record) => [record.id, record]));
	const byName = new Map<string, OsvRecord[]>();
	for (const record of records) {
		for (const name of new Set(record.affected.map((one) => `${one.package.ecosystem} ${one.package.name}`))) {
			byName.set(name, [...(byName.get(name) ?? []), record]);
		}
	}
	const batches: (readonly ServiceQuery[])[] = [];

	function evaluate({ package: { ecosystem, name }, version, page_token: token = "0" }: ServiceQuery) {
		const hits = (byName.get(`${ecosystem} ${name}`) ?? []).filter(
			(record) =>
				record.withdrawn === undefined && (version === undefined || isAffected(record, ecosystem, name, version)),
		);
		const start = Number(token);
		const end = start + page;
		const vulns = hits.slice(start, end).map(({ id, modified }) => ({ id, modified }));
		return { ...(vulns.length > 0 && { vulns }), ...(end < hits.length && { next_page_token: String(end) }) };
	}

	function answer(request: IncomingMessage, response: ServerResponse): void {
		if (intercept(request, response)) return;
		const { method, url = "" } = request;
		if (method === "GET" && url.startsWith("/v1/vulns/")) {
			const record = byId.get(decodeURIComponent(url.slice("/v1/vulns/".length)));
			send(response, record === undefined ? 404 : 200, record ?? { code: 5, message: "Bug not found." });
			return;
		}
		if (method !== "POST" || url !== "/v1/querybatch") {
			send(response, 404, { code: 5, message: "Not found" });
			return;
		}
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const { queries } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { queries: ServiceQuery[] };
			batches.push(queries);
			if (queries.length > 1000 || queries.some(refuses)) send(response, 400, { code: 3, message: "Invalid query." });
			else send(response, 200, { results: queries.map(evaluate) });
		});
	}

	return { answer, batches };
}

function send(response: ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function isAffected({ affected }: OsvRecord, ecosystem: string, name: string, version: string): boolean {
	return affected.some(
		(one) =>
			one.package.ecosystem === ecosystem &&
			one.package.name === name &&
			(one.versions?.includes(version) || one.ranges?.some(({ events }) => isInRange(events, version))),
	);
}

/** "BeforeLimits" and then every event up to the version, as the schema's pseudocode has it. */
function isInRange(events: readonly OsvEvent[], version: string): boolean {
	if (semver.parse(version) === null) return false;
	const limits = events.flatMap(({ limit }) => limit ?? []);
	if (limits.length > 0 && !limits.some((limit) => limit === "*" || isBelow(version, limit))) return false;
	const sorted = [...events].sort((a, b) =>
		isBelow(toVersion(a), toVersion(b)) ? -1 : isBelow(toVersion(b), toVersion(a)) ? 1 : 0,
	);
	let vulnerable = false;
	for (const { introduced, fixed, last_affected: last } of sorted) {
		if (introduced !== undefined && (introduced === "0" || !isBelow(version, introduced))) vulnerable = true;
		else if (fixed !== undefined && !isBelow(version, fixed)) vulnerable = false;
		else if (last !== undefined && isBelow(last, version)) vulnerable = false;
	}
	return vulnerable;
}

function toVersion({ introduced, fixed, last_affected: last, limit }: OsvEvent): string {
	const bound = introduced ?? fixed ?? last ?? limit ?? "";
	return bound === "0" ? "0.0.0-0" : bound;
}

function isBelow(a: string, b: string): boolean {
	const [left, right] = [a, b].map((text) => semver.parse(text) ?? semver.coerce(text));
	return (
		left !== null && right !== null && left !== undefined && right !== undefined && semver.compare(left, right) < 0
	);
}
