/** A folder as it would be deployed, and what happens when it changes under the scan. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { look, open, root, toLine } from "./open.ts";

function toFolder(files: Record<string, string>): string {
	const folder = mkdtempSync(join(root, "folder-"));
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return folder;
}

it("lists every file but those of .git, and reads them", async () => {
	const folder = toFolder({
		"index.js": "1",
		".git/config": "x",
		"lib/.git/config": "x",
		".gitignore": "dist",
		"node_modules/@a/b/package.json": "{}",
	});
	expect(await look(folder)).toEqual({
		kind: "folder",
		files: [
			["/var/task/.gitignore", "dist"],
			["/var/task/index.js", "1"],
			["/var/task/node_modules/@a/b/package.json", "{}"],
		],
		gaps: [],
	});
	const bundle = await open(folder);
	expect(bundle).toMatchObject({ codeSha256: null, size: { compressed: null, uncompressed: 7, files: 3 } });
	expect(bundle.files.map(({ compressed }) => compressed)).toEqual([null, null, null]);
	bundle.close();
});

it("keeps links as text, follows none, and reports those that lead out", async () => {
	const secret = toFolder({ "secret.js": "do not read" });
	const folder = toFolder({ "packages/a/index.js": "1" });
	mkdirSync(join(folder, "node_modules"));
	symlinkSync("../packages/a", join(folder, "node_modules/a"));
	symlinkSync(secret, join(folder, "node_modules/b"));
	symlinkSync(join(secret, "secret.js"), join(folder, "secret.js"));
	symlinkSync("..", join(folder, "loop"));
	expect(await look(folder)).toEqual({
		kind: "folder",
		files: [
			["/var/task/loop", "-> .."],
			["/var/task/node_modules/a", "-> ../packages/a"],
			["/var/task/node_modules/b", `-> ${secret}`],
			["/var/task/packages/a/index.js", "1"],
			["/var/task/secret.js", `-> ${join(secret, "secret.js")}`],
		],
		gaps: ["!link-outside loop", "!link-outside node_modules/b", "!link-outside secret.js"],
	});
});

it("does not open pipes", async () => {
	const folder = toFolder({ "index.js": "1" });
	execFileSync("mkfifo", [join(folder, "pipe")]);
	expect(await look(folder)).toEqual({
		kind: "folder",
		files: [["/var/task/index.js", "1"]],
		gaps: ["special-file pipe"],
	});
});

it("does not read what took a file's place: a link, another file, nothing, or a linked folder above it", async () => {
	const secret = toFolder({ "d.js": "secret" });
	const folder = toFolder({ "a.js": "1", "b.js": "2", "c.js": "3", "lib/d.js": "secret", "e.js": "5" });
	const bundle = await open(folder);
	rmSync(join(folder, "a.js"));
	symlinkSync(join(secret, "d.js"), join(folder, "a.js"));
	cpSync(join(folder, "b.js"), join(folder, "new"));
	renameSync(join(folder, "new"), join(folder, "b.js"));
	rmSync(join(folder, "c.js"));
	renameSync(join(folder, "lib"), join(folder, "old"));
	symlinkSync(secret, join(folder, "lib"));
	const read = bundle.files.map((file) => [file.path, bundle.read(file)?.toString()]);
	expect(read).toEqual([
		["/var/task/a.js", undefined],
		["/var/task/b.js", undefined],
		["/var/task/c.js", undefined],
		["/var/task/e.js", Buffer.from("5").toString()],
		["/var/task/lib/d.js", undefined],
	]);
	expect(bundle.gaps.map(toLine).sort()).toEqual([
		"!file-changed b.js",
		"!file-changed lib/d.js",
		"!file-unreadable a.js",
		"!file-unreadable c.js",
	]);
	bundle.close();
});

it("a folder whose path is longer than the system takes is a blocking gap, and the rest is read", async () => {
	const folder = toFolder({ "index.js": "1" });
	const half = Array.from({ length: 12 }, () => "d".repeat(200)).join("/");
	const other = toFolder({ [`${half}/z.js`]: "2" });
	mkdirSync(join(folder, half), { recursive: true });
	// Too long to be made in place, but two halves can be joined.
	renameSync(join(other, "d".repeat(200)), join(folder, half, "joined"));
	try {
		const { files, gaps } = await look(folder);
		expect(files).toEqual([["/var/task/index.js", "1"]]);
		expect(gaps.map((gap) => gap.replace(/d{200}.*/, "…"))).toEqual(["!folder-unreadable …"]);
	} finally {
		renameSync(join(folder, half, "joined"), join(other, "joined"));
	}
});

it("entries beyond the budget are not listed, and folders count", async () => {
	const { files, gaps } = await look(toFolder({ "a/b/c.js": "1" }), { limits: { entries: 2 } });
	expect(files).toEqual([]);
	expect(gaps).toEqual(["!budget-entries"]);
});

it("bytes beyond the budget are not read", async () => {
	const { files, gaps } = await look(toFolder({ "a.js": "12", "b.js": "34" }), { limits: { inflatedBytes: 3 } });
	expect(files).toEqual([
		["/var/task/a.js", "12"],
		["/var/task/b.js", null],
	]);
	expect(gaps).toEqual(["!budget-bytes b.js"]);
});
