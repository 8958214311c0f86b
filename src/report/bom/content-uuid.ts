/** An identifier that follows from a document's content. */
import { hash } from "node:crypto";

/** A UUID of version 8 (RFC 9562, section 5.8) made of the first bits of SHA-256 over the content. */
export function toContentUuid(content: unknown): string {
	const hex = hash("sha256", JSON.stringify(content), "hex");
	const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		`8${hex.slice(13, 16)}`,
		`${variant}${hex.slice(17, 20)}`,
		hex.slice(20, 32),
	].join("-");
}
