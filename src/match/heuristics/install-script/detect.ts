/** Looks for the signals in what an install hook runs, and quotes what it finds. */
import { toSafeExcerpt } from "../../../lib/sanitise.ts";
import { toLine } from "./script/line.ts";
import { type Capability, type PatternSignal, type Signal, WITHIN } from "./signals/define.ts";
import { SIGNALS } from "./signals/index.ts";
import type { Unit } from "./unit.ts";

/** One signal, seen. */
export interface Sighting {
	readonly shows: Capability;
	readonly words: string;
	/** where, with the line in a file: `scripts/setup.js:12`, `postinstall` */
	readonly place: string;
	/** the text around it, safe to show, without what looks like a credential */
	readonly excerpt: string;
}

const EXCERPT = 160;

/** Every signal that is there, once per unit, in the order of the table. */
export function detectSignals(units: readonly Unit[]): Sighting[] {
	return SIGNALS.flatMap((signal) =>
		units.flatMap((unit) => (signal.in.includes(unit.kind) ? (detectSignal(signal, unit) ?? []) : [])),
	);
}

function detectSignal(signal: Signal, unit: Unit): Sighting | undefined {
	const { shows, words } = signal;
	if ("find" in signal) {
		const found = signal.find(unit);
		if (found === undefined) return undefined;
		return { shows, words, place: toPlace(unit, found.at), excerpt: toExcerpt(found.text, 0) };
	}
	const isSource = signal.on === "source";
	const text = isSource ? unit.source : unit.text;
	const at = findPattern(signal, text);
	if (at === undefined) return undefined;
	if (isSource || unit.script === null) return { shows, words, place: toPlace(unit, at), excerpt: toExcerpt(text, at) };
	const inSource = unit.script.toSource(at);
	return {
		shows,
		words,
		place: toPlace(unit, inSource),
		excerpt: quote(signal, unit.source, inSource, toExcerpt(text, at)),
	};
}

/** What the file says there; where that hides what is meant, what it comes down to as well. */
function quote({ pattern }: PatternSignal, source: string, at: number, meant: string): string {
	const written = toExcerpt(source, at);
	return source.slice(at, at + EXCERPT).search(pattern) >= 0 ? written : `${written} (that is: ${meant})`;
}

/** Offset in the text that the signal is about; `undefined` when it is not there. */
function findPattern({ pattern, times, followedBy }: PatternSignal, text: string): number | undefined {
	const first = text.search(pattern);
	if (first < 0) return undefined;
	if (times !== undefined) return countUpTo(text, pattern, times) < times ? undefined : first;
	return followedBy === undefined ? first : findSequence(text, [pattern, ...followedBy]);
}

function countUpTo(text: string, pattern: RegExp, limit: number): number {
	let count = 0;
	for (const _ of text.matchAll(pattern)) {
		count += 1;
		if (count >= limit) break;
	}
	return count;
}

/**
 * Where the first pattern is followed by the second and so on, each within reach of the one before. From the last
 * pattern to the first, only the places are kept that lead to the end; so the time is linear in the text.
 */
function findSequence(text: string, patterns: readonly RegExp[]): number | undefined {
	let good: readonly number[] | undefined;
	for (const pattern of patterns.toReversed()) {
		const places = [...text.matchAll(new RegExp(pattern, `${pattern.flags.replace("g", "")}g`))].map(
			(match) => match.index,
		);
		good = good === undefined ? places : keepLeading(places, good);
	}
	return good?.[0];
}

/** The places that one of `targets` follows within reach. Both ascend. */
function keepLeading(places: readonly number[], targets: readonly number[]): number[] {
	let next = 0;
	return places.filter((place) => {
		while (next < targets.length && (targets[next] ?? 0) <= place) next += 1;
		const target = targets[next];
		return target !== undefined && target - place <= WITHIN;
	});
}

/** `scripts/setup.js:12`; what was taken out of a file keeps the place it was taken from. */
function toPlace(unit: Unit, at: number): string {
	const label = toSafeExcerpt(unit.label, 80);
	return unit.isFile ? `${label}:${toLine(unit.script === null ? unit.text : unit.source, at)}` : label;
}

/** One line around `at`. Long runs of letters and digits are cut: they may be keys, and say nothing to a reader. */
function toExcerpt(text: string, at: number): string {
	const start = Math.max(0, at - EXCERPT / 4);
	const around = text.slice(start, at + 4 * EXCERPT).replace(/[\t\n\r\v ]{1,2000}/g, " ");
	const redacted = around
		.replace(/(:\/\/)[^\s"'@/]{1,100}@/g, "$1…@")
		.replace(/[A-Za-z0-9+/_-]{24,}={0,2}/g, (run) => (/\d/.test(run) ? `${run.slice(0, 8)}…` : run));
	return toSafeExcerpt((start > 0 ? "…" : "") + redacted.trim(), EXCERPT);
}
