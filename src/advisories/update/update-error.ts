/** Why an update of the database ends. The database in use stays as it was. */
import { DatabaseError, ScanError } from "../../errors.ts";
import { toSafeExcerpt, toSafeText } from "../../lib/sanitise.ts";

/** Code `database-source`. `what` is an address or a file of the export. */
export function toExportError(what: string, how: string, cause?: unknown): DatabaseError {
	const hint = "Try again later, or name another address of the export with --from.";
	return new DatabaseError("database-source", `${toSafeExcerpt(what, 200)} ${how}`, hint, { cause });
}

/** Code `database-older`. Times are RFC 3339. */
export function toOlderError(ecosystem: string, offered: string, installed: string): DatabaseError {
	return new DatabaseError(
		"database-older",
		`The export's newest ${ecosystem} record is of ${toSafeText(offered)}, older than what is installed (${toSafeText(installed)}).`,
		"An old mirror, or data that somebody held back. Use --force to install it all the same.",
	);
}

/** Code `database-locked`. */
export function toRunningError(path: string, who: string): DatabaseError {
	return new DatabaseError(
		"database-locked",
		`Another update of ${toSafeText(path)} is running (${toSafeExcerpt(who, 100)}).`,
		"Wait until it is done.",
	);
}

/** Code `database-locked`: the lock is somebody else's now. */
export function toOvertakenError(path: string): DatabaseError {
	return new DatabaseError(
		"database-locked",
		`Another update of ${toSafeText(path)} took this one for dead and took over.`,
		"Its result counts; nothing was changed by this one.",
	);
}

/** Code `database-unwritable`. */
export function toUnwritableFolderError(path: string, cause: unknown): DatabaseError {
	const hint = "Check that its folder can be made, has room, and that you may write there.";
	return new DatabaseError("database-unwritable", `${toSafeText(path)} cannot be written`, hint, { cause });
}

/** Whether what was fetched so far is of use to the next update: after a failure of the network, and of nothing else. */
export function isWorthKeeping(error: unknown): boolean {
	return error instanceof ScanError && error.code === "network-unavailable";
}
