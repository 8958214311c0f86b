import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildDatabase } from "../../src/advisories/build.ts";
import { verifyDatabase } from "../../src/advisories/store/verify.ts";
import { openDatabase } from "../../src/advisories/store.ts";
import { DatabaseError } from "../../src/errors.ts";
import { makeFolder } from "./folder.ts";
import { type CraftedEntry, craftZip } from "./zip.ts";

const folder = makeFolder();
let count = 0;

/** A fresh path; with text or bytes, a file. */
function toPath(name: string, content?: string | Uint8Array): string {
	const path = join(folder, `${count++}-${name}`);
	if (content !== undefined) writeFileSync(path, content);
	return path;
}

function toRecord(id: string, name: string, modified = "2026-01-01T00:00:00Z", fields: object = {}): string {
	return JSON.stringify({
		id,
		modified,
		summary: `${id} of ${modified}`,
		affected: [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }],
		...fields,
	});
}

function findTitles(path: string, name: string): string[] {
	const index = openDatabase(path, "local");
	const titles = index.find("npm", name).map(({ title }) => title);
	index.close();
	return titles;
}

async function fail(sources: readonly string[], out = toPath("out")): Promise<DatabaseError> {
	const before = readdirSync(folder).length;
	const error = await buildDatabase(sources, out).catch((reason: unknown) => reason);
	expect(readdirSync(folder)).toHaveLength(before);
	if (!(error instanceof DatabaseError)) throw new Error(`no DatabaseError but ${String(error)}`);
	return error;
}

const RECORDS = [toRecord("GHSA-1", "a"), toRecord("GHSA-2", "b"), toRecord("GHSA-3", "b")];

describe("the forms of a source", () => {
	const zip = craftZip([
		{ name: "GHSA-1.json", content: RECORDS[0]! },
		{ name: "notes.txt", content: "ignored" },
		{ name: "GHSA-2.json", content: RECORDS[1]!, lies: { method: 0 } },
		{ name: "GHSA-3.json", content: RECORDS[2]! },
	]);
	const files = toPath("files");
	mkdirSync(join(files, "deep"), { recursive: true });
	writeFileSync(join(files, "GHSA-1.json"), RECORDS[0]!);
	writeFileSync(join(files, "deep", "GHSA-2.json"), RECORDS[1]!);
	writeFileSync(join(files, "GHSA-3.json"), RECORDS[2]!);
	writeFileSync(join(files, "README.md"), "ignored");
	symlinkSync("/etc/hostname", join(files, "link.json"));

	it.each([
		["lines", toPath("a.ndjson", RECORDS.join("\n"))],
		[
			"lines with carriage returns, blank lines and a last line end",
			toPath("a.ndjson", `\r\n${RECORDS.join("\r\n\r\n")}\r\n`),
		],
		["an export", toPath("all.zip", zip)],
		["a folder", files],
	])("%s", async (_, source) => {
		const out = toPath("out");
		const summary = await buildDatabase([source], out);
		expect(summary).toMatchObject({ read: 3, malformed: 0, skipped: new Map() });
		expect(summary.meta).toMatchObject({
			records: 3,
			advisories: 3,
			packages: 2,
			malicious: 0,
			ecosystems: { npm: 3 },
		});
		expect(findTitles(out, "a")).toEqual(["GHSA-1 of 2026-01-01T00:00:00Z"]);
		expect(findTitles(out, "b")).toHaveLength(2);
	});

	it("lines that are longer than a chunk of the file", async () => {
		const long = toRecord("GHSA-9", "long", undefined, { details: "é".repeat(3_000_000) });
		const out = toPath("out");
		await buildDatabase([toPath("a.ndjson", [RECORDS[0], long, RECORDS[1]].join("\n"))], out);
		expect(findTitles(out, "long")).toHaveLength(1);
		expect(findTitles(out, "b")).toHaveLength(1);
	});
});

it("reads the entry behind one whose data go on after their end", async () => {
	const content = RECORDS[0]!;
	const data = Buffer.concat([toMember(content).subarray(10), Buffer.alloc(4)]);
	const out = toPath("out");
	await buildDatabase(
		[
			toPath(
				"all.zip",
				craftZip([
					{ name: "1.json", content, lies: { data } },
					{ name: "2.json", content: RECORDS[1]! },
				]),
			),
		],
		out,
	);
	expect([findTitles(out, "a").length, findTitles(out, "b").length]).toEqual([1, 1]);
});

describe("a record in several copies", () => {
	const older = toPath("older.ndjson", toRecord("GHSA-1", "a", "2026-01-01T00:00:00Z"));
	const newer = toPath("newer.ndjson", toRecord("GHSA-1", "a", "2026-01-01T00:00:00.9Z"));
	const same = toPath("same.ndjson", toRecord("GHSA-1", "a", "2026-01-01T00:00:00.9Z", { summary: "the later" }));
	const withdrawn = toPath(
		"gone.ndjson",
		toRecord("GHSA-1", "a", "2026-06-01T00:00:00Z", { withdrawn: "2026-06-01T00:00:00Z" }),
	);
	const other = toPath("other.ndjson", toRecord("GHSA-2", "other"));

	it.each([
		["the newer wins", [older, newer], ["GHSA-1 of 2026-01-01T00:00:00.9Z"]],
		["in whatever order", [newer, older], ["GHSA-1 of 2026-01-01T00:00:00.9Z"]],
		["of equals the later", [newer, same], ["the later"]],
		["a withdrawal counts as a copy", [withdrawn, newer, other], []],
	])("%s", async (_, sources, titles) => {
		const out = toPath("out");
		expect((await buildDatabase(sources, out)).repeated).toBe(1);
		expect(findTitles(out, "a")).toEqual(titles);
	});

	it("of one date is about the packages of all of them, and says of each what the later says", async () => {
		const about = (name: string, version: string, ecosystem = "npm") => ({
			package: { ecosystem, name },
			ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: version }] }],
		});
		const [first, second] = [
			[about("a", "1.0.0"), about("b", "1.0.0")],
			[about("b", "2.0.0"), about("c", "2.0.0"), about("c", "2.0.0", "PyPI")],
		].map((affected, at) => toPath(`${at}.ndjson`, toRecord("GHSA-1", "", undefined, { affected })));
		const out = toPath("out");
		const { meta } = await buildDatabase([first!, second!], out);
		expect(meta).toMatchObject({ records: 1, advisories: 4, ecosystems: { npm: 3, PyPI: 1 } });
		const index = openDatabase(out, "local");
		const fixed = ["a", "b", "c"].map((name) =>
			index.find("npm", name).map(({ ranges }) => ranges[0]?.events[1]?.version),
		);
		expect(fixed).toEqual([["1.0.0"], ["2.0.0"], ["2.0.0"]]);
		index.close();
		const npm = await buildDatabase([first!, second!], out, { ecosystems: ["npm"] });
		expect(npm.meta).toMatchObject({ advisories: 3, ecosystems: { npm: 3 } });
		expect(npm.skipped).toEqual(new Map([["other ecosystem", 1]]));
	});

	describe("of which each file holds one ecosystem", () => {
		/** A copy of one record: a day in January, and of each package the version that fixes it. */
		const copy = (day: number, fixed: Record<string, string> | "withdrawn") => {
			const modified = `2026-01-${String(day).padStart(2, "0")}T00:00:00Z`;
			if (fixed === "withdrawn") return toRecord("GHSA-1", "", modified, { withdrawn: modified });
			const affected = Object.entries(fixed).map(([name, version]) => ({
				package: { ecosystem: name.startsWith("org.") ? "Maven" : "npm", name },
				ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: version }] }],
			}));
			return toRecord("GHSA-1", "", modified, { affected });
		};

		async function build(copies: readonly string[]): Promise<Record<string, string | undefined>> {
			const out = toPath("out");
			await buildDatabase(
				[...copies, toRecord("GHSA-2", "other")].map((text) => toPath("part.ndjson", text)),
				out,
			);
			verifyDatabase(out);
			const index = openDatabase(out, "local");
			const kept = (["org.a:jquery", "jquery", "old"] as const).map((name) => {
				const found = index.find(name.startsWith("org.") ? "Maven" : "npm", name);
				return [name, found.map(({ ranges }) => ranges[0]?.events[1]?.version)[0]];
			});
			index.close();
			return Object.fromEntries(kept.filter(([, version]) => version !== undefined));
		}

		const MAVEN = { "org.a:jquery": "1.0" };
		const NPM = { jquery: "2.0.0" };
		it.each<[string, string[], Record<string, string>]>([
			["both count, whichever is newer", [copy(1, MAVEN), copy(2, NPM)], { ...MAVEN, ...NPM }],
			[
				"the newer of one ecosystem replaces the older of it, and nothing else",
				[copy(1, { jquery: "1.0.0", old: "1.0.0" }), copy(2, MAVEN), copy(3, NPM)],
				{ ...MAVEN, ...NPM },
			],
			[
				"of a newer whole record too, where it speaks of the ecosystem",
				[copy(1, { ...MAVEN, old: "1.0.0" }), copy(2, NPM)],
				{ ...MAVEN, ...NPM },
			],
			["a newer withdrawal is about all of them", [copy(1, MAVEN), copy(2, NPM), copy(3, "withdrawn")], {}],
			["an older one leaves what is newer", [copy(1, MAVEN), copy(2, "withdrawn"), copy(3, NPM)], NPM],
		])("%s, in whatever order", async (_, copies, expected) => {
			for (const order of permute(copies)) expect(await build(order)).toEqual(expected);
		});
	});

	function permute<T>(items: readonly T[]): T[][] {
		if (items.length < 2) return [[...items]];
		return items.flatMap((item, at) => permute(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
	}

	it("of one date is withdrawn when the later copy is", async () => {
		const [copy, gone] = [{}, { withdrawn: "2026-01-01T00:00:00Z" }].map((fields, at) =>
			toPath(`${at}.ndjson`, toRecord("GHSA-1", "a", undefined, fields)),
		);
		const out = toPath("out");
		await buildDatabase([copy!, gone!, other], out);
		expect(findTitles(out, "a")).toEqual([]);
		await buildDatabase([gone!, copy!, other], out);
		expect(findTitles(out, "a")).toHaveLength(1);
	});
});

it("counts what it cannot use, and says where", async () => {
	const source = toPath(
		"mixed.ndjson",
		[
			RECORDS[0],
			"{",
			"[]",
			toRecord("GHSA-4", "d", undefined, { withdrawn: "2026-01-01T00:00:00Z" }),
			JSON.stringify({ id: "GHSA-5", affected: [{ package: { ecosystem: "Go", name: "e" } }] }),
			'{"id":"x"}',
		].join("\n"),
	);
	const { meta, bytes, ...counts } = await buildDatabase([source], toPath("out"));
	expect(counts).toEqual({
		read: 6,
		withdrawn: 1,
		repeated: 0,
		unconcerned: 1,
		malformed: 3,
		examples: [
			{ where: "line 2", reason: "not an object" },
			{ where: "line 3", reason: "not an object" },
			{ where: "line 6", reason: "no usable id" },
		],
		skipped: new Map([["other ecosystem", 1]]),
	});
	expect([meta.records, bytes]).toEqual([1, readFileSync(join(folder, `${count - 1}-out`)).length]);
});

it("finds packages by their names as their ecosystem compares them", async () => {
	const names = [
		["npm", "JSONStream", "jsonstream"],
		["npm", "__proto__", "constructor"],
		["npm", "naïve-日本-😀", "na?ve-日本-😀"],
		["PyPI", "Foo_Bar.baz", "foobarbaz"],
		["Maven", "org.a:b", "org.A:b"],
	] as const;
	const records = names.map(([ecosystem, name], at) =>
		toRecord(`GHSA-${at}`, name, undefined, { affected: [{ package: { ecosystem, name }, versions: ["1"] }] }),
	);
	const out = toPath("out");
	const { meta } = await buildDatabase([toPath("a.ndjson", records.join("\n"))], out);
	expect([meta.ecosystems, verifyDatabase(out)]).toEqual([{ npm: 3, PyPI: 1, Maven: 1 }, meta]);
	const index = openDatabase(out, "local");
	for (const [ecosystem, name, other] of names) {
		expect(index.find(ecosystem, other)).toEqual([]);
		const written = ecosystem === "PyPI" ? "foo-bar-baz" : name;
		expect(index.find(ecosystem, name).map((found) => [found.ecosystem, found.name, found.versions])).toEqual([
			[ecosystem, written, ["1"]],
		]);
	}
	expect(index.find("PyPI", "FOO-bar_-baz")).toHaveLength(1);
	index.close();
});

it("gives the same bytes for the same sources, in whatever order their records are", async () => {
	const names = Array.from({ length: 300 }, (_, index) => toRecord(`GHSA-${index}`, `name-${index % 40}`));
	const [a, b, c] = ["1", "2", "3"].map((name) => toPath(name));
	const source = toPath("x.ndjson", names.join("\n"));
	await buildDatabase([source], a!);
	await buildDatabase([source], b!);
	expect(readFileSync(a!).equals(readFileSync(b!))).toBe(true);
	await buildDatabase([toPath("x.ndjson", names.toReversed().join("\n"))], c!);
	// The header names its source; from the table on, nothing depends on the order.
	expect(openDatabase(c!, "local").info.advisories).toBe(300);
	expect(findTitles(c!, "name-7")).toEqual(findTitles(a!, "name-7"));
});

it("replaces a database at once and leaves nothing else behind", async () => {
	const place = toPath("place");
	mkdirSync(place);
	const out = join(place, "db");
	writeFileSync(out, "older");
	await buildDatabase([toPath("a.ndjson", RECORDS[0])], out);
	expect(readdirSync(place)).toEqual(["db"]);
	expect(findTitles(out, "a")).toHaveLength(1);
});

describe("sources that end in an error", () => {
	const record = RECORDS[0]!;
	const entry = (lies: CraftedEntry["lies"], content = record): CraftedEntry => ({
		name: "GHSA-1.json",
		content,
		lies: lies!,
	});
	const good: CraftedEntry = { name: "GHSA-2.json", content: RECORDS[1]! };
	const whole = craftZip([good, entry({})]);
	const flipped = Buffer.from(whole);
	flipped[60] = flipped[60]! ^ 0xff;

	it.each<[string, Uint8Array | string, RegExp]>([
		["nothing", "", /holds no advisory/],
		["no JSON at all", "hello\nworld", /holds no advisory/],
		["a zip that is cut", whole.subarray(0, -30), /not a sound zip/],
		["a zip of nothing", craftZip([]), /holds no advisory/],
		["a byte changed in an entry", flipped, /cannot be inflated|checksum/],
		["a wrong checksum", craftZip([good, entry({ crc: 1 })]), /GHSA-1\.json does not have its checksum/],
		["a wrong checksum of a stored entry", craftZip([good, entry({ method: 0, crc: 1 })]), /checksum/],
		["a size that is too small", craftZip([entry({ size: 5 }), good]), /GHSA-1\.json cannot be inflated/],
		["a size that is too large", craftZip([entry({ size: 5_000 }), good]), /GHSA-1\.json does not have its checksum/],
		["a size beyond reason", craftZip([entry({ size: 2 ** 31 })]), /too long to be a record/],
		["an unknown method", craftZip([good, entry({ method: 12 })]), /unknown method/],
		["an encrypted entry", craftZip([good, entry({ flags: 1 })]), /encrypted/],
		["entries that overlap", craftZip([good, entry({ offset: 0 })]), /overlaps/],
		[
			"an entry that is not where it should be",
			craftZip([good, entry({ offset: 3 })]),
			/overlaps|where the directory says/,
		],
		["an entry behind the end", craftZip([good, entry({ offset: 2 ** 31 })]), /ends after the file/],
		[
			"two gzip members in place of one stream",
			craftZip([entry({ data: smuggle(record) }), good]),
			/checksum|inflated/,
		],
	])("%s", async (_, content, message) => {
		const error = await fail([toPath("source", content)]);
		expect(error.code).toBe("database-source");
		expect(error.message).toMatch(message);
		expect(error.message).not.toMatch(/\p{Cc}/u);
	});

	it.each([
		["is not there", toPath("nowhere")],
		[
			"is an empty folder",
			(() => {
				const path = toPath("empty");
				mkdirSync(path);
				return path;
			})(),
		],
	])("a source that %s", async (_, source) => {
		expect((await fail([source])).code).toBe("database-source");
	});

	it("a name with control characters does not get into the message", async () => {
		const error = await fail([
			toPath("s", craftZip([{ name: "\u001b[31m\u202e.json", content: record, lies: { crc: 1 } }])),
		]);
		expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	});

	it("a place that cannot be written", async () => {
		const error = await fail([toPath("a.ndjson", record)], join(folder, "no", "such", "folder"));
		expect(error.code).toBe("database-unwritable");
	});
});

/** A deflate stream, then what would end its gzip member and begin another: the checksum is that of the second. */
function smuggle(record: string): Buffer {
	const second = toMember(record);
	return Buffer.concat([toMember("{}").subarray(10), second.subarray(0, -8)]);
}

/** A gzip member: 10 bytes of header, the deflate stream, 8 bytes of trailer. */
function toMember(text: string): Buffer {
	const content = Buffer.from(text);
	const trailer = Buffer.alloc(8);
	trailer.writeUInt32LE(crc32(content), 0);
	trailer.writeUInt32LE(content.length, 4);
	return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]), deflateRawSync(content), trailer]);
}
