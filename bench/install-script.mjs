// Prints the figures of docs/heuristics/install-script.md: how many look-alikes of attacks stand out, how many install
// scripts of real packages are too loud, and how long a package takes.
//
//   node bench/install-script.mjs [--write]      --write also writes what is said about each case to its suspicion.json
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const LOUD = ["critical", "high"];

const folder = await mkdtemp(join(tmpdir(), "fnsift-bench-"));
try {
	const outfile = join(folder, "cases.mjs");
	await build({
		entryPoints: [join(root, "test/match/install-script-cases.ts")],
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20.19",
		logLevel: "warning",
	});
	const { listCases, judgeCase } = await import(pathToFileURL(outfile).href);
	const judged = [];
	for (const one of listCases(root)) {
		const start = performance.now();
		const suspicion = await judgeCase(one);
		judged.push({ ...one, suspicion, time: performance.now() - start });
	}
	if (process.argv.includes("--write")) await writeAll(judged);
	printShares(judged);
	await printTimes(judged);
} finally {
	await rm(folder, { recursive: true, force: true });
}

async function writeAll(judged) {
	for (const { folder: place, suspicion } of judged) {
		await writeFile(join(place, "suspicion.json"), `${JSON.stringify(suspicion, null, "\t")}\n`);
	}
}

function printShares(judged) {
	const rows = [
		["look-alikes of attacks at high or above", "flag"],
		["real install scripts at high or above", "quiet"],
	];
	for (const [label, set] of rows) {
		const all = judged.filter((one) => one.set === set);
		const heldOut = all.filter((one) => one.heldOut);
		console.log(`${label.padEnd(44)}${share(all)}   of which held out at first: ${share(heldOut)}`);
	}
	const count = (set, severity) =>
		judged.filter((one) => one.set === set && one.suspicion?.severity === severity).length;
	for (const set of ["flag", "quiet"]) {
		const severities = ["critical", "high", "medium", "low"].map((severity) => `${severity} ${count(set, severity)}`);
		console.log(`${set.padEnd(44)}${severities.join(", ")}`);
	}
	for (const one of judged.filter((each) => isLoud(each) !== (each.set === "flag"))) {
		console.log(`  wrong: ${one.set}/${one.name}: ${one.suspicion?.severity} ${one.suspicion?.title}`);
	}
}

function share(cases) {
	return `${cases.filter(isLoud).length} of ${cases.length}`;
}

function isLoud({ suspicion }) {
	return LOUD.includes(suspicion?.severity);
}

async function printTimes(judged) {
	const times = judged.map(({ time }) => time).sort((a, b) => a - b);
	const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1);
	const manifest = await readFile(join(root, "package.json"));
	const parsing = performance.now();
	for (let round = 0; round < 100; round += 1) JSON.parse(manifest.toString());
	const unit = (performance.now() - parsing) / 100;
	console.log(
		`time for a package, files read from disk    median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`,
	);
	console.log(`parsing this project's manifest, for scale   ${unit.toFixed(3)} ms`);
}
