/** Which findings a bill of materials lists as vulnerabilities. */
import type { Finding } from "../../model.ts";

/** Rests on advisories; the others are suspicions, which no list of vulnerabilities should claim. */
export function isAdvisory({ kind }: Finding): boolean {
	return kind === "vulnerability" || kind === "malicious";
}
