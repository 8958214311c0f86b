#!/usr/bin/env node
/** The `fnsift` command: the only place that takes the process's arguments and sets its exit code. */
import { run } from "./program.ts";
import { createTerminal } from "./terminal.ts";

// An exit that still runs the `exit` hooks, which remove temporary folders.
for (const [signal, code] of [
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
] as const) {
	process.once(signal, () => process.exit(code));
}

const terminal = createTerminal(process);
void run(process.argv.slice(2), terminal).then((code) => {
	process.exitCode = code;
	// Leaving by itself, Node would first collect garbage that is about to go anyway.
	if (!terminal.busy) process.exit();
});
