/**
 * Versions by SemVer 2.0 (https://semver.org), parsed once and compared by number.
 *
 * Nearly all are three plain numbers, which one expression takes apart; npm's own library parses the rest. It makes
 * far bigger objects, and its expressions take milliseconds to compile.
 */
import parseWithLibrary from "semver/functions/parse.js";
import { compareCodeUnits } from "./order.ts";

/** What the order goes by: build metadata is left out. */
export interface Semver {
	readonly major: number;
	readonly minor: number;
	readonly patch: number;
	/** empty for a release */
	readonly prerelease: readonly (string | number)[];
}

// A scan meets the same few thousand versions over and over. The limits keep hostile input from filling memory.
const CACHE_LIMIT = 16_384;
const LONGEST_SEMVER = 256;
const cache = new Map<string, Semver | null>();

const RELEASE = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/;
const NO_PRERELEASE: readonly string[] = [];

/** `undefined` for what is no version. */
export function parseSemver(text: string): Semver | undefined {
	let version = cache.get(text);
	if (version === undefined) {
		if (text.length > LONGEST_SEMVER) return undefined;
		const release = RELEASE.exec(text);
		version =
			release === null
				? parseWithLibrary(text)
				: {
						major: Number(release[1]),
						minor: Number(release[2]),
						patch: Number(release[3]),
						prerelease: NO_PRERELEASE,
					};
		if (cache.size >= CACHE_LIMIT) cache.clear();
		cache.set(text, version);
	}
	return version ?? undefined;
}

/** By number, pre-releases below their release; 0 for two that differ in build metadata only. */
export function compareSemver(a: Semver, b: Semver): number {
	return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

/** The canonical text, without build metadata. */
export function renderSemver({ major, minor, patch, prerelease }: Semver): string {
	const release = `${major}.${minor}.${patch}`;
	return prerelease.length === 0 ? release : `${release}-${prerelease.join(".")}`;
}

function comparePrereleases(a: Semver["prerelease"], b: Semver["prerelease"]): number {
	if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
	for (const [index, one] of a.entries()) {
		const other = b[index];
		if (other === undefined) return 1;
		const order = compareIdentifiers(one, other);
		if (order !== 0) return order;
	}
	return a.length - b.length;
}

/** Numbers by value and below texts, texts by code units. Digits too many for a number were left as a text. */
function compareIdentifiers(a: string | number, b: string | number): number {
	if (typeof a === "number" && typeof b === "number") return a - b;
	const isNumber = DIGITS.test(`${a}`);
	if (isNumber !== DIGITS.test(`${b}`)) return isNumber ? -1 : 1;
	return isNumber ? Number(a) - Number(b) : compareCodeUnits(`${a}`, `${b}`);
}

const DIGITS = /^\d+$/;
