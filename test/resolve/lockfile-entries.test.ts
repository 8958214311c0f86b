import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openShippedData, SCAN_DEFAULTS, scan } from "../../src/index.ts";
import type { LockfileEntry, TargetReport } from "../../src/model.ts";
import { bunEntries } from "../../src/resolve/lockfiles/bun/written-entries.ts";
import { createLineIndex } from "../../src/resolve/lockfiles/line-index.ts";
import { npmEntries } from "../../src/resolve/lockfiles/npm/written-entries.ts";
import { pnpmEntries } from "../../src/resolve/lockfiles/pnpm/written-entries.ts";
import type { EntryFinder } from "../../src/resolve/lockfiles/written-entries/define.ts";
import { walkMembers } from "../../src/resolve/lockfiles/written-entries/json-members.ts";
import { yarnEntries } from "../../src/resolve/lockfiles/yarn/written-entries.ts";

const FIXTURES = join("test", "fixtures", "lockfiles");
const NPM_LOCKFILES = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
	.filter((path) => path.endsWith("package-lock.json"))
	.map((path) => join(FIXTURES, path));

interface NpmLock {
	readonly packages?: Record<string, unknown>;
	readonly dependencies?: Record<string, unknown>;
}

function list(finder: EntryFinder, text: string): Record<string, string> {
	return Object.fromEntries([...finder.find(text)].map(({ key, start, end }) => [key, text.slice(start, end)]));
}

/** What nested `dependencies` hold, by install path. */
function flatten(dependencies: Record<string, unknown>, folder = ""): [string, unknown][] {
	return Object.entries(dependencies).flatMap(([name, value]) => [
		[`${folder}node_modules/${name}`, value],
		...flatten((value as NpmLock).dependencies ?? {}, `${folder}node_modules/${name}/`),
	]);
}

describe("entries of npm lockfiles", () => {
	test.each(NPM_LOCKFILES)("are what JSON.parse says they are: %s", (path) => {
		const text = readFileSync(path, "utf8");
		const lock = JSON.parse(text) as NpmLock;
		const found = [...npmEntries.find(text)].map(({ key, start, end }) => {
			const [value] = Object.values(JSON.parse(`{${text.slice(start, end)}}`) as Record<string, unknown>);
			return [key, value];
		});
		const expected = lock.packages === undefined ? flatten(lock.dependencies ?? {}) : Object.entries(lock.packages);
		expect(found.length).toBeGreaterThan(0);
		expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
	});

	test("lockfileVersion 1 nests them", () => {
		const dependencies = {
			a: { version: "1.0.0", requires: { b: "1" }, dependencies: { "@s/b": { version: "2.0.0" } } },
		};
		expect(list(npmEntries, JSON.stringify({ lockfileVersion: 1, dependencies }))).toEqual({
			"node_modules/a": `"a":${JSON.stringify(dependencies.a)}`,
			"node_modules/a/node_modules/@s/b": `"@s/b":{"version":"2.0.0"}`,
		});
	});

	test("lockfileVersion 2 writes them twice: `packages` counts, wherever it is", () => {
		const text = `{"dependencies":{"a":{"version":"1.0.0"}},"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}`;
		expect(list(npmEntries, text)).toEqual({ "": `"":{}`, "node_modules/a": `"node_modules/a":{"version":"1.0.0"}` });
	});

	test("braces, quotes and escapes in strings do not count, nor do keys of that name elsewhere", () => {
		const entry = { version: "1.0.0", author: 'a "packages": {"node_modules/x": {}} \\', bin: { packages: "{" } };
		const packages = { 'node_modules/"q\\': entry, ["__proto__"]: { version: "2.0.0" } };
		const text = JSON.stringify({ config: { packages: { "node_modules/y": {} } }, packages }, null, 2);
		expect([...npmEntries.find(text)].map(({ key }) => key)).toEqual(['node_modules/"q\\', "__proto__"]);
	});

	test("100,000 entries nested in each other take no stack", () => {
		const depth = 100_000;
		const text = `{"dependencies":{${'"a":{"dependencies":{'.repeat(depth)}${"}}".repeat(depth)}}}`;
		let members = 0;
		walkMembers(text, 0, {
			enter(level) {
				members++;
				return level + 1;
			},
		});
		expect([...npmEntries.find(text)].length).toBeLessThan(1_000);
		expect(members).toBe(2 * depth + 1);
	});
});

test("every member of any JSON text is found where it is written", () =>
	fc.assert(
		fc.property(
			fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()),
			fc.constantFrom(0, 1, "\t"),
			(value, indent) => {
				const text = JSON.stringify({ value }, null, indent);
				const found: [string, unknown][] = [];
				walkMembers<{ key: string; start: number; depth: number }>(
					text,
					{ key: "", start: 0, depth: 0 },
					{
						enter: ({ depth }, key, start) => (depth < 2 ? { key, start, depth: depth + 1 } : undefined),
						leave({ key, start, depth }, end) {
							if (depth === 2) found.push([key, Object.values(JSON.parse(`{${text.slice(start, end)}}`) as object)[0]]);
						},
					},
				);
				const expected = Object.entries(JSON.parse(text).value).filter(([, item]) => typeof item === "object" && item);
				expect(found).toEqual(expected);
			},
		),
	));

test("yarn classic: a block from its header to its last line", () => {
	const scoped = '"@s/a@^1.0.0", "@s/a@^1.1.0":\n  version "1.2.3"\n  dependencies:\n    version "^9.0.0"';
	const alias = '"old@npm:real@^1.0.0":\n  version "1.0.5"';
	const plain = 'b@^2.0.0, b@^2.1.0:\n  version "2.1.0"\n  resolved "x#y"';
	const text = `# yarn lockfile v1\r\n\n\n${scoped}\n\n${alias}\n\n${plain}\n`;
	expect(list(yarnEntries, text)).toEqual({ "@s/a@1.2.3": scoped, "real@1.0.5": alias, "b@2.1.0": plain });
});

test("yarn berry: the name is in the resolution", () => {
	const a = '"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":\n  version: 1.2.3\n  resolution: "@s/a@npm:1.2.3"\n  checksum: x';
	const alias = '"old@npm:real@^1.0.0":\n  version: 1.0.5\n  resolution: "real@npm:1.0.5"';
	const text = `__metadata:\n  version: 8\n\n${a}\n\n${alias}\n`;
	expect(list(yarnEntries, text)).toEqual({ "@s/a@1.2.3": a, "real@1.0.5": alias });
});

test.each([
	["5.x", "/@s/a/1.0.0_b@2.0.0:", "@s/a@1.0.0"],
	["5.x", "/a/1.0.0:", "a@1.0.0"],
	["6.0", "/@s/a@1.0.0(b@2.0.0)(@c/d@1.0.0):", "@s/a@1.0.0"],
	["6.0", "/a@1.0.0:", "a@1.0.0"],
	["9.0", "'@s/a@1.0.0':", "@s/a@1.0.0"],
	["9.0", "a@1.0.0: {}", "a@1.0.0"],
])("pnpm %s: %s", (_, header, key) => {
	const block = `${header}\n    resolution: {integrity: x}\n    dev: false`;
	const text = `lockfileVersion: x\n\nimporters:\n  .: {}\n\npackages:\n\n  ${block}\n\n  /z@9.9.9:\n    dev: true\n\nsnapshots:\n  y@1.0.0: {}\n`;
	expect(list(pnpmEntries, text)).toEqual({ [key]: block, "z@9.9.9": "/z@9.9.9:\n    dev: true" });
});

test("pnpm: what is not from a registry says its name and version below", () => {
	const block = "git.example/a/b/0123456:\n    resolution: {commit: x}\n    name: b\n    version: 3.0.0";
	expect(list(pnpmEntries, `packages:\n  ${block}\n`)).toEqual({ "b@3.0.0": block });
});

test("bun: each entry is an array that starts with name and version", () => {
	const a = '"a": ["a@1.0.0", "", { "dependencies": { "b": "^1" } }, "sha512-x"]';
	const text = `{\n  "workspaces": { "": { "name": "packages" } },\n  "packages": {\n    ${a},\n    "c/a": ["@s/a@2.0.0", ""],\n    "w": [],\n  },\n}\n`;
	expect(list(bunEntries, text)).toEqual({ "a@1.0.0": a, "@s/a@2.0.0": '"c/a": ["@s/a@2.0.0", ""]' });
});

test("pnpm: every document of a file has a section of its own", () => {
	const text = "packages:\n  a@1.0.0:\n    dev: true\n---\nlockfileVersion: x\n\npackages:\n  b@1.0.0: {}\n";
	expect(list(pnpmEntries, text)).toEqual({ "a@1.0.0": "a@1.0.0:\n    dev: true", "b@1.0.0": "b@1.0.0: {}" });
});

test.each([
	"pnpm/signed-uploads/5.4/pnpm-lock.yaml",
	"pnpm/aliases/6.0/pnpm-lock.yaml",
	"pnpm/env/9.0-pnpm12/pnpm-lock.yaml",
	"pnpm/monorepo/9.0/pnpm-lock.yaml",
	"yarn/yarn-1/sources/yarn.lock",
	"yarn/yarn-4.18/protocols/yarn.lock",
	"yarn/yarn-3.8.7/monorepo/yarn.lock",
	"bun/monorepo/2/bun.lock",
	"powertools/package-lock.json",
])("a scan finds the entry of every package that has a version: %s", async (path) => {
	const data = openShippedData();
	try {
		const { targets } = await scan([join(FIXTURES, path)], { ...SCAN_DEFAULTS, entries: true }, data);
		const [{ graph, entries = new Map() }] = targets as [TargetReport];
		const lines = readFileSync(join(FIXTURES, path), "utf8").split("\n");
		const versioned = graph.packages.filter(({ version }) => version !== null);
		expect(versioned.length).toBeGreaterThan(2);
		for (const { id, name, version } of versioned) {
			const found = (entries.get(id) ?? []) as readonly LockfileEntry[];
			expect(found.length, id).toBeGreaterThan(0);
			for (const { startLine, endLine } of found) {
				const text = lines.slice(startLine - 1, endLine).join("\n");
				expect(text).toContain(version);
				expect(text).toContain(name);
			}
		}
		const plain = await scan([join(FIXTURES, path)], SCAN_DEFAULTS, data);
		expect(plain.targets[0]!.entries).toBeUndefined();
	} finally {
		data.advisories.close();
	}
});

test("no text makes a finder throw, and every stretch lies within it", () =>
	fc.assert(
		fc.property(
			fc.string({ unit: fc.constantFrom(..."{}[]\":,'\\/@ \n\r\t#a1(_", "packages:", "version ", '"packages":{') }),
			(text) => {
				for (const finder of [npmEntries, yarnEntries, pnpmEntries, bunEntries]) {
					for (const { start, end } of finder.find(text)) {
						expect(0 <= start && start < end && end <= text.length).toBe(true);
					}
				}
			},
		),
	));

test("lines and columns count from 1", () => {
	const toPosition = createLineIndex("ab\r\nc\n\nd");
	expect([0, 1, 4, 5, 6, 7, 8].map((offset) => Object.values(toPosition(offset)).join(":"))).toEqual([
		"1:1",
		"1:2",
		"2:1",
		"2:2",
		"3:1",
		"4:1",
		"4:2",
	]);
});
