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
	for (const [at, record] of records.entries()) {
		for (const affected of record.affected) {
			const known = byName.get(affected.package.name) ?? [];
			known.push(toAuditAdvisory(record, affected, at + 1));
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

/**
 * OSV ranges and version lists as one range of npm, e.g. `>=1.0.0 <1.2.3 || 2.0.0`. An upper bound that the source
 * only tells as prose-like data (`<= 1.2.3`) closes a range that has no other.
 */
export function toRange(affected) {
	const bound = affected.database_specific?.last_known_affected_version_range?.replaceAll(" ", "");
	const parts = [...(affected.versions ?? [])];
	for (const range of affected.ranges ?? []) {
		if (range.type === "GIT") continue;
		let lower;
		for (const event of range.events) {
			if (event.introduced !== undefined) lower = event.introduced === "0" ? "" : `>=${event.introduced} `;
			const upper = event.fixed === undefined ? event.last_affected && `<=${event.last_affected}` : `<${event.fixed}`;
			if (upper === undefined || lower === undefined) continue;
			parts.push(`${lower}${upper}`);
			lower = undefined;
		}
		if (lower !== undefined) parts.push(`${lower}${bound ?? ""}`.trim() || "*");
	}
	return parts.join(" || ");
}
