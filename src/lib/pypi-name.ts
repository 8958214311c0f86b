/** The one form of a PyPI name: small letters, runs of `-`, `_` and `.` as one hyphen. Source: PEP 503. */
export function toPypiName(name: string): string {
	return name.toLowerCase().replace(/[-_.]+/g, "-");
}
