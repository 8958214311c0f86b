/** Days as `YYYY-MM-DD` in UTC: a day ends for everybody at the same moment. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MILLISECONDS = 86_400_000;

/** Whether the text is a day that the calendar has. */
export function isDay(text: string): boolean {
	const [, year, month, day] = DAY.exec(text) ?? [];
	if (year === undefined) return false;
	const date = new Date(0);
	date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
	return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Days from today until a day: 0 today, negative when it is over. */
export function countDaysUntil(day: string, now: Date): number {
	return Math.round(
		(Date.parse(`${day}T00:00:00Z`) - Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`)) / MILLISECONDS,
	);
}
