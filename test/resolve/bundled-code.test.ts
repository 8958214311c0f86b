import { describe, expect, test } from "vitest";
import { resolve } from "../../src/resolve/index.ts";
import { type Files, SILENT, toBundle } from "./bundle.ts";

async function listGaps(files: Files): Promise<unknown[]> {
	const { gaps } = await resolve(toBundle(files), { runtime: null, handler: null, progress: SILENT });
	return gaps.map(({ code, blocking, path, message }) => [code, blocking, path, message]);
}

const line = "export const value = 'a line that a person wrote';\n";
const gap = (blocking: boolean, path: string, message: string) => [
	["bundle-unidentified", blocking, path, `${message}: the packages inside are not identified`],
];

describe("code that could hide packages", () => {
	test.each([
		["a bundler's path comments", `// node_modules/ms/index.js\n${line.repeat(3_000)}`],
		["esbuild's CommonJS wrapper", `var x = __commonJS({});\n${line.repeat(3_000)}`],
		["the same, minified", `var c=(a,b)=>()=>(b||a((b={exports:{}}).exports,b),b.exports);\n${line.repeat(3_000)}`],
		["webpack", `__webpack_require__(1);\n${line.repeat(3_000)}`],
		["minified text", `${"x".repeat(149_999)}\n`],
	])("%s: over 100 kB block", async (_, text) => {
		expect(await listGaps({ "index.js": text })).toEqual(
			gap(true, "index.js", `${Math.ceil(text.length / 1000)} kB of bundled or minified JavaScript`),
		);
	});

	test("minified text that is broken into lines of some hundred characters", async () => {
		const text = `${"m".repeat(500)}\n`.repeat(140);
		expect(await listGaps({ "lodash.min.js": text, "index.js": line })).toEqual(
			gap(false, "lodash.min.js", "71 kB of bundled or minified JavaScript"),
		);
		expect(await listGaps({ "lodash.min.js": text.slice(0, 9_000) })).toEqual([]);
	});

	test("less of it is a minor gap", async () => {
		expect(await listGaps({ "index.mjs": "// node_modules/ms/index.js\n" })).toEqual(
			gap(false, "index.mjs", "1 kB of bundled or minified JavaScript"),
		);
	});

	test("the sum over all files counts, the largest is named", async () => {
		const minified = (size: number) => "y".repeat(size);
		expect(await listGaps({ "a.js": minified(40_000), "b.cjs": minified(50_000), "c.js": minified(20_000) })).toEqual(
			gap(true, "b.cjs", "110 kB of bundled or minified JavaScript in 3 files"),
		);
	});

	test("in very large files the beginning and the end are looked at", async () => {
		const text = Buffer.alloc(33 * 2 ** 20, line);
		expect(await listGaps({ "index.js": text })).toEqual([]);
		const marked = Buffer.concat([text, Buffer.from("// node_modules/ms/index.js")]);
		expect(await listGaps({ "index.js": marked })).toEqual(
			gap(true, "index.js", "34,604 kB of bundled or minified JavaScript"),
		);
	});
});

describe("code that hides none", () => {
	test.each<[string, Files]>([
		["a handler written by hand", { "index.js": line }],
		["much code written by hand", { "index.js": line.repeat(20_000) }],
		["compiled file by file", { "index.js": `var __toESM = 1; var __importDefault = 2;\n${line.repeat(9_000)}` }],
		["a short script with a long line", { "index.js": `const key = "${"k".repeat(1_500)}";` }],
		[
			"what belongs to a package",
			{ "node_modules/a/package.json": { name: "a", version: "1.0.0" }, "node_modules/a/a.js": "z".repeat(200_000) },
		],
	])("%s", async (_, files) => {
		expect(await listGaps(files)).toEqual([]);
	});
});
