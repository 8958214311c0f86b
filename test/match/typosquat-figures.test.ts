/** The promises of docs/heuristics/typosquat.md, measured. The figures themselves are printed by bench/typosquat.mjs. */
import { describe, expect, test } from "vitest";
import { openFigures } from "./typosquat-figures.ts";
import { generateSquats, SQUAT_KINDS } from "./typosquat-generator.ts";

const figures = openFigures(".");

describe("squats that are found", () => {
	test("at least 95 % of generated squats of the 2,000 most popular names, and at least 88 % of every kind", () => {
		const { all, byKind } = figures.measureGenerated(300, 20260101);
		expect(all.of).toBeGreaterThan(3000);
		expect(all.flagged / all.of).toBeGreaterThanOrEqual(0.95);
		const poor = [...byKind].filter(([, { flagged, of }]) => of < 250 || flagged / of < 0.88);
		expect(poor).toEqual([]);
	});

	test("at least 85 % of squats known from history", () => {
		const { all, perImitatedName } = figures.measureHistory();
		expect(all.of).toBeGreaterThan(200);
		expect(all.flagged / all.of).toBeGreaterThanOrEqual(0.85);
		expect(perImitatedName).toBeGreaterThanOrEqual(0.75);
	});
});

describe("false flags", () => {
	test("at most 1 per 1,000 packages of real lockfiles", () => {
		const { names, flags, perThousand } = figures.measureLockfiles();
		expect(names).toBe(2328);
		expect(flags.map(({ name, imitation }) => [name, imitation.of])).toEqual([["expect.js", "expect"]]);
		expect(perThousand).toBeLessThanOrEqual(1);
	});

	test("at most 1 per 1,000 of the names behind the 5,000 most popular, when only those are known", () => {
		const { names, perThousand } = figures.measureBeyond(5000, 15_000);
		expect(names).toBe(10_000);
		expect(perThousand).toBeLessThanOrEqual(1);
	});
});

describe("the generator", () => {
	const names = figures.names.slice(0, 2000);

	test("makes the same squats from the same seed, others from another, evenly of every kind", () => {
		const squats = generateSquats(names, 50, 7);
		expect(generateSquats(names, 50, 7)).toEqual(squats);
		expect(generateSquats(names, 50, 8)).not.toEqual(squats);
		expect(SQUAT_KINDS.map((kind) => squats.filter((squat) => squat.kind === kind).length)).toEqual(
			SQUAT_KINDS.map(() => 50),
		);
	});

	test("makes names that differ from the name they were made from", () => {
		expect(generateSquats(names, 200, 9).filter(({ name, of }) => name === of)).toEqual([]);
	});
});
