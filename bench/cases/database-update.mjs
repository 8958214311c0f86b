// Brings a database of 250,000 records up to date, of which 1,000 have changed, from a server on loopback; and makes it
// from the whole export.
import { spawn } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { judge, judgeTime, renderNumber, showValue } from "../goals.mjs";
import { findExport } from "../inputs.mjs";
import { median, takeFirstRuns, takeTurns } from "../measure.mjs";
import { BENCH, CACHE, COMMAND_LINE } from "../paths.mjs";

export const name = "database-update";

const CHANGED = 1_000;

export async function measure({ turns }) {
	const records = await findExport();
	const [base, out] = [join(CACHE, "updated.fnsiftdb"), join(CACHE, "update.fnsiftdb")];
	const server = spawn(process.execPath, [join(BENCH, "osv-server.mjs"), records, String(CHANGED)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	try {
		const address = await readAddress(server);
		const update = (file) => [COMMAND_LINE, "db", "update", "--from", address, "--db", file];
		const whole = { name: "fnsift db update, whole", args: [...update(base), "--force"] };
		const [{ ms, peakMegabytes }] = await takeFirstRuns([whole]);
		const changes = { name: "fnsift db update, changes", args: update(out), before: () => copyFileSync(base, out) };
		const [first] = await takeFirstRuns([changes]);
		const [times] = await takeTurns([changes], turns);
		return {
			rows: [
				judgeTime("update of 250,000 records: 1,000 changed", median(times), 3_000),
				showValue("update of 250,000 records: peak memory", renderNumber(first.peakMegabytes, "MB")),
				showValue("update by the whole export: download from loopback and build", renderNumber(ms, "ms")),
				judge("update by the whole export: peak memory", peakMegabytes, 600, "MB"),
			],
		};
	} finally {
		server.kill();
		for (const path of [base, out]) rmSync(path, { force: true });
	}
}

async function readAddress(server) {
	for await (const line of createInterface({ input: server.stdout })) return line;
	throw new Error("the server did not start");
}
