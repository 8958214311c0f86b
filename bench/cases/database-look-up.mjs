// Opens a database of 250,000 records and looks 1,500 names up in a fresh process, and scans the lockfile with it.
import { join } from "node:path";
import { scanWith } from "../fnsift.mjs";
import { judgeTime, renderNumber, showRatio, showValue } from "../goals.mjs";
import { findDatabase, findLargeDatabase } from "../inputs.mjs";
import { median, runOnce, takeTurns } from "../measure.mjs";
import { BENCH, LOCKFILE_FOLDER } from "../paths.mjs";

export const name = "database-look-up";

export async function measure({ turns }) {
	const large = await findLargeDatabase();
	const lookUp = { name: "1,500 look-ups", args: [join(BENCH, "look-up.mjs"), large] };
	const inside = [];
	for (let turn = 0; turn < turns; turn++) inside.push(Number((await runOnce(lookUp)).stdout));

	const lockfile = join(LOCKFILE_FOLDER, "package-lock.json");
	const node = { name: "node", args: ["-e", "0"] };
	const contenders = [node, scanWith(lockfile, await findDatabase()), scanWith(lockfile, large)];
	const [empty, withSmall, withLarge] = await takeTurns(contenders, turns);
	return {
		rows: [
			judgeTime("database of 250,000 records: open + 1,500 look-ups", median(inside), 15),
			showRatio("lockfile: scan with 250,000 records / with the real facts", withLarge, withSmall),
			showValue("node -e 0, in the same turns", renderNumber(median(empty), "ms")),
		],
	};
}
