// Reads the advisory facts for the peers: plain records, as OSV has them, without any code of fnsift.
import { readFileSync } from "node:fs";
import { ADVISORIES } from "./paths.mjs";

/** @returns {object[]} the records that have not been withdrawn */
export function readRecords() {
	const lines = readFileSync(ADVISORIES, "utf8").split("\n").filter(Boolean);
	return lines.map((line) => JSON.parse(line)).filter((record) => record.withdrawn === undefined);
}
