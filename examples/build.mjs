// Builds checkout.zip and base-layer.zip from the two folders beside this file: run it after `npm ci --ignore-scripts` in both.
// The zips are committed, so that fnsift can be tried without a network; the same input gives the same bytes.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import JSZip from "jszip";

const DATE = new Date(Date.UTC(2026, 0, 1));
// What a packager leaves out of a deployed function.
const LEFT_OUT =
	/(^|\/)(\.npmrc|\.package-lock\.json|\.bin|(?!licen[cs]e)[^/]*\.(md|markdown|map|d\.ts)|tests?|examples?|benchmarks?|coverage|\.travis\.yml|\.eslintrc|\.nycrc)$/i;

for (const name of ["checkout", "base-layer"]) {
	const root = join(import.meta.dirname, name);
	const zip = new JSZip();
	for (const path of await listFiles(root)) {
		zip.file(path, await readFile(join(root, path)), { date: DATE, createFolders: false });
	}
	const bytes = await zip.generateAsync({
		type: "nodebuffer",
		compression: "DEFLATE",
		compressionOptions: { level: 9 },
		platform: "UNIX",
	});
	await writeFile(join(import.meta.dirname, `${name}.zip`), bytes);
	console.log(`${name}.zip`, bytes.length);
}

async function listFiles(root) {
	const files = [];
	const folders = [""];
	for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
		for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
			const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
			if (LEFT_OUT.test(path)) continue;
			if (entry.isDirectory()) folders.push(path);
			else if (entry.isFile()) files.push(path);
		}
	}
	return files.sort();
}
