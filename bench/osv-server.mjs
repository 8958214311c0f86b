// Serves an OSV export on the loopback address, in which some records have changed since its archive was written.
//
// usage: node osv-server.mjs ALL.zip CHANGED [DELAY]
//
// ALL.zip was written by synthetic-osv.mjs with its defaults. So many of its synthetic records are listed and served
// with a newer date and another range. Each answer waits DELAY milliseconds, as a server far away would. Prints the
// address once it listens.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { DEFAULTS, makeExport } from "./synthetic-osv.mjs";

const [archive, changed = "0", delay = "0"] = process.argv.slice(2);
const NEWER = "2026-10-01T00:00:00Z";

const lines = [];
const records = new Map();
for (const { id, modified, text } of makeExport(DEFAULTS.records, DEFAULTS.seed)) {
	const isChanged = id.startsWith("SYN-") && records.size < Number(changed);
	lines.push(`${isChanged ? NEWER : modified},${id}\n`);
	if (isChanged) records.set(id, change(text));
}
const list = Buffer.from(lines.sort().reverse().join(""));

const server = createServer(async (request, response) => {
	if (Number(delay) > 0) await pause(Number(delay));
	const file = request.url.slice("/npm/".length);
	if (file === "all.zip") {
		const { size, mtimeMs } = statSync(archive);
		response.writeHead(200, { "content-length": size, etag: `"${mtimeMs}"` });
		createReadStream(archive, { highWaterMark: 1 << 20 }).pipe(response);
		return;
	}
	const body = file === "modified_id.csv" ? list : records.get(file.replace(".json", ""));
	if (body === undefined) response.writeHead(404).end();
	else response.writeHead(200, { "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));

function change(text) {
	const record = JSON.parse(text);
	record.modified = NEWER;
	record.affected[0].versions = ["1.2.3"];
	return JSON.stringify(record);
}
