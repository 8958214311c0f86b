/** PyPI, Maven and npm together, from the outside: a database, bills of materials, package queries. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fnsift } from "../cli/spawn.ts";

const RECORDS = ["npm", "pypi", "maven"].map((name) => `test/fixtures/osv/${name}.ndjson`);
const MIXED = "test/fixtures/sboms/mixed.cdx.json";

let folder: string;
let db: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "fnsift-test-"));
	db = join(folder, "small.fnsiftdb");
	expect(fnsift(["db", "build", ...RECORDS, "-o", db, "-q"]).exitCode).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Target {
	kind: string;
	packages: { purl: string }[];
	findings: Record<string, unknown>[];
	fixes: Record<string, unknown>[];
	gaps: unknown[];
	own: unknown[];
}

function scan(target: string, ...args: string[]): Target {
	const { stdout } = fnsift(["scan", target, "--format", "json", "-q", ...args]);
	return (JSON.parse(stdout) as { targets: [Target] }).targets[0];
}

test("a bill of materials with packages of all three: findings, fixes and own code", () => {
	const { kind, findings, fixes, gaps, own, packages } = scan(MIXED, "--db", db);
	expect([kind, gaps, packages.length, own]).toEqual([
		"sbom",
		[],
		6,
		[{ name: "shop", version: "1.0.0", location: "mixed.cdx.json#/metadata/component" }],
	]);
	expect(
		findings.map(({ package: purl, rule, severity, fixedIn }) => [purl, rule, severity, fixedIn].join(" ")),
	).toEqual([
		"pkg:npm/minimist@1.2.0 CVE-2021-44906 critical 1.2.6",
		"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1 CVE-2021-44228 critical 2.15.0",
		"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1 CVE-2021-45046 critical 2.16.0",
		"pkg:npm/lodash@4.17.21 GHSA-r5fr-rjxr-66jc high 4.18.0",
		"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1 CVE-2021-45105 high 2.17.0",
		"pkg:npm/lodash@4.17.21 GHSA-f23m-r3pf-42rh medium 4.18.0",
		"pkg:npm/minimist@1.2.0 CVE-2020-7598 medium 1.2.3",
		"pkg:npm/minimist@1.2.0 GHSA-7fhm-mqm4-2wp7 medium 1.2.2",
		"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1 CVE-2021-44832 medium 2.17.1",
		"pkg:maven/org.springframework/spring-core@5.3.0.RELEASE CVE-2021-22060 medium 5.3.14",
		"pkg:maven/org.springframework/spring-core@5.3.0.RELEASE CVE-2021-22096 medium 5.3.11",
		"pkg:maven/org.springframework/spring-core@5.3.0.RELEASE CVE-2024-38827 medium 6.1.14",
		"pkg:pypi/flask@0.12.2 CVE-2018-1000656 unknown 0.12.3",
		"pkg:pypi/flask@0.12.2 CVE-2019-1010083 unknown 1.0",
		"pkg:pypi/flask@0.12.2 CVE-2023-30861 unknown 2.2.5",
		"pkg:pypi/jinja2@2.10.1rc1 CVE-2019-10906 unknown 2.10.1",
		"pkg:pypi/jinja2@2.10.1rc1 CVE-2020-28493 unknown 2.11.3",
	]);
	expect(
		fixes.map(({ action, package: name, to, breaking, command, reason, closes }) =>
			[action, name, to, breaking, command, (closes as string[]).length, reason].join(" | "),
		),
	).toEqual([
		"upgrade | minimist | 1.2.6 | patch |  | 3 | a direct dependency: change it where it is declared",
		"upgrade | org.apache.logging.log4j:log4j-core | 2.17.1 | minor |  | 4 | a direct dependency: change it where it is declared",
		"upgrade | lodash | 4.18.0 | minor |  | 2 | a direct dependency: change it where it is declared",
		"upgrade | flask | 2.2.5 | major |  | 3 | a direct dependency: change it where it is declared",
		"override | jinja2 | 2.11.3 | minor |  | 2 | it comes with flask: upgrade that, or hold this at the new version by a constraint",
		"override | org.springframework:spring-core | 6.1.14 | major |  | 3 | it comes with org.apache.logging.log4j:log4j-core: upgrade that, or hold this at the new version by dependencyManagement",
	]);
});

test("npm's own bills of materials give the packages and finding ids of the lockfile they were made from", () => {
	const ids = ({ findings }: Target) => findings.map(({ id }) => id).sort();
	const purls = ({ packages }: Target) => packages.map(({ purl }) => purl).sort();
	const lockfile = scan("test/fixtures/lockfiles/handlers/h6/package-lock.json");
	expect(ids(lockfile).length).toBeGreaterThan(15);
	for (const name of ["npm-h6.cdx.json", "npm-h6.spdx.json"]) {
		const sbom = scan(`test/fixtures/sboms/${name}`);
		expect([ids(sbom), purls(sbom), sbom.gaps]).toEqual([ids(lockfile), purls(lockfile), []]);
	}
});

test.each(["cyclonedx", "cyclonedx-1.7", "spdx"])(
	"what --format %s writes is read back: the same packages and findings",
	(format) => {
		const written = join(folder, `${format}.json`);
		expect(fnsift(["scan", MIXED, "--db", db, "-q", "--format", `${format}=${written}`]).exitCode).toBe(0);
		const [first, second] = [scan(MIXED, "--db", db), scan(written, "--db", db)];
		const facts = ({ packages, findings, gaps }: Target) => [
			packages.map(({ purl }) => purl),
			findings.map(({ id }) => id),
			gaps,
		];
		expect(facts(second)).toEqual(facts(first));
	},
);

test("explain finds a package of a bill of materials", () => {
	const { stdout, exitCode } = fnsift(["explain", "pkg:pypi/jinja2@2.10.1rc1", MIXED, "--db", db, "-q"]);
	expect(exitCode).toBe(0);
	expect(stdout).toContain("jinja2@2.10.1rc1 in test/fixtures/sboms/mixed.cdx.json\n  mixed.cdx.json#/components/1\n");
	expect(stdout).toContain("  shop > flask@0.12.2 > jinja2@2.10.1rc1\n");
	expect(stdout).toContain("fixed in 2.10.1\n");
});

describe("explain --package", () => {
	const ask = (purl: string, ...args: string[]) => fnsift(["explain", "--package", purl, "--db", db, "-q", ...args]);

	test("a version: what affects it, what closes it", () => {
		expect(ask("pkg:pypi/Flask@0.12.2")).toEqual({
			exitCode: 0,
			stderr: "",
			stdout: readFileSync("test/fixtures/report/package-version.txt", "utf8"),
		});
	});

	test("no version: all advisories, with what they affect", () => {
		expect(ask("pkg:maven/org.apache.logging.log4j/log4j-core")).toEqual({
			exitCode: 0,
			stderr: "",
			stdout: readFileSync("test/fixtures/report/package.txt", "utf8"),
		});
	});

	test("the finding ids are those of a scan", () => {
		const { stdout } = ask("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
		const shown = [...stdout.matchAll(/finding (fs1-[0-9a-f]{20})/g)].map(([, id]) => id);
		const scanned = scan(MIXED, "--db", db).findings.filter(({ package: purl }) => String(purl).includes("log4j-core"));
		expect(shown.sort()).toEqual(scanned.map(({ id }) => id).sort());
	});

	test.each([
		["pkg:pypi/flask@2.3.2", 0, "Nothing is known against it.\n"],
		["pkg:npm/nobody-knows-it", 0, "No advisory is known for it.\n"],
		["pkg:pypi/flask@2004d", 3, 'flask has version "2004d": 3 advisories not compared\n'],
	])("%s: exit %i, %j", (purl, exitCode, end) => {
		const run = ask(purl);
		expect([run.exitCode, run.stdout.endsWith(end) ? end : run.stdout]).toEqual([exitCode, end]);
	});

	test.each([
		["pkg:npm/", 2, "pkg:npm/ is no package URL."],
		["pkg:cargo/serde@1.0.0", 2, "names no package of npm, PyPI or Maven."],
		["pkg:maven/no-group", 2, "names no package of npm, PyPI or Maven."],
	])("%s: exit %i, %s", (purl, exitCode, message) => {
		const run = ask(purl);
		expect([run.exitCode, run.stdout]).toEqual([exitCode, ""]);
		expect(run.stderr).toContain(message);
	});

	test("an ecosystem without records is no answer", () => {
		const run = fnsift(["explain", "--package", "pkg:pypi/flask@0.12.2", "-q"]);
		expect([run.exitCode, run.stdout]).toEqual([3, ""]);
		expect(run.stderr).toContain("has no records of PyPI");
	});

	test.each([[["minimist", "--package", "pkg:npm/minimist"]], [[]]])("explain %j: exit 2", (args) => {
		expect(fnsift(["explain", ...args, "--db", db, "-q"]).exitCode).toBe(2);
	});
});

test("a lockfile scan loads no code of other ecosystems or bills of materials, a scan of these does", () => {
	const listLoaded = (target: string) => {
		const coverage = mkdtempSync(join(folder, "coverage-"));
		fnsift(["scan", target, "--db", db, "-q"], { env: { NODE_V8_COVERAGE: coverage } });
		const texts = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), "utf8"));
		return ["pep440", "maven", "sbom-target"].filter((name) =>
			texts.some((text) => text.includes(`dist/cli/${name}-`)),
		);
	};
	expect(listLoaded(MIXED)).toEqual(["pep440", "maven", "sbom-target"]);
	expect(listLoaded("test/fixtures/lockfiles/handlers/h6/package-lock.json")).toEqual([]);
});
