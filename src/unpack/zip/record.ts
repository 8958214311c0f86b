/** One entry of a zip's central directory, as it stands there. Source: APPNOTE.TXT 6.3.10, section 4.3.12. */
import yauzl from "yauzl";

export interface ZipRecord {
	/** the bytes of the name, one character each: what the local header must repeat */
	readonly rawName: string;
	/** decoded: UTF-8 when its flag or a Unicode Path field says so, else code page 437 */
	readonly name: string;
	/** what unpackers that do not know the Unicode Path field read; the same as `name` when that makes no difference */
	readonly plainName: string;
	readonly flags: number;
	readonly method: number;
	readonly crc32: number;
	readonly compressed: number;
	readonly size: number;
	/** offset of the local header in the file */
	readonly offset: number;
	/** the file type bits (S_IFMT) of a Unix archiver; 0 when there are none */
	readonly type: number;
}

export const FLAG_ENCRYPTED = 0x0001;
/** sizes and CRC follow the data instead of standing in the local header */
export const FLAG_DESCRIPTOR = 0x0008;
export const STORED = 0;
export const DEFLATED = 8;
export const TYPE_LINK = 0o120000;
export const TYPE_FOLDER = 0o040000;
export const TYPE_FILE = 0o100000;

const ASCII = /^[ -~]*$/;
/** Info-ZIP's extra field with the name in UTF-8 */
const UNICODE_PATH = 0x7075;
const UNIX_HOSTS = new Set([3, 19]);

export function toZipRecord(entry: yauzl.Entry, shift: number): ZipRecord {
	const raw = entry.fileNameRaw;
	const rawName = raw.toString("latin1");
	const flags = entry.generalPurposeBitFlag;
	// Most names are plain: decoding would change nothing.
	const isPlain = ASCII.test(rawName) && entry.extraFields.every(({ id }) => id !== UNICODE_PATH);
	const name = isPlain ? rawName : yauzl.getFileNameLowLevel(flags, raw, entry.extraFields, true);
	return {
		rawName,
		name,
		plainName: isPlain ? rawName : toPlainName(flags, raw, rawName, name),
		flags,
		method: entry.compressionMethod,
		crc32: entry.crc32,
		compressed: entry.compressedSize,
		size: entry.uncompressedSize,
		offset: entry.relativeOffsetOfLocalHeader + shift,
		type: UNIX_HOSTS.has(entry.versionMadeBy >> 8) ? (entry.externalFileAttributes >>> 16) & 0o170000 : 0,
	};
}

/** Decodes a name as its flags say, without looking at extra fields. */
export function decodeName(flags: number, raw: Buffer): string {
	return yauzl.getFileNameLowLevel(flags, raw, [], true);
}

// A Unicode Path field is there to say how the name's non-ASCII characters are meant. Where it says more than that,
// unpackers that know it and those that do not see two different files.
function toPlainName(flags: number, raw: Buffer, rawName: string, name: string): string {
	const skeleton = toAsciiSkeleton(rawName);
	const meant = [name, name.normalize("NFC"), name.normalize("NFD")];
	return meant.some((text) => toAsciiSkeleton(text) === skeleton) ? name : decodeName(flags, raw);
}

function toAsciiSkeleton(text: string): string {
	return text.replace(/[^ -~]+/g, "?");
}
