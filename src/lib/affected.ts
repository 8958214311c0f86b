/**
 * Whether an advisory affects a version. Source: OSV schema 1.7, "Evaluation"
 * (https://ossf.github.io/osv-schema/#evaluation).
 *
 * A version is affected when `versions` lists it, or when any one range holds it. Of PyPI and Maven, where one version has
 * several spellings (`1.0`, `1.0.0`), any of them is listed; of npm the exact text. For a range:
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
import { sortVersions, toVersionOrder, type VersionOrder } from "./version-order.ts";

/** `unknown` is not "no": the version or a range could not be read. */
export type Affected =
	| { readonly affected: false }
	| {
			readonly affected: true;
			readonly confidence: Confidence;
			/** per range that holds the version, the smallest `fixed` above it; from low to high, each once */
			readonly fixedIn: readonly string[];
	  }
	| { readonly affected: "unknown"; readonly reason: "version-unparsed" | "range-unparsed" };

/** Judges one version, as the package declares it, by one record. Linear in the record's events. */
export function judgeVersion(advisory: Advisory, version: string): Affected {
	const order = toVersionOrder(advisory.ecosystem);
	const parsed = order.parse(version);
	if (parsed === undefined) {
		if (advisory.versions.includes(version)) return { affected: true, confidence: "high", fixedIn: [] };
		return advisory.ranges.length === 0 ? { affected: false } : { affected: "unknown", reason: "version-unparsed" };
	}
	const listed = isListed(advisory.ecosystem, advisory.versions, version, parsed, order);
	const { ranges, isWhole } = prepare(advisory.ranges, order);
	const holding = ranges.filter((range) => isHeld(range, parsed));
	if (listed || holding.length > 0) {
		const bounded = listed || holding.some((range) => isBoundedAbove(range, parsed));
		return {
			affected: true,
			confidence: bounded || (advisory.malicious && affectsEveryVersion(advisory)) ? "high" : "medium",
			fixedIn: sortVersions(advisory.ecosystem, new Set(holding.flatMap((range) => findFixed(range, parsed) ?? []))),
		};
	}
	return isWhole ? { affected: false } : { affected: "unknown", reason: "range-unparsed" };
}

/** Whether `judgeVersion` says anything but no; it is far quicker where it does. */
export function mayAffect(
	ecosystem: Ecosystem,
	record: Pick<Advisory, "ranges" | "versions">,
	version: string,
): boolean {
	const order = toVersionOrder(ecosystem);
	const parsed = order.parse(version);
	if (parsed === undefined) return record.ranges.length > 0 || record.versions.includes(version);
	const { ranges, isWhole } = prepare(record.ranges, order);
	if (!isWhole || ranges.some((range) => isHeld(range, parsed))) return true;
	return isListed(ecosystem, record.versions, version, parsed, order);
}

/** Whether `judgeVersion` says that the version is affected: all that planning asks of a record. */
export function isAffected(advisory: Advisory, version: string): boolean {
	const order = toVersionOrder(advisory.ecosystem);
	const parsed = order.parse(version);
	if (parsed === undefined) return advisory.versions.includes(version);
	if (prepare(advisory.ranges, order).ranges.some((range) => isHeld(range, parsed))) return true;
	return isListed(advisory.ecosystem, advisory.versions, version, parsed, order);
}

/** The record lists the version: in these very letters, or (PyPI, Maven) in another spelling. */
function isListed(
	ecosystem: Ecosystem,
	versions: readonly string[],
	version: string,
	parsed: object,
	order: VersionOrder,
): boolean {
	if (versions.includes(version)) return true;
	if (ecosystem === "npm" || versions.length === 0) return false;
	let list = parsedLists.get(versions);
	if (list === undefined || list.order !== order) {
		list = { order, versions: versions.map((text) => order.parse(text)).filter((one) => one !== undefined) };
		parsedLists.set(versions, list);
	}
	return list.versions.some((one) => order.compare(one, parsed) === 0);
}

interface ParsedList {
	readonly order: VersionOrder;
	readonly versions: readonly object[];
}

const parsedLists = new WeakMap<readonly string[], ParsedList>();

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

/** Events in version order. Events at one version keep their order, and so do all when a version cannot be parsed. */
export function sortEvents(order: VersionOrder, events: readonly AdvisoryEvent[]): readonly AdvisoryEvent[] {
	if (events.length < 2) return events;
	const bounds = parseBounds(events, order);
	return bounds === undefined ? events : bounds.map(({ event }) => event);
}

interface Bound {
	readonly event: AdvisoryEvent;
	/** `undefined` is below every version for `introduced: 0`, above every version for `limit: *` */
	readonly version: object | undefined;
}

/** The ranges of a record, ready for comparison in one order. */
interface Prepared {
	readonly order: VersionOrder;
	/** those that can be read */
	readonly ranges: readonly PreparedRange[];
	/** there are no others */
	readonly isWhole: boolean;
}

const prepared = new WeakMap<readonly AdvisoryRange[], Prepared>();

/** Prepares ranges once for all records that share them. (Records of ecosystems with different orders could, too.) */
function prepare(ranges: readonly AdvisoryRange[], order: VersionOrder): Prepared {
	let ready = prepared.get(ranges);
	if (ready === undefined || ready.order !== order) {
		const readable: PreparedRange[] = [];
		for (const range of ranges) {
			const bounds = parseBounds(range.events, order);
			if (bounds !== undefined) readable.push(toPreparedRange(bounds, range.lastKnownAffected, order));
		}
		ready = { order, ranges: readable, isWhole: readable.length === ranges.length };
		prepared.set(ranges, ready);
	}
	return ready;
}

interface PreparedRange {
	readonly order: VersionOrder;
	/** all but the limits, from low to high */
	readonly steps: readonly Bound[];
	/** a version must be below one of them; `undefined` when there is no limit */
	readonly limits: readonly Bound[] | undefined;
	readonly lastKnown: LastKnown | undefined;
}

function toPreparedRange(
	bounds: readonly Bound[],
	lastKnownAffected: string | null,
	order: VersionOrder,
): PreparedRange {
	const limits = bounds.filter(isLimit);
	const steps = limits.length === 0 ? bounds : bounds.filter((bound) => !isLimit(bound));
	const isEndless = lastKnownAffected !== null && steps.every(({ event }) => event.kind === "introduced");
	return {
		order,
		steps,
		limits: limits.length === 0 || limits.some(({ version }) => version === undefined) ? undefined : limits,
		lastKnown: isEndless ? parseLastKnown(lastKnownAffected, order) : undefined,
	};
}

/** The range holds the version. */
function isHeld({ order, steps, limits, lastKnown }: PreparedRange, version: object): boolean {
	if (limits !== undefined && !limits.some((limit) => compareToBound(order, version, limit) < 0)) return false;
	if (lastKnown !== undefined && !lastKnown.admits(version)) return false;
	let held = false;
	for (const step of steps) {
		if (step.event.kind === "introduced") held ||= compareToBound(order, version, step) >= 0;
		else if (held) held = isBelowEnd(order, version, step);
	}
	return held;
}

/** Something above the version ends the range. */
function isBoundedAbove({ order, steps, limits, lastKnown }: PreparedRange, version: object): boolean {
	return (
		limits !== undefined ||
		lastKnown !== undefined ||
		steps.some((step) => step.event.kind !== "introduced" && isBelowEnd(order, version, step))
	);
}

/** The smallest `fixed` above the version. */
function findFixed({ order, steps }: PreparedRange, version: object): string | undefined {
	return steps.find((step) => step.event.kind === "fixed" && isBelowEnd(order, version, step))?.event.version;
}

function isBelowEnd(order: VersionOrder, version: object, end: Bound): boolean {
	return compareToBound(order, version, end) < (end.event.kind === "fixed" ? 0 : 1);
}

function compareToBound(order: VersionOrder, version: object, bound: Bound): number {
	return bound.version === undefined ? 1 : order.compare(version, bound.version);
}

function isLimit({ event }: Bound): boolean {
	return event.kind === "limit";
}

/** Sorted by version; `undefined` when a version cannot be parsed. */
function parseBounds(events: readonly AdvisoryEvent[], order: VersionOrder): readonly Bound[] | undefined {
	const bounds: Bound[] = [];
	for (const event of events) {
		const isEdge = event.version === (event.kind === "introduced" ? "0" : event.kind === "limit" ? "*" : null);
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

interface LastKnown {
	admits(version: object): boolean;
}

/** `<= 1.2.3`, `< 1.2.3` or `= 1.2.3`; what is none of these bounds nothing. */
function parseLastKnown(text: string, order: VersionOrder): LastKnown | undefined {
	const [, operator, bound] = LAST_KNOWN.exec(text) ?? [];
	const last = bound === undefined ? undefined : order.parseBound(bound);
	if (last === undefined) return undefined;
	return { admits: (version) => order.compare(version, last) <= (operator === "<" ? -1 : 0) };
}
