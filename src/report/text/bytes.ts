/** Sizes for people, in decimal units as disks and AWS quotas are sold. */

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `0 B`, `999 B`, `1.2 kB`, `41.2 MB`, `262 MB`: three digits at most before the unit changes, one decimal below 100. */
export function renderBytes(bytes: number): string {
	let value = Math.abs(bytes);
	let unit = 0;
	// What would be rounded up to 1000 is written in the next unit.
	while (unit < UNITS.length - 1 && value >= (unit === 0 ? 1000 : 999.5)) {
		value /= 1000;
		unit++;
	}
	const digits = unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1);
	return `${digits} ${UNITS[unit]}`;
}

/** With its sign: `-1.2 kB` saves, `+340 kB` costs. */
export function renderSignedBytes(bytes: number): string {
	return `${bytes < 0 ? "-" : "+"}${renderBytes(bytes)}`;
}
