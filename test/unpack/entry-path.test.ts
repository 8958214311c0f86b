/** Whatever an entry is called, its path stays below the root and means one thing. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { couldHoldCode } from "../../src/unpack/content.ts";
import { toEntryPath } from "../../src/unpack/entry-path.ts";

const segment = fc.oneof(fc.constantFrom("..", ".", "", "a", "C:", "...", "node_modules", "\0", "b\0c"), fc.string());
const name = fc.array(fc.tuple(segment, fc.constantFrom("/", "\\")), { maxLength: 12 }).map((parts) =>
	parts
		.map(([text, separator]) => text + separator)
		.join("")
		.slice(0, -1),
);

it("a path is relative, has no odd segment, and is its own path", () => {
	fc.assert(
		fc.property(name, (text) => {
			const { path } = toEntryPath(text);
			if (path === null) return;
			const segments = path.split("/");
			expect(segments.filter((part) => ["", ".", ".."].includes(part) || /[\\\0]/.test(part))).toEqual([]);
			expect(segments.length).toBeLessThanOrEqual(256);
			// What remains of "C:/C:/x" is again a drive; all else is at rest.
			if (!/^[A-Za-z]:\//.test(path)) expect(toEntryPath(path)).toEqual({ path, troubles: [] });
		}),
		{ numRuns: 2000 },
	);
});

it("a clean name is left as it is, without trouble", () => {
	for (const text of ["index.js", "node_modules/@a/b.c/package.json", "...", "a..b/c.", " ", "__proto__"]) {
		expect(toEntryPath(text)).toEqual({ path: text, troubles: [] });
	}
});

it.each([
	["./a//b/./c", "a/b/c", []],
	["a/b/../../../c", "c", ["parent"]],
	["..\\..\\c", "c", ["backslash", "parent"]],
	["D:/x/y", "x/y", ["absolute"]],
	["//x", "x", ["absolute"]],
	["a\0/../b", "a", ["nul"]],
	["../..", null, ["parent", "empty"]],
])("%j becomes %j", (text, path, troubles) => {
	expect(toEntryPath(text)).toEqual({ path, troubles });
});

it("only what is plainly inert cannot hold code", () => {
	const inert = ["README.md", "a/LICENSE", "a/b.png", "types/index.d.ts", "style.css", "x.WOFF2"];
	const live = [
		"a",
		"a.js",
		"a.mjs",
		"a.ts",
		"a.json",
		"a.node",
		"a.map",
		"a.zip",
		"yarn.lock",
		"a.wasm",
		"license.js",
	];
	expect(inert.filter(couldHoldCode)).toEqual([]);
	expect(live.filter((path) => !couldHoldCode(path))).toEqual([]);
});
