/**
 * `modified_id.csv` of OSV's export: a line per record, `2026-01-02T03:04:05.123456Z,ID`, in no order that can be
 * relied upon (older exports sort it as text, where a shorter fraction comes last). Whole or not at all: a list that
 * was cut off would look like one from which records have vanished.
 */
import { isInstant } from "../instant.ts";
import { isRecordId } from "../osv.ts";

/**
 * Hands out every line, but those with an id that no OSV record can have.
 * @throws RangeError when the text is not a whole list; lines before may have been handed out
 */
export function readListing(text: string, listen: (id: string, modified: string) => void): void {
	if (!text.endsWith("\n")) throw new RangeError("it ends within a line");
	for (let start = 0, end = 0; start < text.length; start = end + 1) {
		end = text.indexOf("\n", start);
		const comma = text.indexOf(",", start);
		const modified = text.slice(start, comma);
		if (comma < 0 || comma > end || !isInstant(modified)) throw new RangeError("a line has no time");
		const id = text.slice(comma + 1, text[end - 1] === "\r" ? end - 1 : end);
		if (isRecordId(id)) listen(id, modified);
	}
}
