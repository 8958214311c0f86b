/**
 * From a lockfile's YAML to its documents, inside bounds: js-yaml with the failsafe schema, so that every scalar stays
 * the text it is (`1.10` is a version, no number, and `key:` without a value is "").
 *
 * Package managers write neither anchors nor aliases nor tags. A file with one of them is refused before anything is
 * built from it, since aliases let a few bytes stand for a great many. Lines may end as on Windows.
 *
 * Source: https://yaml.org/spec/1.2.2/, section 10.1 for the schema.
 */
import { constructFromEvents, EVENT_ID, type Event, FAILSAFE_SCHEMA, parseEvents, YAMLException } from "js-yaml";
import { isObject, type JsonObject } from "../json-object.ts";
import { throwIfConflict, toLine } from "./conflict.ts";
import { toUnreadable } from "./define.ts";

/** Lockfiles nest five deep. */
const MAX_DEPTH = 32;
/** The library keeps an event for every scalar: this much text takes a few hundred megabytes. */
const MAX_LENGTH = 24 * 1024 * 1024;

/**
 * The one mapping that the text is. Linear in the text.
 * @throws ScanError as `parseYamlDocuments`, or for several documents
 */
export function parseYamlLockfile(text: string, fileName: string): JsonObject {
	const [document, second] = parseYamlDocuments(text, fileName);
	if (document === undefined || second !== undefined) throw toUnreadable(fileName, "holds several YAML documents");
	return document;
}

/**
 * The documents of the text, one or more, each a mapping. Linear in the text.
 * @throws ScanError naming the line of a merge conflict, an anchor, an alias, a tag or the first syntax error; also for
 * a document that is no mapping, for nesting or a text beyond the bounds, and for an empty one; never quoting the file
 */
export function parseYamlDocuments(text: string, fileName: string): readonly JsonObject[] {
	const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	throwIfConflict(source, fileName);
	if (source.trim() === "") throw toUnreadable(fileName, "the file is empty");
	if (source.length > MAX_LENGTH) {
		throw toUnreadable(fileName, `holds ${source.length} characters in a form that is read up to ${MAX_LENGTH}`);
	}
	const documents = parse(source, fileName);
	const objects = documents.filter(isObject);
	if (objects.length < documents.length || objects.length === 0) {
		throw toUnreadable(fileName, "holds YAML, but no mapping");
	}
	return objects;
}

function parse(source: string, fileName: string): readonly unknown[] {
	const events = tell(fileName, () => parseEvents(source, { maxDepth: MAX_DEPTH }));
	refuseReferences(events, source, fileName);
	return tell(fileName, () => constructFromEvents(events, { source, schema: FAILSAFE_SCHEMA, maxAliases: 0 }));
}

/** The library asks for every kind of error to be caught. */
function tell<Result>(fileName: string, read: () => Result): Result {
	try {
		return read();
	} catch (error) {
		const at = error instanceof YAMLException && error.mark !== undefined ? ` at line ${error.mark.line + 1}` : "";
		throw toUnreadable(fileName, `no YAML that can be read, it breaks${at}`);
	}
}

function refuseReferences(events: readonly Event[], source: string, fileName: string): void {
	for (const event of events) {
		if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) continue;
		const isTagged = event.type !== EVENT_ID.ALIAS && event.tagStart !== -1;
		if (event.anchorStart === -1 && !isTagged) continue;
		const start = event.anchorStart === -1 && event.type !== EVENT_ID.ALIAS ? event.tagStart : event.anchorStart;
		const line = toLine(source, start);
		throw toUnreadable(fileName, `anchor, alias or tag at line ${line}, which no package manager writes`);
	}
}
