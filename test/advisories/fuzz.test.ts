/**
 * Fuzzing of the database reader: bytes of a small database are changed at random, half of the time with all checksums
 * made right again, so that the parsers behind them are reached.
 *
 * A reader may refuse (DatabaseError) or answer. With checksums left wrong, an answer has to be the undamaged one; with
 * checksums made right, every field of it has to have its type.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { buildDatabase } from "../../src/advisories/build.ts";
import { parseOsv } from "../../src/advisories/osv.ts";
import { verifyDatabase } from "../../src/advisories/store/verify.ts";
import { openDatabase } from "../../src/advisories/store.ts";
import { DatabaseError } from "../../src/errors.ts";
import type { AdvisoryIndex } from "../../src/ports.ts";
import { makeFolder } from "./folder.ts";

const EXECUTIONS = 3_000;
const folder = makeFolder();
const path = join(folder, "fuzzed");
const lines = readFileSync(join(import.meta.dirname, "../../advisories/source/npm.ndjson"), "utf8").split("\n");
const NAMES = ["axios", "minimist", "tar", "dojo", "no-such-package"];
let sound = Buffer.alloc(0);
let answers: string[] = [];

type Open = (path: string, source: "local") => AdvisoryIndex;

beforeAll(async () => {
	const source = join(folder, "few.ndjson");
	writeFileSync(source, lines.filter((line) => NAMES.some((name) => line.includes(`"name":"${name}"`))).join("\n"));
	await buildDatabase([source], path);
	sound = readFileSync(path);
	answers = NAMES.map((name) => lookUp(openDatabase, name));
});

function lookUp(open: Open, name: string): string {
	const index = open(path, "local");
	try {
		const found = index.find("npm", name).map((advisory) => ({
			texts: [advisory.id, advisory.title, advisory.modified, advisory.severity, ...advisory.aliases, ...advisory.cwes],
			events: advisory.ranges.flatMap(({ events }) => events.flatMap(({ kind, version }) => [kind, version])),
			versions: advisory.versions,
			other: [advisory.score, advisory.malicious],
		}));
		for (const { texts, events, versions } of found) {
			if (![...texts, ...events, ...versions].every((text) => typeof text === "string"))
				throw new Error("a field of a wrong type");
		}
		return JSON.stringify(found);
	} finally {
		index.close();
	}
}

function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

function mutate(bytes: Buffer, random: (below: number) => number): void {
	for (let count = 1 + random(4); count > 0; count--) {
		const at = random(bytes.length);
		const tokens = ["[", "]", '"', ",", "\t", "\n", "null", "1e999", "\\u0000", "{}", "\xff", "\0\0\0\0"];
		if (random(2) === 0) bytes[at] = random(256);
		else bytes.write(tokens[random(tokens.length)]!, at, "latin1");
	}
}

/** Makes the CRCs of header and buckets and the hash right, as far as the table still makes sense. */
function mend(bytes: Buffer): void {
	sound.copy(bytes, 0, 0, 24);
	const metaLength = bytes.readUInt32LE(20);
	const headerLength = 56 + metaLength + 4;
	const seed = crc32(bytes.subarray(56, headerLength - 4));
	const buckets = bytes.readUInt32LE(16);
	const tableEnd = headerLength + 12 * buckets;
	for (let bucket = 0; bucket < buckets; bucket++) {
		const entry = headerLength + 12 * bucket;
		const start = bytes.readUInt32LE(entry);
		const end = bucket === buckets - 1 ? bytes.length : bytes.readUInt32LE(entry + 12);
		if (start >= end || end > bytes.length) continue;
		bytes.writeUInt32LE(crc32(bytes.subarray(start, end), (seed ^ bucket) >>> 0), entry + 8);
	}
	bytes.writeUInt32LE(crc32(bytes.subarray(headerLength, tableEnd), seed), tableEnd);
	createHash("sha256").update(bytes.subarray(headerLength)).digest().copy(bytes, 24);
	bytes.writeUInt32LE(crc32(bytes.subarray(0, headerLength - 4)), headerLength - 4);
}

/** What is wrong with a reader, or `undefined`. */
function fuzz(
	open: Open,
	seed: number,
	executions: number,
): { readonly wrong?: string; readonly refused: number; readonly mended: number } {
	const random = createRandom(seed);
	let refused = 0;
	let mended = 0;
	for (let execution = 0; execution < executions; execution++) {
		const bytes = Buffer.from(sound);
		mutate(bytes, random);
		const isMended = random(2) === 0;
		if (isMended) mend(bytes);
		writeFileSync(path, bytes);
		const which = random(NAMES.length);
		try {
			const answer = lookUp(open, NAMES[which]!);
			if (isMended) mended++;
			else if (answer !== answers[which]) return { wrong: `another answer for ${NAMES[which]}`, refused, mended };
		} catch (error) {
			if (!(error instanceof DatabaseError)) return { wrong: String(error), refused, mended };
			refused++;
		}
	}
	return { refused, mended };
}

describe("the database reader", () => {
	it(`holds in ${EXECUTIONS.toLocaleString("en-US")} executions`, () => {
		const { wrong, refused, mended } = fuzz(openDatabase, 1, EXECUTIONS);
		expect(wrong).toBeUndefined();
		// Both kinds of outcome were met often enough to mean something.
		expect(refused).toBeGreaterThan(EXECUTIONS / 20);
		expect(mended).toBeGreaterThan(EXECUTIONS / 20);
	});

	it.each<[string, (index: AdvisoryIndex) => AdvisoryIndex["find"], string]>([
		[
			"swallows what it cannot read",
			(index) => (ecosystem, name) => {
				try {
					return index.find(ecosystem, name);
				} catch {
					return [];
				}
			},
			"another answer",
		],
		[
			"lets a parser's error out",
			(index) => (ecosystem, name) => {
				try {
					return index.find(ecosystem, name);
				} catch {
					throw new TypeError("planted");
				}
			},
			"planted",
		],
	])("is caught when it %s", (_, plant, wrong) => {
		const open: Open = (file, source) => {
			const index = openDatabase(file, source);
			return { ...index, find: plant(index) };
		};
		expect(fuzz(open, 1, EXECUTIONS).wrong).toContain(wrong);
	});

	it("verifies or refuses, whatever the bytes", () => {
		const random = createRandom(5);
		for (let execution = 0; execution < 500; execution++) {
			const bytes = Buffer.from(sound);
			mutate(bytes, random);
			if (random(2) === 0) mend(bytes);
			writeFileSync(path, bytes);
			try {
				verifyDatabase(path);
			} catch (error) {
				if (!(error instanceof DatabaseError)) throw error;
			}
		}
	});
});

describe("the OSV reader", () => {
	it("reads or names what is wrong, in 20,000 executions", () => {
		const random = createRandom(9);
		const strange = [
			null,
			0,
			-1,
			"",
			"0",
			[],
			{},
			[[]],
			true,
			"\u0000",
			"__proto__",
			Number.POSITIVE_INFINITY,
			[null],
			{ events: 1 },
		];
		const outcomes = new Map<string, number>();
		for (let execution = 0; execution < 20_000; execution++) {
			const record: unknown = JSON.parse(lines[random(lines.length - 1)]!);
			for (let count = 1 + random(3); count > 0; count--) deface(record, random, strange);
			const reading = parseOsv(record);
			outcomes.set(reading.kind, (outcomes.get(reading.kind) ?? 0) + 1);
			if (reading.kind !== "read") continue;
			for (const { id, name, ranges, versions, title } of reading.advisories) {
				const texts = [
					id,
					name,
					title,
					...versions,
					...ranges.flatMap(({ events }) => events.map(({ version }) => version)),
				];
				if (!texts.every((text) => typeof text === "string")) throw new Error("a field of a wrong type");
			}
		}
		expect([...outcomes.keys()].sort()).toEqual(["malformed", "read", "withdrawn"]);
	});
});

/** Puts something strange in the place of some value of a JSON tree. */
function deface(root: unknown, random: (below: number) => number, strange: readonly unknown[]): void {
	let at = root;
	for (;;) {
		if (typeof at !== "object" || at === null) return;
		const keys = Object.keys(at);
		if (keys.length === 0) return;
		const key = keys[random(keys.length)]!;
		const next: unknown = Reflect.get(at, key);
		if (random(3) === 0 || typeof next !== "object" || next === null) {
			Reflect.set(at, key, strange[random(strange.length)]);
			return;
		}
		at = next;
	}
}
