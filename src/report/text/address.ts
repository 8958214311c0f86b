/** Web addresses as a report may hand them on. */

const SAFE = /^https:\/\/[\w.~:/?#@!$&'()*+,;=%-]{1,500}$/;

/** The address itself; `null` when it is none, is not `https:`, or is longer than any real one. */
export function toSafeAddress(url: string | null): string | null {
	return url !== null && SAFE.test(url) ? url : null;
}
