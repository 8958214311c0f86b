/** Gzipped tar archives: what they hold, and what they lie about. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Pax } from "tar";
import { describe, expect, it } from "vitest";
import { fail, look, open, write } from "./open.ts";
import { type TarEntry, toTar } from "./tar.ts";

function tgzOf(entries: readonly TarEntry[]): string {
	return write(gzipSync(toTar(entries)), "function.tgz");
}

/** does not compress, and is longer than one step of the decompressor */
const NOISE = Buffer.concat(Array.from({ length: 3000 }, (_, i) => createHash("sha256").update(`${i}`).digest()));

const INDEX = { path: "index.js", data: "1" };

it("files, folders, links and hard links", async () => {
	const entries = [
		{ path: "./", type: "Directory" },
		{ path: "./node_modules/", type: "Directory" },
		{ path: "./node_modules/a/package.json", data: "{}" },
		{ path: "./b.js", type: "Link", link: "./node_modules/a/package.json" },
		{ path: "./c", type: "SymbolicLink", link: "node_modules/a" },
		{ path: "./empty" },
	];
	const outcome = {
		kind: "tarball",
		files: [
			["/var/task/b.js", "{}"],
			["/var/task/c", "-> node_modules/a"],
			["/var/task/empty", ""],
			["/var/task/node_modules/a/package.json", "{}"],
		],
		gaps: [],
	};
	expect(await look(tgzOf(entries))).toEqual(outcome);
});

it("long names in a Pax header", async () => {
	const path = `${"long/".repeat(40)}index.js`;
	const pax = new Pax({ path }).encode();
	const bytes = Buffer.concat([pax, toTar([INDEX])]);
	expect((await look(write(gzipSync(bytes), "f.tgz"))).files).toEqual([[`/var/task/${path}`, "1"]]);
});

it.each(["1.5", "Infinity"])("a size of %s is no size", async (size) => {
	const bytes = Buffer.concat([toPaxRecord("size", size), toTar([INDEX])]);
	const { files, gaps } = await look(write(gzipSync(bytes), "f.tgz"));
	expect(files[0]).toEqual(["/var/task/index.js", null]);
	expect(gaps).toContain("!entry-size index.js");
});

it("tells size and hash", async () => {
	const bundle = await open(tgzOf([INDEX]));
	expect(bundle.codeSha256).toMatch(/^[A-Za-z0-9+/]{43}=$/);
	expect(bundle.size).toEqual({ compressed: expect.any(Number), uncompressed: 1, files: 1 });
	expect(bundle.files[0]!.compressed).toBeNull();
	bundle.close();
});

it("names that lead out are scanned inside, duplicates are both listed", async () => {
	const entries = [
		{ path: "../a.js", data: "1" },
		{ path: "/b.js", data: "2" },
		INDEX,
		{ path: "index.js", data: "3" },
	];
	expect(await look(tgzOf(entries))).toEqual({
		kind: "tarball",
		files: [
			["/var/task/a.js", "1"],
			["/var/task/b.js", "2"],
			["/var/task/index.js", "1"],
			["/var/task/index.js", "3"],
		],
		gaps: ["!duplicate-path index.js", "name-absolute /b.js", "name-parent ../a.js"],
	});
});

it("devices, links that lead out, links to nothing", async () => {
	const entries = [
		INDEX,
		{ path: "tty", type: "CharacterDevice" },
		{ path: "out.js", type: "SymbolicLink", link: "/etc/passwd" },
		{ path: "hard.js", type: "Link", link: "../../etc/passwd" },
	];
	const { files, gaps } = await look(tgzOf(entries));
	expect(files).toEqual([
		["/var/task/index.js", "1"],
		["/var/task/out.js", "-> /etc/passwd"],
	]);
	expect(gaps).toEqual([
		"!link-broken hard.js",
		"!link-outside out.js",
		"name-parent ../../etc/passwd",
		"special-file tty",
	]);
});

describe("damage", () => {
	it("an archive that is cut off: what came before is scanned", async () => {
		const bytes = gzipSync(toTar([INDEX, { path: "b.js", data: NOISE }]));
		const { files, gaps } = await look(write(bytes.subarray(0, bytes.length - 60), "f.tgz"));
		expect(files[0]).toEqual(["/var/task/b.js", null]);
		expect(gaps).toEqual(["!entry-damaged b.js", "!tar-damaged"]);
	});

	it("a wrong checksum of the gzip stream", async () => {
		const bytes = gzipSync(toTar([INDEX, { path: "b.js", data: NOISE }]));
		bytes.writeUInt32LE(1, bytes.length - 8);
		const { files, gaps } = await look(write(bytes, "f.tgz"));
		expect(files).toEqual([
			["/var/task/b.js", expect.any(String)],
			["/var/task/index.js", "1"],
		]);
		expect(gaps).toEqual(["!tar-damaged"]);
	});

	it("a damaged header: the entries around it are scanned", async () => {
		const bytes = toTar([INDEX, { path: "b.js" }, { path: "c.js", data: "3" }]);
		bytes[1024] = 0x78;
		const { files, gaps } = await look(write(gzipSync(bytes), "f.tgz"));
		expect(files).toEqual([
			["/var/task/c.js", "3"],
			["/var/task/index.js", "1"],
		]);
		expect(gaps).toEqual(["!tar-damaged"]);
	});

	it.each([
		["text", Buffer.from("no tar".repeat(200))],
		["gzip in gzip", gzipSync(toTar([INDEX]))],
		["nothing", Buffer.alloc(0)],
	])("%s in gzip is no target", async (_title, bytes) => {
		expect(await fail(write(gzipSync(bytes), "f.tgz"))).toEqual(["tar-damaged", 3]);
	});
});

describe("budget", () => {
	it("a bomb stops the reading", async () => {
		const { files, gaps } = await look(tgzOf([INDEX, { path: "b.bin", data: Buffer.alloc(3_000_000) }]));
		expect(files).toEqual([
			["/var/task/b.bin", null],
			["/var/task/index.js", "1"],
		]);
		expect(gaps).toEqual(["!entry-damaged b.bin", "!tar-damaged"]);
	});

	it("zeros without end behind the archive are a bomb too", async () => {
		const bytes = gzipSync(Buffer.concat([toTar([INDEX]), Buffer.alloc(3_000_000)]));
		expect((await look(write(bytes, "f.tgz"))).gaps).toEqual(["!tar-damaged"]);
	});

	it("entries and bytes beyond the budget", async () => {
		const path = tgzOf([INDEX, { path: "b.js", data: "2" }]);
		expect(await look(path, { limits: { entries: 1 } })).toEqual({
			kind: "tarball",
			files: [["/var/task/index.js", "1"]],
			gaps: ["!budget-entries"],
		});
		expect(await fail(path, { limits: { inflatedBytes: 100 } })).toEqual(["tar-damaged", 3]);
	});

	it("content that does not fit in memory is listed, not read", async () => {
		const { files, gaps } = await look(tgzOf([{ path: "big.js", size: 600 * 1024 * 1024 }, INDEX]));
		expect(files[0]).toEqual(["/var/task/big.js", null]);
		expect(gaps).toContain("!budget-memory big.js");
	});
});

/** A Pax header of one record of fewer than 90 bytes, which the library would not write. */
function toPaxRecord(key: string, value: string): Buffer {
	const record = `${key.length + value.length + 5} ${key}=${value}\n`;
	return toTar([{ path: "pax", type: "ExtendedHeader", data: record }]).subarray(0, 1024);
}
