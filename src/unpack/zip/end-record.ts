/**
 * Finds the central directory of a zip. Source: APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
 *
 * The end record stands at the very end, before a comment of up to 64 KiB, so it is looked for backwards; what looks
 * like one may also be part of the comment, of data that was appended, or of a trap. Steps:
 *
 * 1. Collect the places in the last 64 KiB (none there: further towards the start) that hold the signature and whose
 *    record leads to a central directory. A zip64 record beside it, if any, gives the real numbers.
 * 2. The directory is where it ends right before the end record (what Java, Go and Python go by) or else at the offset
 *    that the record claims. The difference is the length of whatever was put before the archive: every offset in the
 *    directory is then off by as much.
 * 3. The last record whose comment ends the file is taken, else the last one. If another record behind the directory,
 *    or the other way to the directory, leads to a different place, unpackers see different trees: `ambiguous`.
 *    (Records before the directory are those of archives inside this one, or in front of it.)
 */
import { type ByteSource, readBytes } from "../bytes.ts";

export interface EndRecord {
	/** offset of the central directory in the file */
	readonly directoryStart: number;
	readonly directoryEnd: number;
	/** number of entries it claims; only the lower 16 bits count unless `zip64` */
	readonly entries: number;
	readonly zip64: boolean;
	/** to be added to the offsets in the directory */
	readonly shift: number;
	/** offset behind the archive's comment; less than the file's size when bytes follow */
	readonly archiveEnd: number;
	readonly ambiguous: boolean;
}

const END = Buffer.from("PK\x05\x06", "latin1");
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR = 0x07064b50;
const LOCATOR_SIZE = 20;
const END64 = 0x06064b50;
const END64_SIZE = 56;
const ENTRY = 0x02014b50;
const STEP = 1024 * 1024;
/** More places that look like an end record than this are a trap. */
const MOST_CANDIDATES = 64;

/** `undefined`: no end record that leads to a central directory. The file is no zip, or its end is missing. */
export function findEndRecord(source: ByteSource): EndRecord | undefined {
	const tail = Math.max(0, source.size - END_SIZE - LONGEST_COMMENT);
	let found = parseCandidates(source, tail, source.size);
	let isComplete = found.isComplete;
	for (let end = tail; found.records.length === 0 && end > 0; end -= STEP) {
		const start = Math.max(0, end - STEP);
		// A signature may lie across the border of two steps.
		found = parseCandidates(source, start, Math.min(end + END_SIZE - 1, source.size));
		isComplete &&= found.isComplete;
	}
	const chosen = found.records.find(({ archiveEnd }) => archiveEnd === source.size) ?? found.records[0];
	if (chosen === undefined) return undefined;
	const hasRival = found.records.some(
		({ at, directoryStart }) => at > chosen.directoryStart && directoryStart !== chosen.directoryStart,
	);
	return { ...chosen, ambiguous: chosen.ambiguous || hasRival || !isComplete };
}

interface Candidate extends EndRecord {
	/** offset of the end record */
	readonly at: number;
}

/** From the last to the first. */
function parseCandidates(
	source: ByteSource,
	start: number,
	end: number,
): { records: Candidate[]; isComplete: boolean } {
	const bytes = readBytes(source, start, end - start);
	const records: Candidate[] = [];
	let tried = 0;
	for (let at = bytes.lastIndexOf(END); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(END, at - 1)) {
		if (records.some(({ archiveEnd, directoryStart }) => archiveEnd === source.size && start + at < directoryStart))
			break;
		if (tried === MOST_CANDIDATES) return { records, isComplete: false };
		tried += 1;
		const record = parseEndRecord(source, start + at);
		if (record !== undefined) records.push({ ...record, at: start + at });
	}
	return { records, isComplete: true };
}

interface Claim {
	readonly entries: number;
	readonly size: number;
	readonly offset: number;
	/** offset of the record itself: the directory ends here */
	readonly at: number;
	readonly zip64: boolean;
	readonly ambiguous: boolean;
}

function parseEndRecord(source: ByteSource, at: number): EndRecord | undefined {
	const bytes = readBytes(source, at, END_SIZE);
	if (bytes.length < END_SIZE) return undefined;
	const archiveEnd = at + END_SIZE + bytes.readUInt16LE(20);
	if (archiveEnd > source.size) return undefined;
	const claim: Claim = {
		entries: bytes.readUInt16LE(10),
		size: bytes.readUInt32LE(12),
		offset: bytes.readUInt32LE(16),
		at,
		zip64: false,
		ambiguous: false,
	};
	const directory = locateDirectory(source, parseZip64(source, claim) ?? claim);
	return directory === undefined ? undefined : { ...directory, archiveEnd };
}

/** The zip64 end record, when its locator stands right before the end record. */
function parseZip64(source: ByteSource, short: Claim): Claim | undefined {
	if (short.at < LOCATOR_SIZE) return undefined;
	const locator = readBytes(source, short.at - LOCATOR_SIZE, LOCATOR_SIZE);
	if (locator.readUInt32LE(0) !== LOCATOR) return undefined;
	const claimed = Number(locator.readBigUInt64LE(8));
	const adjacent = short.at - LOCATOR_SIZE - END64_SIZE;
	const at = [adjacent, claimed].find((place) => isSignature(source, place, END64));
	if (at === undefined) return undefined;
	const bytes = readBytes(source, at, END64_SIZE);
	if (bytes.length < END64_SIZE) return undefined;
	const [entries, size, offset] = [32, 40, 48].map((place) => Number(bytes.readBigUInt64LE(place)));
	if (entries === undefined || size === undefined || offset === undefined) return undefined;
	// Who does not know zip64 goes by the short record, unless that one says that it cannot hold the number.
	const agrees =
		(short.entries === 0xffff || short.entries === entries) &&
		(short.size === 0xffffffff || short.size === size) &&
		(short.offset === 0xffffffff || short.offset === offset);
	return { entries, size, offset, at, zip64: true, ambiguous: !agrees };
}

function locateDirectory(source: ByteSource, claim: Claim): Omit<EndRecord, "archiveEnd"> | undefined {
	const byEnd = claim.at - claim.size;
	const isEmpty = claim.entries === 0 && claim.size === 0;
	const starts = [...new Set([byEnd, claim.offset])].filter(
		(start) => (isEmpty && start === byEnd) || isSignature(source, start, ENTRY),
	);
	const [directoryStart] = starts;
	if (directoryStart === undefined) return undefined;
	return {
		directoryStart,
		directoryEnd: directoryStart === byEnd ? claim.at : Math.min(claim.at, directoryStart + claim.size),
		entries: claim.entries,
		zip64: claim.zip64,
		shift: directoryStart - claim.offset,
		ambiguous: claim.ambiguous || starts.length > 1,
	};
}

function isSignature(source: ByteSource, position: number, signature: number): boolean {
	if (position < 0 || position + 4 > source.size) return false;
	return readBytes(source, position, 4).readUInt32LE(0) === signature;
}
