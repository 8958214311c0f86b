/**
 * What a published tarball unpacks to. Registries that keep no sizes leave only the tarball to say it.
 *
 * The bytes are checked against the published hash first. Then they are inflated as a stream, up to a limit, and only
 * the headers of the files are looked at: nothing is written, and nothing of the content is kept.
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import type { PublishedSize } from "../ports.ts";

const MOST_INFLATED = 1024 * 1024 * 1024;
// The strongest first. Source: W3C Subresource Integrity, section 3.3.
const ALGORITHMS = ["sha512", "sha384", "sha256", "sha1"];

/** Whether the bytes have one of the published hashes of the strongest kind; `false` where nothing was published. */
export function hasIntegrity(bytes: Uint8Array, integrity: string | null): boolean {
	const hashes = (integrity ?? "").split(/\s+/);
	for (const algorithm of ALGORITHMS) {
		const published = hashes.filter((hash) => hash.startsWith(`${algorithm}-`));
		if (published.length === 0) continue;
		const actual = `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;
		return published.some((hash) => hash.split("?")[0] === actual);
	}
	return false;
}

/** `null` when it is damaged or inflates to more than 1 GiB. */
export async function measureTarball(bytes: Uint8Array): Promise<PublishedSize | null> {
	let uncompressed = 0;
	let files = 0;
	let isDamaged = false;
	const parser = new Parser({ strict: false });
	parser.on("entry", (entry: ReadEntry) => {
		if (entry.type === "File" || entry.type === "OldFile") {
			uncompressed += entry.size;
			files += 1;
		}
		entry.resume();
	});
	parser.on("ignoredEntry", (entry: ReadEntry) => entry.resume());
	parser.on("warn", () => {
		isDamaged = true;
	});
	try {
		await pipeline(Readable.from([bytes]), createGunzip(), async (inflated: AsyncIterable<Buffer>) => {
			let total = 0;
			for await (const chunk of inflated) {
				total += chunk.length;
				if (total > MOST_INFLATED) throw new RangeError("too large");
				parser.write(chunk);
			}
			parser.end();
		});
	} catch (error) {
		// zlib's errors, which have a code, and the limit above; anything else is a fault of the program.
		if (error instanceof RangeError || (error instanceof Error && "code" in error)) return null;
		throw error;
	}
	return isDamaged || files === 0 ? null : { uncompressed, compressed: bytes.length, files };
}
