/** Small files that lie beside what was asked for. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** bytes */
const LARGEST = 2 ** 20;

/** Its bytes; `undefined` for what is not there, is no plain file (a link, a pipe), or is larger than any real one. */
export function readPlainFile(path: string): Uint8Array | undefined {
	let fd: number;
	try {
		fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch {
		return undefined;
	}
	try {
		const stat = fstatSync(fd);
		if (!stat.isFile() || stat.size > LARGEST) return undefined;
		const bytes = Buffer.allocUnsafe(stat.size);
		return readSync(fd, bytes, 0, stat.size, 0) === stat.size ? bytes : undefined;
	} catch {
		return undefined;
	} finally {
		closeSync(fd);
	}
}
