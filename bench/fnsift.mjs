// How the bench calls fnsift and reads its report.
import { existsSync } from "node:fs";
import { COMMAND_LINE } from "./paths.mjs";

/**
 * @param {string} target
 * @param {string} database
 * @returns {import("./measure.mjs").Contender}
 */
export function scanWith(target, database) {
	if (!existsSync(COMMAND_LINE)) throw new Error("fnsift is not built: run `npm run bench`");
	return { name: "fnsift scan", args: [COMMAND_LINE, "scan", target, "--format", "json", "--quiet", "--db", database] };
}

/** @param {string} report of one target, as JSON */
export function readTarget(report) {
	return JSON.parse(report).targets[0];
}

/** `name@version` of every package version with a vulnerability or malware record against it. */
export function listAffected(target) {
	return target.findings
		.filter(({ kind }) => kind === "vulnerability" || kind === "malicious")
		.map(({ name, version }) => `${name}@${version}`);
}
