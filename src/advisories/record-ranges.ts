/** Ranges as the database stores them: see record.ts. */
import type { AdvisoryEvent, AdvisoryRange } from "../model.ts";

const LETTERS: Record<AdvisoryEvent["kind"], string> = { introduced: "i", fixed: "f", last_affected: "l", limit: "m" };
const KINDS: ReadonlyMap<string, AdvisoryEvent["kind"]> = new Map([
	["i", "introduced"],
	["f", "fixed"],
	["l", "last_affected"],
	["m", "limit"],
]);

export function renderRanges(ranges: readonly AdvisoryRange[]): string {
	return JSON.stringify(
		ranges.map(({ type, events, lastKnownAffected }) => [
			...(type === "ECOSYSTEM" ? ["E"] : []),
			...(lastKnownAffected === null ? [] : [`k${lastKnownAffected}`]),
			...events.map(({ kind, version }) => `${LETTERS[kind]}${version}`),
		]),
	);
}

// Records of one package often have the same ranges, and so do records of malware in every version.
const REMEMBERED = 16_384;
const remembered = new Map<string, readonly AdvisoryRange[]>();

/** The same object for the same text. @throws TypeError or SyntaxError when renderRanges did not write it */
export function parseRanges(text: string): readonly AdvisoryRange[] {
	let ranges = remembered.get(text);
	if (ranges === undefined) {
		const fields: unknown = JSON.parse(text);
		if (!Array.isArray(fields)) throw new TypeError("ranges expected");
		ranges = fields.map(toRange);
		if (remembered.size >= REMEMBERED) remembered.clear();
		remembered.set(text, ranges);
	}
	return ranges;
}

function toRange(fields: unknown): AdvisoryRange {
	if (!Array.isArray(fields)) throw new TypeError("a range expected");
	const events: AdvisoryEvent[] = [];
	let type: AdvisoryRange["type"] = "SEMVER";
	let lastKnownAffected: string | null = null;
	for (const field of fields) {
		if (typeof field !== "string") throw new TypeError("an event expected");
		const kind = KINDS.get(field.charAt(0));
		if (kind !== undefined) events.push({ kind, version: field.slice(1) });
		else if (field === "E") type = "ECOSYSTEM";
		else if (field.startsWith("k")) lastKnownAffected = field.slice(1);
		else throw new TypeError("an event of unknown kind");
	}
	return { type, events, lastKnownAffected };
}
