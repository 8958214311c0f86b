import { expect, test } from "vitest";
import type { TargetKind } from "../../src/model.ts";
import { resolve } from "../../src/resolve/index.ts";
import { type BundleInput, type Files, Link, SILENT, toBundle } from "./bundle.ts";

async function listGaps(
	handler: string | null,
	files: Files,
	{ runtime = "nodejs20.x", ...input }: BundleInput & { runtime?: string | null } = {},
): Promise<unknown[]> {
	const { gaps } = await resolve(toBundle(files, input), { runtime, handler, progress: SILENT });
	return gaps.map(({ code, blocking, path, message }) => [code, blocking, path, message]);
}

const missing = (handler: string) => [
	["handler-missing", true, null, `the handler ${handler} names a file that is not in the bundle`],
];
const layers = {
	"wrapper.zip": {
		"wrapper.mjs": "1",
		"nodejs/node_modules/wrap/index.js": "1",
		"nodejs/node_modules/wrap/package.json": { name: "wrap", version: "1.0.0" },
		"nodejs/node20/node_modules/deep/dist/handler.js": "1",
		"nodejs/node20/node_modules/deep/package.json": { name: "deep", version: "1.0.0" },
	},
};

test.each<[string, Files]>([
	["nofile.handler", { "index.js": "1" }],
	["src/index.handler", { "index.js": "1" }],
	["index.handler", { "index.ts": "1", "index.json": "1" }],
	["../task2/index.handler", { "index.js": "1" }],
	["/opt/index.handler", { "index.js": "1" }],
	["index", { "index.js": "1" }],
	["build/index.handler", { build: new Link("dist"), "index.js": "1" }],
])("%s is not in the bundle", async (handler, files) => {
	expect(await listGaps(handler, files, { layers })).toEqual(missing(handler));
	expect(await listGaps(handler, files, { layers, runtime: null })).toEqual(missing(handler));
});

test.each<[string, Files]>([
	["index.handler", { "index.js": "1" }],
	["src/app.lambda.handler", { "src/app.mjs": "1" }],
	["src/app.v2.handler", { "src/app.v2.cjs": "1" }],
	["./src.handler", { "src/index.js": "1" }],
	["build/index.handler", { build: new Link("dist"), "dist/index.js": "1" }],
	["/opt/wrapper.handler", {}],
	["wrap.handler", {}],
	["/var/task/index.handler", { "index.js": "1" }],
	["deep/dist/handler.handler", {}],
])("%s is in the bundle", async (handler, files) => {
	expect(await listGaps(handler, files, { layers })).toEqual([]);
	expect(await listGaps(handler, files, { layers, runtime: null })).toEqual([]);
});

test("nothing is said without a handler, of another runtime's, of a layer and of a lockfile", async () => {
	const files = { "index.js": "1" };
	expect(await listGaps(null, files)).toEqual([]);
	expect(await listGaps("app.handler", files, { runtime: "python3.12" })).toEqual([]);
	const lock = { "package-lock.json": { lockfileVersion: 3, packages: {} } };
	for (const [kind, content] of [
		["layer", files],
		["lockfile", lock],
	] as [TargetKind, Files][]) {
		expect(await listGaps("app.handler", content, { kind })).toEqual([]);
	}
});
