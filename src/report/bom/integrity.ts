/** Subresource Integrity strings (W3C SRI, as lockfiles hold them) as plain hashes. */

/** The algorithms in the order of their strength, with the bytes of a digest. */
const DIGEST_BYTES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;
export type HashAlgorithm = keyof typeof DIGEST_BYTES;

export interface Hash {
	readonly algorithm: HashAlgorithm;
	/** lower case */
	readonly hex: string;
}

/** Longer text is no integrity that any tool writes. */
const LONGEST = 4_096;
const HASH = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]{1,100}={0,2})(?:\?.*)?$/;

/**
 * One hash per algorithm, weakest first. What is no such hash is left out, and so is an algorithm with several values:
 * entries that disagree leave no hash that could be called the package's own.
 */
export function parseIntegrity(integrity: string | null): readonly Hash[] {
	if (integrity === null || integrity.length > LONGEST) return [];
	const values = new Map<string, Set<string>>();
	for (const token of integrity.split(/\s+/)) {
		const [, algorithm = "", base64 = ""] = HASH.exec(token) ?? [];
		if (!isAlgorithm(algorithm)) continue;
		const bytes = Buffer.from(base64, "base64");
		if (bytes.length !== DIGEST_BYTES[algorithm]) continue;
		values.set(algorithm, (values.get(algorithm) ?? new Set()).add(bytes.toString("hex")));
	}
	return (Object.keys(DIGEST_BYTES) as HashAlgorithm[]).flatMap((algorithm) => {
		const [hex, ...others] = values.get(algorithm) ?? [];
		return hex === undefined || others.length > 0 ? [] : [{ algorithm, hex }];
	});
}

function isAlgorithm(text: string): text is HashAlgorithm {
	return Object.hasOwn(DIGEST_BYTES, text);
}
