/**
 * The list of popular names: the data behind the typosquat heuristic.
 *
 * ASCII text, made by build/popularity.ts. The first line is `fnsift-popularity 3 npm <names> <longest> <crc32>`: how
 * many names, the length of the longest, and the checksum in hex over the file without it and the space and line end
 * around it. Then come, with empty lines between, the two blocks each of three tables (see popularity/name-table.ts): names,
 * words, scopes. The checksum vouches for what the builder made sure of: order, no name twice, tables that fit the names.
 */
import { readFileSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import { DatabaseError } from "../errors.ts";
import { toJoined } from "../lib/name-parts.ts";
import type { PopularityIndex } from "../ports.ts";
import { NameTable, toItself } from "./popularity/name-table.ts";
import { type PopularityTables, PopularNames } from "./popularity/popular-names.ts";

const NAME = /^fnsift-popularity (\d{1,6}) /;
const HEADER = /^(fnsift-popularity \d{1,6} npm (\d{1,9}) (\d{1,9})) ([0-9a-f]{8})$/;
const MOST_IN_HEADER = 200;
const VERSION = 3;
/** A list of a million names would be smaller. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads a list of popular names. @throws DatabaseError `database-missing`, `database-damaged` or `database-version`. */
export function openPopularity(path: string): PopularityIndex {
	return parsePopularity(readList(path));
}

/** The list from its bytes. @throws DatabaseError as above. */
export function parsePopularity(bytes: Buffer): PopularityIndex {
	const start = bytes.toString("latin1", 0, MOST_IN_HEADER);
	const end = start.indexOf("\n");
	const version = NAME.exec(start)?.[1];
	if (version === undefined) throw damaged("it does not begin as one");
	if (Number(version) !== VERSION) {
		throw new DatabaseError(
			"database-version",
			`the list of popular names has format ${version}; this fnsift reads format ${VERSION}`,
			"Use the list that came with this fnsift, or a fnsift that knows the format.",
		);
	}
	const header = HEADER.exec(start.slice(0, Math.max(0, end)));
	if (header === null) throw damaged("it does not begin as one");
	const [, hashed = "", names, longest, hash = ""] = header;
	const body = bytes.subarray(end + 1);
	if (crc32(body, crc32(hashed)) !== Number.parseInt(hash, 16)) throw damaged("its checksum is wrong");
	const tables = openTables(body);
	if (tables.names.size !== Number(names)) throw damaged("names are missing");
	return new PopularNames(tables, Number(longest));
}

function openTables(body: Buffer): PopularityTables {
	const blocks: string[] = [];
	for (let start = 0; start < body.length && blocks.length <= 6; ) {
		const end = body.indexOf("\n\n", start);
		blocks.push(body.toString("latin1", start, end < 0 ? body.length - 1 : end));
		start = end < 0 ? body.length : end + 2;
	}
	const [names, nameTables, words, wordTables, scopes, scopeTables, ...rest] = blocks;
	if (names === undefined || nameTables === undefined || words === undefined) throw damaged("tables are missing");
	if (wordTables === undefined || scopes === undefined || scopeTables === undefined || rest.length > 0) {
		throw damaged("tables are missing");
	}
	try {
		return {
			names: new NameTable(names, nameTables, toJoined),
			words: new NameTable(words, wordTables, toItself),
			scopes: new NameTable(scopes, scopeTables, toItself),
		};
	} catch (error) {
		if (error instanceof RangeError) throw damaged(error.message);
		throw error;
	}
}

function readList(path: string): Buffer {
	try {
		if (statSync(path).size > MAX_BYTES) throw damaged("it is far too large");
		return readFileSync(path);
	} catch (cause) {
		if (cause instanceof DatabaseError) throw cause;
		throw new DatabaseError(
			"database-missing",
			"the list of popular names cannot be read",
			"Install fnsift again: the list is part of it.",
			{ cause },
		);
	}
}

function damaged(why: string): DatabaseError {
	return new DatabaseError(
		"database-damaged",
		`the list of popular names is damaged: ${why}`,
		"Install fnsift again: the list is part of it.",
	);
}
