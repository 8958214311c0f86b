/**
 * Plans for random trees, advisories and registries, judged by an oracle of its own: versions are positions in one
 * list, ranges are written out by hand, and nothing of the planner is used.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DependencyGraph, Finding, Fix } from "../../src/model.ts";
import { plan } from "../../src/plan/index.ts";
import { numberFixes, sortFixes } from "../../src/plan/rank.ts";
import {
	type Hole,
	type Manifest,
	type Publication,
	SILENT,
	toFinding,
	toFindings,
	toGraph,
	toIndex,
	toRegistry,
} from "./trees.ts";

const VERSIONS = ["0.9.0", "1.0.0", "1.0.1", "1.1.0", "1.2.0", "2.0.0", "2.1.0", "3.0.0"] as const;
const NAMES = ["a", "b", "c", "d"] as const;
type Version = (typeof VERSIONS)[number];

const at = (version: string) => VERSIONS.indexOf(version as Version);
const SPECS = [
	"*",
	...VERSIONS,
	...VERSIONS.map((version) => `^${version}`),
	...VERSIONS.map((version) => `~${version}`),
];

function admits(spec: string, version: string): boolean {
	if (spec === "*" || spec === version) return true;
	const [bound, mine] = [spec.slice(1).split("."), version.split(".")];
	if (!/^[~^]/.test(spec) || at(version) < at(spec.slice(1)) || bound[0] !== mine[0]) return false;
	return spec.startsWith("^") && bound[0] !== "0" ? true : bound[1] === mine[1];
}

interface World {
	readonly tree: Record<string, Manifest>;
	readonly holes: Record<string, readonly Hole[]>;
	readonly published: Record<string, Record<string, Publication>> | null;
}

const name = fc.constantFrom(...NAMES);
const version = fc.constantFrom(...VERSIONS);
const specs = fc.dictionary(name, fc.constantFrom(...SPECS), { maxKeys: 3 });
const hole = fc
	.tuple(fc.nat(VERSIONS.length - 1), fc.nat(VERSIONS.length), fc.constantFrom("critical", "high", "medium", "low"))
	.map(([from, to, severity]) => ({
		introduced: VERSIONS[from] ?? "0",
		...(to > from && to < VERSIONS.length && { fixed: VERSIONS[to] ?? "" }),
		severity,
	}));
const location = fc
	.uniqueArray(name, { minLength: 1, maxLength: 3 })
	.map((path) => path.map((part) => `node_modules/${part}`).join("/"));

const world: fc.Arbitrary<World> = fc
	.record({
		own: specs,
		folders: fc.dictionary(location, fc.record({ version, dependencies: specs }), { minKeys: 1, maxKeys: 8 }),
		holes: fc.dictionary(name, fc.array(hole, { minLength: 1, maxLength: 3 })),
		published: fc.option(fc.dictionary(name, fc.dictionary(version, fc.record({ dependencies: specs })))),
	})
	.map(({ own, folders, holes, published }) => ({
		tree: { "": { dependencies: own }, ...folders },
		holes: Object.fromEntries(
			Object.entries(holes).map(([of, list]) => [of, list.map((one, n) => ({ ...one, id: `CVE-2020-${of}${n}` }))]),
		) as Record<string, readonly Hole[]>,
		published,
	}));

/** Ids of the advisories that affect a version, by position in the list. */
function affecting({ holes }: World, of: string, one: string): readonly string[] {
	return (holes[of] ?? [])
		.filter(({ introduced = "", fixed }) => at(one) >= at(introduced) && (fixed === undefined || at(one) < at(fixed)))
		.map(({ id }) => id)
		.sort();
}

async function planWorld(one: World, graph: DependencyGraph = toGraph(one.tree)) {
	const index = toIndex(one.holes);
	const findings = toFindings(graph, index);
	const registry = one.published && toRegistry(one.published);
	const { fixes } = await plan({ graph, findings, index, registry, progress: SILENT });
	return { graph, findings, fixes };
}

/** Where a finding's version goes with a fix that is named for its package: `from`, or "also moves 2.0.0 to 2.1.0". */
function findMove(fix: Fix, finding: Finding): string | undefined {
	if (finding.version === fix.from) return fix.to ?? undefined;
	return new RegExp(`(?:also moves|,) ${finding.version} to ([0-9.]+)`).exec(fix.reason)?.[1];
}

/** Whether what `fix` installs of a parent leads to a later, clean version of the finding's package, or to none. */
function isLetGo(one: World, fix: Fix, finding: Finding): boolean {
	const [direct] = [one.published?.[fix.package]?.[fix.to ?? ""]?.dependencies?.[finding.name]];
	if (direct === undefined) return true;
	const newest = [...VERSIONS].reverse().find((candidate) => {
		return admits(direct, candidate) && one.published?.[finding.name]?.[candidate] !== undefined;
	});
	return (
		newest !== undefined && at(newest) > at(finding.version ?? "") && affecting(one, finding.name, newest).length === 0
	);
}

const runs = { numRuns: 500, seed: 20261122 };

describe("for any tree, advisories and registry", () => {
	it("no fix is a downgrade, and what affects the new version is said", async () => {
		await fc.assert(
			fc.asyncProperty(world, async (one) => {
				for (const fix of (await planWorld(one)).fixes) {
					if (fix.to === null) continue;
					expect(at(fix.to)).toBeGreaterThan(at(fix.from ?? ""));
					if (fix.reason.includes("also moves")) continue;
					const itself = affecting(one, fix.package, fix.to);
					if (!fix.reason.includes("it brings in")) expect(fix.introduces).toEqual(itself);
					else expect(fix.introduces).toEqual(expect.arrayContaining([...itself]));
				}
			}),
			runs,
		);
	});

	it("no command installs less than one before it", async () => {
		await fc.assert(
			fc.asyncProperty(world, async (one) => {
				const installed = new Map<string, number>();
				for (const { command } of (await planWorld(one)).fixes) {
					for (const [, of = "", to = ""] of command?.matchAll(/ ([a-d])@([0-9.]+)/g) ?? []) {
						expect(at(to)).toBeGreaterThan(installed.get(of) ?? -1);
						installed.set(of, at(to));
					}
				}
			}),
			runs,
		);
	});

	it("no command pins what one before it moves another version of", async () => {
		await fc.assert(
			fc.asyncProperty(world, async (one) => {
				const { graph, fixes } = await planWorld(one);
				const moved = new Set<string>();
				for (const { command, package: of, from, to } of fixes) {
					const places = graph.packages.find(({ id }) => id === `${of}@${from}`)?.locations ?? [];
					if (command?.includes(" pkg set ")) expect(places.filter((place) => moved.has(place))).toEqual([]);
					const stack = to === null ? [] : [...places];
					for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
						const below = graph.edges.filter((edge) => edge.from === place && edge.to !== null && !moved.has(edge.to));
						for (const edge of below) {
							moved.add(edge.to ?? "");
							stack.push(edge.to ?? "");
						}
					}
				}
			}),
			runs,
		);
	});

	it("what a fix closes is closed by it", async () => {
		await fc.assert(
			fc.asyncProperty(world, async (one) => {
				const { findings, fixes } = await planWorld(one);
				const byId = new Map(findings.map((finding) => [finding.id, finding]));
				for (const fix of fixes.filter(({ to }) => to !== null)) {
					for (const finding of fix.closes.map((id) => byId.get(id) as Finding)) {
						const to = finding.name === fix.package ? findMove(fix, finding) : undefined;
						if (finding.name !== fix.package) expect(isLetGo(one, fix, finding)).toBe(true);
						else expect(affecting(one, finding.name, to ?? "none")).not.toContain(finding.rule);
						if (finding.name === fix.package) expect(to).toBeDefined();
					}
				}
			}),
			runs,
		);
	});

	it("every finding is in the plan, and a fix that is there twice is one", async () => {
		await fc.assert(
			fc.asyncProperty(world, async (one) => {
				const { findings, fixes } = await planWorld(one);
				const planned = new Set(fixes.flatMap(({ closes }) => closes));
				expect(findings.map(({ id }) => id).filter((id) => !planned.has(id))).toEqual([]);
				const commands = fixes.map(({ command }) => command).filter((command) => command !== null);
				expect(new Set(commands).size).toBe(commands.length);
			}),
			runs,
		);
	});

	it("commands respect who asks for what, and what is published", async () => {
		await fc.assert(
			fc.asyncProperty(world, async (one) => {
				const { graph, fixes } = await planWorld(one);
				const own = Object.keys(one.tree[""]?.dependencies ?? {});
				for (const { command, package: of, from, to, verified } of fixes) {
					if (command?.startsWith("npm install") && own.length > 0) {
						const asked = command
							.split(" && ")[0]
							?.split(" ")
							.slice(2)
							.map((text) => text.split("@")[0] ?? "");
						// A package that nobody asks for is taken for a direct dependency.
						const isOrphan = (text: string) =>
							!graph.edges.some(({ from, to }) => from !== to && to === `/var/task/node_modules/${text}`);
						expect(asked?.filter((text) => !own.includes(text) && !isOrphan(text))).toEqual([]);
					}
					if (command === `npm update ${of}`) {
						const copies = graph.packages.filter((entry) => entry.name === of && entry.version === from);
						const edges = graph.edges.filter((edge) =>
							copies.some(({ locations }) => locations.includes(edge.to ?? "") && !locations.includes(edge.from)),
						);
						if (verified === "ranges-only") expect(edges.filter(({ spec }) => !admits(spec, to ?? ""))).toEqual([]);
					}
					if (verified === "resolved" && to !== null) expect(one.published?.[of]?.[to]).toBeDefined();
				}
			}),
			runs,
		);
	});

	it("the order in which things are found does not matter", async () => {
		await fc.assert(
			fc.asyncProperty(world, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), async (one, keys) => {
				const { graph, fixes } = await planWorld(one);
				const shuffle = <T>(items: readonly T[]): T[] =>
					items
						.map((item, n) => ({ item, key: keys[n % keys.length] ?? 0 }))
						.sort((a, b) => a.key - b.key)
						.map(({ item }) => item);
				const shuffled = { ...graph, packages: shuffle(graph.packages), edges: shuffle(graph.edges) };
				expect((await planWorld(one, shuffled)).fixes).toEqual(fixes);
			}),
			{ ...runs, numRuns: 500 },
		);
	});
});

describe("the ranking", () => {
	const fix = fc.record({
		action: fc.constantFrom("upgrade", "override", "remove", "rebuild-layer", "none"),
		package: name,
		from: fc.constantFrom("1.0.0", null),
		to: fc.constantFrom("2.0.0", "3.0.0", null),
		breaking: fc.constantFrom("patch", "minor", "major", "unknown"),
		introduces: fc.subarray(["CVE-1", "CVE-2"]),
		saved: fc.option(fc.integer({ min: -3, max: 3 })),
		findings: fc.array(
			fc.record({
				kind: fc.constantFrom("malicious", "vulnerability", "install-script"),
				rule: fc.constantFrom("r1", "r2", "r3"),
				severity: fc.constantFrom("critical", "high", "medium", "low", "unknown"),
			}),
			{ maxLength: 3 },
		),
	});

	it("is total and the same for every order of the same fixes", () => {
		const [entry] = toGraph({ "node_modules/x": { version: "1.0.0" } }).packages;
		fc.assert(
			fc.property(fc.array(fix, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (all, keys) => {
				const unranked = all.map(({ saved, findings, ...rest }) => {
					const closes = findings.map((about) => toFinding(entry as NonNullable<typeof entry>, about));
					return {
						closes,
						fix: {
							...rest,
							origin: "function",
							closes: closes.map(({ id }) => id),
							verified: "ranges-only" as const,
							impact: { uncompressed: saved, compressed: null, files: null, basis: "unknown" as const },
							command: null,
							reason: "",
						},
					};
				});
				const shuffled = unranked.map((one) => ({ one, key: keys.next().value })).sort((a, b) => a.key - b.key);
				const ranked = numberFixes(sortFixes(unranked));
				expect(numberFixes(sortFixes(shuffled.map(({ one }) => one)))).toEqual(ranked);
				expect(ranked.map(({ rank }) => rank)).toEqual(all.map((_, n) => n + 1));
				const actions = ranked.map(({ action }) => action === "none");
				expect(actions).toEqual([...actions].sort());
			}),
			runs,
		);
	});
});
