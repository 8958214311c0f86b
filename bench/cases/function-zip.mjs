// A function of 256 MB unpacked, scanned from its zip; peer: jszip extracts all of it, then Arborist loads the tree.
// The peer only lists packages. fnsift also matches, judges and plans in its time.
//
// The peer extracts into memory where the machine has a folder for that: the price of 34,719 new files differs tenfold
// between file systems, and a slow one would flatter fnsift, which extracts nothing.
import { accessSync, constants, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { compareSets } from "../differences.mjs";
import { readTarget, scanWith } from "../fnsift.mjs";
import { judge, judgeRatio, judgeTime, renderNumber, showValue } from "../goals.mjs";
import { findDatabase, findFunctionZip } from "../inputs.mjs";
import { median, takeFirstRuns, takeTurns } from "../measure.mjs";
import { BENCH, CACHE } from "../paths.mjs";

export const name = "function-zip";

const MEMORY_FOLDER = "/dev/shm";
const ROOM_NEEDED = 2 ** 30;
const INSTALL_POSITION = /^node_modules\/(@[^/]+\/)?[^/]+(\/node_modules\/(@[^/]+\/)?[^/]+)*$/;

export async function measure({ turns, peers }) {
	const zip = await findFunctionZip();
	const ours = scanWith(zip, await findDatabase());
	const contenders = peers ? [ours, extractAndLoad(zip)] : [ours];
	const [first, peerFirst] = await takeFirstRuns(contenders);
	const [times, peerTimes] = await takeTurns(contenders, turns);

	const target = readTarget(first.stdout);
	const { files, uncompressed } = target.size;
	const rows = [
		showValue(
			"function zip",
			`${target.packages.length} packages`,
			`${files} files, ${uncompressed} bytes unpacked, ${statSync(zip).size} zipped`,
		),
		judgeTime("function zip: scan", median(times), 1500),
		judge("function zip: peak memory", first.peakMegabytes, 300, "MB"),
	];
	if (!peers) return { rows };
	rows.push(
		judgeRatio("function zip: scan / jszip + Arborist", times, peerTimes, 0.2),
		showValue(
			"function zip: the same in CPU time of their own code",
			renderNumber(first.userMilliseconds / peerFirst.userMilliseconds, "x"),
			`${renderNumber(first.userMilliseconds, "ms")} : ${renderNumber(peerFirst.userMilliseconds, "ms")}, 1 run`,
		),
		showValue("function zip: jszip + Arborist, peak memory", renderNumber(peerFirst.peakMegabytes, "MB")),
	);
	return { rows, comparisons: [comparePackages(target, JSON.parse(peerFirst.stdout))] };
}

function extractAndLoad(zip) {
	const folder = join(hasMemoryFolder() ? MEMORY_FOLDER : CACHE, `fnsift-bench-${process.pid}`);
	const clear = () => rmSync(folder, { recursive: true, force: true });
	process.once("exit", clear);
	return {
		name: "jszip + Arborist",
		args: [join(BENCH, "peers/jszip-arborist.mjs"), zip, folder],
		before: clear,
		after: clear,
	};
}

function hasMemoryFolder() {
	try {
		accessSync(MEMORY_FOLDER, constants.W_OK);
		const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
		return bavail * bsize > ROOM_NEEDED;
	} catch {
		return false;
	}
}

/** Position by position: `node_modules/a/node_modules/b b@1.2.3`. */
function comparePackages(target, peerPackages) {
	const ours = target.packages.flatMap(({ name, version, locations }) =>
		locations.map((location) => `${location} ${name}@${version}`),
	);
	const theirs = peerPackages.map(([location, name, version]) => `${location} ${name}@${version}`);
	return compareSets("packages of the function (fnsift, Arborist)", ours, theirs, (item, side) =>
		side === "ours" && !INSTALL_POSITION.test(item.slice(0, item.lastIndexOf(" ")))
			? "outside the install tree, where Arborist does not look"
			: undefined,
	);
}
