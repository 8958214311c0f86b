/** What could not be read in a lockfile, entry by entry. */
import { toRelative } from "../../lib/location.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Gap } from "../../model.ts";

/** Of many bad entries these are shown one by one, the rest as a number. */
const SHOWN_PROBLEMS = 50;

/** Something about one entry that could not be read. */
export interface EntryProblem {
	/** install path or key as written, not yet safe to show */
	readonly path: string;
	/** the rest of a sentence that starts with the entry, e.g. `has no version` */
	readonly problem: string;
}

/** How many entries there are, and of how many it is known which version of which package they are. */
export interface EntryCount {
	/** own code not counted */
	readonly total: number;
	readonly read: number;
}

/** One bad entry is minor; where most are bad, packages at large are hidden. @param lockfile bundle path */
export function toEntryGaps(
	problems: readonly EntryProblem[],
	{ total, read }: EntryCount,
	lockfile: string,
): readonly Gap[] {
	const toGap = (message: string, blocking = false): Gap => ({
		stage: "resolve",
		code: "lockfile-entry-unreadable",
		blocking,
		path: toRelative(lockfile),
		message,
	});
	const gaps = problems
		.slice(0, SHOWN_PROBLEMS)
		.map((entry) => toGap(`entry "${toSafeExcerpt(entry.path, 120)}" ${entry.problem}`));
	const hidden = problems.length - gaps.length;
	return [
		...(read * 2 < total ? [toGap(`${total - read} of its ${total} entries could not be read`, true)] : []),
		...gaps,
		...(hidden > 0 ? [toGap(`further entries that could not be read: ${hidden}`)] : []),
	];
}

/** Entries that are asked for and not there: what else is missing nobody knows. @param lockfile bundle path */
export function toMissingGap(missing: readonly string[], lockfile: string): readonly Gap[] {
	const [first] = missing;
	if (first === undefined) return [];
	const count = missing.length === 1 ? "an entry" : `${missing.length} entries`;
	const example = `"${toSafeExcerpt(first, 120)}"`;
	return [
		{
			stage: "resolve",
			code: "lockfile-incomplete",
			blocking: true,
			path: toRelative(lockfile),
			message: `asks for ${count} that it does not have (${example}): it was cut off, or edited by hand`,
		},
	];
}
