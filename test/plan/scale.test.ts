/** Hostile sizes: counted in questions asked, not in time. */
import { describe, expect, it } from "vitest";
import type { Advisory } from "../../src/model.ts";
import { plan } from "../../src/plan/index.ts";
import { type Manifest, SILENT, toFindings, toGraph, toIndex } from "./trees.ts";

/** One vulnerable name in `count` versions, each below a dependent of its own that pins it or not. */
function toTree(count: number, pinned: boolean): Record<string, Manifest> {
	const tree: Record<string, Manifest> = { "": { dependencies: {} } };
	for (let n = 0; n < count; n += 1) {
		tree[`node_modules/d${n}`] = { version: "1.0.0", dependencies: { x: pinned ? `1.0.${n}` : "*" } };
		tree[`node_modules/d${n}/node_modules/x`] = { version: `1.0.${n}` };
	}
	tree[""] = { dependencies: Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n}`, "*"])) };
	return tree;
}

async function planCounted(count: number, pinned: boolean) {
	const graph = toGraph(toTree(count, pinned));
	const index = toIndex({ x: [{ id: "CVE-1", introduced: "0", fixed: "2.0.0" }] });
	const findings = toFindings(graph, index);
	let looks = 0;
	const counting = {
		...index,
		find: (ecosystem: Advisory["ecosystem"], name: string) => {
			looks += 1;
			return index.find(ecosystem, name);
		},
	};
	const { fixes } = await plan({ graph, findings, index: counting, registry: null, progress: SILENT });
	return { fixes, looks };
}

describe("thousands of versions of one name", () => {
	it("are one fix where one command moves them, and one look at the advisories", async () => {
		const { fixes, looks } = await planCounted(3_000, false);
		expect(fixes.map(({ command, closes, from, to }) => [command, closes.length, from, to])).toEqual([
			["npm update x", 3_000, "1.0.0", "2.0.0"],
		]);
		expect(looks).toBe(1);
		expect(fixes[0]?.reason.length).toBeLessThan(400);
	});

	it("each have a fix where each is pinned, also when the budget for walks is spent", async () => {
		const { fixes } = await planCounted(1_500, true);
		expect(fixes.map(({ action }) => action)).toEqual(Array.from({ length: 1_500 }, () => "override"));
		expect(fixes.filter(({ command }) => command !== null).length).toBeGreaterThan(300);
	});
});

it("a chain of dependents as long as the graph is walked without recursion", async () => {
	const tree: Record<string, Manifest> = { "": { dependencies: { p0: "*" }, devDependencies: { q: "*" } } };
	for (let n = 0; n < 20_000; n += 1) {
		tree[`node_modules/p${n}`] = { version: "1.0.0", dependencies: { [`p${n + 1}`]: "*" } };
	}
	const graph = toGraph(tree);
	const index = toIndex({ p0: [{ id: "MAL-1", introduced: "0", malicious: true }] });
	const { fixes } = await plan({ graph, findings: toFindings(graph, index), index, registry: null, progress: SILENT });
	expect(fixes.map(({ command, impact }) => [command, impact.files])).toEqual([["npm uninstall p0", -60_000]]);
});
