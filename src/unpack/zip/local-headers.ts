/**
 * Compares each entry's local header with its entry in the central directory, in one pass forward over the archive.
 * Source: APPNOTE.TXT 6.3.10, section 4.3.7.
 *
 * Unpackers that stream go by the local headers, all others by the directory: where the two differ, they see different
 * trees. The pass also finds entries that share bytes (a small archive that unpacks to a huge one), and entries that
 * the directory does not list.
 */
import { type ByteSource, ReadAhead } from "../bytes.ts";
import { decodeName, FLAG_DESCRIPTOR, FLAG_ENCRYPTED, type ZipRecord } from "./record.ts";

export interface LocalHeader {
	/** offset of the first byte of data; `null` when there is no local header, or it ends beyond the archive */
	readonly dataStart: number | null;
	/** the name in the local header where it is another one; `null` when both say the same */
	readonly otherName: string | null;
	/** method, encryption, sizes or CRC differ */
	readonly differs: boolean;
}

export interface LocalHeaders {
	/** in the order of the records given */
	readonly headers: readonly LocalHeader[];
	/** records that begin inside another one */
	readonly overlaps: readonly ZipRecord[];
	/** offsets of local headers that no record leads to */
	readonly unlisted: readonly number[];
	/** offset of the first entry: what is before it is not part of the archive */
	readonly start: number;
}

const SIGNATURE = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const HEADER_SIZE = 30;
const MISSING: LocalHeader = { dataStart: null, otherName: null, differs: false };

/** @param end where the central directory starts: no entry may reach into it */
export function readLocalHeaders(source: ByteSource, records: readonly ZipRecord[], end: number): LocalHeaders {
	const reader = new ReadAhead(source);
	const headers = new Array<LocalHeader>(records.length).fill(MISSING);
	const overlaps: ZipRecord[] = [];
	const unlisted: number[] = [];
	let start = records.length === 0 ? end : 0;
	let covered = 0;
	for (const index of toFileOrder(records)) {
		const record = records[index];
		const header = record === undefined ? MISSING : parseLocalHeader(reader, record, end);
		if (record === undefined || header.dataStart === null) continue;
		headers[index] = header;
		if (covered === 0) start = record.offset;
		if (record.offset < covered) overlaps.push(record);
		else if (isSignature(reader, covered, record.offset)) unlisted.push(covered);
		const dataEnd = header.dataStart + record.compressed;
		covered = Math.max(covered, skipDescriptor(reader, record, dataEnd, end));
	}
	if (isSignature(reader, covered, end)) unlisted.push(covered);
	return { headers, overlaps, unlisted, start };
}

function toFileOrder(records: readonly ZipRecord[]): readonly number[] {
	const offsets = records.map(({ offset }) => offset);
	return [...offsets.keys()].sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
}

function parseLocalHeader(reader: ReadAhead, record: ZipRecord, end: number): LocalHeader {
	if (record.offset < 0 || record.offset + HEADER_SIZE > end) return MISSING;
	const at = reader.find(record.offset, HEADER_SIZE);
	const bytes = reader.window;
	if (at === -1 || bytes.readUInt32LE(at) !== SIGNATURE) return MISSING;
	const flags = bytes.readUInt16LE(at + 6);
	const nameLength = bytes.readUInt16LE(at + 26);
	const dataStart = record.offset + HEADER_SIZE + nameLength + bytes.readUInt16LE(at + 28);
	if (dataStart + record.compressed > end) return MISSING;
	const differs =
		bytes.readUInt16LE(at + 8) !== record.method ||
		((flags ^ record.flags) & FLAG_ENCRYPTED) !== 0 ||
		((flags & FLAG_DESCRIPTOR) === 0 && !hasSizes(bytes, at, record));
	return { dataStart, otherName: findOtherName(reader, record, nameLength, flags), differs };
}

function findOtherName(reader: ReadAhead, record: ZipRecord, length: number, flags: number): string | null {
	const at = reader.find(record.offset + HEADER_SIZE, length);
	const { window } = reader;
	if (at === -1) return "";
	if (window.toString("latin1", at, at + length) === record.rawName) return null;
	return decodeName(flags, window.subarray(at, at + length));
}

function hasSizes(header: Buffer, at: number, record: ZipRecord): boolean {
	const compressed = header.readUInt32LE(at + 18);
	const size = header.readUInt32LE(at + 22);
	return (
		header.readUInt32LE(at + 14) === record.crc32 &&
		// 0xffffffff: the number is in a zip64 field
		(compressed === 0xffffffff || compressed === record.compressed) &&
		(size === 0xffffffff || size === record.size)
	);
}

// CRC and sizes, 4 or 8 bytes each, with or without a signature in front.
function skipDescriptor(reader: ReadAhead, record: ZipRecord, dataEnd: number, end: number): number {
	if ((record.flags & FLAG_DESCRIPTOR) === 0 || dataEnd + 16 > end) return dataEnd;
	const at = reader.find(dataEnd, 16);
	if (at === -1) return dataEnd;
	const signed = reader.window.readUInt32LE(at) === DESCRIPTOR ? 4 : 0;
	const isWide = reader.window.readUInt32LE(at + signed + 8) !== record.size;
	return dataEnd + signed + (isWide ? 20 : 12);
}

function isSignature(reader: ReadAhead, position: number, before: number): boolean {
	if (position < 0 || position + HEADER_SIZE > before) return false;
	const at = reader.find(position, 4);
	return at !== -1 && reader.window.readUInt32LE(at) === SIGNATURE;
}
