// Rebuilds the shipped advisory snapshot, advisories/npm.fnsiftdb, and its manifest from advisories/source. The same
// source gives the same bytes. Run `npm run build` first (`npm run snapshot` does both).
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildDatabase } from "../dist/api/index.js";

const folder = join(import.meta.dirname, "../advisories");
const file = "npm.fnsiftdb";

const { meta, bytes, withdrawn, malformed, examples } = await buildDatabase(
	[join(folder, "source/npm.ndjson")],
	join(folder, file),
);
if (malformed > 0) throw new Error(`${malformed} malformed records: ${JSON.stringify(examples)}`);

const manifest = {
	file,
	bytes,
	sha256: createHash("sha256")
		.update(await readFile(join(folder, file)))
		.digest("hex"),
	updated: meta.updated,
	records: meta.records,
	withdrawn,
	advisories: meta.advisories,
	packages: meta.packages,
	malicious: meta.malicious,
	sources: meta.sources.map(({ name, sha256 }) => ({ file: `source/${name}`, sha256 })),
	licences: ["CC-BY-4.0", "Apache-2.0"],
	credits: "README.md",
};
await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
console.log(`${file}: ${meta.records} records, ${bytes} bytes, newest ${meta.updated}`);
