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

test("own folders know which names their overrides pin everywhere", async () => {
	const overrides = { x: "1.0.0", "@s/y": "$z", a: { x: "2.0.0" }, "x@^1": "1.0.0", "__proto__ ": "1" };
	const bundle = toBundle({ "package.json": { name: "root", dependencies: { a: "1.0.0" }, overrides } });
	const { graph } = await resolve(bundle, { runtime: null, handler: null, progress: SILENT });
	expect(graph.own).toEqual([{ name: "root", version: null, location: "/var/task", overrides: ["x", "@s/y"] }]);
});
