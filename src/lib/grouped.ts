/** `1,234,567`. Written out, because the first use of Intl's number formats takes longer than a whole lockfile check. */
export function toGrouped(count: number): string {
	return `${count}`.replace(/\B(?=(?:\d{3})+$)/g, ",");
}
