// Prints the figures of docs/heuristics/typosquat.md: what the typosquat heuristic finds, what it flags by mistake, and
// how long it takes.
//
//   node bench/typosquat.mjs [--missed]
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const showMissed = process.argv.includes("--missed");
const SEED = 20260101;
const PER_KIND = 2000;

const folder = await mkdtemp(join(tmpdir(), "fnsift-bench-"));
try {
	const outfile = join(folder, "figures.mjs");
	await build({
		stdin: {
			contents: [
				'export * from "./test/match/typosquat-figures.ts";',
				'export { generateSquats } from "./test/match/typosquat-generator.ts";',
				'export { openPopularity } from "./src/advisories/popularity.ts";',
				'export { findImitation } from "./src/match/heuristics/typosquat/imitation.ts";',
			].join("\n"),
			resolveDir: root,
			loader: "ts",
		},
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20.19",
		logLevel: "warning",
	});
	const modules = await import(pathToFileURL(outfile).href);
	measureTime(modules);
	measureFlags(modules.openFigures(root));
} finally {
	await rm(folder, { recursive: true, force: true });
}

/** Processor time, which other work on the machine changes least; in a fresh process, as a check before a commit is. */
function measureTime({ openPopularity, generateSquats, findImitation }) {
	const [popularity, opening] = time(() => openPopularity(join(root, "advisories/popular-npm.txt")));
	const written = readFileSync(join(root, "test/fixtures/typosquat/lockfile-names.txt"), "utf8").trimEnd().split("\n");
	const [, first] = time(() => written.map((name) => findImitation(name, popularity)));
	const squats = generateSquats(popularity.names().slice(0, 2000), 300, SEED).map(({ name }) => name);
	const [, judging] = time(() => squats.map((name) => findImitation(name, popularity)));
	console.log("processor time");
	console.log(`  open the list      ${opening.toFixed(1)} ms`);
	console.log(`  judge real names   ${first.toFixed(1)} ms, ${written.length} of lockfiles, the first that are judged`);
	console.log(`  judge a squat      ${(judging / squats.length).toFixed(3)} ms, mean of ${squats.length}\n`);
}

function measureFlags(figures) {
	const generated = figures.measureGenerated(PER_KIND, SEED);
	console.log(`generated squats of the 2,000 most popular names, seed ${SEED}, ${PER_KIND} a kind`);
	for (const [kind, share] of generated.byKind) console.log(`  ${kind.padEnd(18)} ${renderShare(share)}`);
	console.log(`  ${"all".padEnd(18)} ${renderShare(generated.all)}`);
	if (showMissed) console.log(generated.missed.join("\n"));

	const history = figures.measureHistory();
	console.log(`\nsquats known from history      ${renderShare(history.all)}`);
	console.log(`  each imitated name once      ${(100 * history.perImitatedName).toFixed(1)} %`);
	if (showMissed) console.log(history.missed.join("\n"));

	console.log("\nfalse flags");
	renderFlags("names in real lockfiles", figures.measureLockfiles());
	renderFlags("ranks 5,001 to 15,000, protecting 5,000", figures.measureBeyond(5000, 15_000));
	renderFlags("ranks 10,001 to 15,000, protecting 10,000", figures.measureBeyond(10_000, 15_000));
}

function renderFlags(what, { names, flags, perThousand }) {
	console.log(`  ${what}: ${flags.length} of ${names}, ${perThousand.toFixed(2)} per 1,000`);
	for (const { name, imitation } of flags) {
		console.log(`    ${name} is ${imitation.of} with ${imitation.how}, score ${imitation.score.toFixed(1)}`);
	}
}

function renderShare({ flagged, of }) {
	return `${flagged} of ${of}, ${((100 * flagged) / of).toFixed(1)} %`;
}

function time(run) {
	const start = process.cpuUsage();
	const result = run();
	const { user, system } = process.cpuUsage(start);
	return [result, (user + system) / 1000];
}
