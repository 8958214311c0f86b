/** Writes zips that may lie about every field. Source of the layout: APPNOTE.TXT 6.3.10. */
import { crc32, deflateRawSync } from "node:zlib";

export interface CraftedEntry {
	readonly name: string | Buffer;
	readonly data?: string | Buffer;
	/** as written in both headers; data is deflated for 8 and written as it is for anything else. Default: 0 */
	readonly method?: number;
	readonly flags?: number;
	/** Unix mode with file type; makes the entry one of a Unix archiver */
	readonly mode?: number;
	readonly crc?: number;
	readonly size?: number;
	readonly compressed?: number;
	/** replaces the offset of the local header */
	readonly offset?: number;
	/** extra field of both headers */
	readonly extra?: Buffer;
	/** what the local header says instead */
	readonly local?: {
		readonly name?: string | Buffer;
		readonly method?: number;
		readonly flags?: number;
		readonly size?: number;
	};
	/** sizes and CRC behind the data, none in the local header */
	readonly descriptor?: boolean;
	/** sizes and offset in a zip64 field */
	readonly zip64?: boolean;
	/** left out of the central directory */
	readonly unlisted?: boolean;
}

export interface CraftedZip {
	readonly prefix?: Buffer;
	/** offsets count from behind the prefix, as if it had been put there later */
	readonly shifted?: boolean;
	readonly suffix?: Buffer;
	readonly comment?: Buffer;
	/** what the end record says instead */
	readonly end?: { readonly entries?: number; readonly size?: number; readonly offset?: number };
	/** adds a zip64 end record and locator, and saturates the plain one */
	readonly zip64?: boolean;
}

const UNIX = 3 << 8;

export function craftZip(entries: readonly CraftedEntry[], options: CraftedZip = {}): Buffer {
	const { prefix = Buffer.alloc(0), suffix = Buffer.alloc(0), comment = Buffer.alloc(0) } = options;
	const base = options.shifted ? prefix.length : 0;
	const parts: Buffer[] = [prefix];
	const directory: Buffer[] = [];
	let position = prefix.length;
	for (const entry of entries) {
		const offset = position - base;
		const body = toBody(entry);
		parts.push(...body);
		position += sum(body);
		if (!entry.unlisted) directory.push(toCentralHeader(entry, offset));
	}
	const listed = { entries: directory.length, size: sum(directory), offset: position - base };
	const end = toEnd({ ...listed, ...options.end }, position + listed.size - base, options.zip64 ?? false, comment);
	return Buffer.concat([...parts, ...directory, ...end, suffix]);
}

function sum(parts: readonly Buffer[]): number {
	return parts.reduce((total, { length }) => total + length, 0);
}

function toStored(entry: CraftedEntry): {
	data: Buffer;
	stored: Buffer;
	crc: number;
	size: number;
	compressed: number;
} {
	const data = Buffer.from(entry.data ?? "");
	const stored = entry.method === 8 ? deflateRawSync(data) : data;
	return {
		data,
		stored,
		crc: entry.crc ?? crc32(data),
		size: entry.size ?? data.length,
		compressed: entry.compressed ?? stored.length,
	};
}

function toFlags(entry: CraftedEntry): number {
	return (entry.flags ?? 0x800) | (entry.descriptor ? 8 : 0);
}

function toBody(entry: CraftedEntry): Buffer[] {
	const { stored, crc, size, compressed } = toStored(entry);
	const name = Buffer.from(entry.local?.name ?? entry.name);
	const wide = Buffer.alloc(entry.zip64 ? 20 : 0);
	if (entry.zip64) {
		wide.writeUInt16LE(1, 0);
		wide.writeUInt16LE(16, 2);
		wide.writeBigUInt64LE(BigInt(size), 4);
		wide.writeBigUInt64LE(BigInt(compressed), 12);
	}
	const extra = Buffer.concat([wide, entry.extra ?? Buffer.alloc(0)]);
	const header = Buffer.alloc(30);
	header.writeUInt32LE(0x04034b50, 0);
	header.writeUInt16LE(entry.zip64 ? 45 : 20, 4);
	header.writeUInt16LE(entry.local?.flags ?? toFlags(entry), 6);
	header.writeUInt16LE(entry.local?.method ?? entry.method ?? 0, 8);
	if (!entry.descriptor) {
		header.writeUInt32LE(crc, 14);
		header.writeUInt32LE(entry.zip64 ? 0xffffffff : compressed, 18);
		header.writeUInt32LE(entry.zip64 ? 0xffffffff : (entry.local?.size ?? size), 22);
	}
	header.writeUInt16LE(name.length, 26);
	header.writeUInt16LE(extra.length, 28);
	const descriptor = Buffer.alloc(entry.descriptor ? 16 : 0);
	if (entry.descriptor) {
		descriptor.writeUInt32LE(0x08074b50, 0);
		descriptor.writeUInt32LE(crc, 4);
		descriptor.writeUInt32LE(compressed, 8);
		descriptor.writeUInt32LE(size, 12);
	}
	return [header, name, extra, stored, descriptor];
}

function toCentralHeader(entry: CraftedEntry, offset: number): Buffer {
	const { crc, size, compressed } = toStored(entry);
	const name = Buffer.from(entry.name);
	const wide = Buffer.alloc(entry.zip64 ? 28 : 0);
	if (entry.zip64) {
		wide.writeUInt16LE(1, 0);
		wide.writeUInt16LE(24, 2);
		wide.writeBigUInt64LE(BigInt(size), 4);
		wide.writeBigUInt64LE(BigInt(compressed), 12);
		wide.writeBigUInt64LE(BigInt(entry.offset ?? offset), 20);
	}
	const extra = Buffer.concat([wide, entry.extra ?? Buffer.alloc(0)]);
	const header = Buffer.alloc(46);
	header.writeUInt32LE(0x02014b50, 0);
	header.writeUInt16LE(entry.mode === undefined ? 20 : UNIX | 20, 4);
	header.writeUInt16LE(entry.zip64 ? 45 : 20, 6);
	header.writeUInt16LE(toFlags(entry), 8);
	header.writeUInt16LE(entry.method ?? 0, 10);
	header.writeUInt32LE(crc, 16);
	header.writeUInt32LE(entry.zip64 ? 0xffffffff : compressed, 20);
	header.writeUInt32LE(entry.zip64 ? 0xffffffff : size, 24);
	header.writeUInt16LE(name.length, 28);
	header.writeUInt16LE(extra.length, 30);
	header.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 38);
	header.writeUInt32LE(entry.zip64 ? 0xffffffff : (entry.offset ?? offset), 42);
	return Buffer.concat([header, name, extra]);
}

function toEnd(
	{ entries, size, offset }: { entries: number; size: number; offset: number },
	at: number,
	zip64: boolean,
	comment: Buffer,
): Buffer[] {
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(zip64 ? 0xffff : entries & 0xffff, 8);
	end.writeUInt16LE(zip64 ? 0xffff : entries & 0xffff, 10);
	end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
	end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
	end.writeUInt16LE(comment.length, 20);
	if (!zip64) return [end, comment];
	const record = Buffer.alloc(56);
	record.writeUInt32LE(0x06064b50, 0);
	record.writeBigUInt64LE(44n, 4);
	record.writeUInt16LE(45, 12);
	record.writeUInt16LE(45, 14);
	record.writeBigUInt64LE(BigInt(entries), 24);
	record.writeBigUInt64LE(BigInt(entries), 32);
	record.writeBigUInt64LE(BigInt(size), 40);
	record.writeBigUInt64LE(BigInt(offset), 48);
	const locator = Buffer.alloc(20);
	locator.writeUInt32LE(0x07064b50, 0);
	locator.writeBigUInt64LE(BigInt(at), 8);
	locator.writeUInt32LE(1, 16);
	return [record, locator, end, comment];
}
