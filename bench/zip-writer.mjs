// Writes a folder as a zip, the same bytes for the same files: entries in code unit order, one date, one mode.
//
// Contract: deflate at level 6 in raw form, no data descriptors, no zip64 (fewer than 65,535 entries, under 4 GiB).
// Symbolic links are left out: npm makes them in `.bin` only. Layout: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";

const MIDNIGHT_1980 = 0x0021_0000;
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
const UNIX_FILE_644 = 0o100644 * 0x1_0000;

/**
 * @param {string} folder
 * @param {string} target the zip to write
 * @returns {{ files: number, uncompressed: number, compressed: number }} counts, and bytes (`compressed` of the zip)
 */
export function writeZip(folder, target) {
	const names = listFiles(folder);
	const central = [];
	const out = openSync(target, "w");
	let offset = 0;
	let uncompressed = 0;
	try {
		for (const name of names) {
			const content = readFileSync(join(folder, name));
			const data = deflateRawSync(content, { level: 6 });
			const encoded = Buffer.from(name);
			const fields = renderFields(content, data, encoded);
			central.push(renderCentral(fields, encoded, offset));
			offset += writeAll(out, [renderLocal(fields), encoded, data]);
			uncompressed += content.length;
		}
		const directory = Buffer.concat(central);
		const compressed = offset + writeAll(out, [directory, renderEnd(names.length, directory.length, offset)]);
		return { files: names.length, uncompressed, compressed };
	} finally {
		closeSync(out);
	}
}

/** Plain files below a folder, relative and `/`-separated, in code unit order. */
function listFiles(folder) {
	const files = [];
	const open = [""];
	for (let at = open.pop(); at !== undefined; at = open.pop()) {
		for (const entry of readdirSync(join(folder, at))) {
			const name = at === "" ? entry : `${at}/${entry}`;
			const status = lstatSync(join(folder, name));
			if (status.isDirectory()) open.push(name);
			else if (status.isFile()) files.push(name);
		}
	}
	return files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What the local and the central header share, from "version needed" to "extra field length". */
function renderFields(content, data, name) {
	const fields = Buffer.alloc(26);
	fields.writeUInt16LE(20, 0);
	fields.writeUInt16LE(UTF8_NAMES, 2);
	fields.writeUInt16LE(DEFLATED, 4);
	fields.writeUInt32LE(MIDNIGHT_1980, 6);
	fields.writeUInt32LE(crc32(content), 10);
	fields.writeUInt32LE(data.length, 14);
	fields.writeUInt32LE(content.length, 18);
	fields.writeUInt16LE(name.length, 22);
	return fields;
}

function renderLocal(fields) {
	return Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields]);
}

function renderCentral(fields, name, offset) {
	const start = Buffer.from("PK\x01\x02\x14\x03", "latin1");
	const rest = Buffer.alloc(14);
	rest.writeUInt32LE(UNIX_FILE_644, 6);
	rest.writeUInt32LE(offset, 10);
	return Buffer.concat([start, fields, rest, name]);
}

function renderEnd(entries, size, offset) {
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", "latin1");
	end.writeUInt16LE(entries, 8);
	end.writeUInt16LE(entries, 10);
	end.writeUInt32LE(size, 12);
	end.writeUInt32LE(offset, 16);
	return end;
}

function writeAll(out, parts) {
	return parts.reduce((total, part) => total + writeSync(out, part), 0);
}
