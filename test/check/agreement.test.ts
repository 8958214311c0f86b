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

const hash = (letter: string) => ({ integrity: `sha512-${letter.repeat(86)}==` });
const from = (host: string) => ({ resolved: `https://${host}/isarray/-/isarray-2.0.5.tgz` });
const GIT = { resolved: "git+ssh://git@host.example/a.git#abc" };
const OTHER_COMMIT = { resolved: "git+ssh://git@host.example/a.git#def" };

const LODASH: readonly (Entry | null)[] = [
	null,
	{ version: "4.17.15" },
	{ version: "4.17.15", dev: true },
	{ version: "4.17.14" },
	{ version: "4.18.0" },
];

/** What may stand at a place of the lockfile, `null` for nothing: every step from one to another is drawn. */
const PLACES: Readonly<Record<string, readonly (Entry | null)[]>> = {
	"node_modules/lodash": LODASH,
	"node_modules/a/node_modules/lodash": LODASH,
	"node_modules/alias": [null, { name: "lodash", version: "4.17.15" }, { version: "4.17.15" }],
	"node_modules/debug": [
		null,
		{ version: "4.4.2" },
		{ version: "4.4.2", ...GIT },
		{ version: "4.4.2", ...OTHER_COMMIT },
		{ version: "4.4.1" },
	],
	"node_modules/expres": [null, { version: "1.0.0" }, { version: "1.0.1" }, { version: "1.0.0", ...GIT }],
	"node_modules/esbuild": [null, { version: "0.25.0", hasInstallScript: true }, { version: "0.25.0" }],
	"node_modules/isarray": [
		null,
		{ version: "2.0.5" },
		{ version: "2.0.5", hasInstallScript: true },
		{ version: "2.0.5", integrity: "sha1-AA==" },
		{ version: "2.0.5", ...hash("A") },
		{ version: "2.0.5", ...hash("B") },
		{ version: "2.0.5", ...from("a.example") },
		{ version: "2.0.5", ...from("b.example") },
	],
};

/** Before and after of every place; mostly nothing happens. */
const changes: fc.Arbitrary<readonly (readonly [string, Entry | null, Entry | null])[]> = fc
	.tuple(
		...Object.entries(PLACES).map(([path, entries]) =>
			fc
				.tuple(
					fc.constantFrom(...entries),
					fc.oneof(
						{ weight: 3, arbitrary: fc.constant(undefined) },
						{ weight: 1, arbitrary: fc.constantFrom(...entries) },
					),
				)
				.map(([before, after]) => [path, before, after === undefined ? before : after] as const),
		),
	)
	.map((places) => places);

function build(
	removed: readonly string[],
	lockfileVersion: number,
	entries: readonly (readonly [string, Entry | null])[],
) {
	const packages = new Map(Object.entries(REAL.packages));
	for (const path of removed) packages.delete(path);
	for (const [path, entry] of entries) {
		if (entry === null) packages.delete(path);
		else packages.set(path, entry);
	}
	return toBytes({ ...REAL, lockfileVersion, packages: Object.fromEntries(packages) });
}

const change = fc.record({
	places: changes,
	removed: fc.tuple(fc.subarray(PATHS, { maxLength: 2 }), fc.subarray(PATHS, { maxLength: 2 })),
	versions: fc.tuple(fc.constantFrom(2, 3), fc.constantFrom(2, 3)),
	isFirst: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
});

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
	await fc.assert(
		fc.asyncProperty(change, async ({ places, removed, versions, isFirst }) => {
			const before = places.map(([path, entry]) => [path, entry] as const);
			const after = places.map(([path, , entry]) => [path, entry] as const);
			const target: CheckTarget = {
				path: "package-lock.json",
				head: new Map([["package-lock.json", build(removed[1], versions[1], after)]]),
				base: isFirst ? null : build(removed[0], versions[0], before),
				against: "HEAD",
			};
			const { clear } = await screen(target, () => ports);
			const found = await report(target);
			const said = [...(found?.findings ?? []).map(({ id }) => id), ...(found?.gaps ?? []).map(({ code }) => code)];
			seen[clear ? "clear" : "news"]++;
			expect(clear ? said : said.length > 0).toEqual(clear ? [] : true);
		}),
		{ numRuns: 400, interruptAfterTimeLimit: 30_000 },
	);
	expect(Math.min(seen.clear, seen.news)).toBeGreaterThan(20);
});
