/** A look-up for a version leaves no record out that affects it, or of which that cannot be said, and no other in. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { renderDatabase } from "../../src/advisories/build/write.ts";
import { toKey } from "../../src/advisories/store/format.ts";
import { renderRest } from "../../src/advisories/store/record.ts";
import { renderScope } from "../../src/advisories/store/record-scope.ts";
import { openDatabase } from "../../src/advisories/store.ts";
import { judgeVersion } from "../../src/lib/affected.ts";
import { loadVersionOrders } from "../../src/lib/version-order.ts";
import { type Advisory, type AdvisoryEvent, ECOSYSTEMS } from "../../src/model.ts";
import { makeFolder } from "./folder.ts";

const path = join(makeFolder(), "database");
const MODIFIED = "2026-01-01T00:00:00Z";
const VERSIONS = [
	"0",
	"0.0.0-0",
	"1.0.0-rc.1",
	"1.0.0",
	"1.0",
	"1.0.0+build",
	"1.2.3",
	"2.0.0b1",
	"2.0.0",
	"v2",
	"latest",
];

const version = fc.constantFrom(...VERSIONS);
const event: fc.Arbitrary<AdvisoryEvent> = fc.oneof(
	fc.record({
		kind: fc.constantFrom("introduced", "fixed", "last_affected"),
		version: fc.oneof({ weight: 9, arbitrary: version }, { weight: 1, arbitrary: fc.string() }),
	}),
	fc.record({ kind: fc.constant("limit"), version: fc.constantFrom("*", ...VERSIONS) }),
);
const range = fc.record({
	type: fc.constantFrom("SEMVER", "ECOSYSTEM"),
	events: fc.array(event, { minLength: 1, maxLength: 4 }),
	lastKnownAffected: fc.option(version.map((bound) => `<= ${bound}`)),
});
const scope = fc.record({
	malicious: fc.boolean(),
	severity: fc.constantFrom("high", "low"),
	ranges: fc.array(range, { maxLength: 2 }),
	versions: fc.array(version, { maxLength: 2 }),
});
// Few scopes for many records: most are said more than once.
const records = fc
	.array(scope, { minLength: 1, maxLength: 4 })
	.chain((scopes) => fc.array(fc.constantFrom(...scopes), { minLength: 1, maxLength: 12 }));

beforeAll(() => loadVersionOrders(ECOSYSTEMS));

it.each(ECOSYSTEMS)("%s: gives what the judge does not call unaffected", (ecosystem) => {
	fc.assert(
		fc.property(records, (scopes) => {
			const advisories = scopes.map(
				(of, number): Advisory => ({
					...of,
					id: `ID-${number}`,
					aliases: [`CVE-2026-${number}`],
					ecosystem,
					name: "a",
					title: `${number}`,
					score: null,
					cwes: [],
					modified: MODIFIED,
				}),
			);
			const written = advisories.map((advisory) => {
				const { id, malicious } = advisory;
				const key = toKey(ecosystem, "a");
				return { key, ecosystem, id, malicious, scope: renderScope(advisory), rest: renderRest(advisory) };
			});
			const about = { records: written.length, updated: MODIFIED, sources: [] };
			writeFileSync(path, renderDatabase(written, about).bytes);
			const index = openDatabase(path, "local", true);
			try {
				expect(toPlain(index.find(ecosystem, "a"))).toEqual(toPlain(advisories));
				for (const one of VERSIONS) {
					const wanted = advisories.filter((advisory) => judgeVersion(advisory, one).affected !== false);
					expect(toPlain(index.findFor!(ecosystem, "a", one))).toEqual(toPlain(wanted));
					expect(index.findFor!(ecosystem, "b", one)).toEqual([]);
				}
			} finally {
				index.close();
			}
		}),
		{ numRuns: 300 },
	);
});

/** By id, with the fields that are computed when they are read. */
function toPlain(advisories: readonly Advisory[]) {
	return advisories
		.map(({ id, aliases, title, malicious, severity, ranges, versions }) => {
			return { id, aliases, title, malicious, severity, ranges, versions };
		})
		.sort((a, b) => Number(a.id.slice(3)) - Number(b.id.slice(3)));
}
