/** Layers are laid over /opt in order; what is wrong with one does not stop the scan. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { craftZip } from "./craft-zip.ts";
import { look, open, root, toLine, write } from "./open.ts";

const A = "nodejs/node_modules/a/package.json";
const FUNCTION = write(craftZip([{ name: "index.js", data: "1" }]));

it("the later layer wins, and all files stay listed with their origin", async () => {
	const first = write(
		craftZip([
			{ name: A, data: "first" },
			{ name: "nodejs/b.js", data: "b" },
		]),
		"first.zip",
	);
	const second = mkdtempSync(join(root, "layer-"));
	mkdirSync(join(second, "nodejs/node_modules/a"), { recursive: true });
	writeFileSync(join(second, A), "second");
	const bundle = await open(FUNCTION, { layers: [first, second] });
	expect(bundle).toMatchObject({ kind: "zip", layers: [first, second], gaps: [] });
	expect(bundle.files.map((file) => [file.path, file.origin, String(bundle.read(file))])).toEqual([
		["/opt/nodejs/b.js", first, "b"],
		[`/opt/${A}`, first, "first"],
		[`/opt/${A}`, second, "second"],
		["/var/task/index.js", "function", "1"],
	]);
	expect(bundle.visible.get(`/opt/${A}`)?.origin).toBe(second);
	bundle.close();
});

it("a layer given twice is two origins", async () => {
	const layer = write(craftZip([{ name: A, data: "{}" }]));
	const bundle = await open(FUNCTION, { layers: [layer, layer] });
	expect(bundle.layers).toEqual([layer, `${layer} (2)`]);
	expect(bundle.files.map(({ origin }) => origin)).toEqual([layer, `${layer} (2)`, "function"]);
	expect(bundle.gaps).toEqual([]);
	bundle.close();
	const own = await open(layer, { layers: [layer] });
	expect(own).toMatchObject({ kind: "layer", layers: [layer, `${layer} (2)`] });
	own.close();
});

it("the size of a bundle counts its layers' archives", async () => {
	const layer = craftZip([{ name: A, data: "{}" }]);
	const bundle = await open(FUNCTION, { layers: [write(layer)] });
	const alone = await open(FUNCTION);
	expect(bundle.size).toEqual({ compressed: alone.size.compressed! + layer.length, uncompressed: 3, files: 2 });
	expect(bundle.codeSha256).toBe(alone.codeSha256);
	for (const opened of [bundle, alone]) opened.close();
});

it.each([
	["missing", () => join(root, "missing.zip"), "missing.zip does not exist."],
	["empty", () => write(""), "function.zip is empty."],
	["cut off", () => write(craftZip([{ name: A }]).subarray(0, 60)), "is cut off, or is no zip"],
	["a lockfile", () => write("{}", "package-lock.json"), "a lockfile is no layer"],
])("a layer that is %s is a blocking gap, and the rest is scanned", async (_title, make, message) => {
	const path = make();
	const good = write(craftZip([{ name: A, data: "{}" }]));
	const bundle = await open(FUNCTION, { layers: [path, good] });
	expect(bundle.files.map((file) => file.path)).toEqual([`/opt/${A}`, "/var/task/index.js"]);
	expect(bundle.gaps.map(toLine)).toEqual(["!layer-unreadable"]);
	expect(bundle.gaps[0]!.message).toMatch(/^layer .*: not opened: /);
	expect(bundle.gaps[0]!.message).toContain(message);
	bundle.close();
});

it("gaps of a layer say which layer, and give paths relative to it", async () => {
	const layer = write(craftZip([{ name: A, data: "{}", crc: 1 }]), "l.zip");
	const bundle = await open(FUNCTION, { layers: [layer] });
	for (const file of bundle.files) bundle.read(file);
	expect(bundle.gaps).toEqual([
		{
			stage: "unpack",
			code: "entry-crc",
			blocking: true,
			path: A,
			message: expect.stringMatching(/^layer .*l\.zip: not read: its checksum is wrong$/),
		},
	]);
	bundle.close();
});

it("a file of one layer where another has a folder", async () => {
	const file = write(craftZip([{ name: "nodejs/node_modules", data: "1" }]));
	const folder = write(craftZip([{ name: A, data: "{}" }]));
	expect((await look(FUNCTION, { layers: [file, folder] })).gaps).toEqual(["!file-and-folder nodejs/node_modules"]);
});

it("one budget for function and layers", async () => {
	const layer = write(craftZip([{ name: A, data: "{}" }]));
	expect((await look(FUNCTION, { layers: [layer], limits: { entries: 1 } })).gaps).toEqual(["!budget-entries"]);
});
