import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type BundleInput, type Files, Link, SILENT, toBundle, UNREADABLE } from "./bundle.ts";

async function list(files: Files, input: BundleInput = {}) {
	const { graph, gaps, empty } = await resolve(toBundle(files, input), {
		runtime: "nodejs20.x",
		handler: null,
		progress: SILENT,
	});
	return {
		packages: graph.packages.map(
			({ id, locations, unrooted }) => `${id} ${locations.join(" ")}${unrooted ? " unrooted" : ""}`,
		),
		own: graph.own.map(({ name, version, location }) => `${name}@${version} ${location}`),
		gaps: gaps.map(({ code, blocking, path }) => `${code}${blocking ? " blocking" : ""} ${path}`),
		empty,
		graph,
	};
}

const manifest = (name: string, version = "1.0.0", fields: object = {}) => ({ name, version, ...fields });
const AT = "/var/task/node_modules";

describe("packages", () => {
	test("every manifest at a package position, at any depth and below any folder", async () => {
		const { packages, gaps } = await list({
			"node_modules/a/package.json": manifest("a"),
			"node_modules/@s/b/package.json": manifest("@s/b"),
			"node_modules/a/node_modules/c/package.json": manifest("c"),
			"src/fn/node_modules/d/package.json": manifest("d"),
			"z/vendor/node_modules/e/package.json": manifest("e"),
			"node_modules/a/vendor/node_modules/f/package.json": manifest("f"),
			"node_modules/.bin/a": "#!/bin/sh",
			"node_modules/.cache/x/package.json": manifest("cached"),
			"node_modules/loose.js": "1",
		});
		expect(packages).toEqual([
			`@s/b@1.0.0 ${AT}/@s/b`,
			`a@1.0.0 ${AT}/a`,
			`c@1.0.0 ${AT}/a/node_modules/c`,
			"d@1.0.0 /var/task/src/fn/node_modules/d",
			"e@1.0.0 /var/task/z/vendor/node_modules/e",
			`f@1.0.0 ${AT}/a/vendor/node_modules/f`,
		]);
		expect(gaps).toEqual([]);
	});

	test("an alias goes by its real name, a name that cannot be one by its folder's", async () => {
		const { packages, gaps } = await list({
			"node_modules/alias/package.json": manifest("real"),
			"node_modules/odd/package.json": manifest("../../etc/passwd"),
			"node_modules/Legacy/package.json": manifest("Legacy"),
		});
		expect(packages).toEqual([`Legacy@1.0.0 ${AT}/Legacy`, `odd@1.0.0 ${AT}/odd`, `real@1.0.0 ${AT}/alias`]);
		expect(gaps).toEqual(["manifest-incomplete node_modules/odd/package.json"]);
	});

	test("broken, incomplete, missing and unreadable manifests are listed with what is known", async () => {
		const { packages, gaps } = await list({
			"node_modules/broken/package.json": "{ nope",
			"node_modules/array/package.json": "[]",
			"node_modules/nameless/package.json": { version: "2.0.0" },
			"node_modules/versionless/package.json": { name: "versionless" },
			"node_modules/numeric/package.json": { name: "numeric", version: 1 },
			"node_modules/bare/index.js": "1",
			"node_modules/deep/dist/package.json": { type: "module" },
			"node_modules/deep/dist/index.js": "1",
			"node_modules/unread/package.json": UNREADABLE,
			"node_modules/bom/package.json": `\ufeff${JSON.stringify(manifest("bom"))}`,
		});
		expect(packages).toEqual([
			`array@? ${AT}/array`,
			`bare@? ${AT}/bare`,
			`bom@1.0.0 ${AT}/bom`,
			`broken@? ${AT}/broken`,
			`deep@? ${AT}/deep`,
			`nameless@2.0.0 ${AT}/nameless`,
			`numeric@? ${AT}/numeric`,
			`unread@? ${AT}/unread`,
			`versionless@? ${AT}/versionless`,
		]);
		expect(gaps.sort()).toEqual([
			"manifest-incomplete node_modules/nameless/package.json",
			"manifest-incomplete node_modules/numeric/package.json",
			"manifest-incomplete node_modules/versionless/package.json",
			"manifest-missing node_modules/bare",
			"manifest-missing node_modules/deep",
			"manifest-unreadable node_modules/array/package.json",
			"manifest-unreadable node_modules/broken/package.json",
		]);
	});

	test("of two manifests at one path both are packages there", async () => {
		const { packages, graph } = await list([
			["node_modules/a/package.json", manifest("a", "1.0.0")],
			["node_modules/a/package.json", manifest("a", "6.6.6")],
		]);
		expect(packages).toEqual([`a@1.0.0 ${AT}/a`, `a@6.6.6 ${AT}/a`]);
		expect(graph.packages.map(({ shadowedBy }) => shadowedBy)).toEqual([null, null]);
		expect(graph.at.get(`${AT}/a`)?.version).toBe("1.0.0");
	});

	test("one entry for all places of the same version, sized by its own files", async () => {
		const { graph } = await list({
			"node_modules/a/package.json": '{"name":"a","version":"1.0.0"}',
			"node_modules/a/dist/esm/package.json": '{"type":"module"}',
			"node_modules/a/dist/esm/a.js": "0123456789",
			"node_modules/a/node_modules/b/package.json": '{"name":"b","version":"1.0.0"}',
			"node_modules/c/node_modules/b/package.json": '{"name":"b","version":"1.0.0"}',
			"node_modules/c/package.json": '{"name":"c","version":"1.0.0"}',
		});
		expect(graph.packages.map(({ name, size, locations }) => [name, size, locations.length])).toEqual([
			["a", { compressed: 15 + 9 + 5, uncompressed: 30 + 17 + 10, files: 3 }, 1],
			["b", { compressed: 30, uncompressed: 60, files: 2 }, 2],
			["c", { compressed: 15, uncompressed: 30, files: 1 }, 1],
		]);
	});
});

test("a package has an install script when its manifest names one, or when it has a binding.gyp", async () => {
	const { graph } = await list({
		"node_modules/a/package.json": manifest("a", "1.0.0", { scripts: { postinstall: "node x.js" } }),
		"node_modules/b/package.json": manifest("b", "1.0.0", { scripts: { test: "node x.js", install: 1 } }),
		"node_modules/c/package.json": manifest("c"),
		"node_modules/c/binding.gyp": "{}",
		"node_modules/d/package.json": manifest("d"),
		"node_modules/d/deps/binding.gyp": "{}",
	});
	expect(graph.packages.map(({ name, hasInstallScript }) => [name, hasInstallScript])).toEqual([
		["a", true],
		["b", false],
		["c", true],
		["d", false],
	]);
});

describe("manifests that are no packages", () => {
	test("files of a package: other module formats, its fixtures, broken ones kept on purpose", async () => {
		const { packages, gaps } = await list({
			"node_modules/a/package.json": manifest("a"),
			"node_modules/a/index.js": "1",
			"node_modules/a/esm/package.json": { type: "module" },
			"node_modules/a/esm/a.js": "1",
			"node_modules/a/sub/package.json": { name: "a/sub", main: "../dist/sub.js" },
			"node_modules/a/same/package.json": manifest("a", "9.9.9"),
			"node_modules/a/same/index.js": "1",
			"node_modules/a/test/fixtures/x/package.json": manifest("x"),
			"node_modules/a/test/fixtures/x/index.js": "1",
			"node_modules/a/test/broken/package.json": "{",
			"node_modules/a/test/node_modules/bad/package.json": "{",
			"node_modules/a/test/node_modules/bare/index.js": "1",
			"node_modules/a/docs/package.json": manifest("docs-without-code"),
			"node_modules/a/docs/index.md": "text",
		});
		expect(packages).toEqual([`a@1.0.0 ${AT}/a`]);
		expect(gaps).toEqual([]);
	});

	test("a vendored copy has a name, a version and code", async () => {
		const { packages, graph } = await list({
			"node_modules/a/package.json": manifest("a"),
			"node_modules/a/vendor/b/package.json": manifest("b"),
			"node_modules/a/vendor/b/dist/package.json": { type: "commonjs" },
			"node_modules/a/vendor/b/dist/index.js": "12345",
			"lib/left-pad/package.json": manifest("left-pad"),
			"lib/left-pad/index.js": "1",
		});
		expect(packages).toEqual([
			`a@1.0.0 ${AT}/a`,
			`b@1.0.0 ${AT}/a/vendor/b unrooted`,
			"left-pad@1.0.0 /var/task/lib/left-pad unrooted",
		]);
		expect(graph.packages.map(({ confidence, size }) => [confidence, size?.files])).toEqual([
			["high", 1],
			["low", 3],
			["low", 2],
		]);
	});
});

describe("own code", () => {
	test("the root, workspace members, private folders, folders with their own node_modules, linked folders", async () => {
		const { own, packages, gaps } = await list({
			"package.json": { name: "root", version: "1.0.0", workspaces: ["packages/*", "!packages/skip", "../../**"] },
			"packages/m/package.json": manifest("m"),
			"packages/m/index.js": "1",
			"packages/skip/package.json": manifest("skip"),
			"packages/skip/index.js": "1",
			"tools/package.json": { name: "tools", private: true },
			"src/fn/package.json": manifest("fn"),
			"src/fn/node_modules/d/package.json": manifest("d"),
			"linked/package.json": manifest("linked"),
			"linked/index.js": "1",
			"node_modules/linked": new Link("../linked"),
			"node_modules/m": new Link("../packages/m"),
		});
		expect(own).toEqual([
			"root@1.0.0 /var/task",
			"linked@1.0.0 /var/task/linked",
			"m@1.0.0 /var/task/packages/m",
			"fn@1.0.0 /var/task/src/fn",
			"tools@null /var/task/tools",
		]);
		expect(packages).toEqual([
			"d@1.0.0 /var/task/src/fn/node_modules/d",
			"skip@1.0.0 /var/task/packages/skip unrooted",
		]);
		expect(gaps).toEqual([]);
	});

	test("a broken root manifest is a gap", async () => {
		const { own, gaps } = await list({ "package.json": "{", "index.js": "1" });
		expect(own).toEqual(["null@null /var/task"]);
		expect(gaps).toEqual(["manifest-unreadable package.json"]);
	});
});

describe("links", () => {
	test("one that leads nowhere in the bundle is a package that nobody could look at", async () => {
		const { packages, gaps } = await list({
			"index.js": "1",
			"node_modules/gone": new Link("../gone"),
			"node_modules/out": new Link("../../../../etc"),
			"node_modules/loop": new Link("./loop"),
			"node_modules/.bin/gone": new Link("../gone/cli.js"),
		});
		expect(packages).toEqual([]);
		expect(gaps.sort()).toEqual([
			"link-broken node_modules/gone",
			"link-broken node_modules/loop",
			"link-broken node_modules/out",
		]);
	});
});

describe("empty", () => {
	test.each<[string, Files, boolean]>([
		["nothing at all", {}, true],
		["text and a manifest", { "README.md": "text", "package.json": { name: "x" } }, true],
		["a script", { "index.mjs": "1" }, false],
		["another language", { "main.py": "1" }, false],
		["a package without code", { "node_modules/a/package.json": manifest("a") }, false],
	])("%s", async (_, files, expected) => {
		expect((await list(files)).empty).toBe(expected);
	});
});

test("ids are unique and readable: the layer, then the source, then a number where they must", async () => {
	const lock = (resolved: string) => ({
		lockfileVersion: 3,
		packages: {
			"": { dependencies: { a: "1", b: "1" } },
			"node_modules/a": { version: "1.0.0" },
			"node_modules/b": { version: "1.0.0", resolved },
		},
	});
	const { packages } = await list(
		{
			"package-lock.json": lock("git+ssh://git@git.example/b.git#1"),
			"node_modules/a/package.json": manifest("a"),
			"node_modules/b/package.json": manifest("b"),
			"src/fn/node_modules/a/package.json": manifest("a"),
		},
		{ layers: { "one.zip": { "nodejs/node_modules/a/package.json": manifest("a") } } },
	);
	expect(packages.map((line) => line.split(" ")[0])).toEqual([
		"a@1.0.0",
		"a@1.0.0#unknown",
		"a@1.0.0#layer1",
		"b@1.0.0#git",
	]);
});

describe("a packed package", () => {
	const files = {
		"package/package.json": manifest("app", "1.0.0", { dependencies: { gone: "1" } }),
		"package/index.js": "1",
		"package/vendor/v/package.json": manifest("v"),
		"package/vendor/v/index.js": "1",
	};

	test("is own code in its one folder", async () => {
		expect(await list(files, { kind: "tarball" })).toMatchObject({
			packages: ["v@1.0.0 /var/task/package/vendor/v unrooted"],
			own: ["app@1.0.0 /var/task/package"],
			gaps: ["dependency-missing package/package.json"],
		});
	});

	test("in a zip, or beside other files, it is a copy", async () => {
		const packages = ["app@1.0.0 /var/task/package unrooted", "v@1.0.0 /var/task/package/vendor/v unrooted"];
		expect(await list(files)).toMatchObject({ packages, own: [] });
		expect(await list({ ...files, "z.js": "1" }, { kind: "tarball" })).toMatchObject({ packages, own: [] });
		expect(await list({ ...files, "a.js": "1" }, { kind: "tarball" })).toMatchObject({ packages, own: [] });
	});
});
