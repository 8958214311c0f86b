/** Builds zips for tests, and tampers with them. */
import { crc32, deflateRawSync } from "node:zlib";

export interface CraftedEntry {
	readonly name: string;
	readonly content: string;
	/** what the headers claim instead of the truth */
	readonly lies?: Partial<{ method: number; flags: number; crc: number; size: number; offset: number; data: Buffer }>;
}

export function craftZip(entries: readonly CraftedEntry[]): Buffer {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for (const { name, content, lies = {} } of entries) {
		const bytes = Buffer.from(content);
		const method = lies.method ?? 8;
		const data = lies.data ?? (method === 8 ? deflateRawSync(bytes) : bytes);
		const shared = Buffer.alloc(26);
		shared.writeUInt16LE(20, 0);
		shared.writeUInt16LE(lies.flags ?? 0, 2);
		shared.writeUInt16LE(method, 4);
		shared.writeUInt32LE(lies.crc ?? crc32(bytes), 10);
		shared.writeUInt32LE(data.length, 14);
		shared.writeUInt32LE(lies.size ?? bytes.length, 18);
		shared.writeUInt16LE(Buffer.byteLength(name), 22);
		const head = Buffer.alloc(46);
		head.writeUInt32LE(0x02014b50, 0);
		shared.copy(head, 6);
		head.writeUInt32LE(lies.offset ?? offset, 42);
		central.push(head, Buffer.from(name));
		const parts = [Buffer.from("PK\x03\x04", "latin1"), shared, Buffer.from(name), data];
		local.push(...parts);
		offset += parts.reduce((sum, part) => sum + part.length, 0);
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...local, directory, end]);
}
