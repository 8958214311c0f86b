/** What honest zips hold, entry by entry, against an independent reader (jszip). */
import { createHash } from "node:crypto";
import fc from "fast-check";
import JSZip from "jszip";
import { describe, expect, it } from "vitest";
import { type CraftedEntry, craftZip } from "./craft-zip.ts";
import { look, open, write } from "./open.ts";

/** Code page 437 from 0x80 on, as far as the names here need it. */
const CP437 = new Map([
	[0x81, "ü"],
	[0x82, "é"],
	[0x84, "ä"],
]);

function decodeCp437(bytes: string[] | Uint8Array | Buffer): string {
	return [...bytes].map((byte) => CP437.get(Number(byte)) ?? String.fromCharCode(Number(byte))).join("");
}

/** Path and content of every file, as jszip sees them. */
async function readWithJszip(bytes: Uint8Array): Promise<(readonly [string, string])[]> {
	const zip = await JSZip.loadAsync(bytes, { checkCRC32: true, decodeFileName: decodeCp437 });
	const files = Object.values(zip.files).filter(({ dir }) => !dir);
	const contents = files.map(async (file) => [`/var/task/${file.name}`, await file.async("binarystring")] as const);
	return (await Promise.all(contents)).sort(([a], [b]) => (a < b ? -1 : 1));
}

const TEXT = "module.exports = 1;\n".repeat(50);

describe("the same files as jszip", () => {
	it.each<[string, Partial<CraftedEntry>]>([
		["stored", {}],
		["deflated", { method: 8 }],
		["data descriptor", { method: 8, descriptor: true }],
		["zip64 fields", { method: 8, zip64: true }],
	])("%s", async (_title, options) => {
		const names = ["index.js", "node_modules/a/package.json", "node_modules/@b/c/package.json", "empty"];
		const entries = names.map((name) => ({ name, data: name === "empty" ? "" : TEXT + name, ...options }));
		for (const zip64 of [false, true]) {
			const bytes = craftZip([{ name: "node_modules/" }, ...entries], { zip64 });
			const { files, gaps } = await look(write(bytes));
			expect(files).toEqual(await readWithJszip(bytes));
			expect(files).toHaveLength(4);
			expect(gaps).toEqual([]);
		}
	});

	it("names in UTF-8 and in code page 437", async () => {
		const bytes = craftZip([
			{ name: "grün/日本.js", data: "1" },
			{ name: Buffer.from("caf\x82/\x84.js", "latin1"), data: "2", flags: 0 },
		]);
		const { files, gaps } = await look(write(bytes));
		expect(files).toEqual([
			["/var/task/café/ä.js", "2"],
			["/var/task/grün/日本.js", "1"],
		]);
		expect(files).toEqual(await readWithJszip(bytes));
		expect(gaps).toEqual([]);
	});

	it("whatever jszip writes, in any platform, order and compression", async () => {
		// Without dots: what is asked here is not what names mean.
		const name = fc.stringMatching(/^[a-z@_-]{1,8}(?:\/[a-z@_-]{1,8}){0,3}$/);
		const entry = fc.tuple(name, fc.uint8Array({ maxLength: 300 }), fc.boolean());
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(entry, { selector: ([path]) => path, maxLength: 8 }),
				fc.constantFrom("UNIX", "DOS"),
				fc.boolean(),
				async (entries, platform, streamFiles) => {
					const zip = new JSZip();
					for (const [path, data, deflate] of entries) {
						zip.file(path, data, { createFolders: false, compression: deflate ? "DEFLATE" : "STORE" });
					}
					const bytes = await zip.generateAsync({ type: "nodebuffer", platform, streamFiles });
					const { files, gaps } = await look(write(bytes));
					expect(files).toEqual(await readWithJszip(bytes));
					expect(gaps.filter((gap) => !gap.startsWith("!file-and-folder "))).toEqual([]);
				},
			),
			{ numRuns: 150 },
		);
	});
});

it("tells size, compressed size and hash of the archive", async () => {
	const bytes = craftZip([
		{ name: "index.js", data: TEXT, method: 8 },
		{ name: "b.js", data: "1" },
	]);
	const bundle = await open(write(bytes));
	expect(bundle.size).toEqual({ compressed: bytes.length, uncompressed: TEXT.length + 1, files: 2 });
	expect(bundle.files.map(({ size, compressed }) => [size, compressed])).toEqual([
		[1, 1],
		[TEXT.length, expect.any(Number)],
	]);
	expect(bundle.files[1]!.compressed).toBeLessThan(100);
	expect(bundle.codeSha256).toBe(createHash("sha256").update(bytes).digest("base64"));
	bundle.close();
	expect(() => bundle.read(bundle.files[0]!)).toThrow("read after close");
});

it("lists 70,000 entries, with and without zip64", async () => {
	const entries = Array.from({ length: 70_000 }, (_, index) => ({ name: `d${index % 100}/f${index}.js` }));
	for (const zip64 of [true, false]) {
		const bundle = await open(write(craftZip(entries, { zip64 })));
		expect(bundle.files).toHaveLength(70_000);
		expect(bundle.visible.size).toBe(70_000);
		expect(bundle.gaps).toEqual([]);
		bundle.close();
	}
});

it("an empty zip has no files and no gaps", async () => {
	expect(await look(write(craftZip([])))).toEqual({ kind: "zip", files: [], gaps: [] });
});

it("tells progress every thousand entries", async () => {
	const { openBundle } = await import("../../src/unpack/source.ts");
	const { Budget, DEFAULT_LIMITS } = await import("../../src/unpack/limits.ts");
	const steps: unknown[] = [];
	const entries = Array.from({ length: 2500 }, (_, index) => ({ name: `${index}.js` }));
	const bundle = await openBundle(write(craftZip(entries), "big.zip"), {
		layers: [],
		budget: new Budget(DEFAULT_LIMITS),
		progress: { step: (...args) => steps.push(args) },
	});
	bundle.close();
	expect(steps).toEqual([
		["unpack", "reading big.zip", 1000, 2500],
		["unpack", "reading big.zip", 2000, 2500],
	]);
});
