/**
 * What a record needs to be judged, as the database stores it: a letter and JSON, `severity [ranges, versions]`.
 *
 * - severity is its first letter, in upper case when the record calls the package malware
 * - a range is an array of strings, one per event, a letter and the version: `i` introduced, `f` fixed, `l` last
 *   affected, `m` limit; before them, where they apply: `E` for an ECOSYSTEM range, `k` and the last known affected
 */
import { type Advisory, type AdvisoryEvent, type AdvisoryRange, SEVERITIES, type Severity } from "../../model.ts";
import { toAsciiJson } from "./format.ts";

/** The part of an advisory that decides which versions it affects, and how bad that is. */
export type RecordScope = Pick<Advisory, "severity" | "malicious" | "ranges" | "versions">;

const LETTERS: Record<AdvisoryEvent["kind"], string> = { introduced: "i", fixed: "f", last_affected: "l", limit: "m" };
const KINDS: ReadonlyMap<string, AdvisoryEvent["kind"]> = new Map([
	["i", "introduced"],
	["f", "fixed"],
	["l", "last_affected"],
	["m", "limit"],
]);
const SEVERITY_LETTERS: ReadonlyMap<string, Severity> = new Map(SEVERITIES.map((word) => [word.charAt(0), word]));

export function renderScope({ severity, malicious, ranges, versions }: RecordScope): string {
	const letter = malicious ? severity.charAt(0).toUpperCase() : severity.charAt(0);
	const fields = ranges.map(({ type, events, lastKnownAffected }) => [
		...(type === "ECOSYSTEM" ? ["E"] : []),
		...(lastKnownAffected === null ? [] : [`k${lastKnownAffected}`]),
		...events.map(({ kind, version }) => `${LETTERS[kind]}${version}`),
	]);
	return `${letter}${toAsciiJson([fields, versions])}`;
}

// Records of one package often say the same of it, and so do records of malware in every version.
const REMEMBERED = 16_384;
const remembered = new Map<string, RecordScope>();

/** The same object for the same text. @throws TypeError or SyntaxError when renderScope did not write it */
export function parseScope(text: string): RecordScope {
	let scope = remembered.get(text);
	if (scope === undefined) {
		const letter = text.charAt(0);
		const severity = SEVERITY_LETTERS.get(letter.toLowerCase());
		if (severity === undefined) throw new TypeError("an unknown severity");
		const [ranges, versions] = toList(JSON.parse(text.slice(1)));
		scope = {
			severity,
			malicious: letter < "a",
			ranges: toList(ranges).map(toRange),
			versions: toList(versions).map(toText),
		};
		if (remembered.size >= REMEMBERED) remembered.clear();
		remembered.set(text, scope);
	}
	return scope;
}

function toRange(fields: unknown): AdvisoryRange {
	const events: AdvisoryEvent[] = [];
	let type: AdvisoryRange["type"] = "SEMVER";
	let lastKnownAffected: string | null = null;
	for (const field of toList(fields).map(toText)) {
		const kind = KINDS.get(field.charAt(0));
		if (kind !== undefined) events.push({ kind, version: field.slice(1) });
		else if (field === "E") type = "ECOSYSTEM";
		else if (field.startsWith("k")) lastKnownAffected = field.slice(1);
		else throw new TypeError("an event of unknown kind");
	}
	return { type, events, lastKnownAffected };
}

function toList(value: unknown): readonly unknown[] {
	if (!Array.isArray(value)) throw new TypeError("a list expected");
	return value;
}

function toText(value: unknown): string {
	if (typeof value !== "string") throw new TypeError("a text expected");
	return value;
}
