import { expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { SILENT, toBundle } from "./bundle.ts";

test("own folders know whose workspace members they are, and others are nobody's", async () => {
	const bundle = toBundle({
		"package.json": { name: "root", workspaces: ["packages/*"] },
		"packages/p/package.json": { name: "p", dependencies: { x: "1.0.0" } },
		"packages/p/node_modules/x/package.json": { name: "x", version: "1.0.0" },
		"tool/package.json": { name: "tool", dependencies: { x: "1.0.0" } },
		"tool/node_modules/x/package.json": { name: "x", version: "1.0.0" },
	});
	const { graph } = await resolve(bundle, { runtime: null, handler: null, progress: SILENT });
	expect(graph.own).toEqual([
		{ name: "root", version: null, location: "/var/task" },
		{ name: "p", version: null, location: "/var/task/packages/p", workspaceOf: "/var/task" },
		{ name: "tool", version: null, location: "/var/task/tool" },
	]);
});
