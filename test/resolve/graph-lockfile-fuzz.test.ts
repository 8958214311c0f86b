/**
 * Mutated lockfiles of pnpm and bun. Whatever the text, a parser ends in an observation that holds together or in a
 * ScanError; the harness is shown to catch a planted bug, so that it cannot pass by doing nothing.
 */
import { describe, expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Observation } from "../../src/model.ts";
import { bun } from "../../src/resolve/lockfiles/bun.ts";
import { pnpm } from "../../src/resolve/lockfiles/pnpm.ts";
import { toContext } from "./lockfile-context.ts";
import { listFixtures } from "./manager-fixtures.ts";

const EXECUTIONS = 4_000;
const PIECES = [
	...[
		"{}",
		"[]",
		"''",
		'""',
		"null",
		"true",
		"-1e999",
		"__proto__",
		"constructor",
		"../../x",
		"/",
		"@",
		"link:..",
		"file:",
		"(",
		")",
		")(",
	],
	..."packages snapshots importers dependencies specifier version resolution directory workspaces peerDependencies name 9.0 6.0 5.4 npm: git+".split(
		" ",
	),
	...[
		"\n",
		"\n\n",
		"  ",
		": ",
		",",
		"- ",
		"#",
		"&a ",
		"*a",
		"? ",
		"|-\n",
		"\u0000",
		"\u202e",
		"\ud800",
		"\ufeff",
		"a".repeat(300),
	],
];

type Parse = (text: string) => Observation | Promise<Observation>;

const SEEDS = {
	pnpm: listFixtures("pnpm").filter(({ project }) => /^(?:local|catalogs|env)$/.test(project)),
	bun: listFixtures("bun").filter(({ project }) => /^(?:local|catalogs|bun-example)$/.test(project)),
};
const PARSERS: Readonly<Record<keyof typeof SEEDS, Parse>> = {
	pnpm: (text) => pnpm.parse(text, toContext("pnpm-lock.yaml")),
	bun: (text) => bun.parse(text, toContext("bun.lock")),
};

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
	const piece = PIECES[random(PIECES.length)] ?? "";
	const lines = text.split("\n");
	const line = random(lines.length);
	const at = random(text.length + 1);
	switch (random(7)) {
		case 0:
			return lines.toSpliced(line, 1 + random(3)).join("\n");
		case 1:
			return lines.toSpliced(random(lines.length), 0, ...lines.slice(line, line + 1 + random(4))).join("\n");
		case 2:
			return lines.with(line, ` ${lines[line]}`).join("\n");
		case 3:
			return lines.with(line, (lines[line] ?? "").replace(/[\w.@/-]+(?=['":,]|$)/, piece)).join("\n");
		case 4:
			return lines.with(line, (lines[line] ?? "").replace(/(: )(.*)$/, `$1${piece.replaceAll("$", "")}`)).join("\n");
		case 5:
			return text.slice(0, at) + piece + text.slice(at + random(3));
		default:
			return text.slice(0, at) + text.slice(at + random(60));
	}
}

/** Throws what the parser threw, unless that is a ScanError. */
async function fuzz(manager: keyof typeof SEEDS, parse: Parse, executions: number) {
	const random = createRandom(7);
	const counts = { parsed: 0, refused: 0 };
	for (let run = 0; run < executions; run++) {
		let text = SEEDS[manager][run % SEEDS[manager].length]?.text ?? "";
		for (let count = 1 + random(3); count > 0; count--) text = mutate(text, random);
		try {
			check(await parse(text));
			counts.parsed++;
		} catch (error) {
			if (!(error instanceof ScanError)) throw error;
			counts.refused++;
		}
	}
	return counts;
}

/** What every observation keeps, whatever it was made from. */
function check({ packages, edges, own, gaps, witness }: Observation): void {
	const places = new Set([...packages, ...own].map(({ location }) => location));
	if (places.size !== packages.length + own.length) throw new Error("two things in one place");
	for (const { location, name, version } of packages) {
		if (!location.startsWith(`${witness}#`) || location.includes("/node_modules/")) throw new Error(`at ${location}`);
		if (name === "" || version === "") throw new Error(`empty name or version at ${location}`);
	}
	for (const { location } of own) {
		if (!location.startsWith("/") || /(?:^|\/)\.{1,2}(?:\/|$)/.test(location))
			throw new Error(`own code at ${location}`);
	}
	for (const { from, to } of edges) {
		if (!places.has(from) || (to !== null && !places.has(to))) throw new Error(`edge ${from} -> ${to}`);
	}
	for (const { message } of gaps) if (/[\p{Cc}\u202e]/u.test(message)) throw new Error(`unsafe message ${message}`);
}

describe.each(["pnpm", "bun"] as const)("%s", (manager) => {
	test(`${EXECUTIONS} mutated lockfiles end in an observation or a ScanError`, async () => {
		const { parsed, refused } = await fuzz(manager, PARSERS[manager], EXECUTIONS);
		expect(parsed + refused).toBe(EXECUTIONS);
		expect(parsed).toBeGreaterThan(EXECUTIONS / 20);
		expect(refused).toBeGreaterThan(EXECUTIONS / 20);
	});

	test("planted bugs are caught: a version that is taken as it comes, and an edge to what is not there", async () => {
		const careless: Parse = async (text) => {
			const observed = await PARSERS[manager](text);
			return {
				...observed,
				packages: observed.packages.map((one) => ({ ...one, version: one.version?.slice(0, 5) ?? "" })),
			};
		};
		const dangling: Parse = async (text) => {
			const observed = await PARSERS[manager](text);
			return {
				...observed,
				edges: observed.edges.map((edge) => ({ ...edge, to: edge.to ?? `${observed.witness}#${edge.name}` })),
			};
		};
		await expect(fuzz(manager, careless, EXECUTIONS)).rejects.toThrow("empty name or version");
		await expect(fuzz(manager, dangling, EXECUTIONS)).rejects.toThrow("edge ");
	});
});
