/** A patched database has to be, byte for byte, the one that all its records give when they are written anew. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { renderDatabase, type WritableRecord } from "../../src/advisories/build/write.ts";
import { toKey } from "../../src/advisories/store/format.ts";
import { renderRest } from "../../src/advisories/store/record.ts";
import { renderScope } from "../../src/advisories/store/record-scope.ts";
import { verifyDatabase } from "../../src/advisories/store/verify.ts";
import { openInstalled } from "../../src/advisories/update/installed.ts";
import { patchDatabase } from "../../src/advisories/update/patch.ts";
import type { Advisory, Ecosystem } from "../../src/model.ts";
import { makeFolder } from "./folder.ts";

const folder = makeFolder();
const MODIFIED = "2026-01-01T00:00:00Z";

function toRecord(id: string, ecosystem: Ecosystem, name: string, malicious: boolean): WritableRecord {
	const advisory: Advisory = {
		id,
		aliases: [],
		ecosystem,
		name,
		title: `${id} in ${name}`,
		malicious,
		severity: malicious ? "critical" : "high",
		score: null,
		cwes: [],
		ranges: [],
		versions: ["1.0.0"],
		modified: MODIFIED,
	};
	const key = toKey(ecosystem, name);
	return { key, ecosystem, id, malicious, scope: renderScope(advisory), rest: renderRest(advisory) };
}

const record = fc
	.record({
		number: fc.nat(40),
		names: fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 4 }),
		ecosystem: fc.constantFrom<Ecosystem>("npm", "PyPI", "Maven"),
		malicious: fc.boolean(),
	})
	.map(({ number, names, ecosystem, malicious }) => {
		return names.map((name) => toRecord(`ID-${number}`, ecosystem, `name-${name}`, malicious));
	});
const records = (maxLength: number) =>
	fc
		.uniqueArray(record, { maxLength, selector: ([first]) => first!.id })
		.map((groups) => new Map(groups.map((group) => [group[0]!.id, group])));

it("is the same as writing all anew, whatever changes", () => {
	const path = join(folder, "old");
	fc.assert(
		fc.property(records(40), records(25), fc.array(fc.nat(40)), (old, added, dropped) => {
			fc.pre(old.size > 0);
			const about = { updated: MODIFIED, sources: [] };
			writeFileSync(path, renderDatabase([...old.values()].flat(), { ...about, records: old.size }).bytes);
			const removed = new Set([...added.keys(), ...dropped.map((number) => `ID-${number}`)]);
			const rest = new Map([...[...old].filter(([id]) => !removed.has(id)), ...added]);
			const installed = openInstalled(path)!;
			const patch = {
				removed,
				added: [...added.values()].flat(),
				about: { ...about, records: rest.size },
				sync: '["",[],[]]',
			};
			const patched = patchDatabase(installed, installed.findRecords(), patch);
			installed.close();
			const anew = renderDatabase([...rest.values()].flat(), patch.about, patch.sync);
			expect(patched.meta).toEqual(anew.meta);
			expect(patched.bytes.equals(anew.bytes)).toBe(true);
			writeFileSync(path, patched.bytes);
			verifyDatabase(path);
		}),
		{ numRuns: 100 },
	);
});
