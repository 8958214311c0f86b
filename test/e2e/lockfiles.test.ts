import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { fnsift } from "../cli/spawn.ts";
import { findAffected, readPackages, readYarnPackages } from "./oracle.ts";

const FOLDER = "test/fixtures/lockfiles";
const RECORDS = "advisories/source/npm.ndjson";
const LOCKFILES = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
	.filter((path) => basename(path) === "package-lock.json" || basename(path) === "yarn.lock")
	.map((path) => `${FOLDER}/${path}`)
	.sort();

interface Target {
	target: string;
	packages: { name: string; version: string | null }[];
	findings: { kind: string; rule: string; name: string; version: string }[];
	complete: boolean;
}

describe("real lockfiles, against an independent reading", () => {
	const targets = new Map<string, Target>();

	beforeAll(() => {
		const { stdout, exitCode } = fnsift(["scan", ...LOCKFILES, "--format", "json"]);
		expect(exitCode).toBe(0);
		for (const target of JSON.parse(stdout).targets as Target[]) targets.set(target.target, target);
	});

	test.each(LOCKFILES)("%s: packages and findings are exactly equal", async (lockfile) => {
		const { packages, findings, complete } = targets.get(lockfile) as Target;
		const expected = lockfile.endsWith("yarn.lock") ? readYarnPackages(lockfile) : await readPackages(lockfile);
		expect(packages.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...expected].sort());
		const found = findings
			.filter(({ kind }) => kind === "vulnerability" || kind === "malicious")
			.map(({ rule, name, version }) => `${rule} ${name}@${version}`);
		expect(found.sort()).toEqual(findAffected(RECORDS, expected));
		expect(complete).toBe(true);
	});

	test("together they hold enough affected versions to mean something", () => {
		const affected = [...targets.values()].flatMap(({ findings }) =>
			findings.filter(({ kind }) => kind === "vulnerability").map(({ name, version }) => `${name}@${version}`),
		);
		expect(new Set(affected).size).toBeGreaterThanOrEqual(50);
	});
});
