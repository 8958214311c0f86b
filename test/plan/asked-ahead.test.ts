/** Plans with advisories that have to be asked for: the same as from a file, or a gap. */
import { expect, it } from "vitest";
import { plan } from "../../src/plan/index.ts";
import type { AdvisoryIndex, AdvisoryQuery } from "../../src/ports.ts";
import { type Hole, type Manifest, SILENT, toFindings, toGraph, toIndex, toRegistry } from "./trees.ts";

const TREE: Record<string, Manifest> = {
	"": { dependencies: { a: "^1.0.0", parent: "^1.0.0" } },
	"node_modules/a": { version: "1.0.0" },
	"node_modules/parent": { version: "1.0.0", dependencies: { held: "~1.0.0" } },
	"node_modules/held": { version: "1.0.0" },
	"node_modules/@corp/tool": { version: "1.0.0", source: "private" },
};

const HOLES: Record<string, readonly Hole[]> = {
	a: [{ id: "CVE-2020-0001", introduced: "0", fixed: "1.1.0" }],
	held: [{ id: "CVE-2020-0002", introduced: "0", fixed: "2.0.0" }],
	parent: [{ id: "CVE-2020-0003", introduced: "1.1.0", fixed: "1.2.0" }],
	fresh: [{ id: "CVE-2020-0004", introduced: "0", fixed: "9.0.0" }],
	"@corp/other": [{ id: "CVE-2020-0005", introduced: "0", fixed: "9.0.0" }],
};

const REGISTRY = toRegistry({
	a: { "1.0.0": {}, "1.1.0": { dependencies: { fresh: "^1.0.0", "@corp/other": "^1.0.0", harmless: "^1.0.0" } } },
	held: { "1.0.0": {}, "2.0.0": {} },
	parent: {
		"1.0.0": { dependencies: { held: "~1.0.0" } },
		"1.1.0": { dependencies: { held: "^2.0.0" } },
		"1.2.0": { dependencies: { held: "^2.0.0" } },
	},
	fresh: { "1.0.0": {} },
	"@corp/other": { "1.0.0": {} },
	harmless: { "1.0.0": {} },
});

/** Answers for what it is asked, and knows `a` and `held` from matching; `mute` names get no answer. */
function toRemote(index: AdvisoryIndex, mute: readonly string[] = []) {
	const known = new Set(["a", "held"]);
	const asked: AdvisoryQuery[] = [];
	const remote: AdvisoryIndex = {
		...index,
		canFind: (_, name) => known.has(name),
		find(ecosystem, name) {
			if (!known.has(name)) throw new Error(`${name} was not asked about`);
			return index.find(ecosystem, name);
		},
		async prepare(queries) {
			asked.push(...queries);
			for (const { name } of queries) if (!mute.includes(name)) known.add(name);
			return queries.filter(({ name }) => mute.includes(name)).map((query) => ({ query, reason: "silence" }));
		},
	};
	return { remote, asked };
}

async function planWith(index: AdvisoryIndex) {
	const graph = toGraph(TREE);
	const findings = toFindings(graph, toIndex({ a: HOLES.a ?? [], held: HOLES.held ?? [] }));
	const { fixes, gaps } = await plan({ graph, findings, index, registry: REGISTRY, progress: SILENT });
	return { fixes: fixes.map(({ action, package: name, to, introduces }) => [action, name, to, introduces]), gaps };
}

it("asks for the names that it judges other versions of, and for none that are private", async () => {
	const { remote, asked } = toRemote(toIndex(HOLES));
	const { fixes, gaps } = await planWith(remote);
	expect(fixes).toEqual([
		["upgrade", "parent", "1.2.0", []],
		["upgrade", "a", "1.1.0", ["CVE-2020-0004"]],
	]);
	expect(asked.map(({ name, version }) => [name, version]).sort()).toEqual([
		["fresh", null],
		["harmless", null],
		["parent", null],
	]);
	expect(gaps).toEqual([
		{
			stage: "plan",
			code: "advisories-not-asked",
			blocking: false,
			path: null,
			message: "no advisories were asked for about @corp/other: what fixes bring in of these is not checked",
		},
	]);
});

it("gives the plan of a file where everything can be asked for", async () => {
	const { "@corp/other": _, ...holes } = HOLES;
	const fromFile = await planWith(toIndex(holes));
	expect(fromFile.gaps).toEqual([]);
	expect((await planWith(toRemote(toIndex(holes)).remote)).fixes).toEqual(fromFile.fixes);
});

it("takes no version of a name for clean that it has no answer about", async () => {
	const { remote } = toRemote(toIndex(HOLES), ["parent", "fresh"]);
	const { fixes, gaps } = await planWith(remote);
	expect(fixes).toEqual([
		["upgrade", "a", "1.1.0", []],
		["override", "held", "2.0.0", []],
	]);
	expect(gaps.map(({ message }) => message)).toEqual([
		"no advisories were asked for about @corp/other, fresh, parent: what fixes bring in of these is not checked",
	]);
});
