/**
 * The quick answer and the whole report agree: `screen` calls a change clear when, and only when, the report of the same
 * change has nothing in it. On changes of a real lockfile, drawn at random.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openPopularity } from "../../src/advisories/popularity.ts";
import { SHIPPED_DATABASE, SHIPPED_POPULARITY } from "../../src/advisories/shipped.ts";
import { openDatabase } from "../../src/advisories/store.ts";
import { type CheckTarget, screen, toScanTarget } from "../../src/check/check.ts";
import { scan } from "../../src/scan.ts";
import { DEFAULT_LIMITS } from "../../src/unpack/limits.ts";

const ports = {
	advisories: openDatabase(SHIPPED_DATABASE, "snapshot"),
	popularity: openPopularity(SHIPPED_POPULARITY),
	progress: { step() {} },
};
afterAll(() => ports.advisories.close());

type Entry = Readonly<Record<string, unknown>>;
interface Lockfile {
	readonly packages: Readonly<Record<string, Entry>>;
}

const REAL = JSON.parse(readFileSync("test/fixtures/lockfiles/power-tuning/package-lock.json", "utf8")) as Lockfile;
const PATHS = Object.keys(REAL.packages).filter((path) => path !== "");

const hash = (letter: string) => `sha512-${letter.repeat(86)}==`;
const address = (host: string, path: string) => {
	const name = path.slice(path.lastIndexOf("node_modules/") + 13);
	return `https://${host}/${name}/-/${name.slice(name.indexOf("/") + 1)}-1.0.0.tgz`;
};

/** What a change may do to one entry. */
const fields: fc.Arbitrary<Entry> = fc.oneof(
	fc.constant({}),
	fc.constantFrom({ version: "0.0.1" }, { version: "999.0.0" }, { version: "1.0.0" }, { integrity: undefined }),
	fc.constantFrom({ integrity: hash("A") }, { integrity: hash("B") }, { integrity: "sha1-AA==" }),
	fc.constantFrom({ dev: true }, { dev: undefined }, { optional: true }, { peer: true }, { hasInstallScript: true }),
	fc.constantFrom(
		{ resolved: "git+ssh://git@host.example/a.git#abc" },
		{ resolved: "https://host.example/a.tgz" },
		{ resolved: "file:a.tgz" },
	),
	fc.constantFrom("a.example", "b.example").map((host) => ({ version: "1.0.0", host })),
	fc.constantFrom("lodash", "expres", "isarray", "minimist").map((name) => ({ name })),
);

const NEW = [
	["node_modules/lodash", { version: "4.17.15" }],
	["node_modules/expres", { version: "1.0.0" }],
	["node_modules/isarray", { version: "2.0.5" }],
	["node_modules/esbuild", { version: "0.25.0", hasInstallScript: true }],
	["node_modules/a/node_modules/lodash", { version: "4.17.15" }],
	["node_modules/a/node_modules/minimist", { version: "1.2.0" }],
] as const;

const change = fc.record({
	changed: fc.array(fc.tuple(fc.constantFrom(...PATHS), fields), { maxLength: 4 }),
	removed: fc.subarray(PATHS, { maxLength: 3 }),
	added: fc.subarray([...NEW], { maxLength: 2 }),
	version: fc.constantFrom(2, 3),
});

function apply(
	lock: Lockfile,
	{ changed, removed, added, version }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): Lockfile & { readonly lockfileVersion: number } {
	const packages = new Map(Object.entries(lock.packages));
	for (const path of removed) packages.delete(path);
	for (const [path, { host, ...rest }] of changed) {
		const old = packages.get(path);
		const resolved = typeof host === "string" ? { resolved: address(host, path) } : {};
		if (old !== undefined) packages.set(path, { ...old, ...rest, ...resolved });
	}
	for (const [path, entry] of added) packages.set(path, entry);
	return { ...lock, lockfileVersion: version, packages: Object.fromEntries(packages) };
}

const toBytes = (value: unknown) => Buffer.from(JSON.stringify(value));

async function report(target: CheckTarget) {
	const { targets } = await scan(
		[await toScanTarget(target, ports)],
		{
			layers: [],
			runtime: null,
			handler: null,
			limits: DEFAULT_LIMITS,
			gate: { failOn: null, allowGaps: false, omit: [], onlyFixable: false },
		},
		{ ...ports, clock: { now: () => new Date(0) }, registry: null },
	);
	return targets[0];
}

test("a change is clear when, and only when, its report is empty", { timeout: 60_000 }, async () => {
	const seen = { clear: 0, news: 0 };
	const start = performance.now();
	await fc.assert(
		fc.asyncProperty(change, change, fc.boolean(), async (first, second, isFirst) => {
			const before = apply(REAL, first);
			const target: CheckTarget = {
				path: "package-lock.json",
				head: new Map([["package-lock.json", toBytes(apply(before, second))]]),
				base: isFirst ? null : toBytes(before),
				against: "HEAD",
			};
			const { clear } = await screen(target, () => ports);
			const found = await report(target);
			const said = [...(found?.findings ?? []).map(({ id }) => id), ...(found?.gaps ?? []).map(({ code }) => code)];
			seen[clear ? "clear" : "news"]++;
			expect(clear ? said : said.length > 0).toEqual(clear ? [] : true);
		}),
		{ numRuns: 300, interruptAfterTimeLimit: 30_000 },
	);
	expect(Math.min(seen.clear, seen.news)).toBeGreaterThan(20);
	expect(performance.now() - start).toBeLessThan(60_000);
});
