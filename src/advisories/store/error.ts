/** Why a database cannot be used. `path` is made safe to show. */
import { DatabaseError } from "../../errors.ts";
import { toSafeText } from "../../lib/sanitise.ts";

/** Code `database-damaged`. */
export function toDamagedError(path: string, how: string, cause?: unknown): DatabaseError {
	const message = `the advisory database ${toSafeText(path)} is damaged: ${how}`;
	const hint = "Make it again with `fnsift db update`, or install fnsift again.";
	return new DatabaseError("database-damaged", message, hint, { cause });
}

/** Code `database-foreign`. */
export function toForeignError(path: string): DatabaseError {
	const hint = "Name a file made by `fnsift db update` or `fnsift db build`.";
	return new DatabaseError("database-foreign", `${toSafeText(path)} is not an advisory database of fnsift`, hint);
}

/** Code `database-unreadable`. */
export function toUnreadableError(path: string, cause: unknown): DatabaseError {
	const hint = "Check that it is a file and that you may read it.";
	const message = `the advisory database ${toSafeText(path)} cannot be read`;
	return new DatabaseError("database-unreadable", message, hint, { cause });
}

/** Code `database-missing`. */
export function toMissingError(path: string, cause: unknown): DatabaseError {
	const hint = "Name an existing file with --db, or make one with `fnsift db update`.";
	const message = `there is no advisory database at ${toSafeText(path)}`;
	return new DatabaseError("database-missing", message, hint, { cause });
}
