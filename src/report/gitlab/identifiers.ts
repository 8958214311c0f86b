/** What GitLab knows a vulnerability by: the first identifier decides whether two reports speak of the same one. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding } from "../../model.ts";
import { toContentUuid } from "../bom/content-uuid.ts";

export interface Identifier {
	readonly type: string;
	readonly name: string;
	readonly value: string;
	readonly url?: string;
}

/** GitLab keeps 20. */
const MAX_IDENTIFIERS = 20;

/** The canonical id, then aliases, then weaknesses. */
export function toIdentifiers({ rule, aliases, cwes }: Finding): readonly Identifier[] {
	return [...[rule, ...aliases].map(toAdvisoryIdentifier), ...cwes.map(toCweIdentifier)].slice(0, MAX_IDENTIFIERS);
}

function toAdvisoryIdentifier(id: string): Identifier {
	const value = toSafeExcerpt(id, 200) || "unknown";
	const plain = { name: value, value };
	if (/^CVE-\d{4}-\d{4,}$/.test(value))
		return { type: "cve", ...plain, url: `https://www.cve.org/CVERecord?id=${value}` };
	if (/^GHSA(?:-[0-9a-z]{4}){3}$/.test(value)) {
		return { type: "ghsa", ...plain, url: `https://github.com/advisories/${value}` };
	}
	if (value.startsWith("fnsift/")) return { type: "fnsift_rule", ...plain };
	return { type: "osv", ...plain, url: `https://osv.dev/vulnerability/${encodeURIComponent(value)}` };
}

function toCweIdentifier(cwe: string): Identifier {
	const number = cwe.replace(/\D/g, "") || "0";
	return {
		type: "cwe",
		name: `CWE-${number}`,
		value: number,
		url: `https://cwe.mitre.org/data/definitions/${number}.html`,
	};
}

/** The same for the same finding in the same file. */
export function toUuid(finding: Finding, file: string): string {
	return toContentUuid([finding.id, file]);
}
