/** Why the data that a run was compared with does not suffice for its policy. */
import { haveCves } from "../lib/cves.ts";
import type { DatabaseInfo, TargetReport, VerdictReason } from "../model.ts";
import type { GateOptions } from "./gate.ts";

const DAY = 86_400_000;

/** `gates`: the options of each target; `maxAge`: days, `null` for any age. */
export function findDataReasons(
	{
		database,
		targets,
		now,
	}: { readonly database: DatabaseInfo; readonly targets: readonly TargetReport[]; readonly now: Date },
	gates: readonly GateOptions[],
	maxAge: number | null,
): readonly VerdictReason[] {
	return [...findAgeReasons(database, now, maxAge), ...findExploitReasons(database, targets, gates)];
}

/** A service answers with what it has now: the date is that of the records used, which may well be old. */
function findAgeReasons({ source, updated }: DatabaseInfo, now: Date, maxAge: number | null): VerdictReason[] {
	if (source === "osv-api") return [];
	const age = Math.floor((now.getTime() - Date.parse(updated)) / DAY);
	// Not a number: a date that cannot be read is no young one.
	if (maxAge === null || age <= maxAge) return [];
	const words = Number.isNaN(age) ? "of unknown age" : `${age} days old`;
	return [{ kind: "database-age", message: `the advisory data is ${words}, the policy allows ${maxAge} days` }];
}

/** A score that nobody looked up fails nothing: that must not pass for a low one. Without a CVE there is none to look up. */
function findExploitReasons(
	{ exploits }: DatabaseInfo,
	targets: readonly TargetReport[],
	gates: readonly GateOptions[],
): VerdictReason[] {
	if (!targets.some(({ findings }) => haveCves(findings))) return [];
	const asked = gates.map(({ failOn }) => failOn).filter((failOn) => failOn !== null && typeof failOn !== "string");
	const missing = [
		...(asked.some(({ epss }) => epss !== null) && !exploits?.epss ? ["EPSS scores"] : []),
		...(asked.some(({ kev }) => kev) && !exploits?.kev ? ["known exploited vulnerabilities"] : []),
	];
	return missing.map((what) => ({
		kind: "exploits-missing",
		message: `the policy asks for ${what}, but there is no such data`,
	}));
}
