/** Replaces a file at once. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseError, ScanError } from "../../errors.ts";
import { toSafeText } from "../../lib/sanitise.ts";

export interface ReplaceOptions {
	/** where it is written first: only the caller writes there, and what is there is lost; a fresh name when left out */
	readonly temporary?: string;
	/** called when all is on the disk: by throwing it prevents the replacement */
	readonly confirm?: () => void;
}

/**
 * Replaces a file at once: written beside it, flushed to the disk, then renamed. Nothing is left behind on failure.
 * @throws DatabaseError `database-unwritable`, and what `confirm` throws
 */
export function replaceFile(path: string, bytes: Uint8Array, options: ReplaceOptions = {}): void {
	const temporary = options.temporary ?? `${path}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		if (options.temporary !== undefined) rmSync(temporary, { force: true });
		const file = openSync(temporary, "wx", 0o644);
		try {
			for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		options.confirm?.();
		renameSync(temporary, path);
		flushFolder(dirname(path));
	} catch (error) {
		rmSync(temporary, { force: true });
		if (error instanceof ScanError) throw error;
		const hint = "Check that its folder exists, has room, and that you may write there.";
		throw new DatabaseError("database-unwritable", `${toSafeText(path)} cannot be written`, hint, { cause: error });
	}
}

/** Makes the new name last. Some systems cannot open a folder; the file itself is safe there all the same. */
function flushFolder(path: string): void {
	if (process.platform === "win32") return;
	const folder = openSync(path, "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
