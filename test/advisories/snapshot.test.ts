import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildDatabase } from "../../src/advisories/build.ts";
import { parseOsv } from "../../src/advisories/osv.ts";
import { verifyDatabase } from "../../src/advisories/store/verify.ts";
import { openDatabase, readDatabaseMeta } from "../../src/advisories/store.ts";
import type { Advisory } from "../../src/model.ts";
import { makeFolder } from "./folder.ts";

const advisories = join(import.meta.dirname, "../../advisories");
const source = join(advisories, "source/npm.ndjson");
const shipped = join(advisories, "npm.fnsiftdb");
const lines = readFileSync(source, "utf8").trimEnd().split("\n");

it("is what its source builds, byte for byte", async () => {
	const out = join(makeFolder(), "npm.fnsiftdb");
	const summary = await buildDatabase([source], out);
	expect(readFileSync(out).equals(readFileSync(shipped))).toBe(true);
	expect(summary).toMatchObject({
		read: 3907,
		withdrawn: 2,
		repeated: 0,
		unconcerned: 0,
		malformed: 0,
		skipped: new Map(),
	});
});

it("is what its manifest and README say", () => {
	const manifest = JSON.parse(readFileSync(join(advisories, "manifest.json"), "utf8"));
	const bytes = readFileSync(shipped);
	const meta = verifyDatabase(shipped);
	expect(manifest).toEqual({
		file: "npm.fnsiftdb",
		bytes: bytes.length,
		sha256: createHash("sha256").update(bytes).digest("hex"),
		updated: meta.updated,
		records: meta.records,
		withdrawn: 2,
		advisories: meta.advisories,
		packages: meta.packages,
		malicious: meta.malicious,
		sources: [{ file: "source/npm.ndjson", sha256: createHash("sha256").update(readFileSync(source)).digest("hex") }],
		licences: ["CC-BY-4.0", "Apache-2.0"],
		credits: "README.md",
	});
	const number = (count: number) => count.toLocaleString("en-US");
	expect(readFileSync(join(advisories, "README.md"), "utf8").replaceAll("\n", " ")).toContain(
		`${number(meta.records)} advisories about ${number(meta.packages)} npm packages, the newest change from ${meta.updated.slice(0, 10)}`,
	);
	expect(readDatabaseMeta(shipped)).toEqual(meta);
});

it("gives back every advisory of its source, and nothing else", () => {
	const expected = new Map<string, Advisory[]>();
	for (const line of lines) {
		const reading = parseOsv(JSON.parse(line));
		if (reading.kind !== "read") continue;
		for (const advisory of reading.advisories) {
			expected.set(advisory.name, [...(expected.get(advisory.name) ?? []), advisory]);
		}
	}
	const index = openDatabase(shipped, "snapshot");
	for (const [name, records] of expected) {
		const sorted = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
		const found = index.find("npm", name).map(toPlain);
		expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(sorted);
	}
	for (const name of ["", "no-such-package", "__proto__", "constructor", "LODASH", "lodash ", "half\ud800", "\ufffd"]) {
		expect(index.find("npm", name)).toEqual([]);
	}
	expect(index.find("PyPI", "lodash")).toEqual([]);
	expect(index.info).toEqual({
		source: "snapshot",
		updated: "2026-09-10T03:51:12.571803170Z",
		advisories: 3905,
		sha256: readDatabaseMeta(shipped).sha256,
	});
	index.close();
	expect(() => index.find("npm", "minimist-after-closing")).toThrow("closed");
});

/** The fields of a stored advisory are computed when they are read. */
function toPlain(advisory: Advisory): Advisory {
	const { id, aliases, ecosystem, name, title, malicious, severity, score, cwes, ranges, versions, modified } =
		advisory;
	return { id, aliases, ecosystem, name, title, malicious, severity, score, cwes, ranges, versions, modified };
}
