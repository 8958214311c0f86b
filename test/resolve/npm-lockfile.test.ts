import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Arborist from "@npmcli/arborist";
import { describe, expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Observation } from "../../src/model.ts";
import { npm } from "../../src/resolve/lockfiles/npm.ts";
import { toContext } from "./lockfile-context.ts";

const FOLDER = "test/fixtures/lockfiles";
const REAL = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
	.filter((path) => basename(path) === "package-lock.json")
	.map((path) => dirname(path))
	.sort();

function parse(lock: unknown, manifest?: object): Observation {
	const manifests = manifest === undefined ? {} : { "": manifest };
	const context = toContext("package-lock.json", { manifests, privateScopes: ["@acme"] });
	return npm.parse(typeof lock === "string" ? lock : JSON.stringify(lock), context);
}

function toLines({ packages }: Observation): string[] {
	return packages.map((found) =>
		[
			found.location.slice("/var/task/".length),
			`${found.name}@${found.version}`,
			found.source,
			found.scope,
			found.direct === null ? "unknown" : found.direct ? "direct" : "transitive",
		].join(" "),
	);
}

function toEdgeLines({ edges }: Observation): string[] {
	const strip = (path: string | null) => (path === null ? "nothing" : path.slice("/var/task".length) || "/");
	return edges.map(({ from, to, name, spec, type }) => `${strip(from)} ${type} ${name}@${spec} -> ${strip(to)}`);
}

interface VirtualNode {
	isLink: boolean;
	target: VirtualNode;
	location: string;
	packageName: string;
	version: string;
	package: { bundleDependencies?: string[] };
	edgesOut: Map<string, { name: string; rawSpec: string; type: string; to: VirtualNode | null }>;
}

/** npm's own reading: packages and edges as sorted text. */
async function readWithArborist(folder: string): Promise<{ packages: string[]; edges: string[] }> {
	const tree = await new Arborist({ path: folder }).loadVirtual();
	const packages: string[] = [];
	const edges: string[] = [];
	for (const node of tree.inventory.values() as unknown as VirtualNode[]) {
		if (node.isLink) continue;
		if (/(^|\/)node_modules\//.test(node.location)) {
			packages.push(`${node.location} ${node.packageName}@${node.version}`);
		}
		for (const { name, rawSpec, type, to } of node.edgesOut.values()) {
			if (type === "workspace") continue;
			const location = to === null ? "nothing" : (to.isLink ? to.target : to).location;
			const isBundled = type !== "peer" && node.package.bundleDependencies?.includes(name);
			const shown = isBundled ? "bundled" : type === "peerOptional" ? "peer" : type;
			edges.push(`${node.location} ${shown} ${name}@${rawSpec} -> ${location}`);
		}
	}
	return { packages: packages.sort(), edges: edges.sort() };
}

describe("real lockfiles have the packages and edges that npm's own library finds in them", () => {
	test.each(REAL)("%s", async (name) => {
		const folder = join(FOLDER, name);
		const manifest = join(folder, "package.json");
		const observed = parse(
			readFileSync(join(folder, "package-lock.json"), "utf8"),
			existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")) : undefined,
		);
		const strip = (path: string) => path.slice("/var/task/".length);
		const expected = await readWithArborist(folder);
		expect(expected.packages.length).toBeGreaterThan(3);
		expect(
			observed.packages.map(({ location, name, version }) => `${strip(location)} ${name}@${version}`).sort(),
		).toEqual(expected.packages);
		expect(
			observed.edges
				.map(({ from, type, name, spec, to }) => {
					const target = to === null ? "nothing" : strip(to);
					return `${strip(from)} ${type} ${name}@${spec} -> ${target}`;
				})
				.sort(),
		).toEqual(expected.edges);
		expect(observed.gaps).toEqual([]);
	});
});

const PACKAGES_V3 = {
	"": { name: "app", version: "1.0.0", dependencies: { a: "^1.0.0", "@acme/b": "1", alias: "npm:real@2" } },
	"node_modules/a": { version: "1.2.0", integrity: "sha512-a", hasInstallScript: true, dependencies: { c: "1" } },
	"node_modules/a/node_modules/c": { version: "1.0.0", inBundle: true },
	"node_modules/@acme/b": { version: "1.0.0", optionalDependencies: { none: "*" }, peerDependencies: { a: ">=1" } },
	"node_modules/alias": { name: "real", version: "2.0.0", dependencies: { c: "2" } },
	"node_modules/c": { version: "2.0.0", dev: true },
};

describe("lockfileVersion 2 and 3", () => {
	test.each([2, 3])("version %i: nesting, scopes, aliases, sources", (lockfileVersion) => {
		const observed = parse({ name: "app", lockfileVersion, packages: PACKAGES_V3, dependencies: { ignored: {} } });
		expect(toLines(observed)).toEqual([
			"node_modules/a a@1.2.0 registry prod direct",
			"node_modules/a/node_modules/c c@1.0.0 registry prod transitive",
			"node_modules/@acme/b @acme/b@1.0.0 private prod direct",
			"node_modules/alias real@2.0.0 registry prod direct",
			"node_modules/c c@2.0.0 registry dev transitive",
		]);
		expect(toEdgeLines(observed)).toEqual([
			"/ prod a@^1.0.0 -> /node_modules/a",
			"/ prod @acme/b@1 -> /node_modules/@acme/b",
			"/ prod alias@npm:real@2 -> /node_modules/alias",
			"/node_modules/a prod c@1 -> /node_modules/a/node_modules/c",
			"/node_modules/@acme/b peer a@>=1 -> /node_modules/a",
			"/node_modules/@acme/b optional none@* -> nothing",
			"/node_modules/alias prod c@2 -> /node_modules/c",
		]);
		expect(observed.own).toEqual([{ name: "app", version: "1.0.0", location: "/var/task" }]);
		expect(observed.packages[0]).toMatchObject({ integrity: "sha512-a", hasInstallScript: true });
		expect(observed.gaps).toEqual([]);
	});

	test("scopes follow npm's flags, the weaker word for what goes away either way", () => {
		const flags = [{}, { peer: true }, { optional: true }, { devOptional: true }, { dev: true, optional: true }];
		const packages = Object.fromEntries(flags.map((flag, i) => [`node_modules/p${i}`, { version: "1.0.0", ...flag }]));
		const observed = parse({ lockfileVersion: 3, packages: { "": {}, ...packages } });
		expect(observed.packages.map(({ scope }) => scope)).toEqual(["prod", "peer", "optional", "optional", "dev"]);
	});

	test("a registry is known by the shape of its tarballs' addresses, not by its host", () => {
		const sources = {
			"https://r.example/a/-/a-1.0.0.tgz": "registry",
			"https://r.example/npm/a/-/a-1.0.0.tgz?token=1": "registry",
			"https://r.example/a/-/a-1.0.1.tgz": "tarball",
			"https://r.example/evil/-/evil-1.0.0.tgz": "tarball",
			"https://r.example/a.tgz": "tarball",
			"git+ssh://git@git.example/a.git#abc": "git",
			"github:owner/a": "git",
			"file:a.tgz": "file",
		};
		for (const [resolved, source] of Object.entries(sources)) {
			const observed = parse({
				lockfileVersion: 3,
				packages: { "": {}, "node_modules/a": { version: "1.0.0", resolved } },
			});
			expect([resolved, observed.packages[0]?.source]).toEqual([resolved, source]);
		}
		const scoped = parse({
			lockfileVersion: 3,
			packages: {
				"": {},
				"node_modules/@s/a": { version: "1.0.0+b", resolved: "https://r.example/@s%2fa/-/a-1.0.0.tgz" },
				"node_modules/@acme/a": { version: "1.0.0", resolved: "https://r.example/@acme/a/-/a-1.0.0.tgz" },
			},
		});
		expect(scoped.packages.map(({ source }) => source)).toEqual(["registry", "private"]);
	});

	test("workspace members and linked folders are own code, and what they ask for is direct", () => {
		const observed = parse({
			lockfileVersion: 3,
			packages: {
				"": { name: "root", workspaces: ["packages/*"] },
				"packages/m": { name: "@me/m", version: "0.1.0", dependencies: { a: "1" }, devDependencies: { d: "1" } },
				"../beside": { name: "beside", version: "0.2.0", dependencies: { "@me/m": "*" } },
				"node_modules/@me/m": { resolved: "packages/m", link: true },
				"node_modules/beside": { resolved: "../beside", link: true },
				"node_modules/a": { version: "1.0.0" },
				"packages/m/node_modules/d": { version: "1.0.0", dev: true },
				"node_modules/gone": { resolved: "packages/gone", link: true },
			},
		});
		expect(toLines(observed)).toEqual([
			"node_modules/a a@1.0.0 registry prod direct",
			"packages/m/node_modules/d d@1.0.0 registry dev direct",
		]);
		expect(observed.own).toEqual([
			{ name: "root", version: null, location: "/var/task" },
			{ name: "@me/m", version: "0.1.0", location: "/var/task/packages/m", workspaceOf: "/var/task" },
			{ name: "beside", version: "0.2.0", location: "/var/beside" },
			{ name: "gone", version: null, location: "/var/task/packages/gone", workspaceOf: "/var/task" },
		]);
		expect(observed.edges.map(({ from, to }) => [from, to])).toEqual([
			["/var/task/packages/m", "/var/task/node_modules/a"],
			["/var/task/packages/m", "/var/task/packages/m/node_modules/d"],
			["/var/beside", null],
		]);
	});

	test("a dependency that its package carries inside is bundled", () => {
		const observed = parse({
			lockfileVersion: 3,
			packages: {
				"": { dependencies: { a: "1" } },
				"node_modules/a": { version: "1.0.0", dependencies: { b: "1" }, bundleDependencies: ["b"] },
				"node_modules/a/node_modules/b": { version: "1.0.0", inBundle: true },
			},
		});
		expect(toEdgeLines(observed)).toEqual([
			"/ prod a@1 -> /node_modules/a",
			"/node_modules/a bundled b@1 -> /node_modules/a/node_modules/b",
		]);
	});

	test("bad entries are gaps, good ones are kept", () => {
		const observed = parse({
			lockfileVersion: 3,
			packages: {
				"": {},
				"node_modules/good": { version: "1.0.0", name: 3, dependencies: ["x"] },
				"node_modules/broken": 7,
				"node_modules/unversioned": {},
				"node_modules/linked": { link: true },
				"node_modules/../../escape": { version: "1.0.0" },
				"node_modules\\windows": { version: "1.0.0" },
				"node_modules/good/dist": { version: "1.0.0" },
				"node_modules/\u001b[31m": { version: "1.0.0" },
			},
		});
		expect(toLines(observed)).toEqual([
			"node_modules/good good@1.0.0 registry prod transitive",
			"node_modules/broken broken@null registry prod transitive",
			"node_modules/unversioned unversioned@null registry prod transitive",
		]);
		expect(observed.gaps.map(({ code, blocking, path, message }) => [code, blocking, path, message])).toEqual([
			["lockfile-entry-unreadable", true, "package-lock.json", "7 of its 8 entries could not be read"],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules/broken" is no object'],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules/unversioned" has no version'],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules/linked" links to no path'],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules/../../escape" is no install path'],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules\\windows" is no install path'],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules/good/dist" is no package folder'],
			["lockfile-entry-unreadable", false, "package-lock.json", 'entry "node_modules/[31m" is no install path'],
		]);
	});

	test("many bad entries are counted, not listed one by one", () => {
		const bad = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`node_modules/p${i}`, null]));
		const observed = parse({ lockfileVersion: 3, packages: { ...bad, "node_modules/good": { version: "1.0.0" } } });
		expect(observed.packages).toHaveLength(501);
		expect(observed.gaps).toHaveLength(52);
		expect(observed.gaps.at(-1)?.message).toBe("further entries that could not be read: 450");
	});

	test("a package without a version is not read: most of them make a blocking gap, all of them an error", () => {
		const lock = (count: number) => ({
			lockfileVersion: 3,
			packages: {
				...Object.fromEntries(Array.from({ length: count }, (_, i) => [`node_modules/p${i}`, { dev: true }])),
				"node_modules/good": { version: "1.0.0" },
				"node_modules/git": { resolved: "git+ssh://git@git.example/a.git#0123456" },
			},
		});
		const listBlocking = (count: number) =>
			parse(lock(count)).gaps.flatMap(({ blocking, message }) => (blocking ? [message] : []));
		expect(listBlocking(2)).toEqual([]);
		expect(listBlocking(3)).toEqual(["3 of its 5 entries could not be read"]);
		const nothing = { a: {}, b: { resolved: "https://registry.example/b/-/b-1.0.0.tgz" } };
		const error = expect.objectContaining({ message: "package-lock.json: none of its entries can be read." });
		expect(() => parse({ lockfileVersion: 1, dependencies: nothing })).toThrow(error);
		const packages = { "node_modules/a": nothing.a, "node_modules/b": nothing.b };
		expect(() => parse({ lockfileVersion: 2, packages })).toThrow(error);
	});

	test("keys of Object.prototype are names like any other", () => {
		const observed = parse(
			'{"lockfileVersion":3,"packages":{"":{"dependencies":{"__proto__":"1","constructor":"1"}},"node_modules/__proto__":{"version":"1.0.0","dependencies":{"toString":"1"}},"__proto__":{"version":"9"}}}',
		);
		expect(toLines(observed)).toEqual(["node_modules/__proto__ __proto__@1.0.0 registry prod direct"]);
		expect(toEdgeLines(observed)).toEqual([
			"/ prod __proto__@1 -> /node_modules/__proto__",
			"/ prod constructor@1 -> nothing",
			"/node_modules/__proto__ prod toString@1 -> nothing",
		]);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
});

describe("lockfileVersion 1", () => {
	const dependencies = {
		a: {
			version: "1.0.0",
			requires: { b: "1", o: "1", gone: "1" },
			dependencies: { b: { version: "1.5.0", bundled: true } },
		},
		b: { version: "2.0.0", dev: true },
		o: { version: "1.0.0", optional: true, requires: { b: "2" } },
		alias: { version: "npm:@real/name@3.0.0" },
		git: { version: "git+ssh://git@git.example/a.git#abc", from: "git+ssh://git@git.example/a.git" },
		hub: { version: "github:owner/repo#abc" },
		remote: { version: "https://files.example/x.tgz", integrity: "sha512-x" },
		local: { version: "file:../lib" },
	};

	test("nesting, flags, aliases, sources; what is direct is known from the package.json beside it", () => {
		const manifest = { dependencies: { a: "^1.0.0" }, devDependencies: { b: "^2.0.0" } };
		const observed = parse({ name: "old", version: "1.0.0", lockfileVersion: 1, dependencies }, manifest);
		expect(toLines(observed)).toEqual([
			"node_modules/a a@1.0.0 registry prod direct",
			"node_modules/a/node_modules/b b@1.5.0 registry prod transitive",
			"node_modules/b b@2.0.0 registry dev direct",
			"node_modules/o o@1.0.0 registry optional transitive",
			"node_modules/alias @real/name@3.0.0 registry prod transitive",
			"node_modules/git git@null git prod transitive",
			"node_modules/hub hub@null git prod transitive",
			"node_modules/remote remote@null tarball prod transitive",
		]);
		expect(toEdgeLines(observed)).toEqual([
			"/ prod a@^1.0.0 -> /node_modules/a",
			"/ dev b@^2.0.0 -> /node_modules/b",
			"/node_modules/a prod b@1 -> /node_modules/a/node_modules/b",
			"/node_modules/a optional o@1 -> /node_modules/o",
			"/node_modules/a prod gone@1 -> nothing",
			"/node_modules/o prod b@2 -> /node_modules/b",
		]);
		expect(observed.own.map(({ location }) => location)).toEqual(["/var/task", "/var/lib"]);
	});

	test("without a package.json nobody knows what is direct", () => {
		const observed = parse({ lockfileVersion: 1, dependencies: { a: { version: "1.0.0" } } });
		expect(toLines(observed)).toEqual(["node_modules/a a@1.0.0 registry prod unknown"]);
	});

	test("a shrinkwrap older than npm 5 has no version", () => {
		expect(toLines(parse({ dependencies: { a: { version: "1.0.0" } } }))).toHaveLength(1);
	});

	test("nesting deeper than any stack, or than any path, ends in a gap, and a blocking one where most lies below", () => {
		const depth = 50_000;
		const text = `{"lockfileVersion":1${',"dependencies":{"a":{"version":"1.0.0"'.repeat(depth)}${"}}".repeat(depth)}}`;
		const observed = parse(text);
		expect(observed.packages.length).toBeGreaterThan(250);
		const messages = new Set(observed.gaps.map(({ message }) => message.slice(-18)));
		expect(messages.has("is no install path")).toBe(true);
		expect(observed.gaps.filter(({ blocking }) => blocking).map(({ code }) => code)).toEqual([
			"lockfile-entry-unreadable",
		]);
	});

	test("a cycle of requirements is a cycle of edges", () => {
		const cycle = { a: { version: "1.0.0", requires: { b: "1" } }, b: { version: "1.0.0", requires: { a: "1" } } };
		expect(toEdgeLines(parse({ lockfileVersion: 1, dependencies: cycle }))).toEqual([
			"/node_modules/a prod b@1 -> /node_modules/b",
			"/node_modules/b prod a@1 -> /node_modules/a",
		]);
	});
});

describe("text", () => {
	test("line ends and a byte order mark change nothing", () => {
		const text = JSON.stringify({ name: "app", lockfileVersion: 3, packages: PACKAGES_V3 }, null, 2);
		expect(parse(`\ufeff${text.replaceAll("\n", "\r\n")}`)).toEqual(parse(text));
	});

	test("200,000 packages are read", () => {
		const packages: Record<string, object> = { "": {} };
		for (let i = 0; i < 200_000; i++) {
			packages[`node_modules/p${i}`] = { version: "1.0.0", dependencies: { [`p${(i * 7) % 200_000}`]: "1" } };
		}
		const observed = parse({ lockfileVersion: 3, packages });
		expect(observed.packages).toHaveLength(200_000);
		expect(observed.edges).toHaveLength(200_000);
		expect(observed.edges.every(({ to }) => to !== null)).toBe(true);
	});

	test("a lockfile without packages is one", () => {
		expect(parse({ lockfileVersion: 3, packages: { "": { name: "empty" } } }).packages).toEqual([]);
		expect(parse({ lockfileVersion: 1 }).packages).toEqual([]);
	});

	test.each([
		["", "package-lock.json: the file is empty."],
		['{\n"lockfileVersion": 3,\n"packages": {\n', "package-lock.json: no valid JSON, it breaks at line 4."],
		["[]", "package-lock.json: holds JSON, but no object."],
		["{}", "package-lock.json: lockfileVersion none is not known."],
		['{"lockfileVersion": 4}', "package-lock.json: lockfileVersion 4 is not known."],
		['{"lockfileVersion": "\\u001b[31m3"}', 'package-lock.json: lockfileVersion "\\u001b[31m3" is not known.'],
		['{"lockfileVersion": 3, "packages": []}', 'package-lock.json: "packages" is no object.'],
		[
			'{"lockfileVersion": 3, "packages": {"node_modules/a": 1}}',
			"package-lock.json: none of its entries can be read.",
		],
		[
			'{\n<<<<<<< HEAD\n"lockfileVersion": 3\n=======\n"lockfileVersion": 2\n>>>>>>> theirs\n}',
			"package-lock.json: merge conflict at line 2.",
		],
	])("%j cannot be read as a whole", (text, message) => {
		expect(() => parse(text)).toThrow(ScanError);
		try {
			parse(text);
		} catch (error) {
			expect(error).toMatchObject({ code: "lockfile-unreadable", message, exitCode: 3 });
		}
	});
});
