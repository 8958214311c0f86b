// Peer: what a script would do today with the usual libraries. jszip extracts the whole zip into a temporary folder,
// Arborist loads the tree that is really there (not the hidden lockfile), and every package is listed.
//
// usage: node jszip-arborist.mjs <zip> <folder>
//
// The folder is left for the caller to remove: cleaning up is not counted. Prints JSON: [[location, name, version]].
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import Arborist from "@npmcli/arborist";
import JSZip from "jszip";

const [zip, folder] = process.argv.slice(2);

const archive = await JSZip.loadAsync(readFileSync(zip));
const made = new Set();
for (const entry of Object.values(archive.files)) {
	if (entry.dir) continue;
	const path = join(folder, entry.name);
	const parent = dirname(path);
	if (!made.has(parent)) mkdirSync(parent, { recursive: true });
	made.add(parent);
	writeFileSync(path, await entry.async("nodebuffer"));
}

const tree = await new Arborist({ path: folder }).loadActual({ forceActual: true });
const packages = [...tree.inventory.values()]
	.filter((node) => !node.isRoot)
	.map((node) => [relative(folder, node.path).split(sep).join("/"), node.packageName, node.version]);
process.stdout.write(JSON.stringify(packages));
