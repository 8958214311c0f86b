/**
 * What an update needs to go on from a database: where it came from, and what no bucket says. It is JSON between the
 * table and the buckets, so that one rename replaces both, and the hash of the file tells whether they belong together.
 */
import { compareCodeUnits } from "../../lib/order.ts";
import { ECOSYSTEMS, type Ecosystem } from "../../model.ts";
import { toAsciiJson } from "./format.ts";

/** What is known of the export of one ecosystem. */
export interface EcosystemSync {
	readonly ecosystem: Ecosystem;
	/** the newest `modified` that was seen in it, RFC 3339 */
	readonly newest: string;
	/** entity tags of all.zip and modified_id.csv as they were last read; `null` for none */
	readonly archive: string | null;
	readonly list: string | null;
}

export interface SyncState {
	/** address of the export, without the ecosystem */
	readonly base: string;
	readonly ecosystems: readonly EcosystemSync[];
	/** `modified` of the records of which nothing is in the database, by id: withdrawn ones and such */
	readonly idle: ReadonlyMap<string, string>;
}

export function renderSync({ base, ecosystems, idle }: SyncState): string {
	const rows = ecosystems.map(({ ecosystem, newest, archive, list }) => [ecosystem, newest, archive, list]);
	return toAsciiJson([base, rows, [...idle].sort(([a], [b]) => compareCodeUnits(a, b)).flat()]);
}

/** `null` for the empty text of a database that no update made, `undefined` for what renderSync did not write. */
export function parseSync(text: string): SyncState | null | undefined {
	if (text === "") return null;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!Array.isArray(value)) return undefined;
	const [base, rows, ids] = value as unknown[];
	if (typeof base !== "string" || !Array.isArray(rows) || !isTexts(ids)) return undefined;
	const ecosystems = rows.map(toEcosystem);
	if (!ecosystems.every((row) => row !== undefined)) return undefined;
	const idle = new Map<string, string>();
	for (let at = 0; at + 1 < ids.length; at += 2) idle.set(ids[at] ?? "", ids[at + 1] ?? "");
	return { base, ecosystems, idle };
}

function toEcosystem(row: unknown): EcosystemSync | undefined {
	if (!Array.isArray(row)) return undefined;
	const [name, newest, archive, list] = row as unknown[];
	const ecosystem = ECOSYSTEMS.find((known) => known === name);
	if (ecosystem === undefined || typeof newest !== "string" || !isTag(archive) || !isTag(list)) return undefined;
	return { ecosystem, newest, archive, list };
}

function isTag(value: unknown): value is string | null {
	return value === null || typeof value === "string";
}

function isTexts(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
