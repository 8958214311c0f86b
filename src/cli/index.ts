#!/usr/bin/env node
/** The `fnsift` command: the only place that takes the process's arguments and sets its exit code. */
import { useCodeCache } from "./code-cache.ts";

const COMMAND = /^[a-z]{2,12}$/;

// An exit that still runs the `exit` hooks, which remove temporary folders.
for (const [signal, code] of [
	["SIGINT", 130],
	["SIGTERM", 143],
	["SIGHUP", 129],
] as const) {
	process.once(signal, () => process.exit(code));
}

const [, , command = ""] = process.argv;
const keepCode = useCodeCache(import.meta.dirname, COMMAND.test(command) ? command : "help", process);

void import("./start.ts").then(async ({ start }) => {
	const { exitCode, busy } = await start(process);
	process.exitCode = exitCode;
	keepCode();
	// Leaving by itself, Node would first collect garbage that is about to go anyway.
	if (!busy) process.exit();
});
