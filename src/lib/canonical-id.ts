/** The one name under which an advisory is counted, waived and compared. */

const CVE = /^CVE-\d{4}-\d{4,}$/;

export function isCve(id: string): boolean {
	return CVE.test(id);
}

/** The CVE if a record's id and aliases hold exactly one, else the record's own id. */
export function toCanonicalId(id: string, aliases: readonly string[]): string {
	const cves = new Set([id, ...aliases].filter(isCve));
	const [only] = cves;
	return cves.size === 1 && only !== undefined ? only : id;
}
