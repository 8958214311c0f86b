/** Real manifests, locked by yarn 1 to 4: what is read must be what the same yarn lists. */
import { createRequire } from "node:module";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/model.ts";
import { parseBerryText } from "../../src/resolve/lockfiles/yarn/berry/text.ts";
import { parseClassicText } from "../../src/resolve/lockfiles/yarn/classic/text.ts";
import { yarn } from "../../src/resolve/lockfiles/yarn.ts";
import { toRelativeFolder, YARN_FIXTURES } from "./yarn-fixtures.ts";

const { parse: parseByYarn }: typeof import("@yarnpkg/lockfile") = createRequire(import.meta.url)("@yarnpkg/lockfile");

const CLASSIC = YARN_FIXTURES.filter(({ isClassic }) => isClassic);
const BERRY = YARN_FIXTURES.filter(({ isClassic }) => !isClassic);

test("there are lockfiles of many versions and projects", () => {
	expect(CLASSIC.length).toBeGreaterThanOrEqual(11);
	expect(BERRY.length).toBeGreaterThanOrEqual(12);
	expect(YARN_FIXTURES.filter(({ listing }) => (listing?.length ?? 0) > 0).length).toBeGreaterThanOrEqual(20);
	expect(new Set(BERRY.map(({ text }) => /^ {2}version: (\d+)/m.exec(text)?.[1]))).toEqual(
		new Set(["4", "5", "6", "8", "10"]),
	);
});

describe.each(YARN_FIXTURES.filter(({ listing }) => listing !== undefined))("$name", (fixture) => {
	const { isClassic, text, context, listing } = fixture;

	test("has the packages that yarn lists, no more and no fewer", async () => {
		const seen = await yarn.parse(text, context);
		expect([...(isClassic ? listInstalledNames(seen) : listRealNames(seen))].sort()).toEqual(listing);
	});

	test("finds an entry or own code for all that is asked for", async () => {
		const seen = await yarn.parse(text, context);
		expect(seen.gaps).toEqual([]);
		const places = new Set([...seen.packages, ...seen.own].map(({ location }) => location));
		const lost = seen.edges.filter(({ to, type }) => (to === null ? type !== "peer" : !places.has(to)));
		expect(lost).toEqual([]);
		expect(places.size).toBe(seen.packages.length + seen.own.length);
	});
});

/** yarn 1 lists a package under each name that is asked for, and members and linked folders as well. */
function listInstalledNames({ packages, own, edges }: Observation): Set<string> {
	const versions = new Map(packages.map(({ location, version }) => [location, version]));
	const asked = new Set(edges.map(({ to }) => to));
	const names = edges.flatMap(({ to, name }) =>
		to !== null && versions.has(to) ? [`${name}@${versions.get(to)}`] : [],
	);
	const alone = packages
		.filter(({ location }) => !asked.has(location))
		.map(({ name, version }) => `${name}@${version}`);
	const folders = own
		.filter(({ location }) => location !== "/var/task")
		.map(({ name, version }) => `${name}@${version}`);
	return new Set([...names, ...alone, ...folders]);
}

function listRealNames({ packages }: Observation): Set<string> {
	return new Set(packages.map(({ name, version }) => `${name}@${version}`));
}

describe("two readers of one language", () => {
	test.each(CLASSIC)("$name: blocks are those of yarn's own parser", ({ text }) => {
		const expected = Object.entries(parseByYarn(text).object).map(([key, fields]) => [key, fields as object]);
		const read = parseClassicText(text, "yarn.lock").flatMap(({ keys, fields, lists }) => {
			const block = { ...Object.fromEntries(fields), ...toObjects(lists) };
			return keys.map((key) => [key, block]);
		});
		expect(Object.fromEntries(read)).toEqual(Object.fromEntries(expected));
		expect(read.length).toBe(expected.length);
	});

	test.each(BERRY)("$name: the mapping is that of a YAML parser", ({ text }) => {
		const read = parseBerryText(text);
		expect(read).toBeDefined();
		expect(JSON.parse(JSON.stringify(read))).toEqual(load(text, { schema: FAILSAFE_SCHEMA }));
	});
});

function toObjects(lists: ReadonlyMap<string, ReadonlyMap<string, string>>): object {
	return Object.fromEntries([...lists].map(([name, list]) => [name, Object.fromEntries(list)]));
}

describe("what a lockfile says beyond the listing", () => {
	const find = (name: string) => YARN_FIXTURES.find((fixture) => fixture.name === name)!;
	const look = async (name: string) => {
		const { text, context } = find(name);
		return yarn.parse(text, context);
	};
	const toLines = ({ packages }: Observation, wanted: (name: string) => boolean) =>
		packages
			.filter(({ name }) => wanted(name))
			.map(({ location, name, version, source, scope, direct }) =>
				[location.slice("/var/task/".length), `${name}@${version}`, source, scope, direct].join(" "),
			);

	test.each(["yarn-1/monorepo", "yarn-4.18/monorepo", "yarn-4.0.2/monorepo", "yarn-3.8.7/monorepo"])(
		"%s: workspaces are own code, and scopes are those of their manifests",
		async (name) => {
			const seen = await look(name);
			expect(
				seen.own
					.map(({ name: of, version, location, workspaceOf }) => [of, version, toRelativeFolder(location), workspaceOf])
					.sort(),
			).toEqual([
				["@shop/api", "0.3.0", "packages/api", "/var/task"],
				["@shop/core", "1.2.0", "packages/core", "/var/task"],
				["@shop/web", "0.0.1", "packages/web", "/var/task"],
				["shop", null, "", undefined],
			]);
			const scopes = new Map(
				seen.packages
					.filter(({ name: of, version }) => of !== "fsevents" || version === "2.3.2")
					.map(({ name: of, scope, direct }) => [of, `${scope} ${direct}`]),
			);
			expect(
				[
					"express",
					"body-parser",
					"mocha",
					"yargs",
					"ajv",
					"esbuild",
					"fsevents",
					"minimist",
					"mkdirp",
					"typescript",
				].map((of) => `${of} ${scopes.get(of)}`),
			).toEqual([
				"express prod true",
				"body-parser prod false",
				"mocha dev true",
				"yargs dev false",
				"ajv prod true",
				"esbuild dev true",
				"fsevents optional true",
				"minimist prod true",
				"mkdirp prod true",
				"typescript dev true",
			]);
			const members = seen.edges
				.filter(({ name: of }) => of === "@shop/core")
				.map(({ from, to, type }) => [from, to, type]);
			expect(members.sort()).toEqual([
				["/var/task/packages/api", "/var/task/packages/core", "prod"],
				["/var/task/packages/web", "/var/task/packages/core", "dev"],
			]);
			expect(seen.own.find(({ location }) => location === "/var/task")?.overrides).toEqual(["minimist"]);
		},
	);

	test("yarn 1: Git, folder, tarball and link", async () => {
		const seen = await look("yarn-1/sources");
		expect(toLines(seen, () => true)).toEqual([
			"yarn.lock#copied@0.2.0 copied@0.2.0 file prod true",
			"yarn.lock#debug@2.6.8 debug@2.6.8 registry prod false",
			"yarn.lock#gitty@1.1.1 gitty@1.1.1 git prod true",
			"yarn.lock#inherits@2.0.3 inherits@2.0.3 registry prod false",
			"yarn.lock#is-number@6.0.0 is-number@6.0.0 registry prod false",
			"yarn.lock#is-odd@3.0.1 is-odd@3.0.1 file prod true",
			"yarn.lock#minimist@1.2.0 minimist@1.2.0 registry prod true",
			"yarn.lock#ms@2.0.0 ms@2.0.0 registry prod false",
			"yarn.lock#ported@0.4.0 ported@0.4.0 file prod true",
			"yarn.lock#semver@5.7.1 semver@5.7.1 registry prod false",
		]);
		expect(seen.own.map(({ name, location }) => [name, location])).toEqual([
			["sources", "/var/task"],
			["tool", "/var/task/tool"],
		]);
		expect(seen.packages.find(({ name }) => name === "minimist")?.integrity).toMatch(/^sha512-/);
	});

	test("yarn 4: patches are the package they patch, portals and links are own code", async () => {
		const seen = await look("yarn-4.18/protocols");
		const wanted = new Set([
			"copied",
			"gitty",
			"is-odd",
			"minimist",
			"lodash",
			"resolve",
			"typescript",
			"fsevents",
			"semver",
			"ms",
		]);
		expect(toLines(seen, (name) => wanted.has(name))).toEqual([
			"yarn.lock#copied@file:./copied#./copied::hash=282650&locator=protocols%40workspace%3A. copied@0.2.0 file prod true",
			"yarn.lock#fsevents@npm:2.3.2 fsevents@2.3.2 registry optional true",
			"yarn.lock#gitty@git://git.example/gitty.git#commit=b02ad79d56a6a7a481060b4300d0ed93c6ef8550 gitty@1.1.1 git prod true",
			"yarn.lock#is-odd@file:./is-odd-3.0.1.tgz#./is-odd-3.0.1.tgz::hash=090a67&locator=protocols%40workspace%3A. is-odd@3.0.1 file prod true",
			"yarn.lock#lodash@npm:4.17.20 lodash@4.17.20 registry prod true",
			"yarn.lock#minimist@npm:1.2.0 minimist@1.2.0 registry prod true",
			"yarn.lock#ms@npm:2.1.1 ms@2.1.1 registry prod false",
			"yarn.lock#resolve@npm:1.22.0 resolve@1.22.0 registry prod true",
			"yarn.lock#semver@npm:5.7.1 semver@5.7.1 registry prod true",
			"yarn.lock#semver@npm:7.8.6 semver@7.8.6 registry optional false",
			"yarn.lock#typescript@npm:5.4.5 typescript@5.4.5 registry dev true",
		]);
		expect(seen.own.map(({ name, location }) => [name, location]).sort()).toEqual([
			["ported", "/var/task/ported"],
			["protocols", "/var/task"],
			["tool", "/var/task/tool"],
		]);
		expect(seen.packages.every(({ integrity }) => integrity === null)).toBe(true);
	});

	test.each(["yarn-1/aliases", "yarn-4.18/aliases", "yarn-3.1.0/aliases", "yarn-2.4.2/aliases"])(
		"%s: aliases go by their real names",
		async (name) => {
			const seen = await look(name);
			const at = new Map(seen.packages.map((found) => [found.location, found]));
			const root = seen.edges.filter(({ from, name: of }) => from === "/var/task" && /lodash|qs|tar/.test(of));
			expect(
				root
					.map(({ to, name: of, type }) => `${type} ${of} ${at.get(to ?? "")?.name}@${at.get(to ?? "")?.version}`)
					.sort(),
			).toEqual([
				"dev tar2 tar@2.2.2",
				"prod @mine/qs qs@6.5.2",
				"prod lodash lodash@4.17.20",
				"prod lodash3 lodash@3.10.1",
				expect.stringMatching(/^prod lodash4 lodash@4\.\d+\.\d+$/),
			]);
			expect(seen.packages.some((found) => /-cjs$|^lodash\d|^tar2|^@mine/.test(found.name))).toBe(false);
		},
	);
});
