// Makes advisories/popular-npm.txt, the list that src/advisories/popularity.ts reads.
//
//   node scripts/build-popularity.mjs <downloads.tsv> [out]
//
// The input has one package a line, name and downloads a month with a tab between, in any order. The same input gives
// the same bytes. Counts keep two significant digits: what is compared is powers of ten.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const [input, output = join(root, "advisories/popular-npm.txt")] = process.argv.slice(2);
if (input === undefined) {
	console.error("usage: node scripts/build-popularity.mjs <downloads.tsv> [out]");
	process.exit(2);
}

const rows = (await readFile(input, "utf8"))
	.split("\n")
	.filter((line) => line !== "")
	.map((line) => {
		const [, name, downloads] = /^([^\s]+)\t([1-9]\d*)$/.exec(line) ?? [];
		if (name === undefined) throw new Error(`not a name and a count: ${JSON.stringify(line)}`);
		return [name, Number(downloads)];
	})
	.sort(([a, downloads], [b, others]) => others - downloads || (a < b ? -1 : 1));
const { renderPopularity } = await loadBuilder();
const text = renderPopularity(rows);
await writeFile(output, text);
console.log(`${rows.length} names, ${text.length} bytes`);

/** The builder is part of the sources, so that it shares the hashes and forms with the reader. */
async function loadBuilder() {
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: ["src/advisories/build/popularity.ts"],
		bundle: true,
		write: false,
		format: "esm",
		platform: "node",
		target: "node20.19",
		logLevel: "warning",
	});
	const [{ contents }] = outputFiles;
	return import(`data:text/javascript;base64,${Buffer.from(contents).toString("base64")}`);
}
