import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arePathsCut, findPaths as findPathsOf } from "../../src/lib/dependency-paths.ts";
import type { DependencyGraph, Package } from "../../src/model.ts";
import { toGraph, toPackage } from "./graphs.ts";

const findPaths = (graph: DependencyGraph, ids: readonly string[]) =>
	findPathsOf(
		graph,
		graph.packages.filter(({ id }) => ids.includes(id)),
	);

const packages = (...names: string[]) => names.map((name) => toPackage(name, "1.0.0"));

describe("paths to a package", () => {
	it.each<[string, Package[], (readonly [string, string])[], string[][]]>([
		["direct", packages("t"), [["", "t"]], [["app", "t@1.0.0"]]],
		[
			"transitive",
			packages("a", "t"),
			[
				["", "a"],
				["a", "t"],
			],
			[["app", "a@1.0.0", "t@1.0.0"]],
		],
		[
			"direct and transitive",
			packages("a", "t"),
			[
				["", "a"],
				["", "t"],
				["a", "t"],
			],
			[
				["app", "t@1.0.0"],
				["app", "a@1.0.0", "t@1.0.0"],
			],
		],
		[
			"only the shortest of each direct dependency",
			packages("a", "b", "c", "t"),
			[
				["", "a"],
				["a", "b"],
				["b", "c"],
				["c", "t"],
				["a", "c"],
			],
			[["app", "a@1.0.0", "c@1.0.0", "t@1.0.0"]],
		],
		[
			"in a cycle",
			packages("a", "b", "t"),
			[
				["", "a"],
				["a", "b"],
				["b", "a"],
				["b", "t"],
				["t", "t"],
				["t", "a"],
			],
			[["app", "a@1.0.0", "b@1.0.0", "t@1.0.0"]],
		],
		["that nothing of ours leads to", packages("a", "t"), [["a", "t"]], []],
		["without edges", packages("t"), [], []],
	])("%s", (_, all, edges, paths) => {
		expect(findPaths(toGraph(all, edges), ["t@1.0.0"])).toEqual({ paths, pathCount: paths.length });
	});

	it("starts at each own code by its name, at `root` when it has none, and passes from one to another", () => {
		const own = [
			{ name: null, version: null, location: "/var/task" },
			{ name: "member", version: "1.0.0", location: "/var/task/packages/member" },
		];
		const graph = toGraph(
			packages("a", "t"),
			[
				["", "/var/task/packages/member"],
				["/var/task/packages/member", "t"],
				["", "a"],
				["a", "t"],
			],
			own,
		);
		expect(findPaths(graph, ["t@1.0.0"]).paths).toEqual([
			["member", "t@1.0.0"],
			["root", "a@1.0.0", "t@1.0.0"],
		]);
	});

	it("leads to all copies, under the name of the one that was asked for", () => {
		const nested = toPackage("t", "1.0.0", { id: "nested", locations: ["/var/task/node_modules/a/node_modules/t"] });
		const duplicate = toPackage("t", "2.0.0", { id: "duplicate" });
		const graph = toGraph([...packages("a"), nested, toPackage("t", "1.0.0"), duplicate].reverse(), [
			["", "a"],
			["a", "/var/task/node_modules/a/node_modules/t"],
			["", "t"],
		]);
		expect(findPaths(graph, ["nested", "t@1.0.0"])).toEqual({
			paths: [
				["app", "t@1.0.0"],
				["app", "a@1.0.0", "t@1.0.0"],
			],
			pathCount: 2,
		});
		expect(findPaths(graph, ["duplicate"]).paths).toEqual([["app", "t@2.0.0"]]);
		expect(findPathsOf(graph, packages("unheard-of"))).toEqual({ paths: [], pathCount: 0 });
	});

	it("lists 20 of many, and counts all", () => {
		const names = Array.from({ length: 50 }, (_, index) => `d${index}`);
		const edges = names.flatMap(
			(name) =>
				[
					["", name],
					[name, "t"],
				] as const,
		);
		const { paths, pathCount } = findPaths(toGraph(packages(...names, "t"), edges), ["t@1.0.0"]);
		expect([paths.length, pathCount, new Set(paths.map(String)).size]).toEqual([20, 50, 20]);
	});

	it("is not lost in a graph with exponentially many paths, nor in a deep one", () => {
		const names = Array.from({ length: 40_000 }, (_, index) => `l${index}`);
		const edges = names.slice(1).flatMap(
			(name, index) =>
				[
					[`l${index}`, name],
					[`l${Math.max(0, index - 1)}`, name],
				] as const,
		);
		const graph = toGraph(packages(...names), [["", "l0"], ...edges]);
		const { paths, pathCount } = findPaths(graph, ["l39999@1.0.0"]);
		expect([paths.length, paths[0]?.length, pathCount, arePathsCut(graph)]).toEqual([1, 20_002, 1, false]);
	});

	it("gives up when all searches together have taken too long, and says so", () => {
		const names = Array.from({ length: 2_000 }, (_, index) => `n${index}`);
		const edges = names.flatMap((name, index) =>
			[1, 7, 31].map((step) => [name, names[(index + step) % 2_000] ?? ""] as const),
		);
		const graph = toGraph(packages(...names), [["", "n0"], ...edges]);
		const ids = names.map((name) => `${name}@1.0.0`);
		expect(findPaths(graph, [ids[1] ?? ""]).pathCount).toBe(1);
		expect(arePathsCut(graph)).toBe(false);
		for (const id of ids) findPaths(graph, [id]);
		expect(arePathsCut(graph)).toBe(true);
		expect(findPaths(graph, [ids[0] ?? ""])).toEqual({ paths: [["app", "n0@1.0.0"]], pathCount: 1 });
	});
});

it("agrees with a forward search from every direct dependency", () => {
	const node = fc.integer({ min: 0, max: 9 });
	fc.assert(
		fc.property(
			fc.array(fc.tuple(node, node), { maxLength: 40 }),
			fc.uniqueArray(node, { maxLength: 5 }),
			node,
			(links, direct, target) => {
				const name = (index: number) => `p${index}`;
				const all = packages(...Array.from({ length: 10 }, (_, index) => name(index)));
				const edges = [
					...links.map(([from, to]) => [name(from), name(to)] as const),
					...direct.map((to) => ["", name(to)] as const),
				];
				const { paths, pathCount } = findPaths(toGraph(all, edges), [`${name(target)}@1.0.0`]);
				const lengths = direct.map((start) => measure(links, start, target)).filter((length) => length !== undefined);
				expect(pathCount).toBe(lengths.length);
				expect(paths.map((path) => path.length - 2)).toEqual(lengths.sort((a, b) => a - b));
				for (const [root, first, ...rest] of paths) {
					expect([root, direct.map((index) => `${name(index)}@1.0.0`).includes(first ?? "")]).toEqual(["app", true]);
					const walk = [first, ...rest].map((label) => Number(label?.slice(1, 2)));
					expect(walk.slice(1).every((to, at) => links.some((link) => link[0] === walk[at] && link[1] === to))).toBe(
						true,
					);
					expect(walk.at(-1)).toBe(target);
				}
			},
		),
		{ numRuns: 1_000, seed: 4 },
	);
});

/** Steps from one node to another, by relaxing all links until nothing changes. */
function measure(links: readonly (readonly [number, number])[], start: number, target: number): number | undefined {
	const distance = new Map([[start, 0]]);
	for (let changed = true; changed; ) {
		changed = false;
		for (const [from, to] of links) {
			const next = (distance.get(from) ?? Number.POSITIVE_INFINITY) + 1;
			if (next < (distance.get(to) ?? Number.POSITIVE_INFINITY)) {
				distance.set(to, next);
				changed = true;
			}
		}
	}
	return distance.get(target);
}
