/**
 * FNV-1a over the letters and digits of a piece of text, as if they were lower case and nothing else was there: a name
 * and its joined form share one hash. `seed` makes another hash of it. Part of the file's format.
 */
export function hashLetters(text: string, start: number, end: number, seed: number): number {
	let hash = 0x811c9dc5 ^ seed;
	for (let at = start; at < end; at++) {
		// Makes capitals small and leaves small letters and digits as they are.
		const code = text.charCodeAt(at) | 0x20;
		if (code > 96 ? code < 123 : code > 47 && code < 58) hash = Math.imul(hash ^ code, 0x01000193);
	}
	// The low bits choose the bucket.
	return hash ^ (hash >>> 15);
}
