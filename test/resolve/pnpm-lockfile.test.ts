/** pnpm-lock.yaml, held against pnpm's own listing and against an independent reading. */
import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/model.ts";
import { pnpm } from "../../src/resolve/lockfiles/pnpm.ts";
import { type Surroundings, toContext } from "./lockfile-context.ts";
import { listFixtures, toSorted } from "./manager-fixtures.ts";
import { readPnpmLock } from "./pnpm-oracle.ts";

const FIXTURES = listFixtures("pnpm");

const parse = async (text: string, around: Surroundings = {}): Promise<Observation> =>
	pnpm.parse(text, toContext("pnpm-lock.yaml", around));
const toLabel = ({ name, version }: { name: string; version: string | null }) => `${name}@${version}`;
const key = (location: string) => location.replace("/var/task/pnpm-lock.yaml#", "");

test("there are six real manifests in three formats, and more", () => {
	for (const project of [
		"express",
		"aws-sdk",
		"drivers",
		"templates",
		"power-tuning",
		"monorepo",
		"aliases",
		"local",
	]) {
		const formats = FIXTURES.filter((one) => one.project === project).map(({ format }) => format);
		expect(formats).toEqual(expect.arrayContaining(["5.4", "6.0", "9.0"]));
	}
});

describe.each(FIXTURES.map((one) => [one.name, one] as const))("%s", (_, { text, listing, context, project }) => {
	test.runIf(listing !== undefined)("has the packages that pnpm lists", async () => {
		const { packages, own, gaps } = await pnpm.parse(text, context);
		// pnpm lists copied folders among packages; here they are own code.
		const isFolder = (line: string) => project === "local" && line.startsWith("folder-dep@");
		expect(toSorted(packages.map(toLabel))).toEqual(toSorted((listing ?? []).filter((line) => !isFolder(line))));
		expect(own.some(({ name }) => name === "folder-dep")).toBe(project === "local");
		expect(gaps).toEqual([]);
	});

	test("is what an independent reading makes of it", async () => {
		const { packages, own, edges } = await pnpm.parse(text, context);
		const reading = readPnpmLock(text);
		expect(packages.map(toLabel).sort()).toEqual(reading.packages.sort());
		expect(packages.flatMap((one) => (one.integrity ? [`${toLabel(one)} ${one.integrity}`] : [])).sort()).toEqual(
			reading.integrity.sort(),
		);
		const labels = new Map(packages.map((one) => [one.location, toLabel(one)]));
		for (const { location } of own) labels.set(location, "own");
		const found = edges.map(({ from, to }) => `${labels.get(from)} -> ${to === null ? "missing" : labels.get(to)}`);
		expect(found.sort()).toEqual(reading.edges.sort());
		const folders = own.map(({ location }) => location.slice("/var/task/".length) || ".");
		expect(folders).toEqual(expect.arrayContaining([...new Set(reading.importers)]));
	});
});

test("all formats of a project say the same", async () => {
	for (const project of ["express", "aws-sdk", "drivers", "templates", "power-tuning", "aliases", "monorepo"]) {
		const facts = [];
		for (const { text, context, format } of FIXTURES.filter((one) => one.project === project)) {
			if (format === "5.3") continue;
			const { packages } = await pnpm.parse(text, context);
			facts.push(toSorted(packages.map((one) => `${toLabel(one)} ${one.scope} ${one.direct} ${one.source}`)));
		}
		expect(facts.length).toBeGreaterThan(2);
		for (const one of facts) expect(one).toEqual(facts[0]);
	}
});

test("scopes are the flags of versions 5 and 6, which say nothing of peers", async () => {
	let compared = 0;
	for (const { name, text, context } of FIXTURES.filter(({ format }) => /^[56]/.test(format))) {
		const { packages } = await pnpm.parse(text, context);
		const flags = new Map<string, string>();
		for (const block of text.slice(text.indexOf("\npackages:")).split(/\n\n(?= {2}\S)/)) {
			const [, entry = ""] = /^ {2}(\S+):$/m.exec(block) ?? [];
			const [, dev = "mixed"] = /^ {4}dev: (true|false)$/m.exec(block) ?? [];
			const scope = dev === "true" ? "dev" : /^ {4}optional: true$/m.test(block) ? "optional" : "prod";
			// An entry that both production and development lead to has no flag.
			flags.set(entry.replace(/^'|'$/g, ""), dev === "mixed" ? "mixed" : scope);
		}
		for (const { location, scope } of packages) {
			const flag = flags.get(key(location));
			if (scope === "peer") continue;
			compared++;
			expect([name, location, flag === "mixed" ? scope !== "dev" : scope]).toEqual([
				name,
				location,
				flag === "mixed" || flag,
			]);
		}
	}
	expect(compared).toBeGreaterThan(1_500);
});

describe("what a lockfile says in few words", () => {
	const edges = ({ edges: all }: Observation) =>
		all.map(({ from, to, name, spec, type }) => [key(from), to && key(to), name, spec, type]);

	test("peers: entries stay apart, packages are one, and their ranges are known", async () => {
		const { text, context } = FIXTURES.find(({ name }) => name === "monorepo 9.0") ?? {
			text: "",
			context: toContext(""),
		};
		const observed = await pnpm.parse(text, context);
		const locations = observed.packages
			.filter(({ name }) => name === "use-sync-external-store")
			.map(({ location }) => key(location));
		expect(locations).toEqual([
			"use-sync-external-store@1.2.0(react@17.0.2)",
			"use-sync-external-store@1.2.0(react@18.2.0)",
		]);
		expect(edges(observed).filter(([from]) => locations.includes(String(from)))).toEqual([
			["use-sync-external-store@1.2.0(react@17.0.2)", "react@17.0.2", "react", "^16.8.0 || ^17.0.0 || ^18.0.0", "peer"],
			["use-sync-external-store@1.2.0(react@18.2.0)", "react@18.2.0", "react", "^16.8.0 || ^17.0.0 || ^18.0.0", "peer"],
		]);
		expect(observed.own).toEqual([
			{ name: "mono", version: "1.0.0", location: "/var/task" },
			{ name: "web", version: null, location: "/var/task/apps/web", workspaceOf: "/var/task" },
			{ name: "@mono/core", version: "1.2.0", location: "/var/task/packages/core", workspaceOf: "/var/task" },
			{ name: "@mono/ui", version: "0.3.0", location: "/var/task/packages/ui", workspaceOf: "/var/task" },
		]);
	});

	test.each(["5.4", "6.0", "9.0"])("git, file, folder, link and patch (%s)", async (format) => {
		const { text, context } = FIXTURES.find(({ name }) => name === `local ${format}`) ?? {
			text: "",
			context: toContext(""),
		};
		const { packages, own } = await pnpm.parse(text, context);
		expect(packages.filter(({ source }) => source !== "registry").map((one) => [toLabel(one), one.source])).toEqual(
			expect.arrayContaining([
				["git-dep@2.1.0", "git"],
				["tar-dep@1.4.0", "file"],
			]),
		);
		expect(packages.filter(({ source }) => source !== "registry")).toHaveLength(2);
		expect(own.map(({ name, version, location }) => [name, version, location])).toEqual([
			["local", "1.0.0", "/var/task"],
			["folder-dep", "0.9.0", "/var/task/vendor/folder-dep"],
			["linked-dep", "0.8.0", "/var/task/vendor/linked-dep"],
		]);
	});

	test("the document that pnpm puts in front: config dependencies are for development", async () => {
		const { text, context } = FIXTURES.find(({ project }) => project === "env") ?? { text: "", context: toContext("") };
		const { packages } = await pnpm.parse(text, context);
		expect(packages.map((one) => [toLabel(one), one.scope, one.direct])).toEqual([
			["is-number@7.0.0", "dev", true],
			["is-number@6.0.0", "prod", false],
			["is-odd@3.0.1", "prod", true],
		]);
	});

	test("ranges that are not there are marked; overrides, and no sections at all", async () => {
		const text = `lockfileVersion: '9.0'
overrides:
  a: 1.0.0
  b>c: 2.0.0
  d@1: 1.1.0
importers:
  .:
    dependencies:
      x: {specifier: 'npm:a@^1.0.0', version: a@1.0.0}
packages:
  a@1.0.0:
    resolution: {integrity: sha512-a}
  b@1.10.0:
    resolution: {tarball: 'https://host.example/b.tgz'}
snapshots:
  a@1.0.0:
    dependencies:
      b: 1.10.0
  b@1.10.0: {}
`;
		const observed = await parse(text);
		expect(observed.own).toEqual([{ name: null, version: null, location: "/var/task", overrides: ["a"] }]);
		expect(observed.edges.map(({ isRangeUnknown, ...edge }) => [isRangeUnknown ?? false, edge.spec])).toEqual([
			[false, "npm:a@^1.0.0"],
			[true, "1.10.0"],
		]);
		expect(observed.packages.map((one) => [toLabel(one), one.source, one.integrity])).toEqual([
			["a@1.0.0", "registry", "sha512-a"],
			["b@1.10.0", "tarball", null],
		]);
		const empty = await parse(
			"lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n\nimporters:\n\n  .: {}\n",
		);
		expect([empty.packages, empty.gaps, empty.own.length]).toEqual([[], [], 1]);
	});
});

describe("lockfiles that cannot be read as a whole", () => {
	test.each([
		["'7.0'", "lockfileVersion 7.0 is not known"],
		["'10.0'", "lockfileVersion 10.0 is not known"],
		["4", "lockfileVersion 4 is not known"],
		["{a: b}", "lockfileVersion none is not known"],
	])("version %s", async (version, problem) => {
		await expect(parse(`lockfileVersion: ${version}\npackages: {}\n`)).rejects.toMatchObject({
			code: "lockfile-unreadable",
			message: `pnpm-lock.yaml: ${problem}.`,
			hint: expect.stringContaining("5.0 to 5.4, 6.0, 6.1 and 9.0"),
		});
	});

	test.each([
		["packages: []", '"packages" is no mapping'],
		["importers: x", '"importers" is no mapping'],
		["packages:\n  ./x: {}", "none of its entries can be read"],
		["packages:\n  ./x: {name: a}", "none of its entries can be read"],
		[
			"importers: {.: {dependencies: {a: {specifier: '1', version: 1.0.0}}}}",
			"it asks for packages, and holds no entry of any",
		],
	])("%j", async (section, problem) => {
		await expect(parse(`lockfileVersion: '6.0'\n${section}\n`)).rejects.toMatchObject({
			code: "lockfile-unreadable",
			message: `pnpm-lock.yaml: ${problem}.`,
		});
	});
});
