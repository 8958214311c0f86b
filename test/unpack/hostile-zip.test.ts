/** One condition each: what becomes of a zip that lies, with all its files and all its gaps. */
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { craftZip } from "./craft-zip.ts";
import { fail, look, open, toLine, write } from "./open.ts";

const INDEX = { name: "index.js", data: "exports.handler = 1;" };
const INDEX_FILE = ["/var/task/index.js", "exports.handler = 1;"] as const;
const MANIFEST = "node_modules/a/package.json";

function zipOf(...args: Parameters<typeof craftZip>): string {
	return write(craftZip(...args));
}

describe("names", () => {
	it.each([
		["../../etc/a.js", "/var/task/etc/a.js", "name-parent"],
		["x/../a.js", "/var/task/a.js", "name-parent"],
		["/etc/a.js", "/var/task/etc/a.js", "name-absolute"],
		["dir\\a.js", "/var/task/dir/a.js", "name-backslash"],
	])("%s is scanned inside the function, and reported", async (name, path, code) => {
		expect(await look(zipOf([INDEX, { name, data: "1" }]))).toEqual({
			kind: "zip",
			files: [[path, "1"], INDEX_FILE].sort(),
			gaps: [`${code} ${name}`],
		});
	});

	it("a drive letter is absolute too", async () => {
		expect(await look(zipOf([{ name: "C:\\app\\a.js", data: "1" }]))).toEqual({
			kind: "zip",
			files: [["/var/task/app/a.js", "1"]],
			gaps: ["name-absolute C:\\app\\a.js", "name-backslash C:\\app\\a.js"],
		});
	});

	it.each(["..", "a/..", "\\"])("%j leads to no file: left out, blocking", async (name) => {
		const { files, gaps } = await look(zipOf([INDEX, { name, data: "1" }]));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toContain(`!name-empty ${name}`);
	});

	it("an empty name is left out, blocking", async () => {
		const outcome = await look(zipOf([INDEX, { name: "", data: "1" }]));
		expect(outcome).toEqual({ kind: "zip", files: [INDEX_FILE], gaps: ["!name-empty"] });
	});

	it("a NUL cuts the name, blocking where code could hide", async () => {
		expect(
			await look(
				zipOf([
					{ name: "a.js\0.txt", data: "1" },
					{ name: "b.md\0", data: "2" },
				]),
			),
		).toEqual({
			kind: "zip",
			files: [
				["/var/task/a.js", "1"],
				["/var/task/b.md", "2"],
			],
			gaps: ["!name-nul a.js.txt", "name-nul b.md"],
		});
	});

	it("a name that is too long or too deep for a path is left out, blocking", async () => {
		const long = `${"x".repeat(5000)}.js`;
		const deep = `${"d/".repeat(300)}a.js`;
		const { files, gaps } = await look(zipOf([INDEX, { name: long }, { name: deep }]));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual([`!name-too-long ${deep}`, `!name-too-long ${"x".repeat(4096)}`]);
	});

	it("a name that is not UTF-8 is kept with replacement characters, and reported", async () => {
		expect(await look(zipOf([{ name: Buffer.from([0x66, 0xff, 0x2e, 0x6a, 0x73]), data: "1" }]))).toEqual({
			kind: "zip",
			files: [["/var/task/f\uFFFD.js", "1"]],
			gaps: ["name-encoding f\uFFFD.js"],
		});
	});

	it("control characters of a name do not reach the gaps", async () => {
		const { gaps } = await look(zipOf([{ name: "\u001b[31m/../a\u202e.js", data: "1" }]));
		expect(gaps).toEqual(["name-parent [31m/../a.js"]);
	});

	it("names such as __proto__ are names", async () => {
		const { files, gaps } = await look(
			zipOf([
				{ name: "__proto__", data: "1" },
				{ name: "constructor/prototype.js", data: "2" },
			]),
		);
		expect(files).toEqual([
			["/var/task/__proto__", "1"],
			["/var/task/constructor/prototype.js", "2"],
		]);
		expect(gaps).toEqual([]);
	});
});

describe("two of one", () => {
	it("duplicates are both listed and read; the last is visible", async () => {
		const path = zipOf([{ name: MANIFEST, data: "first" }, INDEX, { name: MANIFEST, data: "last" }]);
		expect(await look(path)).toEqual({
			kind: "zip",
			files: [INDEX_FILE, [`/var/task/${MANIFEST}`, "first"], [`/var/task/${MANIFEST}`, "last"]],
			gaps: [`!duplicate-path ${MANIFEST}`],
		});
		const bundle = await open(path);
		expect(bundle.visible.get(`/var/task/${MANIFEST}`)).toBe(bundle.files[2]);
		expect(bundle.size).toMatchObject({ files: 3, uncompressed: 20 + 5 + 4 });
		bundle.close();
	});

	it("a local header with another name: both names count as present", async () => {
		expect(await look(zipOf([{ name: "readme.md", data: "{}", local: { name: MANIFEST } }]))).toEqual({
			kind: "zip",
			files: [
				[`/var/task/${MANIFEST}`, "{}"],
				["/var/task/readme.md", "{}"],
			],
			gaps: ["!entry-two-names readme.md"],
		});
	});

	it("a Unicode Path field that says more than the name: both names count as present", async () => {
		const extra = toUnicodePath("readme.md", MANIFEST);
		expect(await look(zipOf([{ name: "readme.md", data: "{}", flags: 0, extra }]))).toEqual({
			kind: "zip",
			files: [
				[`/var/task/${MANIFEST}`, "{}"],
				["/var/task/readme.md", "{}"],
			],
			gaps: [`!entry-two-names ${MANIFEST}`],
		});
	});

	it("headers that disagree on method, encryption or size", async () => {
		const entries = [
			{ name: "a.js", data: "1", local: { method: 8 } },
			{ name: "b.js", data: "2", local: { flags: 1 } },
			{ name: "c.md", data: "3", local: { size: 9 } },
		];
		expect(await look(zipOf(entries))).toEqual({
			kind: "zip",
			files: [
				["/var/task/a.js", "1"],
				["/var/task/b.js", "2"],
				["/var/task/c.md", "3"],
			],
			gaps: ["!entry-two-headers a.js", "!entry-two-headers b.js", "entry-two-headers c.md"],
		});
	});

	it("a path that is a file and a folder, in files or in a folder entry", async () => {
		const names = ["lib", "lib-a.js", "lib.js", "lib/a.js", "bin", "bin/"];
		const { files, gaps } = await look(zipOf(names.map((name) => ({ name, data: name.endsWith("/") ? "" : "1" }))));
		expect(files.map(([path]) => path)).toEqual(
			["bin", "lib", "lib-a.js", "lib.js", "lib/a.js"].map((name) => `/var/task/${name}`),
		);
		expect(gaps).toEqual(["!file-and-folder bin", "!file-and-folder lib"]);
	});

	it("paths that differ by letter case only are a minor gap, for code", async () => {
		const { gaps } = await look(zipOf(["A.js", "a.js", "B.md", "b.md"].map((name) => ({ name, data: "1" }))));
		expect(gaps).toEqual(["case-collision a.js"]);
	});
});

describe("content", () => {
	it.each([
		["entry-crc", { data: "abc", crc: 1 }],
		["entry-size", { data: "abc", method: 8, size: 2 }],
		["entry-size", { data: "abc", method: 8, size: 4 }],
		["entry-size", { data: "abc", size: 2, compressed: 3 }],
		["entry-damaged", { data: "abc", method: 8, compressed: 2 }],
		["entry-encrypted", { data: "abc", flags: 0x801 }],
		["entry-method", { data: "abc", method: 93 }],
		["entry-no-data", { data: "abc", offset: 1 }],
		["entry-no-data", { data: "abc", offset: 0xfffffff0 }],
		["entry-no-data", { data: "abc", compressed: 5000 }],
	])("%s: listed, not read, blocking only where code could hide (%j)", async (code, lie) => {
		const names = ["a.js", "b.png"];
		for (const name of names) {
			const { files, gaps } = await look(zipOf([{ name, ...lie }]));
			expect(files).toEqual([[`/var/task/${name}`, null]]);
			expect(gaps.filter((gap) => !gap.startsWith("!zip-unlisted"))).toEqual([
				`${name === "a.js" ? "!" : ""}${code} ${name}`,
			]);
		}
	});

	it("an unreadable file is one gap however often it is read, and none before", async () => {
		const bundle = await open(zipOf([{ name: "a.js", data: "abc", crc: 1 }]));
		expect(bundle.gaps).toEqual([]);
		const [file] = bundle.files;
		expect([bundle.read(file!), bundle.read(file!)]).toEqual([undefined, undefined]);
		expect(bundle.gaps).toEqual([
			{ stage: "unpack", code: "entry-crc", blocking: true, path: "a.js", message: "not read: its checksum is wrong" },
		]);
		bundle.close();
	});

	it("a bomb is not inflated", async () => {
		const data = Buffer.alloc(2 * 1024 * 1024);
		expect(await look(zipOf([{ name: "a.js", data, method: 8 }]))).toEqual({
			kind: "zip",
			files: [["/var/task/a.js", null]],
			gaps: ["!entry-ratio a.js"],
		});
	});

	it("a small file may have any ratio", async () => {
		const data = Buffer.alloc(1024 * 1024);
		const { files, gaps } = await look(zipOf([{ name: "a.js", data, method: 8 }]));
		expect(files[0]?.[1]).toHaveLength(data.length);
		expect(gaps).toEqual([]);
	});

	it("entries that share bytes", async () => {
		const entries = [
			{ name: "a.js", data: "1" },
			{ name: "b.js", data: "1", offset: 0, local: { name: "a.js" }, unlisted: false },
		];
		const { files, gaps } = await look(zipOf(entries));
		expect(files).toEqual([
			["/var/task/a.js", "1"],
			["/var/task/a.js", "1"],
			["/var/task/b.js", "1"],
		]);
		expect(gaps).toEqual(["!duplicate-path a.js", "!entry-two-names b.js", "!zip-overlap b.js", "!zip-unlisted-entry"]);
	});

	it("30,000 entries of one name, all of the same bytes", async () => {
		const entries = Array.from({ length: 30_000 }, () => ({ name: "a.js", offset: 0 }));
		const bundle = await open(zipOf(entries));
		expect([bundle.files.length, bundle.visible.size, bundle.gaps.length]).toEqual([30_000, 1, 103]);
		expect(new Set(bundle.gaps.map(({ code }) => code))).toEqual(
			new Set(["duplicate-path", "zip-overlap", "zip-unlisted-entry"]),
		);
		bundle.close();
	});

	it("an entry that the directory does not list", async () => {
		const { files, gaps } = await look(
			zipOf([INDEX, { name: MANIFEST, data: "{}", unlisted: true }, { name: "b.js" }]),
		);
		expect(files).toEqual([["/var/task/b.js", ""], INDEX_FILE]);
		expect(gaps).toEqual(["!zip-unlisted-entry"]);
	});
});

describe("links and special files", () => {
	it("a link is its text; one that leads out is a gap", async () => {
		const entries = [
			{ name: "in", data: "lib/a.js", mode: 0o120777 },
			{ name: "layer", data: "/opt/nodejs/a", mode: 0o120777 },
			{ name: "out", data: "../../etc/passwd", mode: 0o120777 },
			{ name: "node_modules/.bin/x", data: "/usr/bin/x", mode: 0o120777 },
		];
		const { files, gaps } = await look(zipOf(entries));
		expect(files).toEqual([
			["/var/task/in", "-> lib/a.js"],
			["/var/task/layer", "-> /opt/nodejs/a"],
			["/var/task/node_modules/.bin/x", "-> /usr/bin/x"],
			["/var/task/out", "-> ../../etc/passwd"],
		]);
		expect(gaps).toEqual(["!link-outside out", "link-outside node_modules/.bin/x"]);
	});

	it("a file below a link: unpackers write through it", async () => {
		const entries = [
			{ name: "node_modules/a", data: "../lib", mode: 0o120777 },
			{ name: MANIFEST, data: "{}" },
		];
		expect((await look(zipOf(entries))).gaps).toEqual(["!file-and-folder node_modules/a"]);
	});

	it("a link whose text cannot be read, or is too long to be one", async () => {
		const entries = [
			{ name: "a", data: "x", mode: 0o120777, crc: 1 },
			{ name: MANIFEST, data: "x".repeat(5000), mode: 0o120777 },
		];
		const { files, gaps } = await look(zipOf(entries));
		expect(files).toEqual([
			["/var/task/a", null],
			[`/var/task/${MANIFEST}`, "x".repeat(5000)],
		]);
		expect(gaps).toEqual(["!entry-crc a", `!link-too-long ${MANIFEST}`]);
	});

	it("a device is taken for a plain file", async () => {
		expect(await look(zipOf([{ name: "tty", data: "1", mode: 0o020666 }]))).toEqual({
			kind: "zip",
			files: [["/var/task/tty", "1"]],
			gaps: ["special-file tty"],
		});
	});
});

describe("the archive as a whole", () => {
	it.each([
		["a prefix that offsets ignore", { prefix: Buffer.from("#!/bin/sh\n"), shifted: true }],
		["a prefix that offsets count", { prefix: Buffer.from("#!/bin/sh\n") }],
	])("%s", async (_title, options) => {
		const { files, gaps } = await look(zipOf([INDEX], options));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["zip-leading-bytes"]);
	});

	it.each([1, 70_000, 3_000_000])("%i trailing bytes", async (length) => {
		const { files, gaps } = await look(zipOf([INDEX], { suffix: Buffer.alloc(length, 0x20) }));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["zip-trailing-bytes"]);
	});

	it("a comment of the greatest length", async () => {
		expect(await look(zipOf([INDEX], { comment: Buffer.alloc(0xffff, 0x50) }))).toEqual({
			kind: "zip",
			files: [INDEX_FILE],
			gaps: [],
		});
	});

	it("a second archive in front: unpackers that stream see it", async () => {
		const prefix = craftZip([{ name: MANIFEST, data: "{}" }]);
		const { files, gaps } = await look(zipOf([INDEX], { prefix }));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["!zip-unlisted-entry", "zip-leading-bytes"]);
	});

	it("two end records: unpackers see different trees", async () => {
		const hidden = craftZip([{ name: MANIFEST, data: "{}" }]);
		const { files, gaps } = await look(zipOf([INDEX], { comment: Buffer.concat([hidden, Buffer.from("!")]) }));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["!zip-ambiguous"]);
	});

	it("more end records than anyone tries", async () => {
		const decoys = Buffer.from("PK\x05\x06".repeat(16_389), "latin1");
		const { files, gaps } = await look(zipOf([INDEX], { suffix: decoys }));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["!zip-ambiguous", "zip-trailing-bytes"]);
		expect(await fail(zipOf([INDEX], { suffix: decoys.subarray(0, 400) }))).toEqual(["zip-no-end", 3]);
	});

	it("two ways to the directory: unpackers see different trees", async () => {
		const inner = craftZip([{ name: MANIFEST, data: "{}" }]);
		const offset = inner.readUInt32LE(inner.length - 6);
		const entries = [{ name: "a.bin", data: inner }, INDEX];
		const { gaps } = await look(zipOf(entries, { end: { offset: 30 + 5 + offset } }));
		expect(gaps).toContain("!zip-ambiguous");
	});

	it("an archive stored inside another is no second end record", async () => {
		const data = craftZip([{ name: "b.js", data: "1" }]);
		const { gaps } = await look(zipOf([INDEX, { name: "node_modules/a/test.zip", data }]));
		expect(gaps).toEqual([]);
	});

	it("an end record that counts too few or too many entries", async () => {
		for (const entries of [1, 3]) {
			const { files, gaps } = await look(zipOf([INDEX, { name: "b.js" }], { end: { entries } }));
			expect(files).toEqual([["/var/task/b.js", ""], INDEX_FILE]);
			expect(gaps).toEqual(["!zip-entry-count"]);
		}
	});

	it("a directory that breaks off: what was listed before is scanned", async () => {
		const bytes = craftZip([INDEX, { name: "b.js" }]);
		bytes.write("XX", bytes.lastIndexOf("PK\x01\x02"), "latin1");
		const { files, gaps } = await look(write(bytes));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["!zip-directory-damaged"]);
	});

	it("strong encryption ends the listing", async () => {
		const { files, gaps } = await look(zipOf([INDEX, { name: "b.js", flags: 0x841 }]));
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["!zip-directory-damaged"]);
	});

	it("a directory whose first entry is damaged ends the target", async () => {
		expect(await fail(zipOf([{ name: "a.js", extra: Buffer.from([1, 0, 255, 255]) }]))).toEqual([
			"zip-directory-damaged",
			3,
		]);
	});

	it("a truncated archive ends the target", async () => {
		const bytes = craftZip([INDEX, { name: "b.js" }]);
		for (const length of [4, 30, bytes.length - 60, bytes.length - 1]) {
			expect(await fail(write(bytes.subarray(0, length)))).toEqual(["zip-no-end", 3]);
		}
	});

	it("more gaps of one kind than anyone reads are counted", async () => {
		const entries = Array.from({ length: 250 }, (_, index) => ({ name: `../${index}.js` }));
		const bundle = await open(zipOf(entries));
		expect(bundle.files).toHaveLength(250);
		expect(bundle.gaps).toHaveLength(101);
		expect(bundle.gaps.at(-1)).toEqual({
			stage: "unpack",
			code: "name-parent",
			blocking: false,
			path: null,
			message: "the same in 150 more places",
		});
		bundle.close();
	});
});

describe("budget", () => {
	it("entries beyond the budget are not listed, blocking", async () => {
		const { files, gaps } = await look(zipOf([INDEX, { name: "b.js" }]), { limits: { entries: 1 } });
		expect(files).toEqual([INDEX_FILE]);
		expect(gaps).toEqual(["!budget-entries"]);
	});

	it("bytes beyond the budget are not read, blocking whatever the file is", async () => {
		const { files, gaps } = await look(zipOf([INDEX, { name: "z.md", data: "12" }]), { limits: { inflatedBytes: 21 } });
		expect(files).toEqual([INDEX_FILE, ["/var/task/z.md", null]]);
		expect(gaps).toEqual(["!budget-bytes z.md"]);
	});
});

it("reading a file of another bundle is a mistake of the caller", async () => {
	const bundle = await open(zipOf([INDEX]));
	expect(() => bundle.read({ ...bundle.files[0]! })).toThrow(TypeError);
	expect(bundle.gaps.map(toLine)).toEqual([]);
	bundle.close();
});

/** Info-ZIP's Unicode Path extra field. */
function toUnicodePath(name: string, unicode: string): Buffer {
	const text = Buffer.from(unicode);
	const field = Buffer.alloc(9);
	field.writeUInt16LE(0x7075, 0);
	field.writeUInt16LE(5 + text.length, 2);
	field.writeUInt8(1, 4);
	field.writeUInt32LE(crc32(name), 5);
	return Buffer.concat([field, text]);
}
