/** Small text files that the user names or that lie in the project: policy, baseline, statements. */
import { readFileSync, type Stats, statSync } from "node:fs";
import { UsageError } from "../../errors.ts";

const LARGEST = 50_000_000;

/**
 * The whole text, without a byte order mark. `name`: as errors call it.
 * @throws UsageError when it cannot be read, is no plain file, too large, or no UTF-8
 */
export function readTextFile(path: string, name: string): string {
	const stats = statFile(path, name);
	// Anything else could be endless: a pipe, a device.
	if (!stats.isFile()) throw new UsageError(`${name} is no file.`, "Give the path of a text file.");
	if (stats.size > LARGEST) throw new UsageError(`${name} is too large to be read.`, "Give the path of a text file.");
	const bytes = attempt(name, () => readFileSync(path));
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (cause) {
		throw new UsageError(`${name} is no UTF-8 text.`, "Save it as UTF-8.", { cause });
	}
}

function statFile(path: string, name: string): Stats {
	return attempt(name, () => statSync(path));
}

function attempt<T>(name: string, read: () => T): T {
	try {
		return read();
	} catch (cause) {
		const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
		throw new UsageError(`${name} cannot be read (${reason}).`, "Check the path and its rights.", { cause });
	}
}
