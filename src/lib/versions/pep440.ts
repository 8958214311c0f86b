/**
 * The order of Python versions. Source: PEP 440, now "Version specifiers" of the Python packaging specifications
 * (https://packaging.python.org/en/latest/specifications/version-specifiers/).
 *
 * 1. `[N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]`, with the spellings that Appendix B allows: `v1.0`, `1.0-alpha.1`,
 *    `1.0c1`, `1.0-1` for a post-release, any case.
 * 2. Compared part by part: epoch, release (zeros at its end do not count), pre-release, post-release, development
 *    release, local version. What is left out has a place of its own: `1.dev1 < 1a1.dev1 < 1a1 < 1 < 1.post1.dev1 < 1.post1`.
 * 3. In a local version numbers are above words, and more parts are above fewer.
 */
import { compareCodeUnits } from "../order.ts";
import type { VersionOrder } from "../version-order.ts";
import { compareDigits, toDigits } from "./digits.ts";

export interface Pep440Version {
	/** digits, as all numbers here: toDigits */
	readonly epoch: string;
	/** without zeros at its end, so that it may be empty */
	readonly release: readonly string[];
	/** `DEVELOPMENT_ONLY`, `a`, `b`, `rc` or `NO_PRE`, as numbers in their order */
	readonly preRank: number;
	readonly pre: string;
	/** `null`: none, which is below every number */
	readonly post: string | null;
	/** `null`: none, which is above every number */
	readonly dev: string | null;
	/** `null`: none, which is below all others */
	readonly local: readonly string[] | null;
}

const LONGEST = 256;
// Each part starts with a character that the one before cannot go on with, so there is one way to read a text.
const VERSION = new RegExp(
	[
		/^\s*v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)/,
		/(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)(?:[-_.]?(?<preN>\d+))?)?/,
		/(?:-(?<shortPost>\d+)|[-_.]?(?<post>post|rev|r)(?:[-_.]?(?<postN>\d+))?)?/,
		/(?:[-_.]?(?<dev>dev)(?:[-_.]?(?<devN>\d+))?)?/,
		/(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/,
	]
		.map(({ source }) => source)
		.join(""),
	"i",
);

const DEVELOPMENT_ONLY = -1;
const NO_PRE = 3;
const PRE_RANKS: ReadonlyMap<string, number> = new Map([
	["a", 0],
	["alpha", 0],
	["b", 1],
	["beta", 1],
	["c", 2],
	["pre", 2],
	["preview", 2],
	["rc", 2],
]);

/** PyPI's order. Advisories write bounds as packages write versions. */
export const PEP440_ORDER: VersionOrder<Pep440Version> = {
	parse: parsePep440,
	parseBound: parsePep440,
	compare: comparePep440,
	isPrerelease: ({ preRank, dev }) => preRank !== NO_PRE || dev !== null,
	toRelease: ({ epoch, release }) => (epoch === "0" ? release : [`${epoch}!${release[0] ?? "0"}`, ...release.slice(1)]),
};

/** `undefined` for what is no version by PEP 440, such as `2004d`, or is longer than 256 characters. */
function parsePep440(text: string): Pep440Version | undefined {
	if (text.length > LONGEST) return undefined;
	const parts = VERSION.exec(text)?.groups;
	if (parts === undefined) return undefined;
	const { epoch, release = "", pre, preN, shortPost, post, postN, dev, devN, local } = parts;
	const hasPost = shortPost !== undefined || post !== undefined;
	return {
		epoch: toDigits(epoch ?? "0"),
		release: trimZeros(release.split(".").map(toDigits)),
		preRank: toPreRank(pre, dev !== undefined && !hasPost),
		pre: toDigits(preN ?? "0"),
		post: hasPost ? toDigits(shortPost ?? postN ?? "0") : null,
		dev: dev === undefined ? null : toDigits(devN ?? "0"),
		local: local === undefined ? null : local.toLowerCase().split(/[-_.]/).map(toLocalPart),
	};
}

function comparePep440(a: Pep440Version, b: Pep440Version): number {
	return (
		compareDigits(a.epoch, b.epoch) ||
		compareLists(a.release, b.release, compareDigits) ||
		a.preRank - b.preRank ||
		compareDigits(a.pre, b.pre) ||
		compareOptional(a.post, b.post, -1) ||
		compareOptional(a.dev, b.dev, 1) ||
		compareLocals(a.local, b.local)
	);
}

/** A development release of a release is below all its pre-releases; one of a post-release is not. */
function toPreRank(pre: string | undefined, isDevelopment: boolean): number {
	if (pre !== undefined) return PRE_RANKS.get(pre.toLowerCase()) ?? NO_PRE;
	return isDevelopment ? DEVELOPMENT_ONLY : NO_PRE;
}

function trimZeros(release: readonly string[]): readonly string[] {
	return release.slice(0, 1 + release.findLastIndex((part) => part !== "0"));
}

function toLocalPart(part: string): string {
	return isNumber(part) ? toDigits(part) : part;
}

function compareLists(a: readonly string[], b: readonly string[], compare: (a: string, b: string) => number): number {
	const shared = Math.min(a.length, b.length);
	for (let index = 0; index < shared; index++) {
		const order = compare(a[index] ?? "", b[index] ?? "");
		if (order !== 0) return order;
	}
	return a.length - b.length;
}

/** `missing` says where `null` stands: -1 below all numbers, 1 above. */
function compareOptional(a: string | null, b: string | null, missing: 1 | -1): number {
	if (a === null || b === null) return (Number(a === null) - Number(b === null)) * missing;
	return compareDigits(a, b);
}

function compareLocals(a: Pep440Version["local"], b: Pep440Version["local"]): number {
	if (a === null || b === null) return Number(b === null) - Number(a === null);
	return compareLists(a, b, compareLocalParts);
}

function compareLocalParts(a: string, b: string): number {
	const numbers = Number(isNumber(a)) - Number(isNumber(b));
	if (numbers !== 0) return numbers;
	return isNumber(a) ? compareDigits(a, b) : compareCodeUnits(a, b);
}

function isNumber(part: string): boolean {
	return /^\d+$/.test(part);
}
