// Runs npm, quietly and without the scripts of what it installs.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const TIME_LIMIT_MS = 900_000;

/** What a comparison needs is not on this machine: said in the result, and measured without. */
export class PeerMissing extends Error {}

/**
 * npm's own entry: the one that runs the bench, else the one beside Node.
 * @throws {PeerMissing}
 */
export function findNpm() {
	const beside = join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js");
	const entry = process.env.npm_execpath ?? beside;
	if (!/npm-cli\.c?js$/.test(entry) || !existsSync(entry))
		throw new PeerMissing("npm was not found: run `npm run bench`");
	return entry;
}

/**
 * Installs what the lockfile of a folder pins.
 * @param {string} folder
 * @param {{ scripts: boolean }} options `scripts`: run install scripts (a native module needs it)
 */
export async function installPinned(folder, { scripts }) {
	const flags = [
		"--no-audit",
		"--no-fund",
		"--omit-lockfile-registry-resolved",
		"--loglevel=error",
		...(scripts ? [] : ["--ignore-scripts"]),
	];
	await promisify(execFile)(process.execPath, [findNpm(), "ci", ...flags], {
		cwd: folder,
		timeout: TIME_LIMIT_MS,
		maxBuffer: 1 << 26,
	});
}
