/**
 * The checksum that Google Cloud Storage sends with an object: `x-goog-hash: crc32c=n03x6A==` (four bytes, big-endian,
 * base64), alone, repeated, or joined with `md5=…` by a comma. Source: the XML API's reference of HTTP headers.
 */

/**
 * The CRC-32C that the header names; `null` when it names none.
 * @throws RangeError when it cannot be read, or names two that differ
 */
export function parseObjectCrc(header: string | null): number | null {
	let found: number | null = null;
	for (const part of header?.split(",") ?? []) {
		const [, encoded] = /^\s*crc32c=(.*?)\s*$/i.exec(part) ?? [];
		if (encoded === undefined) continue;
		if (!/^[A-Za-z0-9+/]{6}==$/.test(encoded)) throw new RangeError("a CRC-32C of four bytes expected");
		const crc = Buffer.from(encoded, "base64").readUInt32BE(0);
		if (found !== null && found !== crc) throw new RangeError("two CRC-32C that differ");
		found = crc;
	}
	return found;
}
