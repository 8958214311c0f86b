/** Work must grow with the input, not with its square: each of these would not end in any time a person waits. */
import { expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type Files, SILENT, toBundle } from "./bundle.ts";

const COUNT = 10_000;
const manifest = (name: string, fields: object = {}) => ({ name, version: "1.0.0", ...fields });
const repeat = (make: (index: number) => readonly [string, string | object]): Files =>
	Array.from({ length: COUNT }, (_, index) => make(index));

test.each<[string, Files, Record<string, Files>, number]>([
	[
		"folders of own code, each with workspaces",
		repeat((i) => [`f${i}/package.json`, { private: true, workspaces: ["*"] }]),
		{},
		0,
	],
	["lockfiles", repeat((i) => [`f${i}/package-lock.json`, { lockfileVersion: 3, packages: {} }]), {}, 0],
	["separate trees", repeat((i) => [`f${i}/node_modules/a/package.json`, manifest("a")]), {}, 1],
	[
		"packages in one tree",
		repeat((i) => [`node_modules/p${i}/package.json`, manifest(`p${i}`, { dependencies: { [`p${i + 1}`]: "1" } })]),
		{},
		COUNT,
	],
	["vendored copies", repeat((i) => [`node_modules/a/v${i}/package.json`, manifest(`v${i}`)]), {}, 1],
	[
		"versions of one package",
		repeat((i) => [`f${i}/node_modules/a/package.json`, { name: "a", version: `1.0.${i}` }]),
		{},
		COUNT,
	],
	[
		"copies in a layer and own folders that could load them",
		repeat((i) => [`f${i}/index.js`, ""]),
		{ "l.zip": repeat((i) => [`nodejs/node_modules/p${i}/package.json`, manifest(`p${i}`)]) },
		COUNT,
	],
])(`${COUNT} %s`, async (_, files, layers, packages) => {
	const { graph } = await resolve(toBundle(files, { layers }), { runtime: null, handler: null, progress: SILENT });
	expect(graph.packages).toHaveLength(packages);
});
