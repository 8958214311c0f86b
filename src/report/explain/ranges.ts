/** Which versions an advisory affects, as people write ranges: `>= 1.0.0, < 1.2.3`. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { sortVersions } from "../../lib/version-order.ts";
import type { Advisory, AdvisoryEvent, AdvisoryRange } from "../../model.ts";

type Ranged = Pick<Advisory, "ecosystem" | "ranges" | "versions">;

const LONGEST_VERSION = 60;
const SHOWN_VERSIONS = 20;

/**
 * One text a stretch of versions, from low to high; where there is none, the versions listed one by one. The order of the
 * ecosystem's versions is loaded.
 */
export function renderRanges({ ecosystem, ranges, versions }: Ranged): readonly string[] {
	const starts = new Map(ranges.map((range) => [range, findStart(range)]));
	const sorted = sortVersions(ecosystem, new Set(starts.values()));
	const inOrder = [...ranges].sort((a, b) => sorted.indexOf(starts.get(a) ?? "") - sorted.indexOf(starts.get(b) ?? ""));
	const stretches = [...new Set(inOrder.flatMap(renderRange))];
	if (stretches.length > 0 || versions.length === 0) return stretches;
	const shown = versions.slice(0, SHOWN_VERSIONS).map((version) => `= ${toShown(version)}`);
	return versions.length > shown.length ? [...shown, `and ${versions.length - shown.length} more versions`] : shown;
}

/** The versions at which ranges end because of a fix, from low to high, each once. */
export function listFixed({ ecosystem, ranges }: Ranged): readonly string[] {
	const fixed = ranges.flatMap(({ events }) => events.filter(({ kind }) => kind === "fixed"));
	return sortVersions(ecosystem, new Set(fixed.map(({ version }) => version)));
}

function findStart({ events }: AdvisoryRange): string {
	return events.find(({ kind }) => kind === "introduced")?.version ?? "0";
}

function renderRange({ events, lastKnownAffected }: AdvisoryRange): readonly string[] {
	const limits = events.filter(({ kind, version }) => kind === "limit" && version !== "*");
	const stretches: (readonly string[])[] = [];
	let open: string[] | undefined;
	let hasEnd = false;
	for (const event of events) {
		if (event.kind === "introduced") open ??= event.version === "0" ? [] : [renderBound(">=", event)];
		else if (event.kind !== "limit") {
			hasEnd = true;
			if (open === undefined) continue;
			stretches.push([...open, renderBound(event.kind === "fixed" ? "<" : "<=", event)]);
			open = undefined;
		}
	}
	if (open !== undefined) {
		const known =
			hasEnd || lastKnownAffected === null ? [] : [toSafeExcerpt(lastKnownAffected.trim(), LONGEST_VERSION)];
		stretches.push([...open, ...known]);
	}
	const below = limits.map((limit) => renderBound("<", limit)).join(" or ");
	return stretches.map((bounds) => [...bounds, ...(below === "" ? [] : [below])].join(", ") || "all versions");
}

function renderBound(operator: string, { version }: AdvisoryEvent): string {
	return `${operator} ${toShown(version)}`;
}

function toShown(version: string): string {
	return toSafeExcerpt(version, LONGEST_VERSION);
}
