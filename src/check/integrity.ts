/**
 * What became of the integrity of a package version. Whoever installs takes a package whose hash is any of those of the
 * strongest algorithm that an integrity text names; so a hash more is as bad as another hash.
 * Source: Subresource Integrity, section 3.3; npm's and yarn's lockfiles use the same form.
 */
/** `lost`: nothing, or only a weaker hash, is left of what was checked before. */
export type IntegrityChange = "lost" | "changed";

/** From the weakest to the strongest. */
const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];

/** `before`: of all copies of the version. `undefined` when nothing speaks against it: also where there was none before. */
export function judgeIntegrity(before: readonly (string | null)[], after: string | null): IntegrityChange | undefined {
	const known = toHashes(before.join(" "));
	const found = toHashes(after ?? "");
	for (const [algorithm, hashes] of found) {
		const others = known.get(algorithm);
		if (others !== undefined && [...hashes].some((hash) => !others.has(hash))) return "changed";
	}
	// One of several copies may have been as weak as this one.
	const weakest = Math.min(...before.map((text) => toStrength(toHashes(text ?? ""))));
	return toStrength(found) < weakest ? "lost" : undefined;
}

function toStrength(hashes: ReadonlyMap<string, unknown>): number {
	return Math.max(-1, ...[...hashes.keys()].map((algorithm) => ALGORITHMS.indexOf(algorithm)));
}

/** Hashes by algorithm, options (`?...`) and what is no hash left out. */
function toHashes(integrity: string): ReadonlyMap<string, ReadonlySet<string>> {
	const hashes = new Map<string, Set<string>>();
	for (const part of integrity.split(/\s+/)) {
		const dash = part.indexOf("-");
		const algorithm = part.slice(0, Math.max(0, dash));
		const hash = part.slice(dash + 1).split("?")[0] ?? "";
		if (hash === "" || !ALGORITHMS.includes(algorithm)) continue;
		const known = hashes.get(algorithm);
		if (known === undefined) hashes.set(algorithm, new Set([hash]));
		else known.add(hash);
	}
	return hashes;
}
