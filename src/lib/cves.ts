/** The CVEs of a finding: what data on attacks is joined by. */
import type { Finding } from "../model.ts";

const CVE = /^CVE-\d{4}-\d{4,19}$/;

/** Its rule and aliases as far as they are CVEs; none for what no advisory found. */
export function listCves({ kind, rule, aliases }: Finding): readonly string[] {
	return kind === "vulnerability" || kind === "malicious" ? [rule, ...aliases].filter((id) => CVE.test(id)) : [];
}

/** Whether there is anything to look up for these findings. */
export function haveCves(findings: readonly Finding[]): boolean {
	return findings.some((finding) => listCves(finding).length > 0);
}
