/** Archives inside archives. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { craftZip } from "./craft-zip.ts";
import { look, open, write } from "./open.ts";
import { toTar } from "./tar.ts";

const MANIFEST = "node_modules/a/package.json";

function nest(depth: number): Buffer {
	const inner = craftZip([{ name: MANIFEST, data: "{}", method: 8 }]);
	return depth === 0 ? inner : craftZip([{ name: `${depth}.zip`, data: nest(depth - 1) }]);
}

it("files appear below the archive, at the same origin, as deep as the limit", async () => {
	const path = write(nest(3));
	const bundle = await open(path);
	expect(bundle.files.map((file) => file.path)).toEqual([
		"/var/task/3.zip",
		"/var/task/3.zip/2.zip",
		"/var/task/3.zip/2.zip/1.zip",
		`/var/task/3.zip/2.zip/1.zip/${MANIFEST}`,
	]);
	expect(new Set(bundle.files.map(({ origin }) => origin))).toEqual(new Set(["function"]));
	expect(String(bundle.read(bundle.files[3]!))).toBe("{}");
	expect(bundle.gaps).toEqual([]);
	bundle.close();
	const { files, gaps } = await look(path, { limits: { nesting: 2 } });
	expect(files).toHaveLength(3);
	expect(gaps).toEqual(["!nested-too-deep 3.zip/2.zip/1.zip"]);
});

it("a tarball in a zip in a layer", async () => {
	const layer = write(craftZip([{ name: "nodejs/x.tar.gz", data: gzipSync(toTar([{ path: "a.js" }])) }]));
	const bundle = await open(write(craftZip([])), { layers: [layer] });
	expect(bundle.files.map((file) => [file.path, file.origin])).toEqual([
		["/opt/nodejs/x.tar.gz", layer],
		["/opt/nodejs/x.tar.gz/a.js", layer],
	]);
	bundle.close();
});

it("archives that packages carry stay closed, without a gap", async () => {
	const name = "node_modules/adm-zip/test/assets/bad.zip";
	const { files, gaps } = await look(write(craftZip([{ name, data: "no zip" }])));
	expect(files).toEqual([[`/var/task/${name}`, "no zip"]]);
	expect(gaps).toEqual([]);
});

it("an archive that is none, or is encrypted, is a blocking gap", async () => {
	const entries = [
		{ name: "a.zip", data: "no zip" },
		{ name: "b.zip", data: nest(0), flags: 1 },
		{ name: "c.tgz", data: gzipSync("no tar") },
	];
	const { files, gaps } = await look(write(craftZip(entries)));
	expect(files.map(([path]) => path)).toEqual(["/var/task/a.zip", "/var/task/b.zip", "/var/task/c.tgz"]);
	expect(gaps).toEqual(["!entry-encrypted b.zip", "!nested-unreadable a.zip", "!nested-unreadable c.tgz"]);
});

it("what is wrong inside has the path of the archive in front", async () => {
	const data = craftZip([{ name: "../a.js", data: "1", crc: 1 }]);
	expect(await look(write(craftZip([{ name: "lib/x.zip", data }])))).toEqual({
		kind: "zip",
		files: [
			["/var/task/lib/x.zip", data.toString("latin1")],
			["/var/task/lib/x.zip/a.js", null],
		],
		gaps: ["!entry-crc lib/x.zip/a.js", "name-parent lib/x.zip/../a.js"],
	});
});

it("inner files count against the budget", async () => {
	expect((await look(write(nest(1)), { limits: { entries: 1 } })).gaps).toContain("!budget-entries 1.zip");
});
