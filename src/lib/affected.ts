/**
 * Whether an advisory affects a version. Source: OSV schema 1.7, "Evaluation"
 * (https://ossf.github.io/osv-schema/#evaluation).
 *
 * A version is affected when `versions` lists it (exact text), or when any one range holds it. For a range:
 * 1. its events are sorted by version; events at one version keep the record's order;
 * 2. a version must be below some `limit`, if there are limits (`*` is no limit);
 * 3. going through the events up to the version, `introduced` turns it affected (`0` is below everything), `fixed`
 *    (at or above) and `last_affected` (above) turn it unaffected.
 * 4. A range with neither `fixed` nor `last_affected` ends at the database's `lastKnownAffected`, when there is one.
 *
 * Confidence is medium when nothing above the version ends the range: such records often lost their upper bound. A
 * malware record that claims every version means it, and stays high.
 */
import type { Advisory, AdvisoryEvent, AdvisoryRange, Confidence, Ecosystem } from "../model.ts";
import { findVersionOrder, sortVersions, type VersionOrder } from "./version-order.ts";

/** `unknown` is not "no": the version, a range or the ecosystem's whole order could not be read. */
export type Affected =
	| { readonly affected: false }
	| {
			readonly affected: true;
			readonly confidence: Confidence;
			/** per range that holds the version, the smallest `fixed` above it; from low to high, each once */
			readonly fixedIn: readonly string[];
	  }
	| { readonly affected: "unknown"; readonly reason: "no-version-order" | "version-unparsed" | "range-unparsed" };

/** Judges one version, as the package declares it, by one record. Linear in the record's events. */
export function judgeVersion(advisory: Advisory, version: string): Affected {
	const listed = advisory.versions.includes(version);
	const order = findVersionOrder(advisory.ecosystem);
	const parsed = order?.parse(version);
	if (order === undefined || parsed === undefined) {
		if (listed) return { affected: true, confidence: "high", fixedIn: [] };
		if (advisory.ranges.length === 0) return { affected: false };
		return { affected: "unknown", reason: order === undefined ? "no-version-order" : "version-unparsed" };
	}
	const ranges = prepare(advisory.ranges, order);
	const holding: Held[] = [];
	for (const range of ranges) {
		const held = range?.hold(parsed);
		if (held !== undefined) holding.push(held);
	}
	if (listed || holding.length > 0) {
		const bounded = listed || holding.some((held) => held.bounded);
		return {
			affected: true,
			confidence: bounded || (advisory.malicious && affectsEveryVersion(advisory)) ? "high" : "medium",
			fixedIn: sortVersions(advisory.ecosystem, new Set(holding.flatMap(({ fixed }) => fixed ?? []))),
		};
	}
	return ranges.includes(undefined) ? { affected: "unknown", reason: "range-unparsed" } : { affected: false };
}

/** Some range of the record starts at `0` and never ends: it needs no version to apply. */
export function affectsEveryVersion({ ranges }: Advisory): boolean {
	return ranges.some(
		({ events, lastKnownAffected }) =>
			lastKnownAffected === null &&
			events.length > 0 &&
			events.every(({ kind, version }) => isOpen(kind, version)) &&
			events.some(({ kind, version }) => kind === "introduced" && version === "0"),
	);
}

function isOpen(kind: AdvisoryEvent["kind"], version: string): boolean {
	return kind === "introduced" || (kind === "limit" && version === "*");
}

/**
 * Events in version order. Events at one version keep their order, and so do all when a version cannot be parsed or
 * the ecosystem has no order yet.
 */
export function sortEvents(ecosystem: Ecosystem, events: readonly AdvisoryEvent[]): readonly AdvisoryEvent[] {
	const order = findVersionOrder(ecosystem);
	if (order === undefined || events.length < 2) return events;
	const bounds = parseBounds(events, order);
	return bounds === undefined ? events : bounds.map(({ event }) => event);
}

/** What a range says about a version that it holds. */
interface Held {
	/** something above the version ends the range */
	readonly bounded: boolean;
	readonly fixed: string | undefined;
}

interface PreparedRange {
	/** `undefined`: the range does not hold the version */
	hold(version: object): Held | undefined;
}

interface Bound {
	readonly event: AdvisoryEvent;
	/** `undefined` is below every version for `introduced: 0`, above every version for `limit: *` */
	readonly version: object | undefined;
}

/** `undefined` stands for a range that cannot be read. */
type PreparedRanges = readonly (PreparedRange | undefined)[];

// Per order, because records of several ecosystems may share their ranges.
const prepared = new WeakMap<VersionOrder, WeakMap<readonly AdvisoryRange[], PreparedRanges>>();

/** Ranges ready for comparison, prepared once for all records that share them. */
function prepare(ranges: readonly AdvisoryRange[], order: VersionOrder): PreparedRanges {
	let known = prepared.get(order);
	if (known === undefined) {
		known = new WeakMap();
		prepared.set(order, known);
	}
	let ready = known.get(ranges);
	if (ready === undefined) {
		ready = ranges.map((range) => prepareRange(range, order));
		known.set(ranges, ready);
	}
	return ready;
}

function prepareRange(range: AdvisoryRange, order: VersionOrder): PreparedRange | undefined {
	const bounds = parseBounds(range.events, order);
	if (bounds === undefined) return undefined;
	const limits = bounds.filter(({ event }) => event.kind === "limit");
	const steps = bounds.filter(({ event }) => event.kind !== "limit");
	const endless = steps.every(({ event }) => event.kind === "introduced");
	const lastKnown = endless ? parseLastKnown(range.lastKnownAffected, order) : undefined;
	const unlimited = limits.length === 0 || limits.some(({ version }) => version === undefined);

	return {
		hold(version) {
			const isBelow = (limit: Bound) => limit.version === undefined || order.compare(version, limit.version) < 0;
			if (!unlimited && !limits.some(isBelow)) return undefined;
			if (lastKnown !== undefined && !lastKnown.admits(version)) return undefined;
			let affected = false;
			for (const step of steps) {
				const above = step.version === undefined ? 1 : order.compare(version, step.version);
				if (step.event.kind === "introduced") affected ||= above >= 0;
				else if (step.event.kind === "fixed") affected &&= above < 0;
				else affected &&= above <= 0;
			}
			if (!affected) return undefined;
			const isEnd = ({ event: { kind }, version: end }: Bound) =>
				end !== undefined && kind !== "introduced" && order.compare(version, end) < (kind === "fixed" ? 0 : 1);
			return {
				bounded: !unlimited || lastKnown !== undefined || steps.some(isEnd),
				fixed: steps.find((step) => step.event.kind === "fixed" && isEnd(step))?.event.version,
			};
		},
	};
}

/** Sorted by version; `undefined` when a version cannot be parsed. */
function parseBounds(events: readonly AdvisoryEvent[], order: VersionOrder): readonly Bound[] | undefined {
	const bounds: Bound[] = [];
	for (const event of events) {
		const isEdge =
			(event.kind === "introduced" && event.version === "0") || (event.kind === "limit" && event.version === "*");
		const version = isEdge ? undefined : order.parseBound(event.version);
		if (version === undefined && !isEdge) return undefined;
		bounds.push({ event, version });
	}
	const toEdge = ({ event, version }: Bound) => (version !== undefined ? 0 : event.kind === "limit" ? 1 : -1);
	return bounds.sort((a, b) =>
		a.version !== undefined && b.version !== undefined ? order.compare(a.version, b.version) : toEdge(a) - toEdge(b),
	);
}

const LAST_KNOWN = /^\s*(<=|<|=)\s*(\S+)\s*$/;

/** `<= 1.2.3`, `< 1.2.3` or `= 1.2.3`; what is none of these bounds nothing. */
function parseLastKnown(text: string | null, order: VersionOrder): { admits(version: object): boolean } | undefined {
	const [, operator, bound] = LAST_KNOWN.exec(text ?? "") ?? [];
	const last = bound === undefined ? undefined : order.parseBound(bound);
	if (last === undefined) return undefined;
	return { admits: (version) => order.compare(version, last) <= (operator === "<" ? -1 : 0) };
}
