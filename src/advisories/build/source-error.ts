/** Why a source of advisories cannot be used. */
import { DatabaseError } from "../../errors.ts";
import { toSafeExcerpt, toSafeText } from "../../lib/sanitise.ts";

const HINT = "Download the export again; sources are OSV's all.zip, a folder of OSV .json files, or an .ndjson file.";

/** `what` names the source or a part of it; `how` says what is wrong. Code `database-source`. */
export function toSourceError(what: string, how: string, cause?: unknown): DatabaseError {
	return new DatabaseError("database-source", `${toSafeText(what)} ${how}`, HINT, { cause });
}

/** The same about an entry of a zip. */
export function toEntryError(path: string, entry: string, how: string, cause?: unknown): DatabaseError {
	return toSourceError(`${path}: ${toSafeExcerpt(entry, 100)}`, how, cause);
}
