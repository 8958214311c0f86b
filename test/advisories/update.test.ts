import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildDatabase } from "../../src/advisories/build.ts";
import { readDatabaseSync, verifyDatabase } from "../../src/advisories/store/verify.ts";
import { openDatabase } from "../../src/advisories/store.ts";
import { type UpdateOptions, type UpdateSummary, updateDatabase } from "../../src/advisories/update.ts";
import { ScanError } from "../../src/errors.ts";
import type { Ecosystem } from "../../src/model.ts";
import { NO_PROXY } from "../../src/net/request.ts";
import { answerWith, cutAfter, type Fault, stall, toGoogHash } from "../net/file-server.ts";
import { makeFolder } from "./folder.ts";
import { makeRecords, type OsvExport, serveExport } from "./osv-export.ts";

const folder = makeFolder();
let count = 0;

function toPath(): string {
	const path = join(folder, `${count++}`, "advisories.fnsiftdb");
	mkdirSync(dirname(path));
	return path;
}

const QUICK = {
	download: { stall: 20_000, total: 50_000, retries: 2, pause: 1 },
	fetcher: { attempt: 20_000, total: 50_000, retries: 1, pause: 1, failures: 2 },
};

function update(
	path: string,
	{ url }: { readonly url: string },
	options: Partial<UpdateOptions> = {},
): Promise<UpdateSummary> {
	return updateDatabase(path, {
		base: url,
		ecosystems: null,
		force: false,
		proxy: NO_PROXY,
		userAgent: "fnsift/test",
		onProgress: { bytes() {}, records() {} },
		limits: QUICK,
		...options,
	});
}

async function failure(work: Promise<unknown>): Promise<ScanError> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof ScanError)) throw new Error(`no ScanError but ${String(error)}`);
	return error;
}

/** Titles by package name. */
function look(path: string, names: readonly string[], ecosystem: Ecosystem = "npm"): string[] {
	const index = openDatabase(path, "local");
	const titles = names.flatMap((name) => index.find(ecosystem, name).map(({ title }) => title));
	index.close();
	return titles;
}

/** All that a scan could find, by what a build from the same records gives. */
async function expectSameAsBuilt(path: string, from: OsvExport): Promise<void> {
	const zip = join(dirname(path), "expected.zip");
	const built = join(dirname(path), "expected");
	writeFileSync(zip, from.publish(["zip"]).server.files.get("npm/all.zip")!.bytes);
	await buildDatabase([zip], built);
	const names = [...from.records.get("npm")!.values()].map(({ name }) => name);
	expect(look(path, names)).toEqual(look(built, names));
	const { sources: _, sha256: __, ...expected } = verifyDatabase(built);
	const { sources: ___, sha256: ____, ...meta } = verifyDatabase(path);
	expect(meta).toEqual(expected);
}

/** An export of so many npm records, and a database made from it; its requests are taken. */
async function install(records = 30): Promise<{ path: string; from: OsvExport }> {
	const from = await serveExport();
	from.put("npm", ...makeRecords(records)).publish();
	const path = toPath();
	await update(path, from);
	from.takeRequests();
	return { path, from };
}

const NEW = { id: "GHSA-new", modified: "2026-02-01T00:00:00.5Z", name: "new" };

describe("the first update", () => {
	it("fetches the archive, and leaves nothing but the database", async () => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(30)).publish();
		const path = join(folder, "not", "there", "yet", "advisories.fnsiftdb");
		const summary = await update(path, from);
		expect(summary).toMatchObject({ kind: "replaced", meta: { records: 30, updated: "2026-01-01T00:29:00Z" } });
		expect(summary.meta.sources).toEqual([{ name: "npm/all.zip", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
		expect(from.takeRequests()).toEqual(["200 npm/all.zip", "404 npm/all.zip.sha256"]);
		expect(readdirSync(dirname(path))).toEqual(["advisories.fnsiftdb"]);
		expect(verifyDatabase(path)).toEqual(summary.meta);
		expect(readDatabaseSync(path)).toMatchObject({ base: from.url, idle: new Map() });
		await expectSameAsBuilt(path, from);
	});

	it("takes several ecosystems into one database, and keeps only packages of those", async () => {
		const from = await serveExport();
		const both = {
			id: "GHSA-both",
			modified: "2026-01-05T00:00:00Z",
			name: "x",
			fields: {
				affected: ["npm", "PyPI", "Maven"].map((ecosystem) => ({
					package: { ecosystem, name: "both" },
					versions: ["1.0.0"],
				})),
			},
		};
		from.put("npm", ...makeRecords(3), both);
		from.put("PyPI", both, { id: "PYSEC-1", modified: "2026-01-03T00:00:00Z", name: "Py_Thing" }).publish();
		const path = toPath();
		const { meta } = await update(path, from, { ecosystems: ["npm", "PyPI"] });
		expect(meta).toMatchObject({ records: 5, ecosystems: { npm: 4, PyPI: 2 } });
		expect(look(path, ["py-thing", "both"], "PyPI")).toHaveLength(2);
		expect(openDatabase(path, "local").covers("Maven")).toBe(false);
		from.takeRequests();
		// Without being told, the next update is about the same ecosystems.
		expect((await update(path, from)).kind).toBe("current");
		expect(from.takeRequests()).toEqual(["200 npm/modified_id.csv", "200 PyPI/modified_id.csv"]);
		expect((await update(path, from, { ecosystems: ["PyPI", "npm"] })).kind).toBe("current");
	});

	it("takes the newer of two copies whole: in an export it says all there is to say", async () => {
		const from = await serveExport();
		const about = (...ecosystems: readonly Ecosystem[]) => ({
			affected: ecosystems.map((ecosystem) => ({ package: { ecosystem, name: "x" }, versions: ["1.0.0"] })),
		});
		const copy = { id: "GHSA-both", modified: "2026-01-05T00:00:00Z", name: "x" };
		from.put("npm", ...makeRecords(3), { ...copy, fields: about("npm", "Maven") });
		from.put("Maven", { ...copy, modified: "2026-01-06T00:00:00Z", fields: about("Maven") }).publish();
		const path = toPath();
		expect((await update(path, from, { ecosystems: ["npm", "Maven"] })).meta).toMatchObject({
			records: 4,
			ecosystems: { npm: 3, Maven: 1 },
		});
		expect(look(path, ["x"])).toEqual([]);
	});

	it("notes withdrawn records and those of other ecosystems, so that they are not fetched again", async () => {
		const from = await serveExport();
		const withdrawn = {
			id: "GHSA-w",
			modified: "2026-01-02T00:00:00Z",
			name: "w",
			fields: { withdrawn: "2026-01-02T00:00:00Z" },
		};
		const git = { id: "GHSA-g", modified: "2026-01-02T00:00:00Z", name: "g", fields: { affected: [] } };
		from.put("npm", ...makeRecords(3), withdrawn, git).publish();
		const path = toPath();
		expect((await update(path, from)).counts).toMatchObject({ withdrawn: 1, unconcerned: 1 });
		expect(readDatabaseSync(path)?.idle).toEqual(
			new Map([withdrawn, git].map(({ id, modified }) => [id, modified]).sort() as [string, string][]),
		);
		expect((await update(path, from)).kind).toBe("current");
	});

	it("replaces a database that was built from files", async () => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(3)).publish();
		const path = toPath();
		writeFileSync(`${path}.zip`, from.server.files.get("npm/all.zip")!.bytes);
		await buildDatabase([`${path}.zip`], path);
		expect((await update(path, from)).kind).toBe("replaced");
	});

	it.each([
		["was built from files", (bytes: Buffer) => bytes],
		["is damaged", (bytes: Buffer) => bytes.fill(0, bytes.length - 20)],
	])("covers all ecosystems of a database that %s", async (_, damage) => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(3));
		from.put("Maven", { id: "GHSA-m", modified: "2026-01-01T00:00:00Z", name: "org.a:b" }).publish();
		const path = toPath();
		const zips = (["npm", "Maven"] as const).map((ecosystem) => {
			writeFileSync(`${path}.${ecosystem}.zip`, from.server.files.get(`${ecosystem}/all.zip`)!.bytes);
			return `${path}.${ecosystem}.zip`;
		});
		await buildDatabase(zips, path);
		writeFileSync(path, damage(readFileSync(path)));
		expect((await update(path, from)).meta.ecosystems).toEqual({ npm: 3, Maven: 1 });
		expect((await update(path, from, { ecosystems: ["npm"] })).meta.ecosystems).toEqual({ npm: 3 });
	});

	it("refuses an archive without a package of its ecosystem, beside others that are sound", async () => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(3)).publish();
		from.server.files.set("PyPI/all.zip", from.server.files.get("npm/all.zip")!);
		const path = toPath();
		const error = await failure(update(path, from, { ecosystems: ["npm", "PyPI"] }));
		expect(error.code).toBe("database-source");
		expect(error.message).toContain("PyPI/all.zip holds no advisory for PyPI.");
		expect(existsSync(path)).toBe(false);
	});

	it.each([
		["is damaged", (bytes: Buffer) => bytes.fill(0, 2_500, 2_600)],
		["is cut off", (bytes: Buffer) => bytes.subarray(0, 500)],
		[
			"has a format of the future",
			(bytes: Buffer) => Buffer.concat([bytes.subarray(0, 8), Buffer.from([9]), bytes.subarray(9)]),
		],
	])("replaces a database that %s", async (_, damage) => {
		const { path, from } = await install();
		writeFileSync(path, damage(readFileSync(path)));
		expect((await update(path, from)).kind).toBe("replaced");
		await expectSameAsBuilt(path, from);
	});

	it("leaves a file alone that is no database", async () => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(3)).publish();
		const path = toPath();
		writeFileSync(path, "my thesis");
		expect((await failure(update(path, from))).code).toBe("database-foreign");
		expect(readFileSync(path, "utf8")).toBe("my thesis");
		expect(readdirSync(dirname(path))).toHaveLength(1);
	});
});

describe("the next update", () => {
	it("finds nothing new", async () => {
		const { path, from } = await install();
		const before = readFileSync(path);
		expect(await update(path, from)).toMatchObject({ kind: "current", counts: null });
		expect(from.takeRequests()).toEqual(["200 npm/modified_id.csv"]);
		expect(readFileSync(path).equals(before)).toBe(true);
	});

	it("fetches what was added and changed, and drops what is gone", async () => {
		const { path, from } = await install();
		from.put("npm", NEW, { ...makeRecords(8)[7]!, modified: "2026-01-02T00:00:00.25Z", name: "renamed" });
		from.drop("npm", "GHSA-3").publish();
		expect(await update(path, from)).toMatchObject({ kind: "changed", renewed: 2, vanished: 1, unavailable: [] });
		expect(from.takeRequests().sort()).toEqual([
			"200 npm/GHSA-7.json",
			"200 npm/GHSA-new.json",
			"200 npm/modified_id.csv",
		]);
		expect(look(path, ["p3", "p7"])).toEqual([]);
		expect(look(path, ["renamed", "new"])).toHaveLength(2);
		await expectSameAsBuilt(path, from);
		// The list has an entity tag now.
		expect((await update(path, from)).kind).toBe("current");
		expect(from.takeRequests()).toEqual(["304 npm/modified_id.csv"]);
	});

	it("drops what was withdrawn, and knows it from then on", async () => {
		const { path, from } = await install();
		from.put("npm", {
			...makeRecords(5)[4]!,
			modified: "2026-02-01T00:00:00Z",
			fields: { withdrawn: "2026-02-01T00:00:00Z" },
		});
		from.publish();
		expect(await update(path, from)).toMatchObject({ kind: "changed", renewed: 1 });
		expect(look(path, ["p4"])).toEqual([]);
		from.put("npm", { ...NEW, modified: "2026-02-02T00:00:00Z" }).publish();
		expect(await update(path, from)).toMatchObject({ kind: "changed", renewed: 1 });
		await expectSameAsBuilt(path, from);
	});

	it("compares times by value: a shorter fraction sorts last as text, and is not newer", async () => {
		const { path, from } = await install();
		from.put(
			"npm",
			{ id: "GHSA-a", modified: "2026-02-01T00:00:00.1Z", name: "a" },
			{ id: "GHSA-b", modified: "2026-02-01T00:00:00Z", name: "b" },
		);
		from.publish();
		await update(path, from);
		from.put("npm", { id: "GHSA-b", modified: "2026-02-01T00:00:00.05Z", name: "b2" }).publish();
		expect(await update(path, from)).toMatchObject({ kind: "changed", renewed: 1 });
		expect(look(path, ["a", "b", "b2"])).toEqual([
			"GHSA-a of 2026-02-01T00:00:00.1Z",
			"GHSA-b of 2026-02-01T00:00:00.05Z",
		]);
		// The same instant, written otherwise.
		from.setList("npm", from.server.files.get("npm/modified_id.csv")!.bytes.toString().replace("00.1Z", "00.100Z"));
		expect((await update(path, from)).kind).toBe("current");
	});

	it("keeps what it has of a record that is listed and not there, and asks again", async () => {
		const { path, from } = await install();
		from.put("npm", { ...makeRecords(2)[1]!, modified: "2026-02-01T00:00:00Z" }).publish();
		const file = from.server.files.get("npm/GHSA-1.json")!;
		from.server.files.delete("npm/GHSA-1.json");
		expect(await update(path, from)).toMatchObject({ kind: "changed", renewed: 0, unavailable: ["GHSA-1"] });
		expect(look(path, ["p1"])).toEqual(["GHSA-1 of 2026-01-01T00:01:00Z"]);
		from.server.files.set("npm/GHSA-1.json", file);
		from.put("npm", NEW).publish();
		expect(await update(path, from)).toMatchObject({ renewed: 2, unavailable: [] });
		await expectSameAsBuilt(path, from);
	});

	it("keeps what it has where the file of a record is older than its line or is no record, and asks again", async () => {
		const { path, from } = await install();
		from.put("npm", ...makeRecords(3).map((record) => ({ ...record, modified: "2026-02-01T00:00:00Z" })));
		from.publish(["csv"]);
		from.server.set("npm/GHSA-2.json", "<html>");
		from.server.set("npm/GHSA-1.json", readRecord(from, "npm/GHSA-0.json"));
		expect(await update(path, from)).toMatchObject({ kind: "changed", unavailable: ["GHSA-1", "GHSA-2"] });
		expect(look(path, ["p0", "p1", "p2"])).toEqual(makeRecords(3).map(({ id, modified }) => `${id} of ${modified}`));
		from.put("npm", NEW).publish();
		expect(await update(path, from)).toMatchObject({ renewed: 4 });
		await expectSameAsBuilt(path, from);
	});

	it("takes a record that is newer than its line", async () => {
		const { path, from } = await install();
		from.put("npm", { ...NEW, modified: "2026-02-01T00:00:00Z" }).publish();
		from.put("npm", { ...NEW, modified: "2026-02-01T01:00:00Z" }).publish(["records"]);
		await update(path, from);
		expect(look(path, ["new"])).toEqual(["GHSA-new of 2026-02-01T01:00:00Z"]);
		from.publish(["csv"]);
		expect((await update(path, from)).kind).toBe("current");
	});

	it("does not take records for vanished that an older list cannot know", async () => {
		const { path, from } = await install(10);
		const list = from.server.files.get("npm/modified_id.csv")!;
		from.put("npm", NEW).publish();
		await update(path, from, { force: true });
		from.server.files.set("npm/modified_id.csv", list);
		from.takeRequests();
		expect((await update(path, from)).kind).toBe("current");
		expect(from.takeRequests()).toEqual(["200 npm/modified_id.csv", "304 npm/all.zip"]);
		expect(look(path, ["new"])).toHaveLength(1);
	});

	it.each([
		["is missing", (from: OsvExport) => from.server.files.delete("npm/modified_id.csv")],
		["is cut off", (from: OsvExport) => from.setList("npm", "2026-01-01T00:00:00Z,GHSA-0\n2026-01-01T00:0")],
		["is empty", (from: OsvExport) => from.setList("npm", "")],
		["is something else", (from: OsvExport) => from.setList("npm", "<html>\n")],
	])("asks whether the archive has changed when the list %s", async (_, change) => {
		const { path, from } = await install();
		change(from);
		expect((await update(path, from)).kind).toBe("current");
		expect(from.takeRequests().at(-1)).toBe("304 npm/all.zip");
		from.put("npm", NEW).publish(["zip"]);
		expect((await update(path, from)).kind).toBe("replaced");
		await expectSameAsBuilt(path, from);
	});

	it("fetches the archive when too much has changed", async () => {
		const { path, from } = await install(300);
		from.put("npm", ...makeRecords(250, "2026-03-01")).publish();
		expect((await update(path, from)).kind).toBe("replaced");
		expect(from.takeRequests()).toEqual(["200 npm/modified_id.csv", "200 npm/all.zip", "404 npm/all.zip.sha256"]);
		await expectSameAsBuilt(path, from);
	});

	it("fetches record by record after all when the archive is the old one", async () => {
		const { path, from } = await install(300);
		from.put("npm", ...makeRecords(250, "2026-03-01")).publish(["csv", "records"]);
		expect(await update(path, from)).toMatchObject({ kind: "changed", renewed: 250 });
		await expectSameAsBuilt(path, from);
	});

	it.each<[string, (from: OsvExport) => Partial<UpdateOptions>]>([
		["other ecosystems", () => ({ ecosystems: ["npm", "PyPI"] })],
		["another address", (from) => ({ base: `${from.url}/mirror/../` })],
		["--force", () => ({ force: true })],
	])("fetches the archive for %s", async (name, change) => {
		const { path, from } = await install();
		from.put("PyPI", { id: "PYSEC-1", modified: "2026-01-01T00:00:00Z", name: "x" }).publish();
		const options = change(from);
		if (name === "another address") {
			const other = await serveExport();
			other.put("npm", ...makeRecords(31)).publish();
			expect((await update(path, other)).kind).toBe("replaced");
			return;
		}
		expect((await update(path, from, options)).kind).toBe("replaced");
	});
});

describe("an older export", () => {
	it("is refused, unless it is forced", async () => {
		const { path, from } = await install();
		const before = readFileSync(path);
		const older = await serveExport();
		older.put("npm", ...makeRecords(20)).publish();
		expect((await failure(update(path, older))).code).toBe("database-older");
		expect(readFileSync(path).equals(before)).toBe(true);
		from.records.get("npm")!.clear();
		from.put("npm", ...makeRecords(20)).publish();
		const error = await failure(update(path, from));
		expect(error.message).toContain("of 2026-01-01T00:19:00Z, older than what is installed (2026-01-01T00:29:00Z)");
		expect(readdirSync(dirname(path))).toEqual(["advisories.fnsiftdb"]);
		expect((await update(path, from, { force: true })).kind).toBe("replaced");
		expect(look(path, ["p19", "p20"])).toHaveLength(1);
	});

	it("is refused in the place of a database that was built from files", async () => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(3)).publish();
		const path = toPath();
		writeFileSync(`${path}.zip`, from.server.files.get("npm/all.zip")!.bytes);
		await buildDatabase([`${path}.zip`], path);
		from.drop("npm", "GHSA-2").publish();
		expect((await failure(update(path, from))).code).toBe("database-older");
	});
});

describe("an export that fails", () => {
	const ZIP = "npm/all.zip";
	const always = (fault: Fault) => Array.from({ length: 20 }, () => fault);

	it.each<[string, string, (from: OsvExport) => unknown, string, string]>([
		["404 for the archive", "database-source", (from) => from.server.files.delete(ZIP), "full", "does not exist"],
		["403", "network-unavailable", (from) => from.server.fail(ZIP, answerWith(403)), "full", "status 403"],
		["500", "network-unavailable", (from) => from.server.fail(ZIP, ...always(answerWith(500))), "full", "status 500"],
		["429", "network-unavailable", (from) => from.server.fail(ZIP, ...always(answerWith(429))), "full", "status 429"],
		["silence", "network-unavailable", (from) => from.server.fail(ZIP, ...always(stall)), "full", ""],
		["cut connections", "network-unavailable", (from) => from.server.fail(ZIP, ...always(cutAfter(0))), "full", ""],
		[
			"redirects in a circle",
			"network-unavailable",
			(from) => from.server.fail(ZIP, ...always(answerWith(302, { location: "/npm/all.zip" }))),
			"full",
			"redirects too often",
		],
		[
			"a length that is never reached",
			"network-unavailable",
			(from) => from.server.fail(ZIP, ...always(announce(1_000))),
			"full",
			"",
		],
		[
			"a length that is too short",
			"database-source",
			(from) => from.server.fail(ZIP, announce(-100)),
			"full",
			"not a sound zip",
		],
		[
			"a wrong checksum",
			"download-damaged",
			(from) =>
				from.server.set(ZIP, from.server.files.get(ZIP)!.bytes, { "x-goog-hash": toGoogHash(Buffer.from("x")) }),
			"full",
			"checksum",
		],
		[
			"a wrong .sha256",
			"download-damaged",
			(from) => from.server.set(`${ZIP}.sha256`, `${"0".repeat(64)}  all.zip\n`),
			"full",
			"checksum",
		],
		[
			"a .sha256 that is none",
			"database-source",
			(from) => from.server.set(`${ZIP}.sha256`, "<html>"),
			"full",
			"holds no SHA-256",
		],
		["no zip", "database-source", (from) => from.server.set(ZIP, "<html>"), "full", "not a sound zip"],
		[
			"a zip of something else",
			"database-source",
			(from) =>
				from.put("PyPI", ...makeRecords(2)).publish() &&
				from.server.files.set(ZIP, from.server.files.get("PyPI/all.zip")!),
			"full",
			"no advisory for npm",
		],
		[
			"500 for the list",
			"network-unavailable",
			(from) => from.server.fail("npm/modified_id.csv", ...always(answerWith(500))),
			"lists",
			"status 500",
		],
		[
			"500 for a record",
			"network-unavailable",
			(from) => from.server.fail("npm/GHSA-new.json", ...always(answerWith(500))),
			"lists",
			"status 500",
		],
		[
			"403 for a record",
			"database-source",
			(from) => from.server.fail("npm/GHSA-new.json", answerWith(403)),
			"lists",
			"status 403",
		],
		[
			"a record with a wrong checksum",
			"download-damaged",
			(from) => from.server.set("npm/GHSA-new.json", "{}", { "x-goog-hash": "crc32c=AAAAAA==" }),
			"lists",
			"checksum",
		],
	])("by %s leaves the database in use (%s)", async (reason, code, change, way, message) => {
		const { path, from } = await install();
		const before = readFileSync(path);
		from.put("npm", NEW).publish();
		change(from);
		const limits = reason === "silence" ? { ...QUICK, download: { ...QUICK.download, stall: 200 } } : QUICK;
		const error = await failure(update(path, from, { force: way === "full", limits }));
		expect({ code: error.code, exitCode: error.exitCode }).toEqual({ code, exitCode: 3 });
		expect(error.message).toContain(message);
		expect(readFileSync(path).equals(before)).toBe(true);
		expect(
			readdirSync(dirname(path)).filter((name) => !name.endsWith(".part") && !name.endsWith(".part.json")),
		).toEqual([basename(path)]);
		if (code !== "network-unavailable") expect(readdirSync(dirname(path))).toEqual([basename(path)]);
	});

	it("goes on after a cut in a later run", async () => {
		const { path, from } = await install(200);
		from.put("npm", NEW).publish();
		from.server.fail(ZIP, cutAfter(5_000), ...always(answerWith(500)));
		await failure(update(path, from, { force: true }));
		expect(readdirSync(dirname(path)).sort()).toEqual(
			["", ".npm.zip.part", ".npm.zip.part.json"].map((end) => `${basename(path)}${end}`),
		);
		from.server.faults.clear();
		from.takeRequests();
		await update(path, from, { force: true });
		expect(from.takeRequests()[0]).toBe("206 npm/all.zip");
		await expectSameAsBuilt(path, from);
	});

	it("starts over when the content changes on the way", async () => {
		const { path, from } = await install(200);
		from.server.fail(ZIP, (request, response, server) => {
			const answered = cutAfter(5_000)(request, response, server);
			from.put("npm", NEW).publish();
			return answered;
		});
		expect((await update(path, from, { force: true })).meta.records).toBe(201);
		await expectSameAsBuilt(path, from);
	});

	it("takes a .sha256 that is right", async () => {
		const { path, from } = await install();
		const { createHash } = await import("node:crypto");
		const hash = createHash("sha256").update(from.server.files.get(ZIP)!.bytes).digest("hex");
		from.server.set(`${ZIP}.sha256`, `${hash.toUpperCase()} *all.zip\n`);
		expect((await update(path, from, { force: true })).kind).toBe("replaced");
	});

	function announce(difference: number): Fault {
		return (_, response, server) => {
			const { bytes } = server.files.get(ZIP)!;
			response.writeHead(200, { "content-length": bytes.length + difference });
			response.write(bytes.subarray(0, bytes.length + Math.min(0, difference)), () => response.destroy());
			return true;
		};
	}
});

describe("addresses", () => {
	it.each([
		"",
		"ftp://127.0.0.1/",
		"file:///tmp",
		"nonsense",
		"http://127.0.0.1/?key=1",
		"http://user:secret@127.0.0.1/",
	])("%j is refused", async (base) => {
		const error = await failure(update(toPath(), { url: base }));
		expect({ code: error.code, exitCode: error.exitCode }).toEqual({ code: "usage", exitCode: 2 });
		expect(`${error.message}${error.hint}`).not.toContain("secret");
	});

	it("may have a path and end in slashes", async () => {
		const from = await serveExport();
		from.put("npm", ...makeRecords(2)).publish();
		for (const [path, file] of [...from.server.files]) from.server.files.set(`mirror/osv/${path}`, file);
		expect((await update(toPath(), { url: `${from.url}/mirror/osv//` })).kind).toBe("replaced");
		expect(from.takeRequests()[0]).toBe("200 mirror/osv/npm/all.zip");
	});
});

it("is read by others while it is replaced", async () => {
	const { path, from } = await install();
	const index = openDatabase(path, "local");
	from.put("npm", { ...makeRecords(1)[0]!, modified: "2026-02-01T00:00:00Z" }).publish();
	await update(path, from);
	expect(index.find("npm", "p0").map(({ title }) => title)).toEqual(["GHSA-0 of 2026-01-01T00:00:00Z"]);
	index.close();
	expect(look(path, ["p0"])).toEqual(["GHSA-0 of 2026-02-01T00:00:00Z"]);
});

it("does not take the notes of another database for its own", async () => {
	const { path, from } = await install();
	const other = toPath();
	copyFileSync(path, other);
	from.put("npm", NEW).publish();
	expect((await update(other, from)).kind).toBe("changed");
	expect(existsSync(`${other}.lock`)).toBe(false);
	await expectSameAsBuilt(other, from);
});

function readRecord(from: OsvExport, path: string): Buffer {
	return from.server.files.get(path)!.bytes;
}
