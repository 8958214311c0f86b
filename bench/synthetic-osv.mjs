// Writes an OSV export of full size for benchmarks: the real facts of advisories/source and synthetic records.
//
// usage: node synthetic-osv.mjs OUT.zip [--records 250000] [--seed 7]
//
// OUT.zip has the layout of OSV's per-ecosystem export: one <ID>.json a record, deflated. Nine in ten synthetic records
// say that a package is malicious in every version (ids SYN-MAL-n, names that no real package has); the rest (ids
// SYN-n) are ranges on popular names, all below 0.0.0-0, the lowest version there is: they cost look-ups and never match. The same seed
// gives the same bytes (for one version of zlib).
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { crc32, deflateRawSync } from "node:zlib";

const ADVISORIES = join(import.meta.dirname, "../advisories");
const WORDS =
	"data core util api fast node react ui auth log http stream crypto cache queue event config parser client server test mock build tool web app cloud edge sync async".split(
		" ",
	);
const FILLER = "Synthetic record used to measure speed and size. It describes nothing real. ".repeat(8);

export const DEFAULTS = { records: 250_000, seed: 7 };

if (process.argv[1] === import.meta.filename) {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { records: { type: "string" }, seed: { type: "string" } },
	});
	const [target] = positionals;
	if (target === undefined) throw new Error("usage: node synthetic-osv.mjs OUT.zip [--records 250000] [--seed 7]");
	const zip = openZip(target);
	for (const { id, text } of makeExport(
		Number(values.records ?? DEFAULTS.records),
		Number(values.seed ?? DEFAULTS.seed),
	)) {
		zip.add(`${id}.json`, text);
	}
	zip.close();
}

/** The records of an export: the real facts first. */
export function* makeExport(count, seed) {
	const random = createRandom(seed);
	const real = readFileSync(join(ADVISORIES, "source/npm.ndjson"), "utf8").trimEnd().split("\n");
	const popular = readPopularNames();
	for (const text of real) {
		const { id, modified } = JSON.parse(text);
		yield { id, modified, text };
	}
	for (let number = 0; number < count - real.length; number++) {
		const record = random() < 0.9 ? makeMalware(number, random) : makeVulnerability(number, popular, random);
		yield { id: record.id, modified: record.modified, text: JSON.stringify(record) };
	}
}

/** From the most to the least downloaded. */
function readPopularNames() {
	const [block] = readFileSync(join(ADVISORIES, "popular-npm.txt"), "utf8").split("\n\n", 1);
	const [, ...lines] = block.split("\n");
	return lines.flatMap((line) => line.split(" ").slice(1));
}

function makeMalware(number, random) {
	const hex = (bits) => Math.floor(random() * 2 ** bits).toString(16);
	const plain = `${pick(WORDS, random)}-${pick(WORDS, random)}-${hex(40)}`;
	const name = random() < 0.3 ? `@${pick(WORDS, random)}${hex(24)}/${plain}` : plain;
	return {
		schema_version: "1.7.0",
		id: `SYN-MAL-${number}`,
		...makeDates(random),
		summary: `Malicious code in ${name} (npm)`,
		details: FILLER,
		affected: [
			{
				package: { ecosystem: "npm", name, purl: `pkg:npm/${name}` },
				ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }],
				versions: ["1.0.0", "99.0.0"],
			},
		],
		database_specific: { cwe_ids: ["CWE-506"] },
	};
}

function makeVulnerability(number, popular, random) {
	const rank = Math.floor(-Math.log(1 - random()) * 1500);
	const name = popular[Math.min(rank, popular.length - 1)];
	return {
		schema_version: "1.7.0",
		id: `SYN-${number}`,
		...makeDates(random),
		aliases: [`CVE-0000-${number}`],
		summary: `Synthetic advisory in ${name}`,
		details: FILLER.repeat(2),
		severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" }],
		affected: [
			{
				package: { ecosystem: "npm", name },
				ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "0.0.0-0" }] }],
			},
		],
		database_specific: { severity: "HIGH", cwe_ids: ["CWE-400"] },
	};
}

function makeDates(random) {
	const two = (most) => String(1 + Math.floor(random() * most)).padStart(2, "0");
	const day = `2025-${two(12)}-${two(28)}T00:00:00Z`;
	return { modified: day, published: day };
}

function pick(list, random) {
	return list[Math.floor(random() * list.length)];
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function createRandom(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A zip written in one pass, with the zip64 records that more than 65,534 entries need (APPNOTE 6.3, 4.3.14 and 4.3.15). */
function openZip(path) {
	const file = openSync(path, "w");
	const directory = [];
	const buffered = [];
	let bufferedBytes = 0;
	let offset = 0;
	const flush = () => {
		writeSync(file, Buffer.concat(buffered.splice(0)));
		bufferedBytes = 0;
	};
	const write = (part) => {
		buffered.push(part);
		bufferedBytes += part.length;
		offset += part.length;
		if (bufferedBytes > 1 << 22) flush();
	};
	return {
		add(name, text) {
			const content = Buffer.from(text);
			const data = deflateRawSync(content, { level: 6 });
			const shared = Buffer.alloc(26);
			shared.writeUInt16LE(20, 0);
			shared.writeUInt16LE(8, 4);
			shared.writeUInt32LE(0x5d01_0000, 6);
			shared.writeUInt32LE(crc32(content), 10);
			shared.writeUInt32LE(data.length, 14);
			shared.writeUInt32LE(content.length, 18);
			shared.writeUInt16LE(name.length, 22);
			const central = Buffer.alloc(46 + name.length);
			central.write("PK\x01\x02\x14\x03", "latin1");
			shared.copy(central, 6);
			central.writeUInt32LE(offset, 42);
			central.write(name, 46);
			directory.push(central);
			write(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), shared, Buffer.from(name), data]));
		},
		close() {
			const start = offset;
			for (const central of directory) write(central);
			const end = Buffer.alloc(56 + 20 + 22);
			end.write("PK\x06\x06", "latin1");
			end.writeUInt32LE(44, 4);
			end.writeUInt16LE(45, 12);
			end.writeUInt16LE(45, 14);
			end.writeBigUInt64LE(BigInt(directory.length), 24);
			end.writeBigUInt64LE(BigInt(directory.length), 32);
			end.writeBigUInt64LE(BigInt(offset - start), 40);
			end.writeBigUInt64LE(BigInt(start), 48);
			end.write("PK\x06\x07", 56, "latin1");
			end.writeBigUInt64LE(BigInt(offset), 64);
			end.writeUInt32LE(1, 72);
			end.write("PK\x05\x06", 76, "latin1");
			end.fill(0xff, 84, 96);
			write(end);
			flush();
			closeSync(file);
		},
	};
}
