// Builds a database from an export of 250,000 records in OSV's zip layout; peer: cve-lite-cli's own `advisories sync`.
// fnsift keeps what a scan needs, cve-lite-cli the whole records: the sizes compare designs, not the same content.
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { judge, judgeTime, renderNumber, showRatio, showValue } from "../goals.mjs";
import { findExport } from "../inputs.mjs";
import { median, takeFirstRuns, takeTurns } from "../measure.mjs";
import { CACHE, COMMAND_LINE } from "../paths.mjs";
import { DATABASE_MAKER, findCveLite } from "../peers/cve-lite.mjs";

export const name = "database-build";

const MEGABYTE = 1e6;

export async function measure({ turns, peers }) {
	const records = await findExport();
	const [out, peerOut] = [join(CACHE, "built.fnsiftdb"), join(CACHE, "built.cve-lite.db")];
	const contenders = [{ name: "fnsift db build", args: [COMMAND_LINE, "db", "build", records, "-o", out] }];
	if (peers) {
		const args = [DATABASE_MAKER, await findCveLite(), peerOut, records];
		contenders.push({ name: "cve-lite-cli advisories sync", args });
	}
	const [first, peerFirst] = await takeFirstRuns(contenders);
	const [size, peerSize] = [out, ...(peers ? [peerOut] : [])].map((path) => statSync(path).size / MEGABYTE);
	const [times, peerTimes] = await takeTurns(contenders, turns);
	for (const path of [out, peerOut]) rmSync(path, { force: true });

	const rows = [
		judgeTime("database of 250,000 records: build", median(times), 10_000),
		judge("database of 250,000 records: size", size, 40, "MB"),
		showValue("database of 250,000 records: peak memory", renderNumber(first.peakMegabytes, "MB")),
	];
	if (!peers) return { rows };
	rows.push(
		showRatio("database: build / cve-lite-cli", times, peerTimes),
		showValue("database: cve-lite-cli, size", renderNumber(peerSize, "MB")),
		showValue("database: cve-lite-cli, peak memory", renderNumber(peerFirst.peakMegabytes, "MB")),
	);
	return { rows };
}
