/**
 * Order of RFC 3339 times as OSV writes them: with a fraction of any length, whose trailing zeros the export leaves
 * out. As text, `…05Z` would come after `…05.1Z`; as numbers, anything below a millisecond would be lost.
 */
import { compareCodeUnits } from "../lib/order.ts";

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(Z|[+-]\d\d:\d\d)$/;
const FRACTION = 12;

/** A text that orders as the times do, in UTC; `undefined` for what is no time. */
export function toInstant(time: string): string | undefined {
	const [, second, fraction = "", zone] = TIME.exec(time) ?? [];
	if (second === undefined || zone === undefined) return undefined;
	const milliseconds = Date.parse(`${second}${zone}`);
	if (Number.isNaN(milliseconds)) return undefined;
	const utc = zone === "Z" ? second : new Date(milliseconds).toISOString().slice(0, second.length);
	return `${utc}.${fraction.padEnd(FRACTION, "0")}`;
}

/** Whether it has the form of a time. */
export function isInstant(time: string): boolean {
	return TIME.test(time);
}

/** What is no time is older than any. */
export function compareInstants(a: string, b: string): number {
	return a === b ? 0 : compareCodeUnits(toInstant(a) ?? "", toInstant(b) ?? "");
}
