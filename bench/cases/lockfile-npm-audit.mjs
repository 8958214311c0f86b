// The same lockfile; peer: `npm audit` against an endpoint on loopback that serves the same advisories.
// npm does network work (on loopback) and builds its whole tree, to say which dependents are affected as well.
import { join } from "node:path";
import { compareSets } from "../differences.mjs";
import { listAffected, readTarget, scanWith } from "../fnsift.mjs";
import { judgeRatio, renderNumber, showValue } from "../goals.mjs";
import { findDatabase } from "../inputs.mjs";
import { takeFirstRuns, takeTurns } from "../measure.mjs";
import { findNpm } from "../npm.mjs";
import { readRecords } from "../osv.mjs";
import { CACHE, LOCKFILE_FOLDER } from "../paths.mjs";
import { openAuditEndpoint } from "../peers/audit-endpoint.mjs";

export const name = "lockfile-npm-audit";

export async function measure({ turns, peers }) {
	if (!peers) return { rows: [] };
	const ours = scanWith(join(LOCKFILE_FOLDER, "package-lock.json"), await findDatabase());
	const endpoint = await openAuditEndpoint(readRecords());
	try {
		const contenders = [ours, audit(endpoint.url)];
		const [first, peerFirst] = await takeFirstRuns(contenders);
		const [times, peerTimes] = await takeTurns(contenders, turns);
		return {
			rows: [
				judgeRatio("lockfile: scan / npm audit on loopback", times, peerTimes, 0.15),
				showValue("lockfile: npm audit, peak memory", renderNumber(peerFirst.peakMegabytes, "MB")),
			],
			comparisons: [compareNames(readTarget(first.stdout), JSON.parse(peerFirst.stdout))],
		};
	} finally {
		endpoint.close();
	}
}

/** Exit 1 means that something was found. The cache is npm's own, and warm after the first run. */
function audit(url) {
	const flags = ["--json", "--package-lock-only", `--registry=${url}`, `--cache=${join(CACHE, "npm")}`];
	return { name: "npm audit", args: [findNpm(), "audit", ...flags], cwd: LOCKFILE_FOLDER, exitCodes: [0, 1] };
}

/** Names with an advisory of their own: npm lists their dependents too. */
function compareNames(target, { vulnerabilities }) {
	const ours = listAffected(target).map((id) => id.slice(0, id.lastIndexOf("@")));
	const theirs = Object.values(vulnerabilities)
		.filter(({ via }) => via.some((cause) => typeof cause === "object"))
		.map(({ name }) => name);
	return compareSets("affected names of the lockfile (fnsift, npm audit)", ours, theirs, () => undefined);
}
