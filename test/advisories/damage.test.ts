import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildDatabase } from "../../src/advisories/build.ts";
import { hashKey, toBucket, toBucketSeed, toKey } from "../../src/advisories/store/format.ts";
import { verifyDatabase } from "../../src/advisories/store/verify.ts";
import { openDatabase, readDatabaseMeta } from "../../src/advisories/store.ts";
import { DatabaseError } from "../../src/errors.ts";
import { openShippedData, SCAN_DEFAULTS, scan } from "../../src/index.ts";
import type { Advisory } from "../../src/model.ts";
import { makeFolder } from "./folder.ts";

const folder = makeFolder();
const shipped = join(import.meta.dirname, "../../advisories/npm.fnsiftdb");
const sound = readFileSync(shipped);
const headerLength = 56 + sound.readUInt32LE(20) + 4;
const buckets = sound.readUInt32LE(16);
const ENTRY = 12;
const names =
	"minimist lodash axios no-such-package react crossenv another-unknown express ws tar undici handlebars jquery qs".split(
		" ",
	);
const answers = new Map(names.map((name) => [name, JSON.stringify(look(shipped, name))]));

function look(path: string, name: string): unknown {
	const index = openDatabase(path, "local");
	try {
		return index
			.find("npm", name)
			.map(({ id, title, aliases, score, ranges, versions, severity, malicious }: Advisory) => {
				return { id, title, aliases, score, ranges, versions, severity, malicious };
			});
	} finally {
		index.close();
	}
}

/** Where a name's bucket is in the table and in the file. */
function locate(name: string): { readonly bucket: number; readonly entry: number; start: number; end: number } {
	const bucket = toBucket(hashKey(toKey("npm", name)), buckets);
	const entry = headerLength + ENTRY * bucket;
	const isLast = bucket === buckets - 1;
	const end = isLast ? sound.length : sound.readUInt32LE(entry + ENTRY);
	return { bucket, entry, start: sound.readUInt32LE(entry), end };
}

function write(bytes: Uint8Array): string {
	const path = join(folder, "damaged");
	writeFileSync(path, bytes);
	return path;
}

/** The error, or `undefined` when there was none; anything but a DatabaseError is a failure of the test. */
function catchError(act: () => unknown): DatabaseError | undefined {
	try {
		act();
		return undefined;
	} catch (error) {
		if (error instanceof DatabaseError) return error;
		throw error;
	}
}

/** mulberry32 */
function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

type Damage = (bytes: Buffer, random: (below: number) => number) => Buffer;

const DAMAGES: Readonly<Record<string, Damage>> = {
	"one bit": (bytes, random) => {
		const at = random(bytes.length);
		bytes[at] = bytes[at]! ^ (1 << random(8));
		return bytes;
	},
	"a run of zeros": (bytes, random) => {
		const at = random(bytes.length - 5_000);
		return bytes.fill(0, at, at + 1 + random(5_000));
	},
	"a page from elsewhere": (bytes, random) => {
		bytes.copy(bytes, random(bytes.length - 4_096), random(bytes.length - 4_096), random(bytes.length));
		return bytes;
	},
	truncated: (bytes, random) => bytes.subarray(0, random(bytes.length)),
	"appended to": (bytes, random) => Buffer.concat([bytes, bytes.subarray(0, 1 + random(5_000))]),
	"halves swapped": (bytes, random) => {
		const at = 1 + random(bytes.length - 1);
		return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
	},
	"two entries of the table swapped": (bytes, random) => {
		const [a, b] = [random(buckets), random(buckets)].map((bucket) => headerLength + ENTRY * bucket);
		const entry = Buffer.from(bytes.subarray(a!, a! + ENTRY));
		bytes.copy(bytes, a!, b!, b! + ENTRY);
		entry.copy(bytes, b!);
		return bytes;
	},
	"a zeroed entry of the table": (bytes, random) => {
		const at = headerLength + ENTRY * random(buckets);
		return bytes.fill(0, at, at + ENTRY);
	},
};

describe.each(Object.entries(DAMAGES))("damage: %s", (name, damage) => {
	it("is told by verify, and never changes an answer", () => {
		const random = createRandom(name.length * 7919);
		let refused = 0;
		for (let round = 0; round < 30; round++) {
			const bytes = damage(Buffer.from(sound), random);
			if (bytes.equals(sound)) continue;
			const path = write(bytes);
			expect(catchError(() => verifyDatabase(path))?.code).toMatch(/^database-(damaged|foreign|version)$/);
			for (const wanted of names) {
				const error = catchError(() => expect(JSON.stringify(look(path, wanted))).toBe(answers.get(wanted)));
				if (error !== undefined) refused++;
			}
		}
		// Damage that lies elsewhere leaves answers alone; but over all rounds some look-ups have to meet it.
		if (!name.includes("bit") && !name.includes("entr")) expect(refused).toBeGreaterThan(0);
	});
});

it("of 200 kinds never changes what a scan reports: it is the same, or an error", async () => {
	const target = join(folder, "package-lock.json");
	const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: "0.0.8" }]));
	writeFileSync(target, JSON.stringify({ lockfileVersion: 3, packages: { "": {}, ...packages } }));
	const data = openShippedData();
	data.advisories.close();
	const report = async (path: string) => {
		const advisories = openDatabase(path, "local");
		try {
			return (await scan([target], SCAN_DEFAULTS, { ...data, advisories, clock: { now: () => new Date(0) } })).targets;
		} finally {
			advisories.close();
		}
	};
	const undamaged = await report(shipped);
	expect(undamaged[0]!.findings.length).toBeGreaterThan(5);
	const random = createRandom(2026);
	const kinds = Object.values(DAMAGES);
	const told = { errors: 0, same: 0, verified: 0 };
	for (let round = 0; round < 200; ) {
		const bytes = kinds[round % kinds.length]!(Buffer.from(sound), random);
		if (bytes.equals(sound)) continue;
		round++;
		const path = write(bytes);
		if (catchError(() => verifyDatabase(path)) !== undefined) told.verified++;
		try {
			expect(await report(path)).toEqual(undamaged);
			told.same++;
		} catch (error) {
			if (!(error instanceof DatabaseError)) throw error;
			told.errors++;
		}
	}
	expect(told).toMatchObject({ verified: 200, errors: expect.any(Number) });
	expect(told.errors).toBeGreaterThan(50);
	expect(told.same).toBeGreaterThan(10);
});

const stored = names.filter((name) => answers.get(name) !== "[]");

it.each(stored)("refuses to look %s up when any byte of its bucket or of the table is changed", (name) => {
	const { entry, start, end } = locate(name);
	const random = createRandom(start);
	const inEntry = Array.from({ length: ENTRY }, (_, at) => entry + at);
	const inTable = Array.from({ length: 10 }, () => headerLength + random(ENTRY * buckets + 4));
	const inBucket = Array.from({ length: 20 }, () => start + random(end - start));
	for (const place of [...inEntry, ...inTable, start, end - 1, ...inBucket]) {
		const bytes = Buffer.from(sound);
		bytes[place] = bytes[place]! ^ (1 << random(8));
		expect(catchError(() => look(write(bytes), name))?.code).toBe("database-damaged");
	}
});

it("does not say that nothing is known of a name when the table is zeroed", () => {
	const bytes = Buffer.from(sound).fill(0, headerLength, headerLength + ENTRY * buckets);
	for (const name of names) expect(catchError(() => look(write(bytes), name))?.code).toBe("database-damaged");
});

describe("a change that takes its checksums along", () => {
	const { bucket, entry, start, end } = locate("minimist");
	const metaCrc = crc32(sound.subarray(56, headerLength - 4));
	const tableEnd = headerLength + ENTRY * buckets;

	function mend(bytes: Buffer): Buffer {
		bytes.writeUInt32LE(crc32(bytes.subarray(start, end), toBucketSeed(metaCrc, bucket)), entry + 8);
		bytes.writeUInt32LE(crc32(bytes.subarray(headerLength, tableEnd), metaCrc), tableEnd);
		return bytes;
	}

	function mendHash(bytes: Buffer): Buffer {
		createHash("sha256").update(bytes.subarray(headerLength)).digest().copy(bytes, 24);
		bytes.writeUInt32LE(crc32(bytes.subarray(0, headerLength - 4)), headerLength - 4);
		return bytes;
	}

	it("is told by the hash alone", () => {
		const bytes = Buffer.from(sound);
		bytes.write("Q", bytes.indexOf("Prototype pollution in minimist", start));
		const path = write(mend(bytes));
		expect(JSON.stringify(look(path, "minimist"))).toContain("Qrototype");
		expect(catchError(() => verifyDatabase(path))?.message).toContain("hash");
	});

	it.each<[string, (bytes: Buffer) => unknown, string]>([
		["a mark too many", (bytes) => bytes.writeUInt32LE(0xffff_ffff, entry + 4), "marks"],
		["a mark too few", (bytes) => bytes.writeUInt32LE(0, entry + 4), "marks"],
		["another ecosystem", (bytes) => bytes.write('"x', bytes.indexOf('"nminimist"', start)), "ecosystem"],
		["another name", (bytes) => bytes.write('"nMinimist"', bytes.indexOf('"nminimist"', start)), "wrong bucket"],
		["a line end too few", (bytes) => bytes.write(" ", start), "cannot be read"],
		["a tab too few", (bytes) => bytes.write(" ", bytes.indexOf("\t", start)), "cannot be read"],
	])("and hash: %s is told by what was read", (_, change, message) => {
		const bytes = Buffer.from(sound);
		change(bytes);
		const path = write(mendHash(mend(bytes)));
		expect(catchError(() => verifyDatabase(path))?.message).toContain(message);
	});
});

it("does not take the content of another database for its own", async () => {
	const source = join(import.meta.dirname, "../../advisories/source/npm.ndjson");
	const renamed = join(folder, "NPM.ndjson");
	copyFileSync(source, renamed);
	await buildDatabase([renamed], join(folder, "other"));
	const other = readFileSync(join(folder, "other"));
	expect(other.length).toBe(sound.length);
	const path = write(Buffer.concat([sound.subarray(0, headerLength), other.subarray(headerLength)]));
	for (const name of names) expect(catchError(() => look(path, name))?.code).toBe("database-damaged");
});

describe("a file that is no database of this version", () => {
	const future = Buffer.from(sound);
	future.writeUInt32LE(2, 8);
	const huge = Buffer.from(sound);
	huge.writeUInt32LE(0x8000_0000, 16);

	it.each([
		["empty", Buffer.alloc(0), "database-foreign"],
		["a few bytes", Buffer.from("fnsi"), "database-foreign"],
		["only the magic", Buffer.from("fnsiftdb"), "database-damaged"],
		["text", Buffer.from("x".repeat(1_000)), "database-foreign"],
		["SQLite", Buffer.from("SQLite format 3\0".padEnd(4_096, "\0")), "database-foreign"],
		["a future format", future, "database-version"],
		["a table that no file could hold", huge, "database-damaged"],
	])("%s", (_, bytes, code) => {
		const path = write(bytes);
		for (const act of [() => openDatabase(path, "local"), () => readDatabaseMeta(path), () => verifyDatabase(path)]) {
			const error = catchError(act);
			expect(error?.code).toBe(code);
			expect(error?.hint).not.toBe("");
		}
	});

	it.each([
		["that is not there", join(folder, "nowhere"), "database-missing"],
		["that is a folder", folder, "database-foreign"],
		["below a file", join(shipped, "x"), "database-unreadable"],
		["whose name is hostile", join(folder, "\u001b[31mx"), "database-missing"],
	])("a path %s", (_, path, code) => {
		const error = catchError(() => openDatabase(path, "local"));
		expect(error?.code).toBe(code);
		expect(error?.message).not.toMatch(/\p{Cc}/u);
	});
});
