/** SPDX identifiers: letters, digits, `.` and `-` only (clause 7.2), whatever a package is called. */
import { hash } from "node:crypto";

export const DOCUMENT_ID = "SPDXRef-DOCUMENT";

const LONGEST = 80;

/** Readable as far as the reference is; the hash tells apart what then looks the same. */
export function toSpdxId(ref: string): string {
	const readable = ref
		.replace(/^pkg:/, "")
		.replace(/[^A-Za-z0-9.]+/g, "-")
		.slice(0, LONGEST)
		.replace(/^-|-$/g, "");
	return `SPDXRef-${readable}-${hash("sha256", ref, "hex").slice(0, 16)}`;
}
