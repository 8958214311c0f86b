// Peer: the one endpoint that `npm audit` asks, on loopback, answered from the same advisories.
//
// POST /-/npm/v1/security/advisories/bulk takes {name: [version]} (gzipped or not) and answers {name: [advisory]}.
// Everything else is 404, which npm tolerates: it then judges dependents by their installed versions alone.
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

const BULK = "/-/npm/v1/security/advisories/bulk";

/**
 * @param {readonly object[]} records OSV records
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function openAuditEndpoint(records) {
	const advisories = indexByName(records);
	const server = createServer(async (request, response) => {
		if (request.method !== "POST" || request.url !== BULK) {
			response.writeHead(404, { "content-type": "application/json" }).end("{}");
			return;
		}
		const body = await buffer(request);
		const asked = JSON.parse(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
		const answer = Object.keys(asked).flatMap((name) => (advisories.has(name) ? [[name, advisories.get(name)]] : []));
		response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(Object.fromEntries(answer)));
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}`,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

function indexByName(records) {
	const byName = new Map();
	let id = 0;
	for (const record of records) {
		for (const affected of record.affected) {
			const known = byName.get(affected.package.name) ?? [];
			// npm takes two ranges of one id for one: each needs its own.
			known.push(toAuditAdvisory(record, affected, ++id));
			byName.set(affected.package.name, known);
		}
	}
	return byName;
}

function toAuditAdvisory(record, affected, id) {
	return {
		id,
		url: `https://osv.dev/vulnerability/${record.id}`,
		title: record.summary ?? record.id,
		severity: (record.database_specific?.severity ?? "high").toLowerCase(),
		vulnerable_versions: toRange(affected),
		cwe: record.database_specific?.cwe_ids ?? [],
		cvss: { score: 0, vectorString: null },
	};
}

/** OSV ranges and version lists as one range of npm, e.g. `>=1.0.0 <1.2.3 || 2.0.0`. */
function toRange(affected) {
	const bound = affected.database_specific?.last_known_affected_version_range?.replaceAll(" ", "") ?? "";
	const ranges = (affected.ranges ?? []).filter(({ type }) => type !== "GIT");
	return [...(affected.versions ?? []), ...ranges.flatMap(({ events }) => toComparators(events, bound))].join(" || ");
}

/** `bound` is an upper bound that a record has outside its events, e.g. `<=1.2.3`: it closes what they leave open. */
function toComparators(events, bound) {
	const comparators = [];
	let lower;
	for (const { introduced, fixed, last_affected } of events) {
		if (introduced !== undefined) {
			lower = introduced === "0" ? "" : `>=${introduced} `;
		} else if (lower !== undefined) {
			comparators.push(fixed === undefined ? `${lower}<=${last_affected}` : `${lower}<${fixed}`);
			lower = undefined;
		}
	}
	if (lower !== undefined) comparators.push(`${lower}${bound}`.trim() || "*");
	return comparators;
}
