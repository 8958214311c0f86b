// Writes the tree of a release: what `npm pack` would take, what GitHub Actions and pre-commit look for, and a
// package.json that needs nothing to be built or installed. See docs/releasing.md.
//
//   npm run build && node scripts/release-tree.mjs <folder>
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const [folder, ...surplus] = process.argv.slice(2);
if (folder === undefined || surplus.length > 0) fail("Give the folder to write to.");

/** Beside what the package has: found by name, at the root of the tree. */
const FOR_TOOLS = ["action.yml", ".pre-commit-hooks.yaml"];
/** What only a checkout of the sources can do. */
const FOR_DEVELOPERS = ["scripts", "devDependencies", "overrides"];

const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
// Dependencies of its own would have to be installed where a tag is used as it is.
for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"]) {
	if (Object.keys(manifest[kind] ?? {}).length > 0) fail(`package.json has ${kind}: a release carries all it needs.`);
}
await mkdir(folder, { recursive: true });
const there = (await readdir(folder)).filter((name) => name !== ".git");
if (there.length > 0) fail(`${folder} holds ${there[0]}: give an empty folder, or a work tree that was emptied.`);

// As npm reads the list: what begins with an exclamation mark is left out of the rest.
const isLeftOut = (path) => path.startsWith("!");
const leftOut = manifest.files.filter(isLeftOut).map((path) => join(root, path.slice(1)));
for (const path of [...manifest.files.filter((path) => !isLeftOut(path)), ...FOR_TOOLS]) {
	const from = join(root, path);
	await stat(from).catch(() => fail(`${path} is missing: run \`npm run build\` first.`));
	await mkdir(dirname(join(folder, path)), { recursive: true });
	await cp(from, join(folder, path), { recursive: true, filter: (source) => !leftOut.includes(source) });
}
const kept = Object.entries(manifest).filter(([key]) => !FOR_DEVELOPERS.includes(key));
await writeFile(join(folder, "package.json"), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
console.log(`${folder}: ${manifest.name} ${manifest.version}`);

function fail(message) {
	console.error(message);
	process.exit(1);
}
