/** What is taken away: development packages that are deployed, malware, imitations; and layers, which others build. */
import { describe, expect, it } from "vitest";
import type { DependencyGraph, Finding, FindingKind, Severity } from "../../src/model.ts";
import { type Hole, planFor, planLines, toFinding } from "./trees.ts";

const HOLE: readonly Hole[] = [{ id: "CVE-2020-0001", introduced: "0", fixed: "1.0.5" }];
const MALWARE: readonly Hole[] = [{ id: "MAL-2024-1", introduced: "0", malicious: true }];
const REMOVED = { uncompressed: -1000, compressed: -300, files: -3, basis: "measured" };

function suspect(name: string, kind: FindingKind, severity: Severity, paths: Finding["paths"] = []) {
	return (graph: DependencyGraph): readonly Finding[] =>
		graph.packages
			.filter((entry) => entry.name === name)
			.map((entry) => toFinding(entry, { kind, rule: `fnsift/${kind}`, severity, paths }));
}

describe("development packages that are deployed", () => {
	const tree = {
		"": { dependencies: { a: "^1.0.0" }, devDependencies: { tool: "^1.0.0" } },
		"node_modules/a": { version: "1.0.0", dependencies: { shared: "^1.0.0" } },
		"node_modules/shared": { version: "1.0.0" },
		"node_modules/tool": { version: "1.0.0", scope: "dev", dependencies: { shared: "*", part: "*" } },
		"node_modules/part": { version: "1.0.0", scope: "dev" },
		"node_modules/stray": { version: "1.0.0" },
	} as const;

	it("are all pruned by one fix, measured over all of them", async () => {
		const { fixes } = await planFor(tree, { tool: HOLE, part: MALWARE, stray: HOLE });
		expect(fixes).toEqual([
			{
				rank: 1,
				action: "remove",
				package: "part",
				from: "1.0.0",
				to: null,
				origin: "function",
				breaking: "unknown",
				closes: ["CVE-2020-0001 1.0.0", "CVE-2020-0001 1.0.0", "MAL-2024-1 1.0.0"],
				introduces: [],
				verified: "resolved",
				impact: { uncompressed: -3000, compressed: -900, files: -9, basis: "measured" },
				command: "npm prune --omit=dev",
				reason:
					"part 1.0.0 and 2 other packages are deployed though nothing in production asks for them: one command takes all away",
			},
		]);
	});

	it("stay where production asks for them too", async () => {
		expect(await planLines(tree, { shared: HOLE })).toEqual([
			"upgrade shared 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm update shared",
		]);
	});

	it("stay where only a layer's code asks for them", async () => {
		const withLayer = {
			...tree,
			"/opt/nodejs/node_modules/l": { version: "1.0.0", origin: "base.zip", dependencies: { part: "*" } },
			"/opt/nodejs/node_modules/part": { version: "3.0.0", origin: "base.zip" },
			"node_modules/part": { version: "1.0.0", scope: "prod" },
		} as const;
		expect(await planLines(withLayer, { part: HOLE })).toEqual([
			"upgrade part 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm update part",
		]);
	});

	it("are upgraded where they are only in a lockfile", async () => {
		const lockfile = { evidence: ["lockfile"], size: null } as const;
		const locked = Object.fromEntries(
			Object.entries(tree).map(([folder, manifest]) => [
				folder,
				folder === "" ? manifest : { ...manifest, ...lockfile },
			]),
		);
		expect(await planLines(locked, { tool: HOLE })).toEqual([
			"upgrade tool 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install --save-dev tool@1.0.5",
		]);
	});

	it("are upgraded where they lie below a workspace member, which pruning leaves as it is", async () => {
		const member = {
			"": { dependencies: { p: "*", a: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0" },
			"node_modules/x": { version: "1.0.5", scope: "dev" },
			"packages/p": { workspaceOf: "", devDependencies: { x: "1.0.0" } },
			"packages/p/node_modules/x": { version: "1.0.0", scope: "dev" },
		} as const;
		expect(await planLines(member, { x: HOLE })).toEqual([
			"upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install --save-dev --workspace packages/p x@1.0.5",
		]);
	});

	it("cannot be told where no manifest says what is asked for", async () => {
		const { "": _, ...unowned } = tree;
		expect(await planLines({ ...unowned, "": {} }, { stray: HOLE })).toEqual([
			"upgrade stray 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install stray@1.0.5",
		]);
	});
});

describe("malware", () => {
	const tree = {
		"": { dependencies: { a: "^1.0.0", bad: "^1.0.0" } },
		"node_modules/a": { version: "1.0.0", dependencies: { shared: "^1.0.0" } },
		"node_modules/shared": { version: "1.0.0" },
		"node_modules/bad": { version: "1.0.0", dependencies: { shared: "^1.0.0", loader: "^1.0.0" } },
		"node_modules/loader": { version: "1.0.0", dependencies: { bad: "*" } },
	} as const;

	it("that is a direct dependency is uninstalled, with what only it needs", async () => {
		const { fixes } = await planFor(tree, { bad: MALWARE });
		expect(fixes).toEqual([
			{
				rank: 1,
				action: "remove",
				package: "bad",
				from: "1.0.0",
				to: null,
				origin: "function",
				breaking: "unknown",
				closes: ["MAL-2024-1 1.0.0"],
				introduces: [],
				verified: "resolved",
				impact: { uncompressed: -2000, compressed: -600, files: -6, basis: "measured" },
				command: "npm uninstall bad",
				reason: "no later version is known to be clean: remove it, and treat what it could read as known to others",
			},
		]);
	});

	it("with a clean later version moves there", async () => {
		const bad = [{ id: "MAL-2024-1", introduced: "1.0.0", fixed: "1.0.1", malicious: true }];
		expect(await planLines(tree, { bad })).toEqual([
			"upgrade bad 1.0.0 -> 1.0.1 (patch) closes MAL-2024-1 1.0.0: npm install bad@1.0.1",
		]);
	});

	it("that is transitive names the direct dependencies that bring it in", async () => {
		const paths = [
			["root", "a@1.0.0", "shared@1.0.0"],
			["root", "bad@1.0.0", "shared@1.0.0"],
		];
		const { fixes } = await planFor(tree, {}, { suspect: suspect("shared", "malicious", "critical", paths) });
		expect(fixes.map(({ action, command, reason, impact }) => ({ action, command, reason, impact }))).toEqual([
			{
				action: "none",
				command: null,
				reason: "no clean version is known; it comes with a@1.0.0 and bad@1.0.0: replace or remove what brings it in",
				impact: { uncompressed: null, compressed: null, files: null, basis: "unknown" },
			},
		]);
	});

	it("that is direct but asked for by others too is not gone when it is uninstalled", async () => {
		const asked = { ...tree, "node_modules/a": { version: "1.0.0", dependencies: { bad: "*" } } };
		const { fixes } = await planFor(asked, { bad: MALWARE });
		expect(fixes.map(({ action }) => action)).toEqual(["none"]);
	});

	it("comes before all else, and what has no fix comes last", async () => {
		const holes = { shared: [{ id: "CVE-1", introduced: "0", fixed: "1.0.1" }], a: [{ id: "CVE-2", introduced: "0" }] };
		const { fixes } = await planFor(tree, { ...holes, bad: MALWARE });
		expect(fixes.map(({ rank, action, package: name }) => [rank, action, name])).toEqual([
			[1, "remove", "bad"],
			[2, "upgrade", "shared"],
			[3, "none", "a"],
		]);
	});
});

describe("what only a heuristic suspects", () => {
	const tree = {
		"": { dependencies: { loadsh: "^1.0.0" } },
		"node_modules/loadsh": { version: "1.0.0", dependencies: { builder: "*" } },
		"node_modules/builder": { version: "1.0.0" },
	};

	it("is removed when it imitates another package, whatever version there may be", async () => {
		const { fixes } = await planFor(tree, { loadsh: HOLE }, { suspect: suspect("loadsh", "typosquat", "high") });
		expect(fixes.map(({ action, closes, command, reason }) => ({ action, closes, command, reason }))).toEqual([
			{
				action: "remove",
				closes: ["CVE-2020-0001 1.0.0", "fnsift/typosquat 1.0.0"],
				command: "npm uninstall loadsh",
				reason: "it looks like an imitation of another package: remove it, and check what was meant",
			},
		]);
	});

	it.each<[Severity, string[]]>([
		["low", []],
		["medium", []],
		["high", ["remove loadsh"]],
		["critical", ["remove loadsh"]],
	])("is left alone when it is an install script of severity %s", async (severity, expected) => {
		const { fixes } = await planFor(tree, {}, { suspect: suspect("loadsh", "install-script", severity) });
		expect(fixes.map(({ action, package: name }) => `${action} ${name}`)).toEqual(expected);
	});
});

describe("layers", () => {
	it("are rebuilt by whoever builds them: one fix per layer and package", async () => {
		const tree = {
			"": {},
			"/opt/nodejs/node_modules/x": { version: "1.0.0", origin: "layers/base.zip" },
			"/opt/nodejs/node_modules/y/node_modules/x": { version: "1.0.2", origin: "layers/base.zip" },
			"/opt/nodejs/node_modules/bad": { version: "1.0.0", origin: "layers/other.zip" },
			"/opt/nodejs/node_modules/open": { version: "1.0.0", origin: "layers/other.zip" },
			"node_modules/x": { version: "1.0.0" },
		} as const;
		const { fixes } = await planFor(tree, { x: HOLE, bad: MALWARE, open: [{ id: "CVE-9", introduced: "0" }] });
		expect(
			fixes.map(({ action, package: name, from, to, origin, closes, command, impact, reason }) => ({
				action,
				change: `${name} ${from} -> ${to}`,
				origin,
				closes,
				command,
				saved: impact.uncompressed,
				reason,
			})),
		).toEqual([
			{
				action: "rebuild-layer",
				change: "bad 1.0.0 -> null",
				origin: "layers/other.zip",
				closes: ["MAL-2024-1 1.0.0"],
				command: null,
				saved: REMOVED.uncompressed,
				reason: "it comes from the layer layers/other.zip: rebuild the layer without bad",
			},
			{
				action: "upgrade",
				change: "x 1.0.0 -> 1.0.5",
				origin: "function",
				closes: ["CVE-2020-0001 1.0.0"],
				command: "npm install x@1.0.5",
				saved: null,
				reason: "nothing here says who asks for it: taken for a direct dependency",
			},
			{
				action: "rebuild-layer",
				change: "x 1.0.0 -> 1.0.5",
				origin: "layers/base.zip",
				closes: ["CVE-2020-0001 1.0.0", "CVE-2020-0001 1.0.2"],
				command: null,
				saved: null,
				reason:
					"it comes from the layer layers/base.zip: rebuild the layer with the version that is clean; also moves 1.0.2 to 1.0.5",
			},
			{
				action: "none",
				change: "open 1.0.0 -> null",
				origin: "layers/other.zip",
				closes: ["CVE-9 1.0.0"],
				command: null,
				saved: null,
				reason: "the advisories name no fixed version above 1.0.0",
			},
		]);
	});
});

describe("copies that do not count", () => {
	const tree = {
		"": { dependencies: { a: "^1.0.0" } },
		"node_modules/a": { version: "1.0.0", dependencies: { x: "^1.0.0" } },
		"node_modules/x": { version: "1.0.0" },
	};

	it("get no fix of their own when they are shadowed", async () => {
		const shadowed = { ...tree, "node_modules/x": { version: "1.0.0", shadowedBy: "x@2.0.0" } };
		expect(await planLines(shadowed, { x: HOLE })).toEqual([]);
	});

	it("are closed for free by a fix that moves them anyway", async () => {
		const both = {
			...tree,
			"": { dependencies: { a: "^1.0.0", z: "^1.0.0" } },
			"node_modules/z/node_modules/x": { version: "1.0.1", shadowedBy: "x@1.0.0" },
			"node_modules/z": { version: "1.0.0", dependencies: { x: "^1.0.1" } },
		};
		const { fixes } = await planFor(both, { x: HOLE });
		expect(fixes.map(({ command, closes }) => [command, closes])).toEqual([
			["npm update x", ["CVE-2020-0001 1.0.0", "CVE-2020-0001 1.0.1"]],
		]);
	});

	it("get none when they are vendored outside of node_modules", async () => {
		const vendored = { ...tree, "vendor/x": { name: "x", version: "1.0.0", unrooted: true } };
		delete (vendored as Record<string, unknown>)["node_modules/x"];
		expect(await planLines(vendored, { x: HOLE })).toEqual([]);
	});
});

describe("a package that cannot be judged", () => {
	it("without a version is said to have no fix", async () => {
		const tree = { "": { dependencies: { x: "*", y: "*" } }, "node_modules/x": { version: null } };
		const { fixes } = await planFor(tree, {}, { suspect: suspect("x", "vulnerability", "high") });
		expect(fixes.map(({ action, reason }) => [action, reason])).toEqual([
			["none", "its version is not known, so neither is a later one"],
		]);
	});

	it("of another ecosystem without a fixed version is said to have none", async () => {
		const tree = { "": {}, "node_modules/x": { version: "1.0.0", ecosystem: "PyPI" as const } };
		const { fixes } = await planFor(tree, {}, { suspect: suspect("x", "vulnerability", "high") });
		expect(fixes.map(({ action, reason }) => [action, reason])).toEqual([
			["none", "the advisories name no fixed version above 1.0.0"],
		]);
	});
});
