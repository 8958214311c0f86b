// The inputs of the bench, built from pinned, published packages and kept in the cache.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cached } from "./cached.mjs";
import { runOnce } from "./measure.mjs";
import { installPinned } from "./npm.mjs";
import { ADVISORIES, BENCH, COMMAND_LINE } from "./paths.mjs";
import { writeZip } from "./zip-writer.mjs";

const HANDLER = 'exports.handler = async () => ({ statusCode: 200, body: require("lodash").VERSION });\n';

/**
 * A function as deployed: handler, package.json and node_modules, about 250 MB unpacked. The lockfile stays out, as
 * deployment tools leave it out; npm's hidden lockfile is in, as it is in a zip made by hand.
 */
export function findFunctionZip() {
	const files = ["package.json", "package-lock.json"].map((name) => join(BENCH, "function", name));
	return cached("function.zip", [...files, join(BENCH, "zip-writer.mjs")], async (target) => {
		const folder = `${target}.folder`;
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		for (const file of files) copyFileSync(file, join(folder, basename(file)));
		await installPinned(folder, { scripts: false });
		rmSync(join(folder, "package-lock.json"));
		writeFileSync(join(folder, "index.js"), HANDLER);
		const { files: count, uncompressed, compressed } = writeZip(folder, target);
		rmSync(folder, { recursive: true });
		console.log(`built a function of ${count} files, ${uncompressed} bytes, ${compressed} bytes zipped`);
	});
}

/** The advisory database that fnsift builds from the real facts. */
export function findDatabase() {
	return cached("npm.fnsiftdb", [ADVISORIES, COMMAND_LINE], (target) =>
		runOnce({ name: "fnsift db build", args: [COMMAND_LINE, "db", "build", ADVISORIES, "-o", target] }),
	);
}

const GENERATOR = join(BENCH, "synthetic-osv.mjs");

/** An export of 250,000 records in OSV's zip layout: the real facts and synthetic ones. */
export function findExport() {
	return cached("all.zip", [ADVISORIES, GENERATOR], (target) =>
		runOnce({ name: "synthetic export", args: [GENERATOR, target] }),
	);
}

/** The database that fnsift builds from that export. */
export async function findLargeDatabase() {
	const records = await findExport();
	return cached("large.fnsiftdb", [ADVISORIES, GENERATOR, COMMAND_LINE], (target) =>
		runOnce({ name: "fnsift db build", args: [COMMAND_LINE, "db", "build", records, "-o", target] }),
	);
}
