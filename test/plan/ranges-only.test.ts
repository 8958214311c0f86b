/** Plans without a registry: what the advisories' ranges and the dependents' specs can say. */
import { describe, expect, it } from "vitest";
import { type Hole, type Manifest, planFor, planLines } from "./trees.ts";

const HOLE: Record<string, readonly Hole[]> = { x: [{ id: "CVE-2020-0001", introduced: "0", fixed: "1.0.5" }] };

describe("a direct dependency", () => {
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
				rank: 1,
				action: "upgrade",
				package: "minimist",
				from: "1.2.0",
				to: "1.2.6",
				origin: "function",
				breaking: "patch",
				closes: ["CVE-2020-0001 1.2.0", "CVE-2021-0002 1.2.0"],
				introduces: [],
				verified: "ranges-only",
				impact: { uncompressed: null, compressed: null, files: null, basis: "unknown" },
				command: "npm install minimist@1.2.6",
				reason: "a direct dependency",
			},
		]);
	});

	it.each<[string, Manifest, string]>([
		["of development", { devDependencies: { x: "1.0.0" } }, "npm install --save-dev x@1.0.5"],
		["that is optional", { optionalDependencies: { x: "1.0.0" } }, "npm install --save-optional x@1.0.5"],
		["that is a peer", { peerDependencies: { x: "1.0.0" } }, "npm install --save-peer x@1.0.5"],
	])("%s stays where package.json has it", async (_, own, command) => {
		const lockfile = { version: "1.0.0", evidence: ["lockfile"], size: null } as const;
		expect(await planLines({ "": own, "node_modules/x": lockfile }, HOLE)).toEqual([
			`upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: ${command}`,
		]);
	});

	it("under an alias keeps the alias", async () => {
		const tree = { "": { dependencies: { y: "npm:x@^1.0.0" } }, "node_modules/y": { name: "x", version: "1.0.0" } };
		expect(await planLines(tree, HOLE)).toEqual([
			"upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install y@npm:x@1.0.5",
		]);
	});

	it("of a workspace member is changed there", async () => {
		const tree = {
			"": { dependencies: { member: "*" } },
			"node_modules/x": { version: "1.0.0" },
			"packages/a": { dependencies: { x: "^1.0.0" } },
		};
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ command }) => command)).toEqual(["npm install --workspace packages/a x@1.0.5"]);
	});

	it("of a workspace member with a copy of its own is changed from the root", async () => {
		const tree = {
			"": { dependencies: {} },
			"packages/a": { workspaceOf: "", dependencies: { x: "^1.0.0", y: "^1.0.0" } },
			"packages/a/node_modules/x": { version: "1.0.0" },
			"packages/a/node_modules/y": { version: "1.0.0", dependencies: { z: "^1.0.0" } },
			"packages/a/node_modules/z": { version: "1.0.0" },
		};
		const { fixes } = await planFor(tree, { ...HOLE, z: HOLE.x ?? [] });
		expect(fixes.map(({ command }) => command)).toEqual(["npm install --workspace packages/a x@1.0.5", "npm update z"]);
	});

	it("of a project in a folder is changed there", async () => {
		const tree = { "src/my fn": { dependencies: { x: "^1.0.0" } }, "src/my fn/node_modules/x": { version: "1.0.0" } };
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ command }) => command)).toEqual(["npm --prefix 'src/my fn' install x@1.0.5"]);
	});

	it.each<[string, Manifest["source"], string, string]>([
		["lockfile says so", "git", "^1.0.0", "git"],
		["lockfile says so", "tarball", "https://host.example/x.tgz", "a tarball's address"],
		["lockfile says so", "file", "file:x.tgz", "a file"],
		[".npmrc says so", "private", "^1.0.0", "a private registry"],
		["manifest says so", "unknown", "git+ssh://git@host.example/x.git#v1", "git"],
		["manifest says so", "unknown", "https://host.example/x.git", "git"],
		["manifest says so", "unknown", "github:user/x", "git"],
		["manifest says so", "unknown", "user/x#v1", "git"],
		["manifest says so", "unknown", "https://host.example/x.tgz", "a tarball's address"],
		["manifest says so", "unknown", "file:../x", "a file"],
		["manifest says so", "unknown", "../x.tgz", "a file"],
		["manifest says so", "unknown", "link:../x", "a link to a folder"],
		["manifest says so", "unknown", "workspace:^", "a workspace"],
	])("is not told to take the registry's version where the %s: %s %s", async (_, source, spec, place) => {
		for (const tree of [
			{ "": { dependencies: { x: spec } }, "node_modules/x": { version: "1.0.0", source } },
			{
				"": { dependencies: { a: "^1.0.0" } },
				"node_modules/a": { version: "1.0.0", dependencies: { x: spec } },
				"node_modules/x": { version: "1.0.0", source },
			},
		]) {
			const { fixes } = await planFor(tree as Record<string, Manifest>, HOLE);
			expect(fixes.map(({ action, to, command, reason }) => ({ action, to, command, reason }))).toEqual([
				{
					action: "none",
					to: null,
					command: null,
					reason: `it comes from ${place}, not from the registry: get a fixed version from there`,
				},
			]);
		}
	});

	it("is planned by itself where another copy of it is from elsewhere", async () => {
		const tree = {
			"": { dependencies: { x: "^1.0.0", a: "^1.0.0" } },
			"node_modules/x": { version: "1.0.0" },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "user/x" } },
			"node_modules/a/node_modules/x": { version: "1.0.0", source: "git" as const },
		};
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ action, command }) => [action, command])).toEqual([
			["upgrade", "npm install x@1.0.5"],
			["none", null],
		]);
	});

	it("that is asked for by a tag is for a person to change", async () => {
		const tree = { "": { dependencies: { x: "next" } }, "node_modules/x": { version: "1.0.0" } };
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ action, to, command, reason }) => ({ action, to, command, reason }))).toEqual([
			{
				action: "upgrade",
				to: "1.0.5",
				command: null,
				reason: "a direct dependency that is not asked for by a range: point package.json at the new version by hand",
			},
		]);
	});

	it("that a manifest does not name is taken for one when nobody asks for it", async () => {
		expect(await planLines({ "node_modules/x": { version: "1.0.0" } }, HOLE)).toEqual([
			"upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install x@1.0.5",
		]);
	});

	it("moves its other copies too", async () => {
		const tree = {
			"": { dependencies: { x: "^1.0.0", a: "^1.0.0" } },
			"node_modules/x": { version: "1.0.0" },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "^1.0.0" } },
			"node_modules/a/node_modules/x": { version: "1.0.0" },
		};
		expect(await planLines(tree, HOLE)).toEqual([
			"upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install x@1.0.5 && npm update x",
		]);
	});
});

describe("a transitive dependency", () => {
	const under = (
		spec: string,
		kind: "dependencies" | "peerDependencies" | "optionalDependencies" = "dependencies",
	) => ({
		"": { dependencies: { a: "^1.0.0" } },
		"node_modules/a": { version: "1.0.0", [kind]: { x: spec } },
		"node_modules/x": { version: "1.0.0" },
	});
	const UPDATE = "upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm update x";
	const OVERRIDE =
		"override x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm pkg set 'overrides.x=1.0.5' && npm install";

	it.each(["^1.0.0", "*", "", "latest", ">=1", "1.x", "npm:x@^1.0.0", "1.0.0 || ^1.0.4"])(
		"moves within %j",
		async (spec) => {
			expect(await planLines(under(spec), HOLE)).toEqual([UPDATE]);
		},
	);

	it.each(["1.0.0", "~1.0.0 <1.0.3", "git+https://host.example/x.git", "file:../x", "next", "user/x", "npm:x@1.0.0"])(
		"is overridden where %j does not admit the version",
		async (spec) => {
			expect(await planLines(under(spec), HOLE)).toEqual([OVERRIDE]);
		},
	);

	it("is overridden for a peer range too", async () => {
		expect(await planLines(under("1.0.0", "peerDependencies"), HOLE)).toEqual([OVERRIDE]);
	});

	it("is not held back by a peer range that is broken already", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0", b: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "^1.0.0" } },
			"node_modules/b": { version: "1.0.0", peerDependencies: { x: "^0.9.0" } },
			"node_modules/x": { version: "1.0.0" },
		};
		expect(await planLines(tree, HOLE)).toEqual([UPDATE]);
	});

	it("of all versions that one command moves is one fix, named for the lowest", async () => {
		const { fixes } = await planFor(
			{
				"": { dependencies: { a: "^1.0.0", b: "^1.0.0" } },
				"node_modules/a": { version: "1.0.0", dependencies: { x: "^1.0.0" } },
				"node_modules/b": { version: "1.0.0", dependencies: { x: "^2.0.0" } },
				"node_modules/x": { version: "1.0.0" },
				"node_modules/b/node_modules/x": { version: "2.0.0" },
			},
			{ x: [...(HOLE.x ?? []), { id: "CVE-2020-0002", introduced: "2.0.0", fixed: "2.1.0" }] },
		);
		expect(
			fixes.map(({ from, to, breaking, closes, command, reason }) => [from, to, breaking, closes, command, reason]),
		).toEqual([
			[
				"1.0.0",
				"1.0.5",
				"minor",
				["CVE-2020-0001 1.0.0", "CVE-2020-0002 2.0.0"],
				"npm update x",
				"the ranges of a admit it; also moves 2.0.0 to 2.1.0",
			],
		]);
	});

	it("is overridden below its dependents only, where another copy must stay", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0", x: "^2.0.0" } },
			"node_modules/x": { version: "2.0.0" },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0" } },
			"node_modules/a/node_modules/x": { version: "1.0.0" },
		};
		expect(await planLines(tree, HOLE)).toEqual([
			"override x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm pkg set 'overrides.a.x=1.0.5' && npm install",
		]);
	});

	it("is left to a person where an override would reach another copy", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0", b: "^1.0.0" } },
			"node_modules/b": { version: "1.0.0", dependencies: { x: "^2.0.0" } },
			"node_modules/x": { version: "1.0.0" },
			"node_modules/b/node_modules/x": { version: "2.0.0" },
		};
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ action, command, reason }) => ({ action, command, reason }))).toEqual([
			{
				action: "override",
				command: null,
				reason:
					"the ranges of a do not admit 1.0.5; an override here would change other copies too, so scope it by hand; --registry looks for versions of them that do",
			},
		]);
	});

	it("is overridden by the version of the other copies where these are clean", async () => {
		const tree = {
			"": { dependencies: { a: "^2.0.0", b: "^1.0.0" } },
			"node_modules/a": { version: "2.0.0", dependencies: { x: "^1.1.0" } },
			"node_modules/x": { version: "1.2.0" },
			"node_modules/b": { version: "1.0.0", dependencies: { a: "1.0.0" } },
			"node_modules/b/node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0" } },
			"node_modules/b/node_modules/x": { version: "1.0.0" },
		};
		expect(await planLines(tree, HOLE)).toEqual([
			"override x 1.0.0 -> 1.2.0 (minor) closes CVE-2020-0001 1.0.0: npm pkg set 'overrides.a.x=1.2.0' && npm install",
		]);
	});

	it("that is direct as well is overridden by what package.json asks for", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0", x: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0" } },
			"node_modules/x": { version: "1.0.0" },
		};
		expect(await planLines(tree, HOLE)).toEqual([
			"override x 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install --save-exact x@1.0.5 && npm pkg set 'overrides.x=$x' && npm install",
		]);
	});

	it("with a scope and dots in the names is overridden by names in brackets", async () => {
		const tree = {
			"": { dependencies: { "@s/a.b": "^1.0.0", "@t/x.y": "^2.0.0" } },
			"node_modules/@t/x.y": { version: "2.0.0" },
			"node_modules/@s/a.b": { version: "1.0.0", dependencies: { "@t/x.y": "1.0.0" } },
			"node_modules/@s/a.b/node_modules/@t/x.y": { version: "1.0.0" },
		};
		const { fixes } = await planFor(tree, { "@t/x.y": HOLE.x ?? [] });
		expect(fixes.map(({ command }) => command)).toEqual([
			"npm pkg set 'overrides[@s/a.b][@t/x.y]=1.0.5' && npm install",
		]);
	});

	it("is not updated into a version that another advisory affects", async () => {
		const holes = { x: [...(HOLE.x ?? []), { id: "CVE-2022-0003", introduced: "1.2.0" }] };
		expect(await planLines(under("^1.0.0"), holes)).toEqual([OVERRIDE]);
	});

	it("that its dependent carries in its own tarball has no fix here", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", bundled: { x: "^1.0.0" } },
			"node_modules/a/node_modules/x": { version: "1.0.0" },
		};
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ action, reason }) => [action, reason])).toEqual([
			["none", "a carries it inside: only a new release of that can change it"],
		]);
	});

	it("that package.json overrides has that override changed", async () => {
		const tree = { ...under("^1.0.0"), "": { dependencies: { a: "^1.0.0" }, overrides: ["x"] } };
		const { fixes } = await planFor(tree, HOLE);
		expect(fixes.map(({ action, command, reason }) => [action, command, reason])).toEqual([
			[
				"override",
				"npm pkg set 'overrides.x=1.0.5' && npm install",
				"an override in package.json pins it: change that",
			],
		]);
	});

	it("in a circle is planned like any other", async () => {
		const tree = {
			"": { dependencies: { a: "^1.0.0" } },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "^1.0.0" } },
			"node_modules/x": { version: "1.0.0", dependencies: { a: "^1.0.0" } },
		};
		expect(await planLines(tree, HOLE)).toEqual([UPDATE]);
	});
});

describe("the version", () => {
	const plain = (version: string) => ({ "": { dependencies: { x: "*" } }, "node_modules/x": { version } });

	it("is never below the installed one", async () => {
		const holes = {
			x: [
				{ id: "CVE-1", introduced: "0", fixed: "1.0.5" },
				{ id: "CVE-2", introduced: "2.0.0" },
			],
		};
		const { fixes } = await planFor(plain("2.3.0"), holes);
		expect(fixes.map(({ action, to, reason }) => [action, to, reason])).toEqual([
			["none", null, "the advisories name no fixed version above 2.3.0"],
		]);
	});

	it("passes over a fixed version that is affected itself", async () => {
		const holes = {
			x: [
				{ id: "CVE-1", introduced: "0", fixed: "1.0.5" },
				{ id: "CVE-2", introduced: "1.0.5", fixed: "1.0.7" },
			],
		};
		expect(await planLines(plain("1.0.0"), holes)).toEqual([
			"upgrade x 1.0.0 -> 1.0.7 (patch) closes CVE-1 1.0.0: npm install x@1.0.7",
		]);
	});

	it("says what affects it where nothing clean is known, and what stays open has no fix", async () => {
		const holes = {
			x: [
				{ id: "CVE-1", introduced: "0", fixed: "1.0.5" },
				{ id: "CVE-2", introduced: "0" },
			],
		};
		expect(await planLines(plain("1.0.0"), holes)).toEqual([
			"upgrade x 1.0.0 -> 1.0.5 (patch) closes CVE-1 1.0.0 has CVE-2: npm install x@1.0.5",
			"none x 1.0.0 -> null (unknown) closes CVE-2 1.0.0: null",
		]);
	});

	it("is a release where there is one, else a pre-release", async () => {
		const first = { id: "CVE-1", introduced: "0", fixed: "2.0.0-beta.3" };
		expect(await planLines(plain("1.0.0"), { x: [first] })).toEqual([
			"upgrade x 1.0.0 -> 2.0.0-beta.3 (major) closes CVE-1 1.0.0: npm install x@2.0.0-beta.3",
		]);
		const second = { id: "CVE-2", introduced: "0", fixed: "2.1.0" };
		expect(await planLines(plain("1.0.0"), { x: [first, second] })).toEqual([
			"upgrade x 1.0.0 -> 2.1.0 (major) closes CVE-1 1.0.0, CVE-2 1.0.0: npm install x@2.1.0",
		]);
	});

	it("that the dependents admit is taken before a lower one that they do not", async () => {
		const holes = {
			x: [
				{
					id: "CVE-1",
					events: [
						{ kind: "introduced", version: "0" },
						{ kind: "fixed", version: "1.1.0" },
						{ kind: "introduced", version: "1.2.0" },
						{ kind: "fixed", version: "1.2.2" },
					],
				},
			],
		} as const;
		const tree = {
			"": { dependencies: { a: "*" } },
			"node_modules/a": { version: "1.0.0", dependencies: { x: "1.0.0 || ^1.2.0" } },
			"node_modules/x": { version: "1.0.0" },
		};
		expect(await planLines(tree, holes)).toEqual(["upgrade x 1.0.0 -> 1.2.2 (minor) closes CVE-1 1.0.0: npm update x"]);
	});

	it("may be written short by an advisory", async () => {
		expect(await planLines(plain("1.0.0"), { x: [{ id: "CVE-1", introduced: "0", fixed: "1.4" }] })).toEqual([
			"upgrade x 1.0.0 -> 1.4.0 (minor) closes CVE-1 1.0.0: npm install x@1.4.0",
		]);
	});

	it("below 1.0.0 breaks with every minor step", async () => {
		expect(await planLines(plain("0.1.0"), { x: [{ id: "CVE-1", introduced: "0", fixed: "0.2.0" }] })).toEqual([
			"upgrade x 0.1.0 -> 0.2.0 (major) closes CVE-1 0.1.0: npm install x@0.2.0",
		]);
	});
});

describe("what a package is called", () => {
	it("never reaches a shell unchecked", async () => {
		for (const name of ["x;rm -rf ~", "x$(id)", "--x", "x'y", "x\ny", "@s/../x", "x\u202e"]) {
			const tree = { "": { dependencies: { [name]: "*" } }, [`node_modules/${name}`]: { name, version: "1.0.0" } };
			const { fixes } = await planFor(tree, { [name]: HOLE.x ?? [] });
			expect(fixes.map(({ action, command }) => [action, command])).toEqual([["upgrade", null]]);
		}
	});

	it("may mean something to JavaScript", async () => {
		const tree = {
			"": { dependencies: { constructor: "*" } },
			"node_modules/constructor": { version: "1.0.0", dependencies: { toString: "^1.0.0" } },
			"node_modules/toString": { version: "1.0.0" },
		};
		expect(await planLines(tree, { constructor: HOLE.x ?? [], toString: HOLE.x ?? [] })).toEqual([
			"upgrade constructor 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm install constructor@1.0.5",
			"upgrade toString 1.0.0 -> 1.0.5 (patch) closes CVE-2020-0001 1.0.0: npm update toString",
		]);
	});
});

describe("a plan that is carried out in its order", () => {
	const SOCKET = {
		"": { dependencies: { io: "2.0.4" } },
		"node_modules/io": { version: "2.0.4", dependencies: { engine: "~3.1.0" } },
		"node_modules/engine": { version: "3.1.5", dependencies: { ws: "~3.3.1" } },
		"node_modules/ws": { version: "3.3.3" },
	};
	const HOLES: Record<string, readonly Hole[]> = {
		io: [{ id: "CVE-1", introduced: "0", fixed: "2.5.1", severity: "critical" }],
		engine: [{ id: "CVE-2", introduced: "0", fixed: "3.6.0" }],
		ws: [{ id: "CVE-3", introduced: "0", fixed: "5.2.3" }],
	};

	it("has no command for what an earlier fix may bring in a later version", async () => {
		const { fixes } = await planFor(SOCKET, HOLES);
		expect(fixes.map(({ rank, action, to, command, reason }) => [rank, action, to, command, reason])).toEqual([
			[1, "upgrade", "2.5.1", "npm install io@2.5.1", "a direct dependency"],
			[
				2,
				"override",
				"3.6.0",
				null,
				"the ranges of io do not admit 3.6.0; --registry looks for versions of them that do; apply fix 1 first and scan again: what it brings may be later than this",
			],
			[
				3,
				"override",
				"5.2.3",
				null,
				"the ranges of engine do not admit 5.2.3; --registry looks for versions of them that do; apply fix 1 first and scan again: what it brings may be later than this",
			],
		]);
	});

	it("holds back what another way leads to as well, and nothing that no earlier fix leads to", async () => {
		const tree = {
			...SOCKET,
			"": { dependencies: { io: "2.0.4", b: "1.0.0" } },
			"node_modules/b": { version: "1.0.0", dependencies: { ws: "3.3.3", free: "1.0.0" } },
			"node_modules/free": { version: "1.0.0" },
		};
		const { fixes } = await planFor(tree, { ...HOLES, free: HOLE.x ?? [] });
		expect(fixes.map(({ package: name, command }) => [name, command])).toEqual([
			["io", "npm install io@2.5.1"],
			["engine", null],
			["free", "npm pkg set 'overrides.b.free=1.0.5' && npm install"],
			["ws", null],
		]);
	});

	it("does not hold back an update, which never goes down", async () => {
		const tree = { ...SOCKET, "node_modules/engine": { version: "3.1.5", dependencies: { ws: "*" } } };
		const { fixes } = await planFor(tree, HOLES);
		expect(fixes.map(({ package: name, command }) => [name, command])).toContainEqual(["ws", "npm update ws"]);
	});

	it("ends where packages ask for each other in a circle", async () => {
		const tree = {
			...SOCKET,
			"node_modules/ws": { version: "3.3.3", dependencies: { engine: "~3.1.0", io: "2.0.4" } },
		};
		const { fixes } = await planFor(tree, HOLES);
		expect(fixes.filter(({ command }) => command !== null)).toHaveLength(1);
	});
});
