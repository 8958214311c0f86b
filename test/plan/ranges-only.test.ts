import { describe, expect, it } from "vitest";
import type { Fix } from "../../src/model.ts";
import { plan } from "../../src/plan/index.ts";
import { type Hole, type Manifest, SILENT, toFindings, toGraph, toIndex } from "./trees.ts";

async function planFor(tree: Record<string, Manifest>, holes: Record<string, readonly Hole[]>) {
	const graph = toGraph(tree);
	const index = toIndex(holes);
	const findings = toFindings(graph, index);
	const result = await plan({ graph, findings, index, registry: null, progress: SILENT });
	const rules = new Map(findings.map(({ id, rule, version }) => [id, `${rule} ${version}`]));
	return {
		...result,
		fixes: result.fixes.map((fix) => ({ ...fix, closes: fix.closes.map((id) => rules.get(id)).sort() })),
	};
}

const UNKNOWN = { uncompressed: null, compressed: null, files: null, basis: "unknown" } as const;
const UPGRADE: Partial<Fix> = {
	rank: 1,
	origin: "function",
	verified: "ranges-only",
	introduces: [],
	impact: UNKNOWN,
};

describe("direct dependencies", () => {
	it("moves up to the smallest version that is fixed for all findings", async () => {
		const { fixes, gaps } = await planFor(
			{ "": { dependencies: { minimist: "^1.2.0" } }, "node_modules/minimist": { version: "1.2.0" } },
			{
				minimist: [
					{ id: "CVE-2020-0001", introduced: "0", fixed: "1.2.3" },
					{ id: "CVE-2021-0002", introduced: "1.0.0", fixed: "1.2.6" },
				],
			},
		);
		expect(gaps).toEqual([]);
		expect(fixes).toEqual([
			{
				...UPGRADE,
				action: "upgrade",
				package: "minimist",
				from: "1.2.0",
				to: "1.2.6",
				breaking: "patch",
				closes: ["CVE-2020-0001 1.2.0", "CVE-2021-0002 1.2.0"],
				command: "npm install minimist@1.2.6",
				reason: "a direct dependency",
			},
		]);
	});
});
