/**
 * One advisory as the database stores it: a JSON array without the ecosystem and name, which are the key.
 *
 *   [id, modified, severity, ranges, versions, title, aliases, cwes, score]
 *
 * - severity is its first letter, in upper case when the record calls the package malware
 * - a range is an array of strings, one per event, a letter and the version: `i` introduced, `f` fixed, `l` last
 *   affected, `m` limit; before them, where they apply: `E` for an ECOSYSTEM range, `k` and the last known affected
 * - a title of the most common form is `0`; a CWE is its number; what is empty at the end of the array is left out
 */
import { type Advisory, type AdvisoryEvent, type AdvisoryRange, type Ecosystem, SEVERITIES } from "../model.ts";

export function renderRecord(advisory: Advisory): string {
	const severity = advisory.severity.charAt(0);
	const fields: unknown[] = [
		advisory.id,
		advisory.modified,
		advisory.malicious ? severity.toUpperCase() : severity,
		advisory.ranges.map(toRangeField),
		advisory.versions,
		advisory.title === toCommonTitle(advisory.ecosystem, advisory.name) ? 0 : advisory.title,
		advisory.aliases,
		advisory.cwes.map((cwe) => Number(cwe.slice(4))),
	];
	if (advisory.score !== null) fields.push(advisory.score);
	else while (isEmpty(fields.at(-1))) fields.pop();
	return JSON.stringify(fields);
}

/** @throws TypeError or SyntaxError when the text is no record; the caller knows which file to blame. */
export function parseRecord(ecosystem: Ecosystem, name: string, text: string): Advisory {
	const fields: unknown = JSON.parse(text);
	if (!Array.isArray(fields)) throw new TypeError("a record is an array");
	const [id, modified, letter, ranges, versions = [], title = 0, aliases = [], cwes = [], score = null] = fields;
	const severity = SEVERITIES.find((word) => word.charAt(0) === toText(letter).toLowerCase());
	if (severity === undefined) throw new TypeError("unknown severity");
	if (score !== null && typeof score !== "number") throw new TypeError("a score is a number");
	return {
		id: toText(id),
		aliases: toList(aliases).map(toText),
		ecosystem,
		name,
		title: title === 0 ? toCommonTitle(ecosystem, name) : toText(title),
		malicious: letter !== severity.charAt(0),
		severity,
		score,
		cwes: toList(cwes).map((cwe) => `CWE-${Number(cwe)}`),
		ranges: toList(ranges).map((range) => parseRange(toList(range).map(toText))),
		versions: toList(versions).map(toText),
		modified: toText(modified),
	};
}

function toCommonTitle(ecosystem: Ecosystem, name: string): string {
	return `Malicious code in ${name} (${ecosystem})`;
}

const EVENT_LETTERS: Record<AdvisoryEvent["kind"], string> = {
	introduced: "i",
	fixed: "f",
	last_affected: "l",
	limit: "m",
};
const EVENT_KINDS = new Map([
	["i", "introduced"],
	["f", "fixed"],
	["l", "last_affected"],
	["m", "limit"],
] as const satisfies [string, AdvisoryEvent["kind"]][]) as ReadonlyMap<string, AdvisoryEvent["kind"]>;

function toRangeField({ type, events, lastKnownAffected }: AdvisoryRange): string[] {
	const field = events.map(({ kind, version }) => `${EVENT_LETTERS[kind]}${version}`);
	if (lastKnownAffected !== null) field.unshift(`k${lastKnownAffected}`);
	if (type === "ECOSYSTEM") field.unshift("E");
	return field;
}

function parseRange(field: readonly string[]): AdvisoryRange {
	const events: AdvisoryEvent[] = [];
	let type: AdvisoryRange["type"] = "SEMVER";
	let lastKnownAffected: string | null = null;
	for (const text of field) {
		const kind = EVENT_KINDS.get(text.charAt(0));
		if (kind !== undefined) events.push({ kind, version: text.slice(1) });
		else if (text === "E") type = "ECOSYSTEM";
		else if (text.startsWith("k")) lastKnownAffected = text.slice(1);
		else throw new TypeError("unknown event");
	}
	return { type, events, lastKnownAffected };
}

function isEmpty(field: unknown): boolean {
	return field === 0 || (Array.isArray(field) && field.length === 0);
}

function toText(value: unknown): string {
	if (typeof value !== "string") throw new TypeError("text expected");
	return value;
}

function toList(value: unknown): readonly unknown[] {
	if (!Array.isArray(value)) throw new TypeError("a list expected");
	return value;
}
