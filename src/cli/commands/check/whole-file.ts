/** A file that the user names, read whole. */
import { readFileSync, statSync } from "node:fs";
import { ScanError } from "../../../errors.ts";
import { toSafeText } from "../../../lib/sanitise.ts";

/** bytes: what a text can hold */
const LARGEST = 2 ** 29 - 24;

/** `name`: as errors call it. @throws ScanError when it is not there, is no plain file, or too large */
export function readWholeFile(path: string, name: string): Uint8Array {
	try {
		const stats = statSync(path);
		// Anything else could be endless: a pipe, a device.
		if (stats.isFile() && stats.size <= LARGEST) return readFileSync(path);
	} catch (cause) {
		const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
		throw isMissing ? toMissing(name, cause) : toUnreadable(name, cause);
	}
	throw toUnreadable(name, undefined);
}

function toMissing(name: string, cause: unknown): ScanError {
	return new ScanError("target-missing", `${toSafeText(name)} is not there.`, "Check the path.", { cause });
}

function toUnreadable(name: string, cause: unknown): ScanError {
	const hint = "Give the path of a lockfile that you may read.";
	return new ScanError("target-unreadable", `${toSafeText(name)} cannot be read as a file.`, hint, { cause });
}
