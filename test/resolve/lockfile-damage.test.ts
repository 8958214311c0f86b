/** pnpm and bun lockfiles that are cut off, merged badly, hostile or very large. */
import { describe, expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Observation } from "../../src/model.ts";
import { bun } from "../../src/resolve/lockfiles/bun.ts";
import type { LockfileContext } from "../../src/resolve/lockfiles/define.ts";
import { pnpm } from "../../src/resolve/lockfiles/pnpm.ts";
import { toContext } from "./lockfile-context.ts";
import { listFixtures, type ManagerFixture } from "./manager-fixtures.ts";

const PNPM = listFixtures("pnpm").filter(({ project }) => /^(?:local|catalogs|env)$/.test(project));
const BUN = listFixtures("bun").filter(({ project }) => /^(?:local|catalogs|bun-example)$/.test(project));
const FORMATS = [
	["pnpm", pnpm, PNPM],
	["bun", bun, BUN],
] as const;

type Parser = (text: string, context: LockfileContext) => Observation | Promise<Observation>;
const PARSERS: Readonly<Record<string, Parser>> = { pnpm: pnpm.parse, bun: bun.parse };

async function read(
	manager: string,
	text: string,
	context = toContext(manager === "pnpm" ? "pnpm-lock.yaml" : "bun.lock"),
) {
	try {
		return (await PARSERS[manager]?.(text, context)) as Observation;
	} catch (error) {
		if (error instanceof ScanError) return error;
		throw error;
	}
}

const listLabels = ({ packages }: Observation) => new Set(packages.map(({ name, version }) => `${name}@${version}`));

describe.each(PNPM.map((one) => [one.name, one] as const))(
	"pnpm %s, cut off behind any line",
	(_, { text, context }) => {
		test("has all packages, or says that it has not, or is no lockfile", async () => {
			const whole = await read("pnpm", text, context);
			if (whole instanceof ScanError) throw whole;
			const all = listLabels(whole).size;
			const lines = text.split("\n");
			const counts = { refused: 0, told: 0, whole: 0, empty: 0 };
			for (let kept = 1; kept < lines.length - 1; kept++) {
				const cut = await read("pnpm", `${lines.slice(0, kept).join("\n")}\n`, context);
				if (cut instanceof ScanError) counts.refused++;
				else if (cut.gaps.some(({ blocking }) => blocking)) counts.told++;
				else if (listLabels(cut).size === all) counts.whole++;
				else {
					// Nothing but a head, as of a project without dependencies: never clean, since it holds nothing to scan.
					expect([kept, cut.packages]).toEqual([kept, []]);
					counts.empty++;
				}
			}
			expect(counts.refused + counts.told).toBeGreaterThan((lines.length - 2) / 2);
			expect(counts.empty).toBeLessThan(5);
		});
	},
);

test.each(BUN.map((one) => [one.name, one] as const))(
	"bun %s, cut off anywhere, is refused with the line",
	async (_, { text, context }) => {
		for (let kept = 1; kept < text.trimEnd().length; kept += 7) {
			const cut = await read("bun", text.slice(0, kept), context);
			expect(cut).toBeInstanceOf(ScanError);
			expect((cut as ScanError).message).toMatch(/^bun\.lock: no valid JSON, it breaks at line \d+\.$/);
		}
	},
);

describe.each(FORMATS)("%s", (manager, _format, fixtures: readonly ManagerFixture[]) => {
	test("Windows line ends and a byte order mark change nothing", async () => {
		for (const { text, context } of fixtures) {
			const plain = await read(manager, text, context);
			expect(plain).not.toBeInstanceOf(ScanError);
			expect(await read(manager, `\ufeff${text.replaceAll("\n", "\r\n")}`, context)).toEqual(plain);
		}
	});

	test("a merge conflict is named by its line, wherever it is", async () => {
		for (const { text, context } of fixtures) {
			const lines = text.split("\n");
			for (let at = 0; at < lines.length; at += 5) {
				const conflict = ["<<<<<<< HEAD", lines[at] ?? "", "=======", lines[at] ?? "", ">>>>>>> other"];
				const merged = [...lines.slice(0, at), ...conflict, ...lines.slice(at + 1)].join("\n");
				expect(await read(manager, merged, context)).toMatchObject({
					code: "lockfile-unreadable",
					message: expect.stringMatching(new RegExp(`: merge conflict at line ${at + 1}\\.$`)),
				});
			}
		}
	});

	test("an empty file, and one of another kind", async () => {
		for (const text of ["", "\n\n", "null", "[]", "<html>", "\u0000\u0001", "{".repeat(100_000)]) {
			expect(await read(manager, text), JSON.stringify(text.slice(0, 20))).toBeInstanceOf(ScanError);
		}
	});
});

describe("circles and keys that mean something to JavaScript", () => {
	test("pnpm", async () => {
		const observed = await read(
			"pnpm",
			`lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      constructor:
        specifier: ^1.0.0
        version: 1.0.0
packages:
  constructor@1.0.0: {resolution: {integrity: sha512-c}}
  toString@1.0.0: {resolution: {integrity: sha512-t}}
  '__proto__@1.0.0': {resolution: {integrity: sha512-p}}
snapshots:
  constructor@1.0.0:
    dependencies:
      toString: 1.0.0
      "__proto__": 1.0.0
  toString@1.0.0:
    dependencies:
      constructor: 1.0.0
  '__proto__@1.0.0': {}
`,
		);
		if (observed instanceof ScanError) throw observed;
		expect([...listLabels(observed)]).toEqual(["constructor@1.0.0", "toString@1.0.0", "__proto__@1.0.0"]);
		expect(observed.edges.map(({ name, to }) => `${name} ${to?.split("#")[1]}`)).toEqual([
			"constructor constructor@1.0.0",
			"toString toString@1.0.0",
			"__proto__ __proto__@1.0.0",
			"constructor constructor@1.0.0",
		]);
		expect(observed.gaps).toEqual([]);
	});

	test("bun", async () => {
		const observed = await read(
			"bun",
			`{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"constructor": "1"}}}, "packages": {
				"constructor": ["constructor@1.0.0", "", {"dependencies": {"__proto__": "1", "toString": "1"}}, ""],
				"__proto__": ["__proto__@1.0.0", "", {}, ""],
				"toString": ["toString@1.0.0", "", {"dependencies": {"constructor": "1"}}, ""],
			}}`,
		);
		if (observed instanceof ScanError) throw observed;
		expect([...listLabels(observed)]).toEqual(["constructor@1.0.0", "__proto__@1.0.0", "toString@1.0.0"]);
		expect(observed.edges.every(({ to }) => to !== null)).toBe(true);
		expect(observed.gaps).toEqual([]);
	});
});

describe("large lockfiles take time in proportion", () => {
	const toPnpm = (count: number) => {
		const names = Array.from({ length: count }, (_, index) => index);
		const packages = names.map((at) => `  p-${at}@1.0.0:\n    resolution: {integrity: sha512-a}\n`);
		const snapshots = names.map((at) => `  p-${at}@1.0.0:\n    dependencies:\n      p-${(at + 1) % count}: 1.0.0\n`);
		const root = "  .:\n    dependencies:\n      p-0:\n        specifier: ^1.0.0\n        version: 1.0.0\n";
		return `lockfileVersion: '9.0'\n\nimporters:\n\n${root}\npackages:\n\n${packages.join("\n")}\nsnapshots:\n\n${snapshots.join("\n")}`;
	};
	const toBun = (count: number) => {
		const rows = Array.from(
			{ length: count },
			(_, at) => `"p-${at}": ["p-${at}@1.0.0", "", { "dependencies": { "p-${(at + 1) % count}": "^1" } }, "sha512-a"],`,
		);
		return `{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"p-0": "^1"}}}, "packages": {\n${rows.join("\n")}\n}}`;
	};

	test.each([
		["pnpm", toPnpm],
		["bun", toBun],
	] as const)("%s", async (manager, toText) => {
		const measure = async (count: number) => {
			const text = toText(count);
			const start = process.cpuUsage();
			const observed = await read(manager, text);
			if (observed instanceof ScanError) throw observed;
			expect([observed.packages.length, observed.edges.length, observed.gaps]).toEqual([count, count + 1, []]);
			const { user, system } = process.cpuUsage(start);
			return user + system;
		};
		await measure(2_000);
		const small = await measure(4_000);
		// Eight times as many: time in their square would be 64 times as long.
		expect((await measure(32_000)) / small).toBeLessThan(40);
	});
});
