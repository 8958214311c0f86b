/**
 * Hostile and generated lockfiles. Whatever the text, a parser ends in an observation or a ScanError; the harness is
 * shown to catch a planted bug, so that it cannot pass by doing nothing.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Observation } from "../../src/model.ts";
import { LOCKFILES } from "../../src/resolve/lockfiles/index.ts";
import { npm } from "../../src/resolve/lockfiles/npm.ts";
import { toContext } from "./lockfile-context.ts";

const EXECUTIONS = 20_000;
const SEEDS = ["handlers/h4", "handlers/n2", "handlers/h1"].map((name) =>
	readFileSync(`test/fixtures/lockfiles/${name}/package-lock.json`, "utf8"),
);
const V1 = JSON.stringify({
	lockfileVersion: 1,
	dependencies: {
		a: { version: "1.0.0", requires: { b: "1" }, dependencies: { b: { version: "npm:c@1.0.0" } } },
		l: { version: "file:../l", dependencies: { m: { version: "2.0.0", dev: true } } },
	},
});
const VALUES = [
	"null",
	"0",
	'""',
	"[]",
	"{}",
	'"__proto__"',
	'"../../x"',
	'"node_modules/a"',
	"true",
	"-1e999",
	'"\\u0000"',
];
const KEYS = [
	"packages",
	"dependencies",
	"version",
	"resolved",
	"link",
	"requires",
	"__proto__",
	"constructor",
	"name",
	"",
];

type Parse = (text: string) => Observation;

const context = toContext("package-lock.json");
const parseNpm: Parse = (text) => npm.parse(text, context);

/** A small deterministic generator (mulberry32): the same executions in every run. */
function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

function mutate(text: string, random: (below: number) => number): string {
	const at = random(text.length + 1);
	const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
	switch (random(6)) {
		case 0:
			return text.slice(0, at);
		case 1:
			return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
		case 2:
			return text.slice(0, at) + text.slice(at + random(40));
		case 3:
			return text.slice(0, at) + text.slice(at, at + 60).repeat(2) + text.slice(at + 60);
		case 4: {
			let count = random(30);
			return text.replace(/(": )("[^"]*"|\d+|true|false)/g, (whole, colon) =>
				count-- === 0 ? colon + pick(VALUES) : whole,
			);
		}
		default: {
			let count = random(30);
			return text.replace(/"[^"]*"(?=: )/g, (whole) => (count-- === 0 ? JSON.stringify(pick(KEYS)) : whole));
		}
	}
}

/** Runs a parser on mutated lockfiles. Throws what it threw, unless that is a ScanError. */
function fuzz(parse: Parse, executions: number): { parsed: number; refused: number } {
	const random = createRandom(1);
	const seeds = [...SEEDS, V1, JSON.stringify(JSON.parse(V1), null, 2)];
	const counts = { parsed: 0, refused: 0 };
	for (let run = 0; run < executions; run++) {
		let text = seeds[run % seeds.length] ?? "";
		for (let count = 1 + random(3); count > 0; count--) text = mutate(text, random);
		try {
			check(parse(text));
			counts.parsed++;
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			counts.refused++;
		}
	}
	return counts;
}

/** What every observation keeps, whatever it was made from. */
function check({ packages, edges, own }: Observation): void {
	const places = new Set([...packages, ...own].map(({ location }) => location));
	for (const { location, name, version } of packages) {
		if (!/^\/.*\/node_modules\/[^/]/.test(location) || location.includes("/../")) throw new Error(`at ${location}`);
		if (name === "" || version === "") throw new Error(`empty name or version at ${location}`);
	}
	for (const { from, to } of edges) {
		if (!places.has(from) || (to !== null && !places.has(to))) throw new Error(`edge ${from} -> ${to}`);
	}
}

describe("fuzzing", () => {
	test(`${EXECUTIONS} mutated npm lockfiles end in an observation or a ScanError`, () => {
		const { parsed, refused } = fuzz(parseNpm, EXECUTIONS);
		expect(parsed + refused).toBe(EXECUTIONS);
		expect(parsed).toBeGreaterThan(EXECUTIONS / 10);
		expect(refused).toBeGreaterThan(EXECUTIONS / 10);
	});

	test("a planted bug is caught: a parser that trusts the type of a field", () => {
		const planted: Parse = (text) => {
			const observed = parseNpm(text);
			for (const { version } of Object.values<{ version: string }>(JSON.parse(text).packages ?? {})) version?.trim();
			return observed;
		};
		expect(() => fuzz(planted, EXECUTIONS)).toThrow(TypeError);
	});

	test("arbitrary text goes through every format", async () => {
		const text = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.json(),
			fc.constantFrom("", "\u0000", "\ufeff", "{}", "[[["),
		);
		await fc.assert(
			fc.asyncProperty(text, fc.constantFrom(...LOCKFILES), async (content, format) => {
				try {
					await format.parse(content, context);
				} catch (error) {
					expect(error).toBeInstanceOf(ScanError);
				}
			}),
			{ numRuns: 1_000, seed: 3 },
		);
	});
});

describe("generated lockfiles give back exactly what they were generated from", () => {
	const name = fc.constantFrom("a", "b", "@s/c", "constructor", "__proto__", "d.e", "UPPER");
	const version = fc.constantFrom("0.0.1", "1.2.3", "2.0.0-beta.1", "3.0.0+build.5");
	const flags = fc.constantFrom<readonly [object, string]>(
		[{}, "prod"],
		[{ dev: true }, "dev"],
		[{ optional: true }, "optional"],
	);
	const entry = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 4 }), version, flags });
	const entries = fc.uniqueArray(entry, { minLength: 1, maxLength: 30, selector: ({ path }) => path.join(" ") });
	const toPath = (names: readonly string[]) => names.map((part) => `node_modules/${part}`).join("/");
	const toLines = ({ packages }: Observation) =>
		packages.map((p) => `${p.location} ${p.name}@${p.version} ${p.scope}`).sort();

	test("flat, as lockfileVersion 3 has them", () => {
		fc.assert(
			fc.property(entries, (list) => {
				const packages = Object.fromEntries(list.map((e) => [toPath(e.path), { version: e.version, ...e.flags[0] }]));
				const observed = parseNpm(JSON.stringify({ lockfileVersion: 3, packages }));
				expect(toLines(observed)).toEqual(
					list.map((e) => `/var/task/${toPath(e.path)} ${e.path.at(-1)}@${e.version} ${e.flags[1]}`).sort(),
				);
				expect(observed.gaps).toEqual([]);
			}),
			{ numRuns: 300, seed: 11 },
		);
	});

	test("nested, as lockfileVersion 1 has them", () => {
		fc.assert(
			fc.property(entries, (list) => {
				type Nested = { version?: string; dependencies?: Map<string, Nested> };
				const root: Nested = {};
				const expected = new Map<string, string>();
				for (const { path, version } of list) {
					let level = root;
					for (const [depth, part] of path.entries()) {
						level.dependencies ??= new Map();
						const next: Nested = level.dependencies.get(part) ?? { version };
						level.dependencies.set(part, next);
						level = next;
						const at = path.slice(0, depth + 1);
						expected.set(toPath(at), `/var/task/${toPath(at)} ${part}@${next.version} prod`);
					}
				}
				const text = JSON.stringify({ lockfileVersion: 1, ...root }, (_, value) =>
					value instanceof Map ? Object.fromEntries(value) : value,
				);
				expect(toLines(parseNpm(text))).toEqual([...expected.values()].sort());
			}),
			{ numRuns: 300, seed: 12 },
		);
	});
});
