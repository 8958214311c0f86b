/** A seeded mutator for archives: most changes hit headers, where lies are told. */

/** Numbers in [0, 1), the same for the same seed. Source: mulberry32 (public domain). */
export function toRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const NUMBERS = [
	0, 1, 2, 8, 9, 22, 46, 0x7f, 0x80, 0xff, 0x800, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xfffffffe, 0xffffffff,
];
const SIGNATURES = ["PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07"];

export function mutate(seeds: readonly Buffer[], random: () => number): Buffer {
	const below = (count: number) => Math.floor(random() * count);
	const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
	let bytes: Buffer = Buffer.from(pick(seeds));
	const changes = 1 + below(4);
	for (let change = 0; change < changes && bytes.length > 8; change += 1) {
		const at = random() < 0.7 ? toHeaderPlace(bytes, pick(SIGNATURES), below) : below(bytes.length);
		const kind = below(8);
		if (kind === 0) bytes[at] = bytes[at]! ^ (1 << below(8));
		else if (kind === 1) bytes[at] = below(256);
		else if (kind === 2 && at + 2 <= bytes.length) bytes.writeUInt16LE(pick(NUMBERS) & 0xffff, at);
		else if (kind === 3 && at + 4 <= bytes.length) bytes.writeUInt32LE(pick(NUMBERS) >>> 0, at);
		else if (kind === 4 && at + 4 <= bytes.length) bytes.writeUInt32LE(below(bytes.length), at);
		else if (kind === 5) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(16))]);
		else if (kind === 6) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(bytes.length))]);
		else if (kind === 7) bytes = Buffer.concat([bytes.subarray(0, at), pick(seeds).subarray(below(64))]);
	}
	return bytes;
}

function toHeaderPlace(bytes: Buffer, signature: string, below: (count: number) => number): number {
	const start = below(bytes.length);
	const found = bytes.indexOf(signature, start, "latin1");
	const header = found >= 0 ? found : bytes.indexOf(signature, 0, "latin1");
	return Math.min(Math.max(0, header) + below(60), bytes.length - 1);
}
