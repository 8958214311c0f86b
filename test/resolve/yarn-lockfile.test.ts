/** Crafted yarn lockfiles: what yarn writes seldom, what is broken, and what is hostile. */
import { describe, expect, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Observation } from "../../src/model.ts";
import { yarn } from "../../src/resolve/lockfiles/yarn.ts";
import { type Surroundings, toContext } from "./lockfile-context.ts";

const HEAD = "# yarn lockfile v1\n\n\n";
const BERRY = "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n";
const AT = "/var/task/yarn.lock#";

const parse = (text: string, around: Surroundings = {}) => yarn.parse(text, toContext("yarn.lock", around));

const toLines = ({ packages }: Observation) =>
	packages.map(({ location, name, version, source, scope, direct }) =>
		[location.slice(AT.length), `${name}@${version}`, source, scope, direct].join(" "),
	);
const toEdgeLines = ({ edges }: Observation) =>
	edges.map(({ from, to, name, spec, type }) => {
		const [start, end] = [from, to].map((place) => place?.replace(AT, "").replace(/^\/var\/task\/?/, "/") ?? "nothing");
		return `${start} ${type} ${name}@${spec} -> ${end}`;
	});

async function refuse(text: string, around: Surroundings = {}): Promise<string> {
	try {
		await parse(text, around);
	} catch (error) {
		expect(error).toBeInstanceOf(ScanError);
		expect(error).toMatchObject({ code: "lockfile-unreadable", exitCode: 3 });
		return (error as ScanError).message;
	}
	throw new Error("it was read");
}

describe("yarn 1", () => {
	test("several patterns, no version twice, SHA-1 behind the address, and no manifest to say what is direct", async () => {
		const seen = await parse(`${HEAD}"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.1.0"
  resolved "https://registry.example/@s/a/-/a-1.1.0.tgz#0123456789abcdef0123456789abcdef01234567"
  dependencies:
    b ""
    c latest

b@, b@*:
  version "2.0.0"
  resolved "https://registry.example/b/-/b-2.0.0.tgz"
  integrity sha512-AAAA==

c@latest:
  version "3.0.0"
  resolved "https://files.example/c.tgz"
`);
		expect(toLines(seen)).toEqual([
			"@s/a@1.1.0 @s/a@1.1.0 registry prod ",
			"b@2.0.0 b@2.0.0 registry prod ",
			"c@3.0.0 c@3.0.0 tarball prod ",
		]);
		expect(seen.packages.map(({ direct, integrity }) => [direct, integrity])).toEqual([
			[null, "sha1-ASNFZ4mrze8BI0VniavN7wEjRWc="],
			[null, "sha512-AAAA=="],
			[null, null],
		]);
		expect(toEdgeLines(seen)).toEqual(["@s/a@1.1.0 prod b@ -> b@2.0.0", "@s/a@1.1.0 prod c@latest -> c@3.0.0"]);
		expect(seen.lacksScopes).toBe(true);
		expect(seen.gaps).toEqual([]);
	});

	test("resolutions give a name another range, and the address tells the real name", async () => {
		const seen = await parse(
			`${HEAD}a@^1.0.0:
  version "1.0.0"
  dependencies:
    old "^1.0.0"
    two "^9.0.0"

"old@npm:new@2.0.0":
  version "2.0.0"
  resolved "https://registry.example/new/-/new-2.0.0.tgz"

two@1.0.0:
  version "1.0.0"

two@2.0.0:
  version "2.0.0"
`,
			{
				manifests: {
					"": {
						name: "app",
						dependencies: { a: "^1.0.0" },
						resolutions: { old: "npm:new@2.0.0", "a/**/two": "2.0.0" },
					},
				},
			},
		);
		expect(toEdgeLines(seen)).toEqual([
			"/ prod a@^1.0.0 -> a@1.0.0",
			"a@1.0.0 prod old@^1.0.0 -> old@2.0.0",
			"a@1.0.0 prod two@^9.0.0 -> two@2.0.0",
		]);
		expect(seen.packages.map(({ name, version }) => `${name}@${version}`)).toEqual([
			"a@1.0.0",
			"new@2.0.0",
			"two@1.0.0",
			"two@2.0.0",
		]);
		expect(seen.own).toEqual([{ name: "app", version: null, location: "/var/task", overrides: ["old"] }]);
	});

	test("members that are not in the target may ask for what nobody else does", async () => {
		const text = `${HEAD}a@1:\n  version "1.0.0"\n\nb@1:\n  version "1.0.0"\n`;
		const root = { name: "app", workspaces: { packages: ["packages/*"] }, devDependencies: { a: "1" } };
		const seen = await parse(text, { manifests: { "": root } });
		expect(seen.packages.map(({ name, scope, direct }) => [name, scope, direct])).toEqual([
			["a", "dev", true],
			["b", "prod", null],
		]);
	});

	test.each([
		["git@github.com:o/r.git#abc", "https://codeload.example/o/r/tar.gz/abc", "git"],
		["o/r", "https://codeload.example/o/r/tar.gz/abc", "git"],
		["github:o/r", "https://codeload.example/o/r/tar.gz/abc", "git"],
		["https://files.example/a.tgz", "https://files.example/a.tgz#abc", "tarball"],
		["file:../a", undefined, "file"],
		["./a.tgz", "./a.tgz#abc", "file"],
		["^1.0.0", undefined, "registry"],
	])("%s comes from %s: %s", async (range, resolved, source) => {
		const line = resolved === undefined ? "" : `  resolved "${resolved}"\n`;
		const seen = await parse(`${HEAD}"a@${range}":\n  version "1.0.0"\n${line}`);
		expect(seen.packages.map((found) => found.source)).toEqual([source]);
	});
});

describe("yarn 2 and later", () => {
	test("scopes without a package.json are not told apart, and optional and peer requirements are known", async () => {
		const seen = await parse(`${BERRY}"a@npm:^1.10, a@npm:~1.10":
  version: 1.10
  resolution: "a@npm:1.10"
  dependencies:
    o: "npm:^1.0.0"
  peerDependencies:
    p: ">=1"
    q: "*"
  peerDependenciesMeta:
    q:
      optional: true
  dependenciesMeta:
    o:
      optional: true
  conditions: os=darwin & cpu=x64
  checksum: 10c0/abc
  languageName: node
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.10"
    p: "npm:1.0.0"
  languageName: unknown
  linkType: soft

"o@npm:^1.0.0":
  version: 1.0.0
  resolution: "o@npm:1.0.0"
  linkType: hard

"p@npm:1.0.0":
  version: 1.0.0
  resolution: "p@npm:1.0.0::__archiveUrl=https%3A%2F%2Ffiles.example%2Fp.tgz"
  linkType: hard
`);
		expect(toLines(seen)).toEqual([
			"a@npm:1.10 a@1.10 registry prod true",
			"o@npm:1.0.0 o@1.0.0 registry optional false",
			"p@npm:1.0.0::__archiveUrl=https%3A%2F%2Ffiles.example%2Fp.tgz p@1.0.0 tarball prod true",
		]);
		expect(toEdgeLines(seen)).toEqual([
			"/ prod a@^1.10 -> a@npm:1.10",
			"/ prod p@1.0.0 -> p@npm:1.0.0::__archiveUrl=https%3A%2F%2Ffiles.example%2Fp.tgz",
			"a@npm:1.10 peer p@>=1 -> p@npm:1.0.0::__archiveUrl=https%3A%2F%2Ffiles.example%2Fp.tgz",
			"a@npm:1.10 optional o@^1.0.0 -> o@npm:1.0.0",
		]);
		expect(seen.lacksScopes).toBe(true);
		expect(seen.own).toEqual([{ name: "app", version: null, location: "/var/task" }]);
	});

	test.each([
		["a@git@github.com:o/r.git#commit=abc", "git"],
		["a@https://github.com/o/r.git#commit=abc", "git"],
		["a@ssh://git@h/o/r.git#commit=abc", "git"],
		["a@https://files.example/a-1.0.0.tgz", "tarball"],
		["a@file:./a#./a::hash=1&locator=app%40workspace%3A.", "file"],
		["a@exec:./gen.js#./gen.js::hash=1", "file"],
		["a@unheard:of", "unknown"],
		["a@patch:a@npm%3A1.0.0#./p.patch::version=1.0.0&hash=1", "registry"],
		["a@patch:a@patch%3Aa@npm%253A1.0.0%23.%2Fone.patch#./two.patch", "registry"],
		["@acme/a@npm:1.0.0", "private"],
	])("%s comes from %s", async (resolution, source) => {
		const text = `${BERRY}"k@x":\n  version: 1.0.0\n  resolution: ${JSON.stringify(resolution)}\n`;
		const seen = await parse(text, { privateScopes: ["@acme"] });
		expect(seen.packages.map((found) => [found.name.replace("@acme/", ""), found.version, found.source])).toEqual([
			["a", "1.0.0", source],
		]);
		expect(seen.gaps).toEqual([]);
	});

	test("portals and links are found from the workspace that asks", async () => {
		const seen = await parse(`${BERRY}"@s/m@workspace:packages/m":
  version: 0.0.0-use.local
  resolution: "@s/m@workspace:packages/m"
  dependencies:
    l: "link:../../libs/l"
    p: "portal:./p"
  linkType: soft

"l@link:../../libs/l::locator=%40s%2Fm%40workspace%3Apackages%2Fm":
  version: 0.0.0-use.local
  resolution: "l@link:../../libs/l::locator=%40s%2Fm%40workspace%3Apackages%2Fm"
  linkType: soft

"p@portal:./p::locator=%40s%2Fm%40workspace%3Apackages%2Fm":
  version: 0.0.0-use.local
  resolution: "p@portal:./p::locator=%40s%2Fm%40workspace%3Apackages%2Fm"
  linkType: soft
`);
		expect(seen.packages).toEqual([]);
		expect(toEdgeLines(seen)).toEqual([
			"/packages/m prod l@link:../../libs/l -> /libs/l",
			"/packages/m prod p@portal:./p -> /packages/m/p",
		]);
	});

	test("what yarn would not write so is read by a YAML parser: same packages", async () => {
		const plain = `${BERRY}"a@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  linkType: hard\n`;
		const other = `---\n# other\n__metadata: {version: 8, cacheKey: 10c0}\n'a@npm:^1.0.0':\n    version: '1.0.0'\n    resolution: >-\n      a@npm:1.0.0\n    linkType: hard\n`;
		expect(await parse(other)).toEqual(await parse(plain));
		expect(await parse(`\ufeff${plain.replaceAll("\n", "\r\n")}`)).toEqual(await parse(plain));
	});

	test("a key too long for a line has one of its own", async () => {
		const ranges = Array.from({ length: 100 }, (_, index) => `a@npm:^1.0.${index}`).join(", ");
		const seen = await parse(`${BERRY}? "${ranges}"\n:\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n`);
		expect(toLines(seen)).toEqual(["a@npm:1.0.0 a@1.0.0 registry prod "]);
	});
});

describe("broken files are errors that name the line", () => {
	const CONFLICT = '<<<<<<< HEAD\na@1:\n  version "1"\n=======\na@2:\n  version "2"\n>>>>>>> other\n';
	test.each([
		["a conflict", `${HEAD}${CONFLICT}`, "yarn.lock: merge conflict at line 4."],
		[
			"a conflict, Windows lines",
			`${HEAD}${CONFLICT}`.replaceAll("\n", "\r\n"),
			"yarn.lock: merge conflict at line 4.",
		],
		["a conflict of yarn 2", `${BERRY}${CONFLICT}`, "yarn.lock: merge conflict at line 5."],
		["an empty file", "", "yarn.lock: the file is empty."],
		["a blank file", " \n\n", "yarn.lock: the file is empty."],
		["a text that was cut", `${HEAD}a@1:\n  version "1.0`, "yarn.lock: no valid yarn lockfile, it breaks at line 5."],
		[
			"a key that was cut",
			`${HEAD}a@1:\n  version "1.0"\n  depend`,
			"yarn.lock: no valid yarn lockfile, it breaks at line 6.",
		],
		["three spaces", `${HEAD}a@1:\n   version "1.0"\n`, "yarn.lock: no valid yarn lockfile, it breaks at line 5."],
		["nesting", `${HEAD}a@1:\n  b:\n    c:\n      d "1"\n`, "yarn.lock: no valid yarn lockfile, it breaks at line 6."],
		["JSON", '{"lockfileVersion": 3}', "yarn.lock: no valid yarn lockfile, it breaks at line 1."],
		["no packages in any entry", `${HEAD}"":\n  version "1"\n`, "yarn.lock: none of its entries can be read."],
		["a newer version", "__metadata:\n  version: 11\n", "yarn.lock: lockfile version 11 is not known."],
		["an older version", "__metadata:\n  version: 3\n", "yarn.lock: lockfile version 3 is not known."],
		[
			"no version",
			'__metadata:\n  cacheKey: 8\n"a@npm:1":\n  version: 1.0.0\n',
			"yarn.lock: lockfile version none is not known.",
		],
		["entries of another kind", `${BERRY}a: b\n`, "yarn.lock: none of its entries can be read."],
		["a key twice", `${BERRY}a:\n  version: 1\na:\n  version: 2\n`, expect.stringMatching(/breaks at line 7/)],
		["an alias", `${BERRY}a: &x\n  version: 1\nb: *x\n`, expect.stringMatching(/line 5/)],
	])("%s", async (_, text, message) => {
		expect(await refuse(text)).toEqual(message);
	});

	test.each([
		["a version to come", '# yarn lockfile v2\n\n\na@1:\n  version "1.0.0"\n', "lockfile version 2 is not known"],
		["line ends of old, which make one comment of it", `${HEAD}a@1:\n`.replaceAll("\n", "\r"), "breaks at line 1"],
		["versions left out", `${HEAD}a@1:\n  resolved "x"\n`, "none of its entries can be read"],
		["the same later", `${BERRY}"a@npm:1":\n  resolution: "a@npm:1.0.0"\n`, "none of its entries can be read"],
	])("%s", async (_, text, message) => {
		expect(await refuse(text)).toContain(message);
	});

	test("nothing in it is an empty lockfile", async () => {
		for (const text of [HEAD, "# yarn lockfile v1\r\n", BERRY]) {
			expect(await parse(text)).toMatchObject({ packages: [], edges: [], gaps: [] });
		}
	});

	test("entries that are bad are named, the others count", async () => {
		const classic = await parse(
			`${HEAD}a@1:\n  version "1.0.0"\n\n"\\u0000 x":\n  version "1"\n\nc@1:\n  resolved "x"\n`,
		);
		expect(classic.packages.map(({ name, version }) => `${name}@${version}`)).toEqual(["a@1.0.0", "c@null"]);
		expect(classic.gaps.map(({ code, message }) => [code, message])).toEqual([
			["lockfile-entry-unreadable", "2 of its 3 entries could not be read"],
			["lockfile-entry-unreadable", 'entry " x@1" names no package'],
			["lockfile-entry-unreadable", 'entry "c@?" has no version'],
		]);
		const berry = await parse(
			`${BERRY}"a@npm:1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\nb: c\n"d@npm:1":\n  version: 1.0.0\n`,
		);
		expect(toLines(berry)).toEqual(["a@npm:1.0.0 a@1.0.0 registry prod "]);
		expect(berry.gaps.map(({ message }) => message)).toEqual([
			"2 of its 3 entries could not be read",
			'entry "b" is no mapping',
			'entry "d@npm:1" names no package',
		]);
	});

	test("a file that was cut between two entries lacks what the others ask for", async () => {
		const classic = await parse(`${HEAD}a@1:\n  version "1.0.0"\n  dependencies:\n    b "^1.0.0"\n    c "1"\n`);
		expect(classic.gaps.map(({ code, blocking, message }) => [code, blocking, message])).toEqual([
			[
				"lockfile-incomplete",
				true,
				'asks for 2 entries that it does not have ("b@^1.0.0"): it was cut off, or edited by hand',
			],
		]);
		const berry = await parse(
			`${BERRY}"a@npm:1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  dependencies:\n    b: "npm:^1"\n`,
		);
		expect(berry.gaps.map(({ code }) => code)).toEqual(["lockfile-incomplete"]);
	});
});

describe("hostile content", () => {
	test("keys of JavaScript's own are names like others", async () => {
		const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
		const classic = names
			.map((name) => `${name}@1:\n  version "1.0.0"\n  dependencies:\n    __proto__ "1"\n`)
			.join("\n");
		const berry = names
			.map(
				(name) =>
					`"${name}@npm:1":\n  version: 1.0.0\n  resolution: "${name}@npm:1.0.0"\n  dependencies:\n    __proto__: "npm:1"\n`,
			)
			.join("\n");
		for (const text of [HEAD + classic, BERRY + berry, `${BERRY}# \n${berry.replaceAll('"npm:1"', "'npm:1'")}`]) {
			const seen = await parse(text);
			expect(seen.packages.map(({ name }) => name)).toEqual(names);
			expect(seen.edges.map(({ name, to }) => [name, to === seen.packages[0]?.location])).toEqual(
				names.map(() => ["__proto__", true]),
			);
		}
		expect(({} as Record<string, unknown>)["version"]).toBeUndefined();
	});

	test("a place never looks like a folder, and two entries never share one", async () => {
		const long = "x".repeat(2_000);
		const seen = await parse(
			`${BERRY}${[
				"a@file:./node_modules/b/node_modules/c",
				"a@file:../\\u0000x",
				"a@file:../x",
				`a@file:${long}1`,
				`a@file:${long}2`,
			]
				.map((resolution, index) => `"k${index}@x":\n  version: 1.0.0\n  resolution: "${resolution}"\n`)
				.join("")}`,
		);
		const places = seen.packages.map(({ location }) => location);
		expect(new Set(places).size).toBe(5);
		expect(places[0]).toBe(`${AT}a@file:.${"/node%5Fmodules/b/node%5Fmodules/c"}`);
		for (const place of places) {
			expect(place).not.toMatch(/\p{Cc}|\/node_modules\//u);
			expect(place.length).toBeLessThan(500);
		}
	});

	test("cycles end, also through members", async () => {
		const seen = await parse(
			`${HEAD}a@1:\n  version "1.0.0"\n  dependencies:\n    b "1"\n\nb@1:\n  version "1.0.0"\n  dependencies:\n    a "1"\n    b "1"\n`,
			{ manifests: { "": { name: "r", devDependencies: { a: "1" } } } },
		);
		expect(toLines(seen)).toEqual(["a@1.0.0 a@1.0.0 registry dev true", "b@1.0.0 b@1.0.0 registry dev false"]);
	});

	test("folders that lead out of the target stay named, and nothing above everything is", async () => {
		const seen = await parse(
			`${BERRY}"a@link:../../../../../../etc":\n  version: 0.0.0\n  resolution: "a@link:../../../../../../etc"\n"b@portal:/etc":\n  version: 0.0.0\n  resolution: "b@portal:/etc"\n`,
		);
		expect(seen.own.map(({ location }) => location)).toEqual(["/var/task/etc", "/etc"]);
	});
});
