// The bench: `npm run bench -- [--only <case>] [--runs <n>] [--skip-peers]`. See README.md for what is measured.
//
// Exits 1 when a ratio, size or memory is above its goal, or when fnsift and a peer found different things without a
// good reason, or when a case cannot be measured. A peer that cannot be had here (no compiler) is said, and its case
// measured without it.
import { parseArgs } from "node:util";
import * as check from "./cases/check.mjs";
import * as databaseBuild from "./cases/database-build.mjs";
import * as databaseLookUp from "./cases/database-look-up.mjs";
import * as databaseUpdate from "./cases/database-update.mjs";
import * as functionZip from "./cases/function-zip.mjs";
import * as lockfileCveLite from "./cases/lockfile-cve-lite.mjs";
import * as lockfileNpmAudit from "./cases/lockfile-npm-audit.mjs";
import * as startUp from "./cases/start-up.mjs";
import { renderComparison } from "./differences.mjs";
import { renderTable } from "./goals.mjs";
import { PeerMissing } from "./npm.mjs";

const CASES = [
	startUp,
	check,
	functionZip,
	lockfileCveLite,
	lockfileNpmAudit,
	databaseBuild,
	databaseLookUp,
	databaseUpdate,
];

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

process.exitCode = await run(readOptions());

async function run({ chosen, turns, peers }) {
	const results = [];
	for (const one of chosen) {
		console.log(`measuring ${one.name} …`);
		results.push(await measure(one, turns, peers));
	}
	const rows = results.flatMap((result) => result.rows);
	const comparisons = results.flatMap((result) => result.comparisons ?? []);
	const problems = results.flatMap((result) => result.problems ?? []);
	console.log(`\n${renderTable(rows)}\n`);
	for (const comparison of comparisons) console.log(renderComparison(comparison));
	for (const { text } of problems) console.log(text);
	const failed =
		rows.some(({ result }) => result === "FAIL") ||
		comparisons.some(({ unexplained }) => unexplained.length > 0) ||
		problems.some(({ fatal }) => fatal);
	return failed ? 1 : 0;
}

async function measure(one, turns, peers) {
	try {
		return await one.measure({ turns, peers });
	} catch (error) {
		if (!(error instanceof PeerMissing) || !peers) {
			return { rows: [], problems: [{ fatal: true, text: `${one.name} could not be measured: ${error.message}` }] };
		}
		const text = `${one.name} was measured without its peer: ${error.message}`;
		const alone = await measure(one, turns, false);
		return { ...alone, problems: [...(alone.problems ?? []), { fatal: false, text }] };
	}
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			only: { type: "string", multiple: true, default: [] },
			runs: { type: "string", default: "5" },
			"skip-peers": { type: "boolean", default: false },
		},
	});
	const unknown = values.only.find((wanted) => !CASES.some(({ name }) => name === wanted));
	const turns = Number(values.runs);
	if (unknown !== undefined || !Number.isInteger(turns) || turns < 1) {
		console.error(`--only takes ${CASES.map(({ name }) => name).join(", ")}; --runs a number from 1`);
		process.exit(2);
	}
	const chosen = values.only.length === 0 ? CASES : CASES.filter(({ name }) => values.only.includes(name));
	return { chosen, turns, peers: !values["skip-peers"] };
}
