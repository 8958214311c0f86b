// Makes advisories/popular-npm.txt, the list that src/advisories/popularity.ts reads.
//
//   node scripts/build-popularity.mjs <downloads.tsv> [out]
//
// The input has one package a line, name and downloads a month with a tab between, in any order. The same input gives
// the same bytes. Counts keep two significant digits: what is compared is powers of ten.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [input, output = join(import.meta.dirname, "../advisories/popular-npm.txt")] = process.argv.slice(2);
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
		return { name, downloads: Number(downloads) };
	})
	.sort((a, b) => b.downloads - a.downloads || (a.name < b.name ? -1 : 1));
if (new Set(rows.map(({ name }) => name)).size !== rows.length) throw new Error("a name is there twice");

const lines = new Map();
for (const { name, downloads } of rows) {
	const count = toCount(downloads);
	lines.set(count, [...(lines.get(count) ?? []), name]);
}
const body = `${[...lines].map(([count, names]) => [count, ...names].join(" ")).join("\n")}\n`;
const hash = createHash("sha256").update(body).digest("hex");
await writeFile(output, `fnsift-popularity 1 npm ${rows.length} ${hash}\n${body}`);
console.log(`${rows.length} names, ${body.length} bytes`);

/** Two significant digits: 2399072936 is `24e8`. */
function toCount(downloads) {
	if (downloads < 10) return `${downloads}e0`;
	const [digits, exponent] = downloads.toExponential(1).split("e+");
	return `${digits.replace(".", "")}e${Number(exponent) - 1}`;
}
