import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Arborist from "@npmcli/arborist";
import fc from "fast-check";
import JSZip from "jszip";
import { afterEach, describe, expect, test, vi } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type BundleInput, type Files, Link, SILENT, toBundle } from "./bundle.ts";

async function resolveFiles(files: Files, input: BundleInput = {}) {
	return resolve(toBundle(files, input), { runtime: "nodejs20.x", handler: null, progress: SILENT });
}

async function listEdges(files: Files, input: BundleInput = {}): Promise<string[]> {
	const { graph } = await resolveFiles(files, input);
	return graph.edges.map(({ from, to, name, spec, type }) => `${from} ${type} ${name}@${spec} -> ${to ?? "nothing"}`);
}

async function listPlaces(files: Files, input: BundleInput = {}): Promise<string[]> {
	const { graph } = await resolveFiles(files, input);
	return graph.packages.map(({ id, scope, relation }) => `${id} ${scope} ${relation}`);
}

const manifest = (name: string, fields: object = {}) => ({ name, version: "1.0.0", ...fields });
const AT = "/var/task/node_modules";

describe("npm trees", () => {
	const app = {
		"package.json": manifest("app", {
			dependencies: { a: "^1.0.0" },
			optionalDependencies: { o: "1" },
			devDependencies: { d: "1" },
		}),
		"node_modules/a/package.json": manifest("a", {
			dependencies: { b: "1", inner: "1" },
			peerDependencies: { p: "1", absent: "1" },
			peerDependenciesMeta: { absent: { optional: true } },
			bundleDependencies: ["inner"],
			devDependencies: { never: "1" },
		}),
		"node_modules/a/node_modules/inner/package.json": manifest("inner"),
		"node_modules/b/package.json": manifest("b", { dependencies: { "@s/c": "1", gone: "1" } }),
		"node_modules/@s/c/package.json": manifest("@s/c"),
		"node_modules/p/package.json": manifest("p"),
		"node_modules/o/package.json": manifest("o"),
		"node_modules/d/package.json": manifest("d"),
		"node_modules/extraneous/package.json": manifest("extraneous"),
	};

	test("edges as the manifests ask", async () => {
		expect(await listEdges(app)).toEqual([
			`/var/task prod a@^1.0.0 -> ${AT}/a`,
			`/var/task dev d@1 -> ${AT}/d`,
			`/var/task optional o@1 -> ${AT}/o`,
			`${AT}/a peer absent@1 -> nothing`,
			`${AT}/a prod b@1 -> ${AT}/b`,
			`${AT}/a bundled inner@1 -> ${AT}/a/node_modules/inner`,
			`${AT}/a peer p@1 -> ${AT}/p`,
			`${AT}/b prod @s/c@1 -> ${AT}/@s/c`,
			`${AT}/b prod gone@1 -> nothing`,
		]);
	});

	test("scopes and what is direct; development and extraneous packages are not dropped", async () => {
		expect(await listPlaces(app)).toEqual([
			"@s/c@1.0.0 prod transitive",
			"a@1.0.0 prod direct",
			"b@1.0.0 prod transitive",
			"d@1.0.0 dev direct",
			"extraneous@1.0.0 prod transitive",
			"inner@1.0.0 prod transitive",
			"o@1.0.0 optional direct",
			"p@1.0.0 peer transitive",
		]);
	});

	test("without a root manifest all count as used, and nobody knows what is direct", async () => {
		const { "package.json": _, ...rest } = app;
		const places = await listPlaces(rest);
		expect(places).toHaveLength(8);
		expect(places.every((line) => line.endsWith(" prod unknown"))).toBe(true);
	});

	test("what own code asks for is found in a layer", async () => {
		const edges = await listEdges(
			{ "package.json": manifest("app", { dependencies: { l: "1" } }), "index.js": "1" },
			{ layers: { "l.zip": { "nodejs/node_modules/l/package.json": manifest("l") } } },
		);
		expect(edges).toEqual(["/var/task prod l@1 -> /opt/nodejs/node_modules/l"]);
	});

	test("workspace members resolve in their own node_modules, then in the root's", async () => {
		const files = {
			"package.json": manifest("root", { workspaces: ["packages/*"] }),
			"packages/m/package.json": manifest("m", {
				dependencies: { own: "1", shared: "1" },
				devDependencies: { n: "*" },
			}),
			"packages/m/node_modules/own/package.json": manifest("own", { dependencies: { shared: "1" } }),
			"packages/n/package.json": manifest("n"),
			"node_modules/shared/package.json": manifest("shared"),
			"node_modules/n": new Link("../packages/n"),
		};
		expect(await listEdges(files)).toEqual([
			"/var/task/packages/m dev n@* -> /var/task/packages/n",
			"/var/task/packages/m prod own@1 -> /var/task/packages/m/node_modules/own",
			`/var/task/packages/m prod shared@1 -> ${AT}/shared`,
			`/var/task/packages/m/node_modules/own prod shared@1 -> ${AT}/shared`,
		]);
		expect(await listPlaces(files)).toEqual(["own@1.0.0 prod direct", "shared@1.0.0 prod direct"]);
	});
});

test("pnpm's store is followed through its links", async () => {
	const store = "node_modules/.pnpm";
	const files = {
		"package.json": manifest("app", { dependencies: { a: "1" }, devDependencies: { d: "1" } }),
		"node_modules/a": new Link(".pnpm/a@1.0.0/node_modules/a"),
		"node_modules/d": new Link(".pnpm/d@1.0.0/node_modules/d"),
		[`${store}/a@1.0.0/node_modules/a/package.json`]: manifest("a", { dependencies: { b: "1" } }),
		[`${store}/a@1.0.0/node_modules/b`]: new Link("../../b@1.0.0/node_modules/b"),
		[`${store}/b@1.0.0/node_modules/b/package.json`]: manifest("b", { peerDependencies: { a: "*" } }),
		[`${store}/d@1.0.0/node_modules/d/package.json`]: manifest("d", { optionalDependencies: { e: "1" } }),
		[`${store}/d@1.0.0/node_modules/e`]: new Link("../../e@1.0.0/node_modules/e"),
		[`${store}/e@1.0.0/node_modules/e/package.json`]: manifest("e"),
	};
	expect(await listEdges(files)).toEqual([
		`/var/task prod a@1 -> ${AT}/.pnpm/a@1.0.0/node_modules/a`,
		`/var/task dev d@1 -> ${AT}/.pnpm/d@1.0.0/node_modules/d`,
		`${AT}/.pnpm/a@1.0.0/node_modules/a prod b@1 -> ${AT}/.pnpm/b@1.0.0/node_modules/b`,
		`${AT}/.pnpm/b@1.0.0/node_modules/b peer a@* -> ${AT}/.pnpm/a@1.0.0/node_modules/a`,
		`${AT}/.pnpm/d@1.0.0/node_modules/d optional e@1 -> ${AT}/.pnpm/e@1.0.0/node_modules/e`,
	]);
	expect(await listPlaces(files)).toEqual([
		"a@1.0.0 prod direct",
		"b@1.0.0 prod transitive",
		"d@1.0.0 dev direct",
		"e@1.0.0 dev transitive",
	]);
	expect((await resolveFiles(files)).gaps).toEqual([]);
});

describe("against npm's own library on real folders", () => {
	const folders: string[] = [];
	afterEach(() => {
		for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
	});

	interface ActualNode {
		location: string;
		isRoot: boolean;
		packageName: string;
		version: string;
		edgesOut: Map<string, { name: string; to: ActualNode | null }>;
	}

	async function readActual(files: Record<string, object>) {
		const folder = mkdtempSync(join(tmpdir(), "trees-"));
		folders.push(folder);
		for (const [path, content] of Object.entries(files)) {
			mkdirSync(dirname(join(folder, path)), { recursive: true });
			writeFileSync(join(folder, path), JSON.stringify(content));
		}
		const tree = await new Arborist({ path: folder }).loadActual({ forceActual: true });
		const nodes = [...tree.inventory.values()] as unknown as ActualNode[];
		return {
			packages: nodes.filter(({ isRoot }) => !isRoot).map((n) => `${n.location} ${n.packageName}@${n.version}`),
			edges: nodes.flatMap(({ location, edgesOut }) =>
				[...edgesOut.values()].map(({ name, to }) => `${location} ${name} -> ${to === null ? "nothing" : to.location}`),
			),
		};
	}

	const name = fc.constantFrom("a", "b", "c", "@s/a", "@s/b", "x.y");
	const dependencies = fc.dictionary(name, fc.constantFrom("1", "^2.0.0", "*"), { maxKeys: 3 });
	const fields = fc.record({
		version: fc.constantFrom("1.0.0", "2.1.0", "3.0.0-rc.1"),
		dependencies,
		optionalDependencies: dependencies,
		peerDependencies: dependencies,
	});
	const chain = fc.array(name, { minLength: 1, maxLength: 3 });
	const tree = fc.record({
		root: fields,
		installed: fc.array(fc.tuple(chain, fields), { minLength: 1, maxLength: 8 }),
	});

	test("generated trees give the same packages and edges", async () => {
		await fc.assert(
			fc.asyncProperty(tree, async ({ root, installed }) => {
				const files: Record<string, object> = { "package.json": { name: "root", ...root } };
				for (const [names, content] of installed) {
					// Every folder above a package is one itself, as npm lays them out.
					for (let depth = 1; depth <= names.length; depth++) {
						const path = `${names
							.slice(0, depth)
							.map((part) => `node_modules/${part}`)
							.join("/")}/package.json`;
						files[path] ??= { name: names[depth - 1], ...content };
					}
				}
				const { graph } = await resolveFiles(files);
				const strip = (path: string) => path.slice("/var/task/".length);
				const packages = graph.packages.flatMap(({ name, version, locations }) =>
					locations.map((location) => `${strip(location)} ${name}@${version}`),
				);
				const edges = graph.edges.map(
					({ from, name, to }) => `${strip(from)} ${name} -> ${to === null ? "nothing" : strip(to)}`,
				);
				const actual = await readActual(files);
				expect(packages.sort()).toEqual(actual.packages.sort());
				expect(edges.sort()).toEqual(actual.edges.sort());
			}),
			{ numRuns: 40, seed: 7 },
		);
	});

	test("the example function", async () => {
		const folder = mkdtempSync(join(tmpdir(), "trees-"));
		folders.push(folder);
		const zip = await JSZip.loadAsync(readFileSync("examples/checkout.zip"));
		for (const [path, entry] of Object.entries(zip.files)) {
			mkdirSync(dirname(join(folder, path)), { recursive: true });
			if (!entry.dir) writeFileSync(join(folder, path), await entry.async("nodebuffer"));
		}
		const tree = await new Arborist({ path: folder }).loadActual({ forceActual: true });
		const actual = ([...tree.inventory.values()] as unknown as ActualNode[])
			.filter(({ isRoot }) => !isRoot)
			.map(({ location, packageName, version }) => `${location} ${packageName}@${version}`);
		const manifests: Record<string, Uint8Array> = {};
		for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
			if (path.endsWith("package.json")) manifests[path] = readFileSync(join(folder, path));
		}
		const { graph } = await resolveFiles(manifests);
		const found = graph.packages.flatMap(({ name, version, locations, unrooted }) =>
			unrooted ? [] : locations.map((at) => `${at.slice("/var/task/".length)} ${name}@${version}`),
		);
		expect(found.length).toBeGreaterThan(10);
		expect(found.sort()).toEqual(actual.sort());
	});
});

describe("hostile trees", () => {
	test("nothing is left behind, and nothing is written or read outside of the private folder", async () => {
		const temporary = mkdtempSync(join(tmpdir(), "private-"));
		const outside = mkdtempSync(join(tmpdir(), "outside-"));
		vi.stubEnv("TMPDIR", temporary);
		try {
			mkdirSync(join(outside, "node_modules/secret"), { recursive: true });
			writeFileSync(join(outside, "package.json"), JSON.stringify(manifest("outside-root")));
			writeFileSync(join(outside, "node_modules/secret/package.json"), JSON.stringify(manifest("secret")));
			const { graph } = await resolveFiles({
				"package.json": manifest("../../../../evil", {
					workspaces: [`${outside}/**`, "../../**", "../../../../**", outside],
					dependencies: { secret: `file:${outside}/node_modules/secret`, "../../x": "1", outside: `link:${outside}` },
				}),
				"node_modules/outside": new Link(outside),
				"node_modules/%2e%2e%2fx/package.json": manifest("%2e%2e%2fx"),
				"node_modules/@s/~~/package.json": manifest("@s/~~"),
				"node_modules/.../package.json": manifest("..."),
				"node_modules/a/package.json": manifest("a", {
					dependencies: { __proto__: "1", constructor: "1" },
					bundleDependencies: ["../x"],
				}),
				"node_modules/ sp ace /package.json": manifest("spaced"),
			});
			expect(graph.packages.map(({ name }) => name)).toEqual(["%2e%2e%2fx", "@s/~~", "a", "spaced"]);
			expect(graph.own.map(({ location }) => location)).toEqual(["/var/task"]);
			expect(existsSync(join(outside, "node_modules/.package-lock.json"))).toBe(false);
			expect(readdirSync(temporary)).toEqual([]);
		} finally {
			vi.unstubAllEnvs();
			rmSync(outside, { recursive: true, force: true });
			rmSync(temporary, { recursive: true, force: true });
		}
	});

	test("where no temporary folder can be made, simpler rules answer, and a gap says so", async () => {
		vi.stubEnv("TMPDIR", join(tmpdir(), "does", "not", "exist"));
		try {
			const { graph, gaps } = await resolveFiles({
				"package.json": manifest("app", { dependencies: { a: "1" } }),
				"node_modules/a/package.json": manifest("a"),
			});
			expect(graph.packages.map(({ id, relation, scope }) => [id, relation, scope])).toEqual([
				["a@1.0.0", "direct", "prod"],
			]);
			expect(gaps.map(({ code, blocking }) => [code, blocking])).toEqual([["tree-unreadable", false]]);
		} finally {
			vi.unstubAllEnvs();
		}
	});

	test("very many separate trees, and nesting deeper than a file system allows", async () => {
		const files: Record<string, object> = {};
		for (let i = 0; i < 300; i++) files[`d${i}/node_modules/a/package.json`] = manifest("a");
		files[`${"node_modules/n/".repeat(200)}package.json`] = manifest("n", { dependencies: { n: "1" } });
		const { graph, gaps } = await resolveFiles(files);
		expect(graph.packages.map(({ name, locations }) => [name, locations.length])).toEqual([
			["a", 300],
			["n", 1],
		]);
		expect(gaps).toEqual([]);
	});
});
