// A function of 256 MB unpacked, scanned from its zip; peer: jszip extracts all of it, then Arborist loads the tree.
// The peer only lists packages. fnsift also matches, judges and plans in its time.
//
// The peer extracts into the machine's temporary folder, as a script would. The price of 34,719 new files differs
// tenfold between file systems and moments, so it also runs with a folder in memory, where there is one: the least
// that it can take anywhere.
import { accessSync, constants, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareSets } from "../differences.mjs";
import { readTarget, scanWith } from "../fnsift.mjs";
import { judge, judgeRatio, judgeTime, renderNumber, showRatio, showValue } from "../goals.mjs";
import { findDatabase, findFunctionZip } from "../inputs.mjs";
import { median, takeFirstRuns, takeTurns } from "../measure.mjs";
import { BENCH } from "../paths.mjs";

export const name = "function-zip";

const MEMORY_FOLDER = "/dev/shm";
const ROOM_NEEDED = 2 ** 30;
const MOST_TURNS_ON_DISK = 3;
const INSTALL_POSITION = /^node_modules\/(@[^/]+\/)?[^/]+(\/node_modules\/(@[^/]+\/)?[^/]+)*$/;

export async function measure({ turns, peers }) {
	const zip = await findFunctionZip();
	const ours = scanWith(zip, await findDatabase());
	const onDisk = extractAndLoad(zip, tmpdir());
	const [first, peerFirst] = await takeFirstRuns(peers ? [ours, onDisk] : [ours]);
	const target = readTarget(first.stdout);
	const rows = describe(target, statSync(zip).size);
	if (!peers) {
		const [times] = await takeTurns([ours], turns);
		return { rows: [...rows, ...judgeAlone(times, first)] };
	}

	const [times, diskTimes] = await takeTurns([ours, onDisk], Math.min(turns, MOST_TURNS_ON_DISK));
	rows.push(...judgeAlone(times, first), judgeRatio("function zip: scan / jszip + Arborist", times, diskTimes, 0.2));
	if (hasMemoryFolder()) {
		const [again, memoryTimes] = await takeTurns([ours, extractAndLoad(zip, MEMORY_FOLDER)], turns);
		rows.push(showRatio("function zip: the same, the peer extracting into memory", again, memoryTimes));
	}
	rows.push(
		showValue(
			"function zip: the same in CPU time of their own code",
			renderNumber(first.userMilliseconds / peerFirst.userMilliseconds, "x"),
			`${renderNumber(first.userMilliseconds, "ms")} : ${renderNumber(peerFirst.userMilliseconds, "ms")}, 1 run`,
		),
		showValue("function zip: jszip + Arborist, peak memory", renderNumber(peerFirst.peakMegabytes, "MB")),
	);
	return { rows, comparisons: [comparePackages(target, JSON.parse(peerFirst.stdout))] };
}

function describe({ packages, size }, zipped) {
	const bytes = `${size.files} files, ${size.uncompressed} bytes unpacked, ${zipped} zipped`;
	return [showValue("function zip", `${packages.length} package versions`, bytes)];
}

function judgeAlone(times, { peakMegabytes }) {
	return [
		judgeTime("function zip: scan", median(times), 1500),
		judge("function zip: peak memory", peakMegabytes, 300, "MB"),
	];
}

function extractAndLoad(zip, parent) {
	const folder = join(parent, `fnsift-bench-extracted-${process.pid}`);
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
