/**
 * The order of Maven versions. Source: "Version Order Specification" of Maven's POM reference
 * (https://maven.apache.org/pom.html#version-order-specification), and for what it leaves open what the comparator of
 * Maven 3.9 does.
 *
 * 1. A version is cut at dots, at hyphens, and between digits and anything else; nothing between two cuts is `0`. A
 *    hyphen, and a change between digits and letters, opens a list inside the present one; a word that stands last, or
 *    before digits, opens one for itself as if a hyphen were before it (`1.0.RC2` is `1.0-RC2`).
 * 2. `a`, `b` and `m` before digits are alpha, beta and milestone; `cr` is rc; `ga`, `final` and `release` are nothing.
 * 3. What is nothing (`0`, no word, an empty list) is taken away from the end of each list, the innermost first; lists
 *    that stay do not end that, anything else does: `1.0-alpha` is `1-alpha`.
 * 4. Lists are compared item by item, the shorter one filled up with nothing. Word < list < number; words in the order
 *    alpha, beta, milestone, rc, snapshot, nothing, sp, then all others by code units. Words before `nothing` make a
 *    version older than its release, the others make it newer.
 *
 * Letters are compared in lower case. Digits are those of ASCII, as in Maven 4; others are letters.
 */
import { compareCodeUnits } from "../order.ts";
import type { VersionOrder } from "../version-order.ts";
import { compareDigits, toDigits } from "./digits.ts";

type Item = MavenList | MavenNumber | MavenWord;

interface MavenNumber {
	readonly kind: "number";
	/** toDigits */
	readonly digits: string;
}

interface MavenWord {
	readonly kind: "word";
	/** place in WORDS; one past its end for any other word */
	readonly rank: number;
	/** empty for a word of WORDS */
	readonly text: string;
}

export interface MavenList {
	readonly kind: "list";
	readonly items: readonly Item[];
}

const LONGEST = 256;
const WORDS = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const NOTHING = WORDS.indexOf("");
const ALIASES: ReadonlyMap<string, string> = new Map([
	["cr", "rc"],
	["ga", ""],
	["final", ""],
	["release", ""],
]);
const SHORT: ReadonlyMap<string, string> = new Map([
	["a", "alpha"],
	["b", "beta"],
	["m", "milestone"],
]);
const ZERO: MavenNumber = { kind: "number", digits: "0" };
const RANKS: Record<Item["kind"], number> = { word: 0, list: 1, number: 2 };

/** Maven's order. Advisories write bounds as artifacts write versions. */
export const MAVEN_ORDER: VersionOrder<MavenList> = {
	parse: parseMaven,
	parseBound: parseMaven,
	compare: (a, b) => compareItems(a, b),
	isPrerelease: (version) => holdsPrerelease(version),
	toRelease: ({ items }) => {
		const end = items.findIndex(({ kind }) => kind !== "number");
		return items.slice(0, end === -1 ? items.length : end).map((item) => (item.kind === "number" ? item.digits : ""));
	},
};

/** Any text is a version for Maven; `undefined` for none at all, and for more than 256 characters. */
function parseMaven(text: string): MavenList | undefined {
	if (text === "" || text.length > LONGEST) return undefined;
	let list: Item[] = [];
	const lists = [list];
	const open = () => {
		list = [];
		lists.push(list);
	};
	for (const { text: token, isDigits, end } of toTokens(text.toLowerCase())) {
		const isAlone = end === "digits" || end === "";
		if (token === "") {
			if (end !== "") list.push(ZERO);
		} else if (isDigits) {
			list.push({ kind: "number", digits: toDigits(token) });
		} else {
			if (isAlone && list.length > 0) open();
			list.push(toWord(token, end === "digits"));
		}
		if (end !== "." && end !== "") open();
	}
	return nest(lists);
}

interface Token {
	readonly text: string;
	readonly isDigits: boolean;
	/** what comes after it: a separator, a change to digits or to letters, nothing */
	readonly end: "." | "-" | "digits" | "letters" | "";
}

function* toTokens(text: string): Generator<Token> {
	let start = 0;
	let isDigits = false;
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === "." || character === "-") {
			yield { text: text.slice(start, at), isDigits, end: character };
			start = at + 1;
			continue;
		}
		const isDigit = character >= "0" && character <= "9";
		if (at > start && isDigit !== isDigits) {
			yield { text: text.slice(start, at), isDigits, end: isDigit ? "digits" : "letters" };
			start = at;
		}
		isDigits = isDigit;
	}
	yield { text: text.slice(start), isDigits, end: "" };
}

function toWord(token: string, isBeforeDigits: boolean): MavenWord {
	const long = (isBeforeDigits ? SHORT.get(token) : undefined) ?? token;
	const word = ALIASES.get(long) ?? long;
	const rank = WORDS.indexOf(word);
	return rank === -1 ? { kind: "word", rank: WORDS.length, text: word } : { kind: "word", rank, text: "" };
}

/** Each list becomes the last item of the one before, when it has been trimmed. */
function nest(lists: readonly Item[][]): MavenList {
	let inner: MavenList | undefined;
	for (const items of [...lists].reverse()) {
		inner = { kind: "list", items: trim(inner === undefined ? items : [...items, inner]) };
	}
	return inner ?? { kind: "list", items: [] };
}

function trim(items: readonly Item[]): readonly Item[] {
	const last = items.findLastIndex((item) => item.kind !== "list" && !isNothing(item));
	return items.filter((item, index) => index <= last || !isNothing(item));
}

function isNothing(item: Item): boolean {
	if (item.kind === "number") return item.digits === "0";
	return item.kind === "word" ? item.rank === NOTHING : item.items.length === 0;
}

function compareItems(a: Item, b: Item): number {
	if (a.kind === "number" && b.kind === "number") return compareDigits(a.digits, b.digits);
	if (a.kind === "word" && b.kind === "word") return a.rank - b.rank || compareCodeUnits(a.text, b.text);
	if (a.kind !== "list" || b.kind !== "list") return RANKS[a.kind] - RANKS[b.kind];
	const longest = Math.max(a.items.length, b.items.length);
	for (let index = 0; index < longest; index++) {
		const [one, other] = [a.items[index], b.items[index]];
		const order =
			one !== undefined && other !== undefined
				? compareItems(one, other)
				: compareToNothing(one) - compareToNothing(other);
		if (order !== 0) return order;
	}
	return 0;
}

/** -1 for what makes a version older than its release, 1 for what makes it newer. `undefined` is nothing. */
function compareToNothing(item: Item | undefined): number {
	if (item === undefined) return 0;
	if (item.kind === "number") return item.digits === "0" ? 0 : 1;
	if (item.kind === "word") return Math.sign(item.rank - NOTHING);
	for (const inner of item.items) {
		const order = compareToNothing(inner);
		if (order !== 0) return order;
	}
	return 0;
}

/** Some word of the version puts it before a release. */
function holdsPrerelease({ items }: MavenList): boolean {
	return items.some((item) =>
		item.kind === "list" ? holdsPrerelease(item) : item.kind === "word" && item.rank < NOTHING,
	);
}
