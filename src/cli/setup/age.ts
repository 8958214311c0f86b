/** Old advisory data is used, and said. */
import type { DatabaseInfo } from "../../model.ts";
import type { Terminal } from "../terminal.ts";

const DAY = 86_400_000;
const OLD_AFTER_DAYS = 7;

/** Whole days since the newest record; `undefined` where the date cannot be read. */
export function toAgeInDays(updated: string, now: Date): number | undefined {
	const age = Math.floor((now.getTime() - Date.parse(updated)) / DAY);
	return Number.isNaN(age) ? undefined : age;
}

export function warnOfAge(info: DatabaseInfo, now: Date, terminal: Terminal): void {
	const age = toAgeInDays(info.updated, now);
	if (age !== undefined && age <= OLD_AFTER_DAYS) return;
	const words = age === undefined ? "of unknown age" : `${age} days old (newest record ${info.updated.slice(0, 10)})`;
	terminal.err(`fnsift: the advisory data is ${words}; bring it up to date with \`fnsift db update\`.\n`);
}
