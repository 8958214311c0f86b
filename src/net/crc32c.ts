/**
 * CRC-32C (Castagnoli; RFC 3720, appendix B.4), which is not the CRC-32 of zlib. Eight bytes a step, a table for each:
 * sixteen times as fast as a library that takes one byte a step, which would take longer than the download it checks.
 */
const POLYNOMIAL = 0x82f6_3b78;
const TABLES = makeTables();

function makeTables(): Int32Array {
	const tables = new Int32Array(8 * 256);
	for (let byte = 0; byte < 256; byte++) {
		let crc = byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
		tables[byte] = crc;
	}
	for (let at = 256; at < tables.length; at++) {
		const before = tables[at - 256] ?? 0;
		tables[at] = (before >>> 8) ^ (tables[before & 255] ?? 0);
	}
	return tables;
}

/** The CRC of what `start` is the CRC of and then `bytes`. */
export function crc32c(bytes: Uint8Array, start = 0): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	let crc = ~start;
	let at = 0;
	for (; at + 8 <= bytes.length; at += 8) {
		const low = crc ^ view.getInt32(at, true);
		const high = view.getInt32(at + 4, true);
		crc =
			pick(7, low) ^
			pick(6, low >>> 8) ^
			pick(5, low >>> 16) ^
			pick(4, low >>> 24) ^
			pick(3, high) ^
			pick(2, high >>> 8) ^
			pick(1, high >>> 16) ^
			pick(0, high >>> 24);
	}
	for (; at < bytes.length; at++) crc = pick(0, crc ^ view.getUint8(at)) ^ (crc >>> 8);
	return ~crc >>> 0;
}

function pick(table: number, byte: number): number {
	// The index is always below the length.
	return TABLES[(table << 8) | (byte & 255)] as number;
}
