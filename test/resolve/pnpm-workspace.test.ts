/** pnpm-workspace.yaml: which folders of a scanned folder are own code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { parseWorkspacePatterns } from "../../src/resolve/project/pnpm-workspace.ts";
import { SILENT, toBundle } from "./bundle.ts";

test.each([
	[
		"packages:\n  - packages/*\n  - 'apps/**' # all\n  - \"!**/test/**\"\ncatalog:\n  - no\n",
		["packages/*", "apps/**", "!**/test/**"],
	],
	["\ufeff# a\r\n\r\npackages:\r\n- a\r\n\r\n# b\r\n- 'b#c'\r\n", ["a", "b#c"]],
	["packages: [a, 'b/*', \"c\"]\n", ["a", "b/*", "c"]],
	["packages:\ncatalog:\n  - a\n", []],
	["packages: 3\n", []],
	["  packages:\n  - a\n", []],
	["", []],
])("%j", (text, patterns) => {
	expect(parseWorkspacePatterns(text)).toEqual(patterns);
});

test("many lines are read in proportion, and patterns are bounded", () => {
	expect(parseWorkspacePatterns(`packages:\n${"  - a\n".repeat(300_000)}`).length).toBeLessThan(1_100);
	expect(parseWorkspacePatterns(`packages:\n  - ${"'".repeat(500_000)}\n`)).toHaveLength(1);
});

test("members are own code, without a lockfile and without `workspaces` in package.json", async () => {
	const files = {
		"package.json": JSON.stringify({ name: "root" }),
		"pnpm-workspace.yaml": readFileSync("test/fixtures/lockfiles/pnpm/monorepo/pnpm-workspace.yaml", "utf8"),
		"packages/core/package.json": JSON.stringify({ name: "lodash", version: "4.17.20" }),
		"packages/core/index.js": "module.exports = 1;",
		"other/package.json": JSON.stringify({ name: "minimist", version: "1.2.0" }),
		"other/index.js": "module.exports = 1;",
	};
	const { graph } = await resolve(toBundle(files), { runtime: null, handler: null, progress: SILENT });
	expect(graph.own.map(({ name, location, workspaceOf }) => [name, location, workspaceOf])).toEqual([
		["root", "/var/task", undefined],
		["lodash", "/var/task/packages/core", "/var/task"],
	]);
	// What no pattern names is a vendored copy, as before.
	expect(graph.packages.map(({ id, unrooted }) => [id, unrooted])).toEqual([["minimist@1.2.0", true]]);
});
