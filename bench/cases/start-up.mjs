// Orientation: what Node itself costs here and now, and fnsift when it has nothing to do.

import { renderNumber, showValue } from "../goals.mjs";
import { median, takeTurns } from "../measure.mjs";
import { COMMAND_LINE } from "../paths.mjs";

export const name = "start-up";

export async function measure({ turns }) {
	const node = { name: "node", args: ["-e", "0"] };
	const version = { name: "fnsift --version", args: [COMMAND_LINE, "--version"] };
	const [empty, ours] = await takeTurns([node, version], turns * 2);
	return {
		rows: [
			showValue("node -e 0", renderNumber(median(empty), "ms")),
			showValue("fnsift --version", renderNumber(median(ours), "ms")),
		],
	};
}
