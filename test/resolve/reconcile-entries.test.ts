import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type Files, Link, SILENT, toBundle } from "./bundle.ts";

const manifest = (name: string, version = "1.0.0", rest: object = {}) => ({ name, version, ...rest });

const resolveFiles = (files: Files) => resolve(toBundle(files), { runtime: null, handler: null, progress: SILENT });

const APP = { dependencies: { a: "^1.0.0", al: "npm:real@^2.0.0" }, devDependencies: { d: "1.0.0" } };

/** yarn 1: `a` asks for `b`; `al` is an alias; `d` is for development; `o` is optional. */
const CLASSIC = `# yarn lockfile v1


a@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example/a/-/a-1.0.0.tgz#0123456789012345678901234567890123456789"
  integrity sha512-AAAA
  dependencies:
    b "^1.0.0"
  optionalDependencies:
    o "1.0.0"

"al@npm:real@^2.0.0":
  version "2.0.0"
  resolved "https://registry.example/real/-/real-2.0.0.tgz#0123456789012345678901234567890123456789"

b@^1.0.0:
  version "1.0.0"
  resolved "git+ssh://git@git.example/b.git#0123456789012345678901234567890123456789"

d@1.0.0:
  version "1.0.0"

o@1.0.0:
  version "1.0.0"
`;

const BERRY = `__metadata:
  version: 8

"a@npm:^1.0.0":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  dependencies:
    b: "npm:^1.0.0"
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.0.0"
    d: "npm:1.0.0"
  linkType: soft

"b@npm:^1.0.0":
  version: 1.0.0
  resolution: "b@npm:1.0.0"
  linkType: hard

"d@npm:1.0.0":
  version: 1.0.0
  resolution: "d@npm:1.0.0"
  linkType: hard
`;

const installed: Files = {
	"package.json": manifest("app", "1.0.0", APP),
	"node_modules/a/package.json": manifest("a", "1.0.0", { dependencies: { b: "^1.0.0" } }),
	"node_modules/al/package.json": manifest("real", "2.0.0"),
	"node_modules/b/package.json": manifest("b"),
};

async function look(files: Files) {
	const { graph, gaps } = await resolveFiles(files);
	return {
		packages: graph.packages.map(({ id, source, evidence, scope, relation }) =>
			[id, source, evidence.join("+"), scope, relation].join(" "),
		),
		disagreements: graph.disagreements.map(
			({ package: name, installed, lockfile, location }) => `${name} ${installed} ${lockfile} ${location}`,
		),
		edges: graph.edges.map(({ from, to, name, type }) => `${from} ${type} ${name} -> ${to}`),
		gaps: gaps.map(({ code }) => code),
	};
}

describe("yarn.lock beside node_modules", () => {
	test("adds source and evidence, and what is not deployed for production is no difference", async () => {
		expect(await look({ ...installed, "yarn.lock": CLASSIC })).toEqual({
			packages: [
				"a@1.0.0 registry installed+lockfile prod direct",
				"b@1.0.0#git git installed+lockfile prod transitive",
				"real@2.0.0 registry installed+lockfile prod direct",
			],
			disagreements: [],
			edges: [
				"/var/task prod a -> /var/task/node_modules/a",
				"/var/task prod al -> /var/task/node_modules/al",
				"/var/task dev d -> null",
				"/var/task/node_modules/a prod b -> /var/task/node_modules/b",
			],
			gaps: [],
		});
	});

	test("versions that only one side has are paired", async () => {
		const { packages, disagreements } = await look({
			...installed,
			"node_modules/b/package.json": manifest("b", "1.0.1"),
			"node_modules/a/node_modules/x/package.json": manifest("x", "3.0.0"),
			"yarn.lock": CLASSIC,
		});
		expect(packages).toEqual([
			"a@1.0.0 registry installed+lockfile prod direct",
			"b@1.0.1 unknown installed prod transitive",
			"real@2.0.0 registry installed+lockfile prod direct",
			"x@3.0.0 unknown installed prod transitive",
		]);
		expect(disagreements).toEqual([
			"b 1.0.1 1.0.0 /var/task/node_modules/b",
			"x 3.0.0 null /var/task/node_modules/a/node_modules/x",
		]);
	});

	test("without package.json nobody says what is for development: absence is no difference", async () => {
		const { "package.json": _, ...files } = installed;
		const { packages, disagreements } = await look({ ...files, "yarn.lock": CLASSIC });
		expect(packages).toEqual([
			"a@1.0.0 registry installed+lockfile prod unknown",
			"b@1.0.0#git git installed+lockfile prod unknown",
			"real@2.0.0 registry installed+lockfile prod unknown",
		]);
		expect(disagreements).toEqual([]);
		const berry = await look({ ...files, "yarn.lock": BERRY });
		expect(berry.packages).toEqual([
			"a@1.0.0 registry installed+lockfile prod direct",
			"b@1.0.0 registry installed+lockfile prod transitive",
			"real@2.0.0 unknown installed prod unknown",
		]);
		expect(berry.disagreements).toEqual(["real 2.0.0 null /var/task/node_modules/al"]);
		expect(berry.edges).toContain("/var/task prod a -> /var/task/node_modules/a");
	});

	test("copies in several places are one package each with its places, and none is listed twice", async () => {
		const { graph } = await resolveFiles({
			...installed,
			"node_modules/a/node_modules/b/package.json": manifest("b"),
			"yarn.lock": CLASSIC,
		});
		expect(graph.packages.map(({ id, locations }) => [id, ...locations])).toEqual([
			["a@1.0.0", "/var/task/node_modules/a"],
			["b@1.0.0#git", "/var/task/node_modules/a/node_modules/b", "/var/task/node_modules/b"],
			["real@2.0.0", "/var/task/node_modules/al"],
		]);
	});
});

describe("yarn.lock and Yarn's cache", () => {
	const cache: Files = {
		"package.json": manifest("app", "1.0.0", { dependencies: { a: "^1.0.0" }, devDependencies: { d: "1.0.0" } }),
		".yarn/cache/a-npm-1.0.0-1.zip/node_modules/a/package.json": manifest("a", "1.0.0", {
			dependencies: { b: "^1.0.0" },
		}),
		".yarn/cache/b-npm-1.0.0-1.zip/node_modules/b/package.json": manifest("b"),
		"yarn.lock": BERRY,
	};
	const [a, b] = ["a", "b"].map((name) => `/var/task/.yarn/cache/${name}-npm-1.0.0-1.zip/node_modules/${name}`);

	test("Plug'n'Play loads packages from there: the lockfile says how they relate", async () => {
		expect(await look({ ...cache, ".pnp.cjs": "1" })).toEqual({
			packages: [
				"a@1.0.0 registry installed+lockfile prod direct",
				"b@1.0.0 registry installed+lockfile prod transitive",
			],
			disagreements: [],
			edges: expect.arrayContaining([`/var/task prod a -> ${a}`, `${a} prod b -> ${b}`]),
			gaps: [],
		});
	});

	test("without the map, what is not there counts as well", async () => {
		const { packages, disagreements } = await look(cache);
		expect(packages).toEqual([
			"a@1.0.0 registry installed+lockfile prod direct",
			"b@1.0.0 registry installed+lockfile prod transitive",
			"d@1.0.0 registry lockfile dev direct",
		]);
		expect(disagreements).toEqual([]);
	});
});

test("pnpm's store: its copies are those of the lockfile's entries", async () => {
	const { packages, disagreements, gaps } = await look({
		"package.json": manifest("app", "1.0.0", { dependencies: { a: "^1.0.0" } }),
		"node_modules/a": new Link(".pnpm/a@1.0.0/node_modules/a"),
		"node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": manifest("a", "1.0.0", { dependencies: { b: "^1.0.0" } }),
		"node_modules/.pnpm/a@1.0.0/node_modules/b": new Link("../../b@1.0.1/node_modules/b"),
		"node_modules/.pnpm/b@1.0.1/node_modules/b/package.json": manifest("b", "1.0.1"),
		"pnpm-lock.yaml": `lockfileVersion: '9.0'

importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0

packages:
  a@1.0.0:
    resolution: {integrity: sha512-AAAA}
  b@1.0.0:
    resolution: {integrity: sha512-BBBB}

snapshots:
  a@1.0.0:
    dependencies:
      b: 1.0.0
  b@1.0.0: {}
`,
	});
	expect(packages).toEqual([
		"a@1.0.0 registry installed+lockfile prod direct",
		"b@1.0.1 unknown installed prod transitive",
	]);
	expect(disagreements).toEqual(["b 1.0.1 1.0.0 /var/task/node_modules/.pnpm/b@1.0.1/node_modules/b"]);
	expect(gaps).toEqual([]);
});
