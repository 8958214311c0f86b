/** `fnsift scan` on lockfiles of pnpm and bun, and on npm's hidden lockfile, as a user runs it. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fnsift } from "../cli/spawn.ts";

const FIXTURES = "test/fixtures/lockfiles";
const work = mkdtempSync(join(tmpdir(), "fnsift-graph-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Target {
	readonly packages: readonly { id: string; purl: string; locations: readonly string[] }[];
	readonly findings: readonly { id: string; rule: string; package: string; paths: readonly (readonly string[])[] }[];
	readonly fixes: readonly { package: string; to: string; command: string | null }[];
	readonly gaps: readonly { code: string }[];
}

function scan(target: string): Target {
	const { stdout, exitCode } = fnsift(["scan", "--format", "json", target]);
	expect(exitCode).toBe(0);
	return (JSON.parse(stdout) as { targets: Target[] }).targets[0] as Target;
}

describe("one project in every format", () => {
	const targets = ["5.3", "5.4", "6.0", "9.0"]
		.map((format) => `${FIXTURES}/pnpm/express/${format}/pnpm-lock.yaml`)
		.concat(["0", "1", "2"].map((version) => `${FIXTURES}/bun/express/${version}/bun.lock`));
	let others: readonly string[] | undefined;

	test.each(targets)("%s has the findings of the others", (target) => {
		const { findings, packages, gaps } = scan(target);
		expect(packages).toHaveLength(71);
		expect(gaps).toEqual([]);
		const facts = findings.map(({ id, rule, package: name }) => `${id} ${rule} ${name}`).sort();
		expect(facts.length).toBeGreaterThan(5);
		others ??= facts;
		expect(facts).toEqual(others);
		for (const { paths } of findings) for (const path of paths) expect(path.slice(0, 2)).toContain("express@4.19.2");
	});
});

test("commands are those of the owner, in the member that asks", () => {
	const commands = (target: string) =>
		scan(target).fixes.flatMap(({ command }) => (command === null ? [] : [command.replace(/@[\d.]+$/, "@…")]));
	expect(commands(`${FIXTURES}/pnpm/monorepo/9.0/pnpm-lock.yaml`)).toEqual(
		expect.arrayContaining(["pnpm --dir packages/core add lodash@…", "pnpm --dir apps/web add express@…"]),
	);
	expect(commands(`${FIXTURES}/bun/monorepo/2/bun.lock`)).toEqual(
		expect.arrayContaining(["bun add --cwd packages/core lodash@…", "bun add --cwd apps/web express@…"]),
	);
});

test("npm's hidden lockfile, as it lies in node_modules", () => {
	const folder = join(work, "node_modules");
	mkdirSync(folder);
	const { packages, ...rest } = JSON.parse(readFileSync(`${FIXTURES}/handlers/h3/package-lock.json`, "utf8"));
	const { "": _root, ...installed } = packages;
	writeFileSync(join(folder, ".package-lock.json"), JSON.stringify({ ...rest, packages: installed }));
	const hidden = scan(join(folder, ".package-lock.json"));
	const whole = scan(`${FIXTURES}/handlers/h3/package-lock.json`);
	expect(hidden.packages.map(({ id, locations }) => [id, locations])).toEqual(
		whole.packages.map(({ id, locations }) => [id, locations]),
	);
	expect(hidden.findings.map(({ id }) => id)).toEqual(whole.findings.map(({ id }) => id));
});

describe("what cannot be read is exit 3, what is empty exit 4", () => {
	const expectError = (name: string, text: string, message: string) => {
		const path = join(work, name);
		writeFileSync(path, text);
		const { exitCode, stdout, stderr } = fnsift(["scan", path]);
		expect([exitCode, `${stdout}${stderr}`.replace(/\s+/g, " ").includes(message)]).toEqual([3, true]);
	};

	test("errors name the file and the line", () => {
		const pnpm = readFileSync(`${FIXTURES}/pnpm/local/9.0/pnpm-lock.yaml`, "utf8");
		expectError("pnpm-lock.yaml", pnpm.replace("packages:\n", "<<<<<<< HEAD\npackages:\n"), "merge conflict at line");
		expectError("pnpm-lock.yaml", pnpm.replace("'9.0'", "'8.0'"), "lockfileVersion 8.0 is not known");
		expectError("pnpm-lock.yaml", pnpm.slice(0, pnpm.indexOf("  yallist@")), "asks for an entry that it does not have");
		const bun = readFileSync(`${FIXTURES}/bun/local/2/bun.lock`, "utf8");
		expectError("bun.lock", bun.slice(0, 900), "no valid JSON, it breaks at line");
		expectError("bun.lockb", "\u0000\u0001bun", "bun install --save-text-lockfile");
	});

	test("a project without dependencies", () => {
		const path = join(work, "empty", "pnpm-lock.yaml");
		mkdirSync(join(work, "empty"));
		writeFileSync(path, "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n\nimporters:\n\n  .: {}\n");
		expect(fnsift(["scan", path]).exitCode).toBe(4);
	});
});

test("a folder with members that only pnpm-workspace.yaml names, and its lockfile", () => {
	const folder = join(work, "monorepo");
	cpSync(`${FIXTURES}/pnpm/monorepo`, folder, { recursive: true });
	for (const format of ["5.3", "5.4", "6.0", "9.0-pnpm10"])
		rmSync(join(folder, format), { recursive: true, force: true });
	cpSync(join(folder, "9.0/pnpm-lock.yaml"), join(folder, "pnpm-lock.yaml"));
	rmSync(join(folder, "9.0"), { recursive: true });
	const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, workspaces: undefined }));
	const { packages, gaps, fixes } = scan(folder);
	expect(packages).toHaveLength(85);
	expect(gaps).toEqual([]);
	expect(fixes.flatMap(({ command }) => command ?? [])).toContain("pnpm --dir packages/core add lodash@4.18.0");
});
