/**
 * The list of popular names: the data behind the typosquat heuristic.
 *
 * Text, made by scripts/build-popularity.mjs. The first line is `fnsift-popularity 1 npm <names> <sha256>`, the hash in
 * hex over everything behind that line. Each further line is a count of downloads a month, in two significant
 * digits (`24e8`), and all names that have it, most popular first; counts fall from line to line.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { DatabaseError } from "../errors.ts";
import type { PopularityIndex } from "../ports.ts";

const HEADER = /^fnsift-popularity (\d{1,6}) npm (\d{1,9}) ([0-9a-f]{64})$/;
const VERSION = 1;
const COUNT = /^[1-9]\d?e\d{1,2}$/;
/** A list of a million names would be smaller. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads a list of popular names. @throws DatabaseError `database-missing`, `database-damaged` or `database-version`. */
export function openPopularity(path: string): PopularityIndex {
	return parsePopularity(readList(path));
}

/** The list from its text. @throws DatabaseError as above. */
export function parsePopularity(text: string): PopularityIndex {
	const end = text.indexOf("\n");
	const header = HEADER.exec(text.slice(0, Math.max(0, end)));
	if (header === null) throw damaged("it does not begin as one");
	const [, version, expected, hash] = header;
	if (Number(version) !== VERSION) {
		throw new DatabaseError(
			"database-version",
			`the list of popular names has format ${version}; this fnsift reads format ${VERSION}`,
			"Use the list that came with this fnsift, or a fnsift that knows the format.",
		);
	}
	const body = text.slice(end + 1);
	if (createHash("sha256").update(body).digest("hex") !== hash) throw damaged("its checksum is wrong");
	const counts = parseBody(body);
	if (counts.size !== Number(expected)) throw damaged("names are missing or there twice");
	return { downloads: (name) => counts.get(name), names: [...counts.keys()] };
}

function readList(path: string): string {
	try {
		if (statSync(path).size > MAX_BYTES) throw damaged("it is far too large");
		return readFileSync(path, "utf8");
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

function parseBody(body: string): Map<string, number> {
	const counts = new Map<string, number>();
	let previous = Number.POSITIVE_INFINITY;
	for (const line of body.split("\n")) {
		if (line === "") continue;
		const [count = "", ...names] = line.split(" ");
		const downloads = Number(count);
		if (!COUNT.test(count) || downloads >= previous) throw damaged("its counts are not in order");
		previous = downloads;
		for (const name of names) counts.set(name, downloads);
	}
	return counts;
}

function damaged(why: string): DatabaseError {
	return new DatabaseError(
		"database-damaged",
		`the list of popular names is damaged: ${why}`,
		"Install fnsift again: the list is part of it.",
	);
}
