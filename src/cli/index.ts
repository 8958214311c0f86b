#!/usr/bin/env node
/** The `fnsift` command: the only place that takes the process's arguments and sets its exit code. */
import { run } from "./program.ts";
import { createTerminal } from "./terminal.ts";

// A reader that has seen enough (`fnsift … | head`) closes the pipe: that is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
	process.exit(process.exitCode ?? 0);
});
// An exit that still runs the `exit` hooks, which remove temporary folders.
for (const [signal, code] of [
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
] as const) {
	process.once(signal, () => process.exit(code));
}

process.exitCode = await run(process.argv.slice(2), createTerminal(process));
