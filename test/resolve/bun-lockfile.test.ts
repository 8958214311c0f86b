/** bun.lock, held against `bun pm ls --all` and against an independent reading. */
import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/model.ts";
import { toStrictJson } from "../../src/resolve/lockfiles/bun/json.ts";
import { bun } from "../../src/resolve/lockfiles/bun.ts";
import { toContext } from "./lockfile-context.ts";
import { listFixtures, toSorted } from "./manager-fixtures.ts";

const FIXTURES = listFixtures("bun");
const SEMVER = /^\d+\.\d+\.\d+/;
/** What bun leaves out of its listing because it is for another platform than the one it ran on. */
const OTHER_PLATFORMS: Readonly<Record<string, readonly string[]>> = {
	aliases: ["fsevents@2.3.3"],
	monorepo: ["fsevents@2.3.3"],
	"signed-uploads": ["bindings@1.5.0", "file-uri-to-path@1.0.0", "fsevents@1.2.13", "fsevents@2.3.3", "nan@2.30.0"],
};

const parse = async (text: string): Promise<Observation> => bun.parse(text, toContext("bun.lock"));
const key = (location: string) => location.replace("/var/task/bun.lock#", "");
const toInstalledName = (path: string) => /(?:@[^/]+\/)?[^/]+$/.exec(path)?.[0] ?? "";
const toLabel = ({ name, version }: { name: string; version: string | null }) => `${name}@${version}`;

/** Strict JSON by a library that src/ does not use for it, and rows taken apart by their first text. */
function readBunLock(text: string) {
	const lock = new Function(`return (${text});`)() as {
		packages: Record<string, [string, ...unknown[]]>;
		workspaces: Record<string, object>;
	};
	const rows = Object.entries(lock.packages).map(([path, [first, ...rest]]) => {
		const [, name = "", from = ""] = /^(@?[^@]+)@(.*)$/s.exec(first) ?? [];
		const isFolder = /^(?:workspace|file|link|root):/.test(from);
		const integrity = rest.findLast((item) => typeof item === "string" && /^sha\d+-/.test(item));
		return { path, isFolder, label: `${name}@${SEMVER.test(from) ? from : null}`, integrity: integrity ?? null, rest };
	});
	return { rows, workspaces: Object.keys(lock.workspaces) };
}

describe.each(FIXTURES.map((one) => [one.name, one] as const))(
	"%s",
	(_, { text, listing, context, project, format }) => {
		test.runIf(listing !== undefined)("has the packages that bun lists", async () => {
			const { packages, own, gaps } = await bun.parse(text, context);
			const listed = (listing ?? []).map((line) => {
				const at = line.indexOf("@", 1);
				return { name: line.slice(0, at), version: line.slice(at + 1) };
			});
			const versions = listed.filter(({ version }) => SEMVER.test(version));
			const others = listed.filter(({ version }) => !SEMVER.test(version));
			const known = packages.filter(({ version }) => version !== null);
			const platform = format === "0" ? [] : (OTHER_PLATFORMS[project] ?? []);
			expect(toSorted(known.map((one) => `${toInstalledName(key(one.location))}@${one.version}`))).toEqual(
				toSorted([...versions.map(toLabel), ...platform]),
			);
			const withoutVersion = packages.filter(({ version }) => version === null).map(({ name }) => name);
			const folders = own.flatMap(({ name, location }) => (location === "/var/task" || name === null ? [] : [name]));
			expect(toSorted([...withoutVersion, ...folders])).toEqual(toSorted(others.map(({ name }) => name)));
			expect(gaps).toEqual([]);
		});

		test("is what an independent reading makes of it", async () => {
			const { packages, own, edges } = await bun.parse(text, context);
			const { rows, workspaces } = readBunLock(text);
			expect(packages.map((one) => [key(one.location), toLabel(one), one.integrity])).toEqual(
				rows.filter(({ isFolder }) => !isFolder).map(({ path, label, integrity }) => [path, label, integrity]),
			);
			const folders = own.map(({ location }) => location.slice("/var/task/".length));
			expect(folders).toEqual(expect.arrayContaining(workspaces));
			const paths = new Set(rows.map(({ path }) => path));
			for (const { from, to, name } of edges) {
				if (!from.includes("#") || to === null || !to.includes("#")) continue;
				// The nearest folder above the one who asks that has the name.
				const steps = key(from).match(/(?:@[^/]+\/)?[^/]+/g) ?? [];
				const places = steps.map((_one, depth) => [...steps.slice(0, steps.length - depth), name].join("/"));
				expect(key(to)).toBe([...places, name].find((place) => paths.has(place)));
			}
		});
	},
);

test("all versions of bun say the same", async () => {
	for (const project of ["express", "monorepo"]) {
		const facts = [];
		for (const { text, context } of FIXTURES.filter((one) => one.project === project)) {
			const { packages } = await bun.parse(text, context);
			// bun 1.1 puts copies elsewhere: what they are is the same.
			facts.push(toSorted(packages.map((one) => `${toLabel(one)} ${one.source}`)));
		}
		expect(facts).toHaveLength(3);
		for (const one of facts) expect(one).toEqual(facts[0]);
	}
});

test("rows of every shape", async () => {
	const observed = await parse(`{
  "lockfileVersion": 3, // as bun 1.4 writes it
  "workspaces": {
    "": { "name": "app", "dependencies": { "a": "^1", "g": "github:u/r", "t": "https://host.example/t.tgz", "f": "file:f", "w": "workspace:*" },
      "peerDependencies": { "p": "1", "q": "2", }, "optionalPeers": ["p"], },
    "w": { "name": "w", "version": "2.0.0", "dependencies": { "b": "npm:c@1", }, "optionalDependencies": { "z": "1" } },
  },
  "overrides": { "a": "1.10.0", "x": { "y": "1.0.0" } },
  "packages": {
    "a": ["a@1.10.0", "https://host.example/a/-/a-1.10.0.tgz", { "dependencies": { "d": "^1" }, "peerDependencies": { "q": "*" } }, "sha512-a"],
    "a/d": ["d@1.0.0", "", { "bundled": true }, ""],
    "f": ["f@file:f", { "dependencies": { "d": "2" } }],
    "d": ["d@2.0.0", "", {}, "sha512-d"],
    "g": ["g@github:u/r#abc", {}, "u-r-abc", "sha512-g"],
    "t": ["t@https://host.example/t.tgz", {}, "sha512-t"],
    "q": ["q@2.0.0", "", {}, "sha512-q"],
    "root": ["app@root:", { "bin": "x" }],
    "w": ["w@workspace:w"],
    "w/b": ["c@1.0.0", "https://host.example/odd", {}, "sha512-c"],
  },
}`);
	expect(
		observed.packages.map((one) => [key(one.location), toLabel(one), one.source, one.integrity, one.scope]),
	).toEqual([
		["a", "a@1.10.0", "registry", "sha512-a", "prod"],
		["a/d", "d@1.0.0", "registry", null, "prod"],
		["d", "d@2.0.0", "registry", "sha512-d", "prod"],
		["g", "g@null", "git", "sha512-g", "prod"],
		["t", "t@null", "tarball", "sha512-t", "prod"],
		["q", "q@2.0.0", "registry", "sha512-q", "peer"],
		["w/b", "c@1.0.0", "tarball", "sha512-c", "prod"],
	]);
	expect(observed.own).toEqual([
		{ name: "app", version: null, location: "/var/task", overrides: ["a"] },
		{ name: "w", version: "2.0.0", location: "/var/task/w", workspaceOf: "/var/task" },
		{ name: "f", version: null, location: "/var/task/f" },
	]);
	expect(observed.edges.map(({ from, to, name, spec, type }) => [key(from), to && key(to), name, spec, type])).toEqual([
		["/var/task", "a", "a", "^1", "prod"],
		["/var/task", "g", "g", "github:u/r", "prod"],
		["/var/task", "t", "t", "https://host.example/t.tgz", "prod"],
		["/var/task", "/var/task/f", "f", "file:f", "prod"],
		["/var/task", "/var/task/w", "w", "workspace:*", "prod"],
		["/var/task", null, "p", "1", "peer"],
		["/var/task", "q", "q", "2", "peer"],
		["/var/task/w", null, "z", "1", "optional"],
		["/var/task/w", "w/b", "b", "npm:c@1", "prod"],
		["/var/task/f", "d", "d", "2", "prod"],
		["a", "a/d", "d", "^1", "bundled"],
		["a", "q", "q", "*", "peer"],
	]);
	expect(observed.gaps).toEqual([]);
});

test("commas and comments become spaces, and nothing in quotes does", () => {
	const loose = '{\n  // one\n  "a": ["//", "/* , ] */", ",]", "\\",}",],\n  "b": {"c": 1, /* two\n */ },\n}\n';
	const strict = toStrictJson(loose);
	expect(strict).toHaveLength(loose.length);
	expect(JSON.parse(strict)).toEqual({ a: ["//", "/* , ] */", ",]", '",}'], b: { c: 1 } });
	expect(strict.split("\n").map((line) => line.length)).toEqual(loose.split("\n").map((line) => line.length));
	for (const text of ["[1,,2]", "[,1]", "{,}", '["a', "[1] /", "[1 /* ", "[,]", "[1,]]"]) {
		expect(() => JSON.parse(toStrictJson(text)), text).toThrow(SyntaxError);
	}
});

describe("lockfiles that cannot be read as a whole", () => {
	test.each([
		['{"lockfileVersion": 4, "packages": {}}', "lockfileVersion 4 is not known", "versions 0 to 3"],
		['{"packages": {}}', "lockfileVersion none is not known", "versions 0 to 3"],
		['{"lockfileVersion": "1"}', 'lockfileVersion "1" is not known', "versions 0 to 3"],
		['{"lockfileVersion": 1, "packages": []}', '"packages" is no object', "again"],
		['{"lockfileVersion": 1, "packages": {"a": 1, "/": ["a@1.0.0"]}}', "none of its entries can be read", "again"],
		[
			'{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"a": "1"}}}, "packages": {}}',
			"it asks for packages, and holds no entry of any",
			"again",
		],
		['{\n"lockfileVersion": 1,\n<<<<<<< HEAD\n', "merge conflict at line 3", "Resolve"],
		['{\n"lockfileVersion": 1,\n"packages": {"a": ["a@1.0.0",', "no valid JSON, it breaks at line 3", "again"],
		["\ufeff", "the file is empty", "again"],
	])("%j", async (text, problem, hint) => {
		await expect(parse(text)).rejects.toMatchObject({
			code: "lockfile-unreadable",
			message: `bun.lock: ${problem}.`,
			hint: expect.stringContaining(hint),
		});
	});

	test("the binary form, with the command that writes it as text", async () => {
		await expect(async () => bun.parse("\u0000bun", toContext("bun.lockb"))).rejects.toMatchObject({
			code: "lockfile-not-supported",
			hint: expect.stringContaining("bun install --save-text-lockfile"),
		});
	});

	test("a file without packages is empty, bad entries are gaps and good ones stay", async () => {
		const empty = await parse(
			'\ufeff{\r\n  "lockfileVersion": 1,\r\n  "workspaces": {"": {"name": "x"},},\r\n  "packages": {},\r\n}\r\n',
		);
		expect([empty.packages, empty.gaps]).toEqual([[], []]);
		const deep = Array(70).fill("a").join("/");
		const mixed = await parse(
			JSON.stringify({
				lockfileVersion: 1,
				workspaces: { "": { dependencies: { a: "1", gone: "1" } }, "/abs": {}, x: 3 },
				packages: {
					a: ["a@1.0.0", "", {}, "sha512-x"],
					["__proto__"]: 1,
					b: [],
					c: ["c@1.0.0", ""],
					[deep]: ["a@1.0.0", "", {}, ""],
				},
			}).replace('"b":[]', '"b":[],"__proto__":["p@1.0.0","",{},""]'),
		);
		expect(mixed.packages.map(toLabel)).toEqual(["a@1.0.0", "p@1.0.0"]);
		expect(mixed.gaps.map(({ code, blocking, message }) => [code, blocking, message.slice(0, 60)])).toEqual([
			["lockfile-incomplete", true, 'asks for an entry that it does not have ("gone"): it was cut'],
			["lockfile-entry-unreadable", true, "3 of its 5 entries could not be read"],
			["lockfile-entry-unreadable", false, 'entry "b" is no package'],
			["lockfile-entry-unreadable", false, 'entry "c" is no package'],
			["lockfile-entry-unreadable", false, expect.stringContaining("a/a/a")],
			["lockfile-entry-unreadable", false, 'entry "/abs" is no folder'],
			["lockfile-entry-unreadable", false, 'entry "x" is no object'],
		]);
	});
});
