import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type BundleInput, type Files, Link, SILENT, toBundle } from "./bundle.ts";

async function listMissing(files: Files, input: BundleInput = {}): Promise<unknown[]> {
	const { gaps } = await resolve(toBundle(files, input), { runtime: "nodejs20.x", handler: null, progress: SILENT });
	return gaps
		.filter(({ code }) => code === "dependency-missing")
		.map(({ blocking, path, message }) => [blocking, path, message]);
}

const installed = (name: string) => ({
	[`node_modules/${name}/package.json`]: { name, version: "1.0.0" },
});
const app = { name: "app", version: "1.0.0", dependencies: { minimist: "^1.2.0", qs: "6.5.2" } };
const files = { "index.js": "require('minimist')", "package.json": app };
const none = [[true, "package.json", "2 of 2 declared dependencies in no tree, layer or lockfile: minimist, qs"]];
const some = [[false, "package.json", "1 of 2 declared dependencies in no tree, layer or lockfile: qs"]];

describe("declared dependencies that are nowhere", () => {
	test("none of them is there: a blocking gap", async () => {
		expect(await listMissing(files)).toEqual(none);
		expect(await listMissing({ ...files, "node_modules/.bin/x": "1" }, { kind: "folder" })).toEqual(none);
		expect(await listMissing({ ...files, ...installed("other") })).toEqual(none);
	});

	test("links that lead nowhere hold nothing", async () => {
		expect(await listMissing({ ...files, "node_modules/qs": new Link("../../store/qs") })).toEqual(none);
	});

	test("some of them are not: a minor one", async () => {
		expect(await listMissing({ ...files, ...installed("minimist") })).toEqual(some);
	});

	test("a package as npm packs it carries none", async () => {
		const [[, ...rest] = []] = none;
		expect(await listMissing(files, { kind: "tarball" })).toEqual([[false, ...rest]]);
	});

	test("they may be in what a bundler made of own code, but not in a copy of a library", async () => {
		const [[, ...rest] = []] = none;
		const text = "x".repeat(60_000);
		expect(await listMissing({ ...files, "dist/index.js": text })).toEqual([[false, ...rest]]);
		expect(await listMissing({ ...files, "index.js": "// node_modules/qs/lib/index.js\n" })).toEqual([
			[false, ...rest],
		]);
		expect(await listMissing({ ...files, "public/jquery.min.js": text })).toEqual(none);
	});

	test("of many names ten are shown, made safe", async () => {
		const dependencies = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`d${at}\u202e`, "1"]));
		expect(await listMissing({ "package.json": { dependencies, private: true } })).toEqual([
			[
				true,
				"package.json",
				"12 of 12 declared dependencies in no tree, layer or lockfile: d0, d1, d2, d3, d4, d5, d6, d7, d8, d9 and 2 more",
			],
		]);
	});

	test("of many folders fifty are shown, blocking ones first", async () => {
		const many = Object.fromEntries(
			Array.from({ length: 60 }, (_, at) => [`f${at}/package.json`, { private: true, dependencies: { no: "1" } }]),
		);
		const half = { "package.json": { dependencies: { a: "1", no: "1" } }, ...installed("a") };
		const found = await listMissing({ ...half, ...many });
		expect(found).toHaveLength(51);
		expect(found[0]).toEqual([true, "f0/package.json", "1 of 1 declared dependency in no tree, layer or lockfile: no"]);
		expect(found[50]).toEqual([true, null, "the same in 11 more folders"]);
	});
});

describe("dependencies that are not missing", () => {
	test.each<[string, Files, BundleInput]>([
		["installed", { ...files, ...installed("minimist"), ...installed("qs") }, {}],
		[
			"in a layer",
			files,
			{
				layers: {
					"layer.zip": {
						"nodejs/node_modules/minimist/package.json": { name: "minimist", version: "1.0.0" },
						"nodejs/node20/node_modules/qs/package.json": { name: "qs", version: "1.0.0" },
					},
				},
			},
		],
		[
			"in a lockfile that decides",
			{
				...files,
				"package-lock.json": {
					lockfileVersion: 3,
					packages: {
						"": app,
						"node_modules/minimist": { version: "1.2.0" },
						"node_modules/qs": { version: "6.5.2" },
					},
				},
			},
			{},
		],
		[
			"an alias, and a workspace member",
			{
				"package.json": { workspaces: ["p"], dependencies: { q: "npm:qs@6", "@w/p": "1.0.0" } },
				"node_modules/q/package.json": { name: "qs", version: "6.5.2" },
				"p/package.json": { name: "@w/p", version: "1.0.0", dependencies: { q: "npm:qs@6" } },
			},
			{},
		],
		[
			"the SDK of the platform, and type declarations",
			{ "package.json": { dependencies: { "aws-sdk": "2", "@aws-sdk/client-s3": "3", "@types/aws-lambda": "8" } } },
			{},
		],
		[
			"optional, peer or for development",
			{
				"package.json": {
					dependencies: { a: "1" },
					optionalDependencies: { a: "1" },
					devDependencies: { b: "1" },
					peerDependencies: { c: "1" },
				},
			},
			{},
		],
		["declared by a fixture", { "test/fixtures/app/package.json": { private: true, dependencies: { a: "1" } } }, {}],
		[
			"of a lockfile as target",
			{ "package-lock.json": { lockfileVersion: 3, packages: { "": app } } },
			{ kind: "lockfile" },
		],
	])("%s", async (_, bundle, input) => {
		expect(await listMissing(bundle, input)).toEqual([]);
	});
});
