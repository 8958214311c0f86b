/**
 * `modified_id.csv` of OSV's export: a line per record, `2026-01-02T03:04:05.123456Z,ID`, in no order that can be
 * relied upon (older exports sort it as text, where a shorter fraction comes last). Whole or not at all: a list that
 * was cut off would look like one from which records have vanished.
 */
import { compareInstants, isInstant } from "../instant.ts";
import { isRecordId } from "../osv.ts";

/**
 * `modified` by id, the newest of each; ids that no OSV record can have are left out.
 * @throws RangeError when the text is not a whole list
 */
export function parseListing(text: string): ReadonlyMap<string, string> {
	if (!text.endsWith("\n")) throw new RangeError("it ends within a line");
	const listed = new Map<string, string>();
	for (let start = 0, end = 0; start < text.length; start = end + 1) {
		end = text.indexOf("\n", start);
		const line = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
		const comma = line.indexOf(",");
		const modified = line.slice(0, comma);
		const id = line.slice(comma + 1);
		if (comma < 0 || !isInstant(modified)) throw new RangeError("a line has no time");
		if (!isRecordId(id)) continue;
		const known = listed.get(id);
		if (known === undefined || compareInstants(known, modified) < 0) listed.set(id, modified);
	}
	return listed;
}
