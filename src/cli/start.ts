/** Runs the command line of a process. */
import type { ExitCode } from "../errors.ts";
import { run } from "./program.ts";
import { createTerminal } from "./terminal.ts";

/** `busy`: text is still on its way out, so that the process must not be ended by force. */
export async function start(process: NodeJS.Process): Promise<{ readonly exitCode: ExitCode; readonly busy: boolean }> {
	const terminal = createTerminal(process);
	const exitCode = await run(process.argv.slice(2), terminal);
	return { exitCode, busy: terminal.busy };
}
