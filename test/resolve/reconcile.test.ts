import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { toLockfileText } from "../../src/resolve/lockfiles/text.ts";
import { type BundleInput, type Files, Link, SILENT, toBundle } from "./bundle.ts";

async function resolveFiles(files: Files, input: BundleInput = {}) {
	return resolve(toBundle(files, input), { runtime: "nodejs20.x", handler: null, progress: SILENT });
}

const manifest = (name: string, version = "1.0.0", fields: object = {}) => ({ name, version, ...fields });
const lock = (packages: object) => ({ lockfileVersion: 3, packages });
const AT = "/var/task/node_modules";

describe("a lockfile beside what is installed", () => {
	const files = {
		"package-lock.json": lock({
			"": { dependencies: { a: "1", b: "1" } },
			"node_modules/a": { version: "1.0.0", hasInstallScript: true, dependencies: { c: "1" } },
			"node_modules/b": { version: "2.0.0", resolved: "git+ssh://git@git.example/b.git#1" },
			"node_modules/missing": { version: "1.0.0" },
			"node_modules/dev": { version: "1.0.0", dev: true },
			"node_modules/optional": { version: "1.0.0", optional: true },
		}),
		"node_modules/a/package.json": manifest("a"),
		"node_modules/b/package.json": manifest("b", "1.0.0"),
		"node_modules/extra/package.json": manifest("extra"),
		"other/node_modules/x/package.json": manifest("x"),
	};

	test("what is installed decides, the lockfile adds what it knows", async () => {
		const { graph, gaps } = await resolveFiles(files);
		expect(
			graph.packages.map(({ id, source, evidence, relation, hasInstallScript }) => [
				id,
				source,
				evidence.join("+"),
				relation,
				hasInstallScript,
			]),
		).toEqual([
			["a@1.0.0", "registry", "installed+lockfile", "direct", true],
			["b@1.0.0", "unknown", "installed", "unknown", false],
			["extra@1.0.0", "unknown", "installed", "unknown", false],
			["x@1.0.0", "unknown", "installed", "unknown", false],
		]);
		expect(graph.edges).toEqual([
			{ from: "/var/task", to: `${AT}/a`, name: "a", spec: "1", type: "prod" },
			{ from: "/var/task", to: `${AT}/b`, name: "b", spec: "1", type: "prod" },
		]);
		expect(gaps).toEqual([]);
	});

	test("differences are disagreements; development and optional packages that are not deployed are none", async () => {
		const { graph } = await resolveFiles(files);
		const path = "/var/task/package-lock.json";
		expect(graph.disagreements).toEqual([
			{ package: "b", installed: "1.0.0", lockfile: "2.0.0", path, location: `${AT}/b` },
			{ package: "extra", installed: "1.0.0", lockfile: null, path, location: `${AT}/extra` },
			{ package: "missing", installed: null, lockfile: "1.0.0", path, location: `${AT}/missing` },
		]);
	});
});

describe("a lockfile with nothing installed beside it", () => {
	const files = {
		"package-lock.json": lock({
			"": { name: "app", dependencies: { a: "1" }, devDependencies: { d: "1" } },
			"node_modules/a": { version: "1.0.0" },
			"node_modules/d": { version: "1.0.0", dev: true },
		}),
		"index.js": "handler",
	};

	test("decides", async () => {
		const { graph, gaps } = await resolveFiles(files);
		expect(
			graph.packages.map(({ id, evidence, confidence, scope, relation, size }) => [
				id,
				...evidence,
				confidence,
				scope,
				relation,
				size,
			]),
		).toEqual([
			["a@1.0.0", "lockfile", "high", "prod", "direct", null],
			["d@1.0.0", "lockfile", "high", "dev", "direct", null],
		]);
		expect(graph.own).toEqual([{ name: "app", version: null, location: "/var/task" }]);
		expect(graph.disagreements).toEqual([]);
		expect(gaps).toEqual([]);
	});

	test("beside a bundle it only says which packages may be in it", async () => {
		const { graph, gaps } = await resolveFiles({ ...files, "index.js": "// node_modules/a/index.js\n".repeat(9_999) });
		expect(graph.packages.map(({ confidence }) => confidence)).toEqual(["medium", "medium"]);
		expect(gaps.map(({ code, blocking }) => [code, blocking])).toEqual([["bundle-unidentified", false]]);
	});

	test("a shrinkwrap is preferred, lockfiles in packages and in fixtures are not read", async () => {
		const { graph, gaps } = await resolveFiles({
			"npm-shrinkwrap.json": lock({ "node_modules/s": { version: "1.0.0" } }),
			"package-lock.json": lock({ "node_modules/l": { version: "1.0.0" } }),
			"test/fixtures/package-lock.json": "{ broken",
			"vendor/v/package.json": manifest("v"),
			"vendor/v/index.js": "1",
			"vendor/v/package-lock.json": "{ broken",
			"fn/node_modules/p/package.json": manifest("p"),
			"fn/node_modules/p/package-lock.json": "{ broken",
		});
		expect(graph.packages.map(({ id }) => id)).toEqual(["p@1.0.0", "s@1.0.0", "v@1.0.0"]);
		expect(gaps).toEqual([]);
	});
});

describe("the hidden lockfile", () => {
	test("adds the source and never a version", async () => {
		const { graph } = await resolveFiles({
			"package.json": manifest("app", "1.0.0", { dependencies: { a: "1" } }),
			"node_modules/.package-lock.json": lock({
				"node_modules/a": { version: "9.9.9" },
				"node_modules/b": { version: "1.0.0" },
				"node_modules/ghost": { version: "1.0.0" },
			}),
			"node_modules/a/package.json": manifest("a"),
			"node_modules/b/package.json": manifest("b"),
		});
		expect(graph.packages.map(({ id, source, evidence }) => [id, source, ...evidence])).toEqual([
			["a@1.0.0", "unknown", "installed"],
			["b@1.0.0", "registry", "installed"],
		]);
		expect(graph.disagreements).toEqual([
			{
				package: "a",
				installed: "1.0.0",
				lockfile: "9.9.9",
				path: `${AT}/.package-lock.json`,
				location: `${AT}/a`,
			},
		]);
	});

	test("a broken one is no gap", async () => {
		const { gaps } = await resolveFiles({
			"node_modules/.package-lock.json": "{",
			"node_modules/a/package.json": manifest("a"),
		});
		expect(gaps).toEqual([]);
	});
});

describe("lockfiles that cannot be read", () => {
	const installed = { "node_modules/a/package.json": manifest("a") };
	const listGaps = async (files: Files) =>
		(await resolveFiles(files)).gaps.map(({ code, blocking, path }) => [code, blocking, path]);

	test("a broken one blocks, with packages beside it or without", async () => {
		const expected = [["lockfile-unreadable", true, "package-lock.json"]];
		expect(await listGaps({ "package-lock.json": "{" })).toEqual(expected);
		expect(await listGaps({ "package-lock.json": "{", ...installed })).toEqual(expected);
	});

	test.each(["bun.lockb"])(
		"%s is known by name: it blocks unless packages are installed or another lockfile is read",
		async (name) => {
			expect(await listGaps({ [name]: "x" })).toEqual([["lockfile-not-supported", true, name]]);
			expect(await listGaps({ [name]: "x", ...installed })).toEqual([["lockfile-not-supported", false, name]]);
			const both = { [name]: "x", "package-lock.json": lock({ "": {} }) };
			expect(await listGaps(both)).toEqual([["lockfile-not-supported", false, name]]);
		},
	);
});

describe("a lockfile that is not read, beside other layouts of what is installed", () => {
	const listBlocking = async (files: Files) => {
		const { graph, gaps } = await resolveFiles(files);
		return [graph.packages.map(({ id }) => id), gaps.map(({ code, blocking }) => [code, blocking])];
	};
	const minor = [["a@1.0.0"], [["lockfile-not-supported", false]]];
	const blocking = [["a@1.0.0"], [["lockfile-not-supported", true]]];

	test("pnpm's store", async () => {
		const files = {
			"node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": manifest("a"),
			"node_modules/a": new Link(".pnpm/a@1.0.0/node_modules/a"),
		};
		expect(await listBlocking({ "bun.lockb": "x", ...files })).toEqual(minor);
		expect(await listBlocking({ "sub/bun.lockb": "x", ...files })).toEqual(blocking);
	});
});

describe("a lockfile as the target", () => {
	test("its packages, its gaps, and nothing else", async () => {
		const { graph, gaps, empty } = await resolveFiles(
			{ "my-lock.json": lock({ "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": 1 }) },
			{ kind: "lockfile" },
		);
		expect(graph.packages.map(({ id, confidence }) => [id, confidence])).toEqual([
			["a@1.0.0", "high"],
			["b@?", "medium"],
		]);
		expect([...graph.at.keys()]).toEqual([`${AT}/a`, `${AT}/b`]);
		expect(gaps.map(({ code }) => code)).toEqual(["lockfile-entry-unreadable"]);
		expect(empty).toBe(false);
	});

	test("over 256 MiB it is none", () => {
		const bytes = Buffer.alloc(2 ** 28 + 1);
		expect(() => toLockfileText(bytes, "/var/task/app/yarn.lock")).toThrow(
			expect.objectContaining({
				code: "lockfile-unreadable",
				message: "yarn.lock: it is larger than 256 MiB.",
				exitCode: 3,
			}),
		);
	});

	test("most of it cannot be read: that hides packages, but not where they are installed", async () => {
		const text = lock({ "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": {}, "node_modules/c": {} });
		const listBlocking = async (files: Files) =>
			(await resolveFiles({ "package-lock.json": text, ...files })).gaps.filter(({ blocking }) => blocking);
		expect(await listBlocking({})).toEqual([
			{
				stage: "resolve",
				code: "lockfile-entry-unreadable",
				blocking: true,
				path: "package-lock.json",
				message: "2 of its 3 entries could not be read",
			},
		]);
		expect(await listBlocking({ "node_modules/a/package.json": { name: "a", version: "1.0.0" } })).toEqual([]);
	});

	test("without entries it is empty", async () => {
		const { empty } = await resolveFiles({ "package-lock.json": lock({ "": {} }) }, { kind: "lockfile" });
		expect(empty).toBe(true);
	});

	test("what lies beside it says which scopes are private and what is direct", async () => {
		const { graph } = await resolveFiles(
			{
				".npmrc": "@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=secret\n",
				"package-lock.json": {
					lockfileVersion: 1,
					dependencies: { "@acme/a": { version: "1.0.0", requires: { b: "1" } }, b: { version: "1.0.0" } },
				},
				"package.json": { dependencies: { "@acme/a": "1" } },
			},
			{ kind: "lockfile", layers: { layer: { "a.js": "1" } } },
		);
		expect(graph.packages.map(({ id, source, relation }) => [id, source, relation])).toEqual([
			["@acme/a@1.0.0#private", "private", "direct"],
			["b@1.0.0", "registry", "transitive"],
		]);
		expect(JSON.stringify(graph)).not.toContain("secret");
	});

	test.each([
		["package-lock.json", "{", "lockfile-unreadable"],
		["yarn.lock", "x", "lockfile-unreadable"],
	])("%s that cannot be read ends the scan of it", async (name, text, code) => {
		await expect(resolveFiles({ [name]: text }, { kind: "lockfile" })).rejects.toMatchObject({ code, exitCode: 3 });
	});
});

describe(".npmrc", () => {
	const files = {
		".npmrc":
			"@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=secret\n@same:registry=https://all.example\nregistry = https://all.example/\n",
		"node_modules/@acme/a/package.json": manifest("@acme/a"),
		"node_modules/@same/b/package.json": manifest("@same/b"),
	};

	test("a scope with a registry of its own is private", async () => {
		const { graph } = await resolveFiles(files);
		expect(graph.packages.map(({ id, source }) => [id, source])).toEqual([
			["@acme/a@1.0.0#private", "private"],
			["@same/b@1.0.0", "unknown"],
		]);
	});

	test("its content is shown nowhere", async () => {
		expect(JSON.stringify(await resolveFiles(files))).not.toContain("secret");
	});
});
