/** Measures the typosquat heuristic: what it finds, and what it flags by mistake. Used by its tests and by bench/typosquat.mjs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderPopularity } from "../../src/advisories/build/popularity.ts";
import { openPopularity, parsePopularity } from "../../src/advisories/popularity.ts";
import { findImitation, type Imitation } from "../../src/match/heuristics/typosquat/imitation.ts";
import type { PopularityIndex } from "../../src/ports.ts";
import { generateSquats, SQUAT_KINDS } from "./typosquat-generator.ts";

export interface Share {
	readonly flagged: number;
	readonly of: number;
}

export interface GeneratedFigures {
	readonly all: Share;
	readonly byKind: ReadonlyMap<string, Share>;
	readonly missed: readonly string[];
}

export interface HistoryFigures {
	readonly all: Share;
	/** 0 to 1: every imitated name counts once, with the share of its squats that is flagged */
	readonly perImitatedName: number;
	readonly missed: readonly string[];
}

export interface FalseFlags {
	readonly names: number;
	readonly flags: readonly { readonly name: string; readonly imitation: Imitation }[];
	readonly perThousand: number;
}

/** `root` is the project's folder. */
export function openFigures(root: string) {
	const popularity = openPopularity(join(root, "advisories/popular-npm.txt"));
	const names = popularity.names();
	const readLines = (name: string): readonly string[] =>
		readFileSync(join(root, "test/fixtures/typosquat", name), "utf8")
			.trimEnd()
			.split("\n");
	return {
		names,
		measureGenerated: (perKind: number, seed: number) => measureGenerated(popularity, perKind, seed),
		measureHistory: () => measureHistory(readLines("history.tsv"), popularity),
		/** every distinct name in the lockfiles, whether or not it is in the list */
		measureLockfiles: () => countFlags(readLines("lockfile-names.txt"), popularity),
		/** Protects the most popular names, as if the list ended there, and judges the names up to `last`. */
		measureBeyond: (protect: number, last: number) =>
			countFlags(names.slice(protect, last), toTop(popularity, protect)),
	};
}

/** The list as if only its first `length` names were in it. */
export function toTop(popularity: PopularityIndex, length: number): PopularityIndex {
	return toPopularity(
		popularity
			.names()
			.slice(0, length)
			.map((name) => [name, popularity.downloads(name) ?? 0]),
	);
}

/** A list of these names and downloads, most popular first. */
export function toPopularity(rows: readonly (readonly [string, number])[]): PopularityIndex {
	return parsePopularity(Buffer.from(renderPopularity(rows)));
}

function measureGenerated(shipped: PopularityIndex, perKind: number, seed: number): GeneratedFigures {
	const squats = generateSquats(shipped.names().slice(0, 2000), perKind, seed).filter(({ name }) => !shipped.has(name));
	const missed = squats.filter(({ name }) => findImitation(name, shipped) === undefined);
	const count = (kind: string): Share => {
		const of = squats.filter((squat) => squat.kind === kind).length;
		return { of, flagged: of - missed.filter((squat) => squat.kind === kind).length };
	};
	return {
		all: { of: squats.length, flagged: squats.length - missed.length },
		byKind: new Map(SQUAT_KINDS.map((kind) => [kind, count(kind)])),
		missed: missed.map(({ name, of }) => `${name} (${of})`),
	};
}

function measureHistory(lines: readonly string[], shipped: PopularityIndex): HistoryFigures {
	const byTarget = new Map<string, boolean[]>();
	const missed: string[] = [];
	for (const line of lines) {
		const [name = "", of = ""] = line.split("\t");
		const flagged = findImitation(name, shipped) !== undefined;
		byTarget.set(of, [...(byTarget.get(of) ?? []), flagged]);
		if (!flagged) missed.push(`${name} (${of})`);
	}
	const shares = [...byTarget.values()].map((flags) => flags.filter(Boolean).length / flags.length);
	return {
		all: { flagged: lines.length - missed.length, of: lines.length },
		perImitatedName: shares.reduce((sum, share) => sum + share, 0) / shares.length,
		missed,
	};
}

function countFlags(names: readonly string[], popular: PopularityIndex): FalseFlags {
	const flags = names.flatMap((name) => {
		const imitation = findImitation(name, popular);
		return imitation === undefined ? [] : [{ name, imitation }];
	});
	return { names: names.length, flags, perThousand: (1000 * flags.length) / names.length };
}
