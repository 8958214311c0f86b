/** `fnsift db verify`: every byte of a database against its hashes. */
import { verifyDatabase } from "../../../advisories/store/verify.ts";
import { EXIT, type ExitCode } from "../../../errors.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import { chooseDatabase } from "../../setup/databases.ts";
import { verifyExploits } from "../../setup/exploits.ts";
import type { Terminal } from "../../terminal.ts";
import { renderMeta } from "./text.ts";

export async function runVerify(file: string | undefined, terminal: Terminal): Promise<ExitCode> {
	const { path } = chooseDatabase(file, terminal.env);
	const meta = verifyDatabase(path);
	terminal.out(`${toSafeText(path)} is whole: every byte agrees with its hashes.\n${renderMeta(meta)}`);
	if (file === undefined) terminal.out(await verifyExploits(terminal.env));
	return EXIT.ok;
}
