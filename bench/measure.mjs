// Measures whole cold processes.
//
// Contract: a contender is a command line. Wall time is from spawn to exit as the caller sees it, with the output
// going to a file, so that no pipe slows a child down. Contenders run in turns (A B A B ...), so that a busy minute of
// the machine falls on all of them, and ratios are taken within a turn. Memory and CPU time come from a run of its own,
// since the preload that reads them costs a few milliseconds.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {readonly string[]} args of Node
 * @property {string} [cwd]
 * @property {readonly number[]} [exitCodes] those that mean the work was done; [0] when left out
 * @property {() => void} [before] brings the disk to the state a run starts from; not timed
 * @property {() => void} [after] clears away what a run leaves; not timed
 *
 * @typedef {{ ms: number, stdout: string, peakMegabytes?: number, userMilliseconds?: number }} Run
 */

const TIME_LIMIT_MS = 180_000;
const RESOURCES = join(import.meta.dirname, "resources.cjs");
const running = new Set();

process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});

/**
 * Runs a contender once.
 * @param {Contender} contender
 * @param {{ resources?: boolean }} [options]
 * @returns {Promise<Run>}
 * @throws when it exits with another code than expected, or runs for too long
 */
export async function runOnce(contender, { resources = false } = {}) {
	const folder = mkdtempSync(join(tmpdir(), "fnsift-bench-"));
	const [out, err, used] = ["stdout", "stderr", "used"].map((name) => join(folder, name));
	const environment = resources
		? { NODE_OPTIONS: `--require=${JSON.stringify(RESOURCES)}`, FNSIFT_BENCH_RESOURCES: used }
		: {};
	const outputs = [openSync(out, "w"), openSync(err, "w")];
	try {
		contender.before?.();
		const start = performance.now();
		const child = spawn(process.execPath, contender.args, {
			cwd: contender.cwd,
			env: { ...process.env, ...environment },
			stdio: ["ignore", ...outputs],
			timeout: TIME_LIMIT_MS,
			killSignal: "SIGKILL",
		});
		running.add(child);
		const code = await new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("exit", (code, signal) => resolve(code ?? signal));
		});
		const ms = performance.now() - start;
		running.delete(child);
		if (!(contender.exitCodes ?? [0]).includes(code)) {
			throw new Error(`${contender.name} ended with ${code}: ${readFileSync(err, "utf8").slice(0, 2000)}`);
		}
		return { ms, stdout: readFileSync(out, "utf8"), ...(resources ? JSON.parse(readFileSync(used, "utf8")) : {}) };
	} finally {
		contender.after?.();
		outputs.forEach(closeSync);
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Runs each contender once, off the clock: what it prints and uses, and warm file caches for the timed runs.
 * @param {readonly Contender[]} contenders
 */
export async function takeFirstRuns(contenders) {
	const runs = [];
	for (const contender of contenders) runs.push(await runOnce(contender, { resources: true }));
	return runs;
}

/**
 * Runs contenders in turns.
 * @param {readonly Contender[]} contenders
 * @param {number} turns
 * @returns {Promise<number[][]>} milliseconds, per contender, in the order of the turns
 */
export async function takeTurns(contenders, turns) {
	const times = contenders.map(() => []);
	for (let turn = 0; turn < turns; turn++) {
		for (const [at, contender] of contenders.entries()) times[at].push((await runOnce(contender)).ms);
	}
	return times;
}

/** @param {readonly number[]} values */
export function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median of the ratios within each turn.
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 */
export function medianRatio(ours, theirs) {
	return median(ours.map((value, turn) => value / theirs[turn]));
}
