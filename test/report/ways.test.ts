import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DependencyGraph } from "../../src/model.ts";
import { findWays } from "../../src/report/explain/ways.ts";
import { makePackage, makeTarget } from "./build.ts";

/** A graph over folders 0 to `size - 1`, of which 0 is own code; `edges` are pairs of folders. */
function makeGraph(size: number, edges: readonly (readonly [number, number])[]): DependencyGraph {
	const locate = (index: number) => (index === 0 ? "/var/task" : `/var/task/node_modules/p${index}`);
	return makeTarget("a.zip", {
		packages: Array.from({ length: size - 1 }, (_, index) => makePackage(`p${index + 1}`, "1.0.0")),
		own: [{ name: "app", version: null, location: "/var/task" }],
		edges: edges.map(([from, to]) => ({ from: locate(from), to: locate(to), name: "x", spec: "*", type: "prod" })),
	}).graph;
}

/** Another way to the same lengths: repeated relaxation of all edges, forwards from each direct dependency. */
function measure(size: number, edges: readonly (readonly [number, number])[], start: number, end: number): number {
	const distance = new Array<number>(size).fill(Number.POSITIVE_INFINITY);
	distance[start] = 0;
	for (let round = 0; round < size; round++) {
		for (const [from, to] of edges) {
			if (from !== 0) distance[to] = Math.min(distance[to]!, distance[from]! + 1);
		}
	}
	return distance[end]!;
}

describe("findWays", () => {
	test("names own code by its folder when it has no name, and a package without version", () => {
		const graph = makeTarget("a.zip", {
			packages: [makePackage("a", null)],
			own: [
				{ name: null, version: null, location: "/var/task" },
				{ name: null, version: null, location: "/var/task/worker" },
			],
			edges: [
				{ from: "/var/task", to: "/var/task/node_modules/a", name: "a", spec: "*", type: "prod" },
				{ from: "/var/task/worker", to: "/var/task/node_modules/a", name: "a", spec: "*", type: "prod" },
				{ from: "/var/task/worker", to: null, name: "b", spec: "*", type: "prod" },
			],
		}).graph;
		expect(findWays(graph, graph.packages)).toEqual([
			["own code", "a@?"],
			["worker", "a@?"],
		]);
	});

	test("finds one shortest path per direct dependency in any graph, cycles included", () => {
		const graphs = fc.integer({ min: 2, max: 9 }).chain((size) => {
			const folder = fc.integer({ min: 0, max: size - 1 });
			return fc.record({
				size: fc.constant(size),
				edges: fc.array(fc.tuple(folder, folder), { maxLength: 30 }),
				end: fc.integer({ min: 1, max: size - 1 }),
			});
		});
		fc.assert(
			fc.property(graphs, ({ size, edges, end }) => {
				const graph = makeGraph(size, edges);
				const ways = findWays(
					graph,
					graph.packages.filter(({ name }) => name === `p${end}`),
				);
				const direct = new Set(edges.filter(([from, to]) => from === 0 && to !== 0).map(([, to]) => to));
				const expected = [...direct]
					.map((start) => [`p${start}@1.0.0`, measure(size, edges, start, end) + 2] as const)
					.filter(([, length]) => Number.isFinite(length));
				expect(new Map(ways.map((way) => [way[1], way.length]))).toEqual(new Map(expected));
				expect(ways.length).toBe(expected.length);
				const known = new Set(edges.map(([from, to]) => `${from}>${to}`));
				for (const way of ways) {
					const steps = way.map((step) => (step === "app" ? 0 : Number(step.slice(1, -"@1.0.0".length))));
					expect(steps.at(-1)).toBe(end);
					for (const [index, to] of steps.slice(1).entries()) expect(known).toContain(`${steps[index]}>${to}`);
				}
				expect(ways.map(({ length }) => length)).toEqual(ways.map(({ length }) => length).sort((a, b) => a - b));
			}),
			{ numRuns: 300 },
		);
	});
});
