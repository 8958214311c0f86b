/** Puts the outcome of an update in the place of the database. */
import type { AssembledDatabase } from "../build/assemble.ts";
import { replaceFile } from "../build/replace-file.ts";
import type { DatabaseMeta } from "../store/format.ts";
import type { UpdateLock } from "./lock.ts";

/** @throws DatabaseError `database-unwritable`, `database-locked` */
export type WriteUpdate = (database: AssembledDatabase) => DatabaseMeta;

export function createWriter(path: string, lock: UpdateLock): WriteUpdate {
	return ({ bytes, meta }) => {
		replaceFile(path, bytes, { temporary: `${path}.new`, confirm: () => lock.confirm() });
		return meta;
	};
}
