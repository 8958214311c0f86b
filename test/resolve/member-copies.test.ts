import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type Files, SILENT, toBundle } from "./bundle.ts";

async function listAll(files: Files) {
	const { graph, gaps } = await resolve(toBundle(files), { runtime: null, handler: null, progress: SILENT });
	return {
		packages: graph.packages.map(({ id, relation }) => [id, relation]),
		own: graph.own.map(({ name, location }) => [name, location]).sort(),
		edges: graph.edges.map(({ from, to, name }) => [from, name, to]).sort(),
		gaps: gaps.map(({ code, path }) => [code, path]),
	};
}

const root = "/var/task";
const member = { name: "@w/p", private: true, dependencies: { x: "1" } };
const nested = { name: "x", version: "1.0.0" };
const copy = {
	"node_modules/@w/p/package.json": member,
	"node_modules/@w/p/index.js": "1",
	"node_modules/@w/p/node_modules/x/package.json": nested,
};

describe("a member whose files are stored where npm had linked it", () => {
	test("its name is a member's: own code, and what lies in it is found from there", async () => {
		const files = {
			"package.json": { name: "app", workspaces: ["packages/*"], dependencies: { "@w/p": "*" } },
			"packages/p/package.json": member,
			"packages/p/node_modules/x/package.json": nested,
			...copy,
		};
		expect(await listAll(files)).toMatchObject({
			packages: [["x@1.0.0", "direct"]],
			own: [
				["@w/p", `${root}/node_modules/@w/p`],
				["@w/p", `${root}/packages/p`],
				["app", root],
			],
			edges: [
				[root, "@w/p", `${root}/packages/p`],
				[`${root}/packages/p`, "x", `${root}/node_modules/@w/p/node_modules/x`],
				[`${root}/packages/p`, "x", `${root}/packages/p/node_modules/x`],
			],
			gaps: [],
		});
	});

	test("the lockfile calls it a link: own code", async () => {
		const files = {
			"package.json": { name: "app", workspaces: ["packages/*"], dependencies: { "@w/p": "*", p2: "*" } },
			"package-lock.json": {
				lockfileVersion: 3,
				packages: {
					"": { name: "app", workspaces: ["packages/*"], dependencies: { "@w/p": "*", p2: "*" } },
					"node_modules/@w/p": { resolved: "packages/p", link: true },
					"node_modules/p2": { resolved: "packages/p2", link: true },
					"packages/p": { name: "@w/p", dependencies: { x: "1" } },
					"packages/p/node_modules/x": { version: "1.0.0" },
					"packages/p2": { version: "1.0.0" },
				},
			},
			...copy,
			"node_modules/p2/package.json": { name: "p2", version: "1.0.0" },
		};
		const { packages, own } = await listAll(files);
		expect(packages.map(([id]) => id)).toEqual(["x@1.0.0"]);
		expect(own).toEqual([
			["@w/p", `${root}/node_modules/@w/p`],
			["@w/p", `${root}/packages/p`],
			["app", root],
			["p2", `${root}/node_modules/p2`],
			["p2", `${root}/packages/p2`],
		]);
	});

	test("another name, or another root, is a package", async () => {
		const files = {
			"package.json": { name: "app", workspaces: ["packages/*"] },
			"packages/p/package.json": { name: "@w/p" },
			"node_modules/@w/p/package.json": { name: "other", version: "1.0.0" },
			"sub/node_modules/@w/p/package.json": { name: "@w/p", version: "1.0.0" },
		};
		expect((await listAll(files)).packages.map(([id]) => id)).toEqual(["@w/p@1.0.0", "other@1.0.0"]);
	});
});
