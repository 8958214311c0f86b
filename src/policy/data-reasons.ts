/** Why the data that a run was compared with does not suffice for its policy. */
import { haveCves } from "../lib/cves.ts";
import type { DatabaseInfo, TargetReport, VerdictReason } from "../model.ts";
import type { GateOptions } from "./gate.ts";

const DAY = 86_400_000;

/** `optionsFor`: the options of a target; `maxAge`: days, `null` for any age. */
export function findDataReasons(
	run: { readonly targets: readonly TargetReport[]; readonly database: DatabaseInfo; readonly now: Date },
	optionsFor: (target: string) => GateOptions,
	maxAge: number | null,
): readonly VerdictReason[] {
	// Without a CVE there was nothing to look up, and nobody opened that data.
	const concerned = run.targets.filter(({ findings }) => haveCves(findings));
	const asked = concerned.map(({ target }) => optionsFor(target).failOn);
	return [...findAgeReasons(run.database, run.now, maxAge), ...findExploitReasons(run.database, asked)];
}

function findAgeReasons({ source, updated }: DatabaseInfo, now: Date, maxAge: number | null): VerdictReason[] {
	if (source === "osv-api") return [];
	const age = Math.floor((now.getTime() - Date.parse(updated)) / DAY);
	// Not a number: a date that cannot be read is no young one.
	if (maxAge === null || age <= maxAge) return [];
	const words = Number.isNaN(age) ? "of unknown age" : `${age} days old`;
	return [{ kind: "database-age", message: `the advisory data is ${words}, the policy allows ${maxAge} days` }];
}

/** A score that nobody looked up fails nothing: that must not pass for a low one. */
function findExploitReasons({ exploits }: DatabaseInfo, asked: readonly GateOptions["failOn"][]): VerdictReason[] {
	const levels = asked.filter((failOn) => failOn !== null && typeof failOn !== "string");
	const missing = [
		...(levels.some(({ epss }) => epss !== null) && !exploits?.epss ? ["EPSS scores"] : []),
		...(levels.some(({ kev }) => kev) && !exploits?.kev ? ["known exploited vulnerabilities"] : []),
	];
	return missing.map((what) => ({
		kind: "exploits-missing",
		message: `the policy asks for ${what}, but there is no such data`,
	}));
}
