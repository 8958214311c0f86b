import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type Files, SILENT, toBundle } from "./bundle.ts";

interface Input {
	layers: Record<string, Files>;
	runtime?: string | null;
}

async function listShadowed(files: Files, { layers, runtime = "nodejs20.x" }: Input): Promise<Record<string, string>> {
	const { graph } = await resolve(toBundle(files, { layers }), { runtime, handler: null, progress: SILENT });
	return Object.fromEntries(
		graph.packages.flatMap(({ id, shadowedBy }) => (shadowedBy === null ? [] : [[id, shadowedBy]])),
	);
}

const manifest = (name: string, version: string, dependencies: object = {}) => ({ name, version, dependencies });
const HANDLER = { "index.js": 'require("ms")' };
const OWN_MS = { "node_modules/ms/package.json": manifest("ms", "2.1.3") };

describe("a copy in a layer that no importer reaches is shadowed", () => {
	test("by the function's own copy", async () => {
		const layers = { "l.zip": { "nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0") } };
		expect(await listShadowed({ ...HANDLER, ...OWN_MS }, { layers })).toEqual({ "ms@2.0.0#layer1": "ms@2.1.3" });
	});

	test("by the copy for the runtime's major version", async () => {
		const layers = {
			"l.zip": {
				"nodejs/node20/node_modules/ms/package.json": manifest("ms", "2.1.3"),
				"nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0"),
				"nodejs/node18/node_modules/ms/package.json": manifest("ms", "1.0.0"),
			},
		};
		expect(await listShadowed(HANDLER, { layers })).toEqual({
			"ms@2.0.0#layer1": "ms@2.1.3#layer1",
			"ms@1.0.0#layer1": "ms@2.1.3#layer1",
		});
		expect(await listShadowed(HANDLER, { layers, runtime: null })).toEqual({});
	});

	test("by a later layer that brings the same path", async () => {
		const layers = {
			"one.zip": { "nodejs/node_modules/ms/package.json": manifest("ms", "1.0.0") },
			"two.zip": { "nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0") },
		};
		expect(await listShadowed(HANDLER, { layers })).toEqual({ "ms@1.0.0#layer1": "ms@2.0.0#layer2" });
	});
});

describe("a copy that some importer reaches is not", () => {
	test("another package of the layer depends on it", async () => {
		const layers = {
			"l.zip": {
				"nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0"),
				"nodejs/node_modules/debug/package.json": manifest("debug", "4.0.0", { ms: "2.0.0" }),
			},
		};
		expect(await listShadowed({ ...HANDLER, ...OWN_MS }, { layers })).toEqual({});
	});

	test("it is nested in a package that is reached", async () => {
		const layers = {
			"l.zip": {
				"nodejs/node_modules/debug/package.json": manifest("debug", "4.0.0"),
				"nodejs/node_modules/debug/node_modules/ms/package.json": manifest("ms", "2.0.0"),
			},
		};
		expect(await listShadowed({ ...HANDLER, ...OWN_MS }, { layers })).toEqual({});
	});

	test("another package of the layer requires it without saying so", async () => {
		const layers = {
			"l.zip": {
				"nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0"),
				"nodejs/node_modules/debug/package.json": manifest("debug", "4.0.0"),
				"nodejs/node_modules/debug/lib/index.js": "const s = require('ms/lib/parse')",
			},
		};
		expect(await listShadowed({ ...HANDLER, ...OWN_MS }, { layers })).toEqual({});
	});

	test("its own text that names it does not count", async () => {
		const layers = {
			"l.zip": {
				"nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0"),
				"nodejs/node_modules/ms/index.js": "throw new Error('ms')",
			},
		};
		expect(await listShadowed({ ...HANDLER, ...OWN_MS }, { layers })).toEqual({ "ms@2.0.0#layer1": "ms@2.1.3" });
	});

	test("own code lies in the layer", async () => {
		const layers = {
			"l.zip": {
				"nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0"),
				"nodejs/lib/shared.mjs": "import 'ms'",
			},
		};
		expect(await listShadowed({ ...HANDLER, ...OWN_MS }, { layers })).toEqual({});
	});

	test("own code loads it by its path", async () => {
		const layers = { "l.zip": { "nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0") } };
		const files = { ...OWN_MS, "index.js": 'require("/opt/nodejs/node_modules/ms/index.js")' };
		expect(await listShadowed(files, { layers })).toEqual({});
	});

	test("own code in another folder does not see the function's copy", async () => {
		const layers = { "l.zip": { "nodejs/node_modules/ms/package.json": manifest("ms", "2.0.0") } };
		const files = { "a/index.js": "1", "a/node_modules/ms/package.json": manifest("ms", "2.1.3"), "b/index.js": "1" };
		expect(await listShadowed(files, { layers })).toEqual({});
	});
});

test("a copy in the function itself is never called shadowed", async () => {
	const files = { ...HANDLER, ...OWN_MS, "z/node_modules/ms/package.json": manifest("ms", "1.0.0") };
	expect(await listShadowed(files, { layers: {} })).toEqual({});
});
