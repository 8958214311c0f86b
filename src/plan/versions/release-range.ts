/**
 * Version ranges as far as releases go, which covers nearly all of what manifests ask for. npm's own library knows the
 * rest; for a whole lockfile it is many times slower, since it rewrites each range by a dozen large expressions.
 *
 * Among releases every comparator is an interval, and follows from two bounds of what it names. For `1.2`, which
 * leaves out the patch, `low` is 1.2.0 and `high` is 1.3.0; for `1.2.3` they are 1.2.3 and 1.2.4:
 *
 *   none, =  low to high     >=  from low     >  from high     <  below low     <=  below high
 *   ~        low to the next minor version, or the next major one where only that is named
 *   ^        low to the next version of the first number that is not 0, or of the last one named
 *
 * A range is a list of alternatives (`||`), each a list of comparators that must all hold.
 */
import type { Semver } from "../../lib/semver.ts";

type Release = readonly [major: number, minor: number, patch: number];

/** `from` belongs to it, `below` does not; `null` is no bound. */
interface Interval {
	readonly from: Release | null;
	readonly below: Release | null;
}

export type ReleaseRange = readonly (readonly Interval[])[];

const COMPARATOR = /^([~^=]|[<>]=?|)(\d{1,9})(?:\.(?:(\d{1,9})(?:\.(?:(\d{1,9})|[xX*]))?|[xX*](?:\.[xX*])?))?$/;
const GAP = /([~^=<>]) +(?=\d)/g;

/** `undefined` for what is not written in the usual way, whether it is a range or not. */
export function parseReleaseRange(text: string): ReleaseRange | undefined {
	const range: Interval[][] = [];
	for (const alternative of text.replace(GAP, "$1").split("||")) {
		const intervals: Interval[] = [];
		for (const word of alternative.split(" ")) {
			if (word === "") continue;
			const comparator = COMPARATOR.exec(word);
			if (comparator === null) return undefined;
			intervals.push(toInterval(comparator));
		}
		range.push(intervals);
	}
	return range;
}

/** Only for releases: what a range says about pre-releases is not in it. */
export function isReleaseIn(range: ReleaseRange, { major, minor, patch }: Semver): boolean {
	const release: Release = [major, minor, patch];
	return range.some((intervals) =>
		intervals.every(
			({ from, below }) =>
				(from === null || compareReleases(release, from) >= 0) &&
				(below === null || compareReleases(release, below) < 0),
		),
	);
}

function toInterval([, operator, ...numbers]: readonly (string | undefined)[]): Interval {
	const named = numbers.filter((text) => text !== undefined).map(Number);
	const [major = 0, minor = 0, patch = 0] = named;
	const low: Release = [major, minor, patch];
	const last = named.length - 1;
	switch (operator) {
		case ">=":
			return { from: low, below: null };
		case ">":
			return { from: toNext(low, last), below: null };
		case "<":
			return { from: null, below: low };
		case "<=":
			return { from: null, below: toNext(low, last) };
		case "~":
			return { from: low, below: toNext(low, Math.min(last, 1)) };
		case "^": {
			const first = named.findIndex((value) => value !== 0);
			return { from: low, below: toNext(low, first === -1 ? last : first) };
		}
		default:
			return { from: low, below: toNext(low, last) };
	}
}

/** The lowest release in which the number at `index` is one higher. */
function toNext([major, minor, patch]: Release, index: number): Release {
	if (index === 0) return [major + 1, 0, 0];
	return index === 1 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

function compareReleases(a: Release, b: Release): number {
	return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
