// A commit that adds twelve packages to the lockfile, checked as a hook does, beside Node doing nothing.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeRatio, judgeTime, renderNumber, showValue } from "../goals.mjs";
import { findLargeDatabase } from "../inputs.mjs";
import { median, runOnce, takeTurns } from "../measure.mjs";
import { COMMAND_LINE, LOCKFILE_FOLDER } from "../paths.mjs";

export const name = "check";

const LOCKFILE = "package-lock.json";

export async function measure({ turns }) {
	const database = await findLargeDatabase();
	const folder = mkdtempSync(join(tmpdir(), "fnsift-bench-check-"));
	try {
		const [change, first] = [createRepository(join(folder, "change")), createRepository(join(folder, "first"))];
		change.git("commit", "--quiet", "--message", "before");
		change.addPackages();
		const node = { name: "node", args: ["-e", "0"] };
		const ours = checkIn(change.folder, database, [0]);
		const all = checkIn(first.folder, database, [1]);
		for (const contender of [ours, all]) await warmUp(contender);
		const { stdout } = await runOnce(ours);
		if (!stdout.startsWith(`PASS  ${LOCKFILE}: 12 of `)) throw new Error(`the check did other work: ${stdout}`);
		const [empty, times] = await takeTurns([node, ours], turns * 3);
		const [everything] = await takeTurns([all], turns);
		return {
			rows: [
				judgeRatio("check --staged, 12 packages added: / node -e 0", times, empty, 2),
				judgeTime("check --staged, 12 packages added", median(times), 150),
				showValue("check --staged before the first commit", renderNumber(median(everything), "ms")),
			],
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Code that was compiled is kept from the first run on, and used from the second. */
async function warmUp(contender) {
	for (let run = 0; run < 3; run++) await runOnce(contender);
}

function checkIn(cwd, database, exitCodes) {
	return { name: "fnsift check", args: [COMMAND_LINE, "check", "--staged", "--db", database], cwd, exitCodes };
}

/** The lockfile of the bench, staged. Settings of the machine's user do not count. */
function createRepository(folder) {
	const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
	const author = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
	execFileSync("git", ["init", "--quiet", folder], { env });
	const git = (...args) => execFileSync("git", [...author, ...args], { cwd: folder, env });
	const file = join(folder, LOCKFILE);
	for (const name of [LOCKFILE, "package.json"]) copyFileSync(join(LOCKFILE_FOLDER, name), join(folder, name));
	git("add", ".");
	return {
		folder,
		git,
		addPackages() {
			writeFileSync(file, addPackages(readFileSync(file, "utf8")));
			git("add", ".");
		},
	};
}

/** Names that nobody has heard of, with all that npm writes of a package. */
function addPackages(text) {
	const lock = JSON.parse(text);
	for (let at = 0; at < 12; at++) {
		lock.packages[`node_modules/quarrel-of-marmots-${at}`] = {
			version: `1.${at}.0`,
			integrity: `sha512-${Buffer.alloc(64, at).toString("base64")}`,
			license: "MIT",
			dependencies: { [`quarrel-of-marmots-${at + 1}`]: "^1.0.0" },
		};
	}
	return `${JSON.stringify(lock, null, 2)}\n`;
}
