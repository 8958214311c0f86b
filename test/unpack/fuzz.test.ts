/**
 * Mutated archives, at least 5,000 zips and 1,000 tarballs a run: whatever the bytes say, the outcome is a bundle whose
 * files are what their checksums say and whose unread files are told of, or a ScanError. A check that never fails is
 * worth nothing, so readers with planted bugs are run through the same check.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import JSZip from "jszip";
import { beforeAll, describe, expect, it } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Gap } from "../../src/model.ts";
import { craftZip } from "./craft-zip.ts";
import { mutate, toRandom } from "./mutate.ts";
import { open, root } from "./open.ts";
import { toTar } from "./tar.ts";

interface ScannedFile {
	readonly path: string;
	readonly link: string | null;
	readonly bytes: Uint8Array | undefined;
}

interface Scanned {
	readonly files: readonly ScannedFile[];
	readonly gaps: readonly Gap[];
}

/** @throws ScanError and nothing else */
type Scan = (archive: Uint8Array) => Promise<Scanned>;

async function scan(archive: Uint8Array): Promise<Scanned> {
	const path = join(root, "fuzzed");
	writeFileSync(path, archive);
	const bundle = await open(path, { limits: { inflatedBytes: 32 * 1024 * 1024 } });
	try {
		const files = bundle.files.map((file) => ({ path: file.path, link: file.link, bytes: bundle.read(file) }));
		return { files, gaps: bundle.gaps };
	} finally {
		bundle.close();
	}
}

/** `crc:size` of whatever could be a record of the central directory. */
function toClaims(archive: Buffer): ReadonlySet<string> {
	const claims = new Set<string>();
	for (let at = archive.indexOf("PK\x01\x02"); at >= 0; at = archive.indexOf("PK\x01\x02", at + 1)) {
		if (at + 28 <= archive.length) claims.add(`${archive.readUInt32LE(at + 16)}:${archive.readUInt32LE(at + 24)}`);
	}
	return claims;
}

const UNSAFE_PATH = /\/\.\.?(?:\/|$)|\/\/|\0|\/$/;
const CONTROL = /\p{Cc}/u;

/** What is wrong with how a reader took an archive; `null` when nothing is. */
async function findViolation(reader: Scan, archive: Buffer, claims?: ReadonlySet<string>): Promise<string | null> {
	let scanned: Scanned;
	try {
		scanned = await reader(archive);
	} catch (error) {
		return error instanceof ScanError && !CONTROL.test(error.message) ? null : `threw ${String(error)}`;
	}
	const { files, gaps } = scanned;
	for (const { path, bytes, link } of files) {
		if (!/^\/(?:var\/task|opt)\/./.test(path) || UNSAFE_PATH.test(path)) return `unsafe path ${path}`;
		if (bytes === undefined && link === null && gaps.length === 0) return `silent about ${path}`;
		if (bytes !== undefined && claims && !isClaimed(bytes, claims)) return `wrong checksum of ${path}`;
	}
	const unsafe = gaps.find(({ message, path }) => CONTROL.test(message) || CONTROL.test(path ?? ""));
	return unsafe === undefined ? null : `control characters in ${JSON.stringify(unsafe)}`;
}

function isClaimed(bytes: Uint8Array, claims: ReadonlySet<string>): boolean {
	// A size in a zip64 field is 0xffffffff in the record.
	return [bytes.length, 0xffffffff].some((size) => claims.has(`${crc32(bytes)}:${size}`));
}

async function fuzzZips(reader: Scan, seed: number, runs: number): Promise<string | null> {
	const random = toRandom(seed);
	for (let run = 0; run < runs; run += 1) {
		const archive = mutate(seeds, random);
		const violation = await findViolation(reader, archive, toClaims(archive));
		if (violation !== null) return `run ${run} of seed ${seed}: ${violation}`;
	}
	return null;
}

const seeds: Buffer[] = [];

beforeAll(async () => {
	const zip = new JSZip();
	for (let index = 0; index < 12; index += 1) {
		zip.file(`node_modules/p${index}/package.json`, `{"name":"p${index}","version":"1.0.${index}"}`);
	}
	zip.file("index.js", "exports.handler = async () => 1;\n".repeat(20));
	for (const compression of ["DEFLATE", "STORE"] as const) {
		seeds.push(await zip.generateAsync({ type: "nodebuffer", compression, platform: "UNIX" }));
	}
	seeds.push(await zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE", streamFiles: true }));
	const plain = [
		{ name: "index.js", data: "1".repeat(300), method: 8 },
		{ name: "node_modules/a/", data: "" },
		{ name: "node_modules/a/package.json", data: '{"name":"a"}' },
		{ name: "link", data: "../../etc/passwd", mode: 0o120777 },
		{ name: Buffer.from("caf\x82.js", "latin1"), flags: 0, data: "2" },
	];
	seeds.push(
		craftZip(plain),
		craftZip(
			plain.map((entry) => ({ ...entry, zip64: true })),
			{ zip64: true },
		),
	);
	seeds.push(
		craftZip(plain, { prefix: Buffer.from("#!/bin/sh\n"), shifted: true, comment: Buffer.from("PK\x05\x06") }),
	);
});

describe("zips", () => {
	it("5,000 mutated archives", async () => {
		expect(await fuzzZips(scan, 20_261_122, 5000)).toBeNull();
	});

	it("the seeds themselves are read in full", async () => {
		for (const seed of seeds) {
			const { files } = await scan(seed);
			expect(files.length).toBeGreaterThan(3);
			expect(files.every(({ bytes, link }) => bytes !== undefined || link !== null)).toBe(true);
		}
	});
});

describe("planted bugs are caught", () => {
	it("a reader that does not check checksums", async () => {
		const unchecked: Scan = async (archive) => {
			const zip = await JSZip.loadAsync(archive).catch(toScanError);
			const files = Object.values(zip.files).filter(({ dir, name }) => !dir && !UNSAFE_PATH.test(`/${name}`));
			const read = files.map(async (file) => {
				const bytes = await file.async("uint8array").catch(toScanError);
				return { path: `/var/task/${file.name}`, link: null, bytes };
			});
			return { files: await Promise.all(read), gaps: [] };
		};
		expect(await fuzzZips(unchecked, 1, 1000)).toMatch(/wrong checksum/);
	});

	it("a reader that throws a TypeError on a name it does not expect", async () => {
		const fragile: Scan = async (archive) => {
			const scanned = await scan(archive);
			if (scanned.files.some(({ path }) => path.includes("\uFFFD"))) throw new TypeError("no such character");
			return scanned;
		};
		expect(await fuzzZips(fragile, 1, 1000)).toMatch(/threw TypeError/);
	});

	it("a reader that is silent about what it could not read", async () => {
		const silent: Scan = async (archive) => ({ ...(await scan(archive)), gaps: [] });
		expect(await fuzzZips(silent, 1, 1000)).toMatch(/silent about/);
	});

	it("a reader that takes names as they are", async () => {
		const trusting: Scan = async (archive) => {
			const { files, gaps } = await scan(archive);
			const climbs = gaps.filter(({ code }) => code.startsWith("name-")).map(({ path }) => path);
			const extra = climbs.map((path) => ({ path: `/var/task/${path}/..`, link: null, bytes: undefined }));
			return { files: [...files, ...extra], gaps };
		};
		expect(await fuzzZips(trusting, 1, 1000)).toMatch(/unsafe path/);
	});
});

it("1,000 mutated tarballs", async () => {
	const random = toRandom(7);
	const tar = toTar([
		{ path: "index.js", data: "1".repeat(700) },
		{ path: "node_modules/a/package.json", data: "{}" },
		{ path: "link", type: "SymbolicLink", link: "../x" },
		{ path: "hard", type: "Link", link: "index.js" },
	]);
	for (let run = 0; run < 1000; run += 1) {
		const archive = run % 2 === 0 ? gzipSync(mutate([tar], random)) : mutate([gzipSync(tar)], random);
		expect(await findViolation(scan, archive)).toBeNull();
	}
});

function toScanError(cause: unknown): never {
	throw new ScanError("zip-no-end", "not read", "", { cause });
}
