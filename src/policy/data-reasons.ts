/** Why the data that a run was compared with does not suffice for its policy. */
import type { DatabaseInfo, VerdictReason } from "../model.ts";
import type { GateOptions } from "./gate.ts";

const DAY = 86_400_000;

/** `gates`: the options of each target; `maxAge`: days, `null` for any age. */
export function findDataReasons(
	{ database, now }: { readonly database: DatabaseInfo; readonly now: Date },
	gates: readonly GateOptions[],
	maxAge: number | null,
): readonly VerdictReason[] {
	return [...findAgeReasons(database, now, maxAge), ...findExploitReasons(database, gates)];
}

function findAgeReasons({ updated }: DatabaseInfo, now: Date, maxAge: number | null): VerdictReason[] {
	const age = Math.floor((now.getTime() - Date.parse(updated)) / DAY);
	// Not a number: a date that cannot be read is no young one.
	if (maxAge === null || age <= maxAge) return [];
	const words = Number.isNaN(age) ? "of unknown age" : `${age} days old`;
	return [{ kind: "database-age", message: `the advisory data is ${words}, the policy allows ${maxAge} days` }];
}

/** A score that nobody looked up fails nothing: that must not pass for a low one. */
function findExploitReasons({ exploits }: DatabaseInfo, gates: readonly GateOptions[]): VerdictReason[] {
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
