/** The text of a lockfile. */
import { toBaseName } from "../bundle-path.ts";
import { toText } from "../json-object.ts";
import { toUnreadable } from "./define.ts";

/** Bytes. What 125 MB list already takes 2 GB of memory; text over 512 MB cannot be held at all. */
const LARGEST = 256 * 1024 * 1024;

/** @throws ScanError for a file that is too large to be one */
export function toLockfileText(bytes: Uint8Array, path: string): string {
	if (bytes.byteLength <= LARGEST) return toText(bytes);
	throw toUnreadable(toBaseName(path), "it is larger than 256 MiB", "No package manager writes one like it.");
}
