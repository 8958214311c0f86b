/** What a check reports and how it judges, from the outside: staged changes of lockfiles of all formats. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, test } from "vitest";
import { type Entries, GIT_TITLE, HARMLESS, LACKS_GIT, Repository, toLockfile, VULNERABLE } from "./git-repository.ts";

const made: Repository[] = [];
afterAll(() => {
	for (const repository of made) repository.remove();
});

function init(): Repository {
	const repository = Repository.init();
	made.push(repository);
	return repository;
}

const LODASH_CVES = [
	"CVE-2020-28500 lodash",
	"CVE-2020-8203 lodash",
	"GHSA-35jh-r3h4-6jhm lodash",
	"GHSA-f23m-r3pf-42rh lodash",
	"GHSA-r5fr-rjxr-66jc lodash",
];
const lodashAt = (version: string) => LODASH_CVES.map((rule) => `${rule}@${version}`);
const SHA = (letter: string) => ({ integrity: `sha512-${letter.repeat(86)}==` });
const from = (host: string, name: string, version: string) => ({
	version,
	resolved: `https://${host}/${name}/-/${name}-${version}.tgz`,
});

describe.skipIf(LACKS_GIT)(`what is new in a lockfile of npm${GIT_TITLE}`, () => {
	const repository = LACKS_GIT ? undefined : init();
	const news = (before: Entries, after: Entries, args: readonly string[] = []) => {
		repository?.git("checkout", "-q", "--orphan", `b${Math.random()}`);
		repository?.stage("package-lock.json", toLockfile(before)).commit().stage("package-lock.json", toLockfile(after));
		return repository?.news(["--staged", ...args]);
	};

	test.each<[string, Entries, Entries, number, readonly string[]]>([
		["a package without anything against it", {}, { isarray: HARMLESS }, 0, []],
		["a vulnerable package", {}, { lodash: VULNERABLE }, 1, lodashAt("4.17.15")],
		["one that was there", { lodash: VULNERABLE }, { lodash: VULNERABLE, isarray: HARMLESS }, 0, []],
		["an upgrade that keeps a hole", { lodash: { version: "4.17.14" } }, { lodash: VULNERABLE }, 0, []],
		["a copy that moved", { lodash: VULNERABLE }, { "node_modules/a/node_modules/lodash": VULNERABLE }, 0, []],
		["from development to production", { lodash: { ...VULNERABLE, dev: true } }, { lodash: VULNERABLE }, 0, []],
		[
			"a hole that only another version has",
			{ lodash: { version: "4.17.20" } },
			{ lodash: VULNERABLE },
			1,
			["CVE-2020-8203 lodash@4.17.15", "fnsift/downgrade lodash@4.17.15"],
		],
		["an alias", {}, { harmless: { ...VULNERABLE, name: "lodash" } }, 1, lodashAt("4.17.15")],
		["malware", {}, { debug: { version: "4.4.2" } }, 1, ["CVE-2025-59144 debug@4.4.2"]],
		["malware that was there", { debug: { version: "4.4.2" } }, { debug: { version: "4.4.2" }, a: HARMLESS }, 0, []],
		[
			"malware where other versions were",
			{ debug: { version: "4.4.1" } },
			{ debug: { version: "4.4.2" } },
			1,
			["CVE-2025-59144 debug@4.4.2"],
		],
		["an imitation", {}, { expres: { version: "1.0.0" } }, 1, ["fnsift/typosquat expres@1.0.0"]],
		["an imitation that was there", { expres: { version: "1.0.0" } }, { expres: { version: "1.0.1" } }, 0, []],
		[
			"an install script",
			{},
			{ isarray: { ...HARMLESS, hasInstallScript: true } },
			0,
			["fnsift/install-script-added isarray@2.0.5"],
		],
		["a script of what was there", { isarray: HARMLESS }, { isarray: { ...HARMLESS, hasInstallScript: true } }, 0, []],
		[
			"git",
			{},
			{ left: { version: "1.0.0", resolved: "git+ssh://git@host.example/left.git#abc" } },
			0,
			["fnsift/source-not-registry left@1.0.0"],
		],
		[
			"another hash",
			{ isarray: { ...HARMLESS, ...SHA("A") } },
			{ isarray: { ...HARMLESS, ...SHA("B") } },
			1,
			["fnsift/integrity-changed isarray@2.0.5"],
		],
		[
			"no hash",
			{ isarray: { ...HARMLESS, ...SHA("A") } },
			{ isarray: HARMLESS },
			0,
			["fnsift/integrity-lost isarray@2.0.5"],
		],
		[
			"another registry",
			{ isarray: from("a.example", "isarray", "2.0.4") },
			{
				isarray: from("b.example", "isarray", "2.0.5"),
			},
			1,
			["fnsift/registry-changed isarray@2.0.5"],
		],
		["fewer packages", { isarray: HARMLESS, lodash: VULNERABLE }, { lodash: VULNERABLE }, 0, []],
		["none left", { isarray: HARMLESS }, {}, 0, []],
	])("%s", (_, before, after, exitCode, expected) => {
		expect(news(before, after)).toEqual({ exitCode, news: { "package-lock.json": [...expected].sort() } });
	});

	test("all packages at another registry are one finding", () => {
		const at = (host: string) =>
			Object.fromEntries(["isarray", "is-number", "is-odd"].map((name) => [name, from(host, name, "2.0.0")]));
		expect(news(at("a.example"), at("b.example"))).toEqual({
			exitCode: 1,
			news: { "package-lock.json": ["fnsift/registry-changed isarray@2.0.0"] },
		});
		const { stdout = "" } = repository?.check(["--staged"]) ?? {};
		expect(stdout).toContain("now from https://b.example");
		expect(stdout).toContain("before from https://a.example");
		expect(stdout).toContain("and 2 other packages with it");
	});

	test("no password is shown, in no format", () => {
		const secret = "hunter2secret";
		const at = (address: string) => ({ version: "1.0.0", resolved: address });
		news(
			{ a: from("a.example", "a", "1.0.0"), b: at(`git+https://me:${secret}@host.example/b.git#1`) },
			{
				a: at(`https://me:${secret}@b.example/a/-/a-1.0.0.tgz?k=${secret}`),
				b: at(`git+https://me:${secret}@host.example/b.git#2`),
				c: at(`https://me:${secret}@host.example/c.tgz?k=${secret}`),
				d: at(`git+ssh:me:${secret}@host.example/d`),
			},
		);
		for (const format of ["table", "json", "sarif", "gitlab", "github", "junit", "markdown", "cyclonedx", "openvex"]) {
			const { exitCode, stdout, stderr } = repository?.check(["--staged", "--format", format]) ?? {};
			expect([format, exitCode, stdout?.includes(secret), stderr?.includes(secret)]).toEqual([format, 1, false, false]);
		}
		expect(repository?.check(["--staged"]).stdout).toContain("git+https://host.example/b.git#2");
	});

	test("a scope that .npmrc binds to another registry: no malware record of the public one speaks about it", () => {
		const other = init().stage(".npmrc", "@acme:registry=https://npm.acme.example/\n");
		other.stage("package-lock.json", toLockfile({ "@acme/expres": { version: "1.0.0" } }));
		expect(other.news(["--staged"])).toEqual({ exitCode: 0, news: { "package-lock.json": [] } });
	});
});

describe.skipIf(LACKS_GIT)(`lockfiles of all formats${GIT_TITLE}`, () => {
	const read = (path: string) => readFileSync(`test/fixtures/lockfiles/${path}`, "utf8");
	const yarn1 = (...entries: readonly (readonly [string, string])[]) =>
		`# yarn lockfile v1\n\n\n${entries.map(([name, version]) => `${name}@^1.0.0:\n  version "${version}"\n`).join("\n")}`;
	const yarn4 = (...entries: readonly (readonly [string, string])[]) =>
		`__metadata:\n  version: 8\n\n${entries.map(([name, version]) => `"${name}@npm:^1.0.0":\n  version: ${version}\n  resolution: "${name}@npm:${version}"\n  languageName: node\n  linkType: hard\n`).join("\n")}`;
	const pnpm = (...entries: readonly (readonly [string, string])[]) =>
		`lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n${entries.map(([name, version]) => `      ${name}:\n        specifier: ${version}\n        version: ${version}\n`).join("")}\npackages:\n${entries.map(([name, version]) => `  ${name}@${version}:\n    resolution: {integrity: sha512-AA==}\n`).join("")}\nsnapshots:\n${entries.map(([name, version]) => `  ${name}@${version}: {}\n`).join("")}`;
	const bun = (...entries: readonly (readonly [string, string])[]) =>
		JSON.stringify({
			lockfileVersion: 1,
			workspaces: { "": { name: "app", dependencies: Object.fromEntries(entries) } },
			packages: Object.fromEntries(
				entries.map(([name, version]) => [name, [`${name}@${version}`, "", {}, "sha512-AA=="]]),
			),
		});
	const npm =
		(lockfileVersion: number) =>
		(...entries: readonly (readonly [string, string])[]) =>
			toLockfile(Object.fromEntries(entries.map(([name, version]) => [name, { version }])), lockfileVersion);
	const npm1 = (...entries: readonly (readonly [string, string])[]) =>
		JSON.stringify({
			lockfileVersion: 1,
			dependencies: Object.fromEntries(entries.map(([name, version]) => [name, { version }])),
		});

	const kept = ["lodash", "4.17.15"] as const;
	const added = ["debug", "4.4.2"] as const;
	const harmless = ["isarray", "2.0.5"] as const;

	test.each([
		["package-lock.json", npm1, npm1],
		["package-lock.json", npm(2), npm(2)],
		["npm-shrinkwrap.json", npm(3), npm(3)],
		["yarn.lock", yarn1, yarn1],
		["yarn.lock", yarn4, yarn4],
		["pnpm-lock.yaml", pnpm, pnpm],
		["bun.lock", bun, bun],
		["package-lock.json", npm1, npm(3)],
		["package-lock.json", npm(3), npm1],
		["yarn.lock", yarn1, yarn4],
		["yarn.lock", yarn4, yarn1],
	] as const)("%s %#: what was there is no news, what was added is", (path, before, after) => {
		const repository = init().stage(path, before(kept)).commit().stage(path, after(kept, harmless));
		expect(repository.check(["--staged"])).toEqual({
			exitCode: 0,
			stdout: `PASS  ${path}: 1 of 2 package versions is new, nothing known against it\n`,
			stderr: "",
		});
		repository.stage(path, after(kept, added));
		expect(repository.news(["--staged"])).toEqual({ exitCode: 1, news: { [path]: ["CVE-2025-59144 debug@4.4.2"] } });
	});

	test.each([
		["package-lock.json", "power-tuning/package-lock.json"],
		["yarn.lock", "yarn/yarn-1/h4/yarn.lock"],
		["yarn.lock", "yarn/yarn-4.18/h4/yarn.lock"],
		["pnpm-lock.yaml", "pnpm/express/6.0/pnpm-lock.yaml"],
		["pnpm-lock.yaml", "pnpm/express/9.0/pnpm-lock.yaml"],
		["bun.lock", "bun/express/1/bun.lock"],
	])("a real %s that only got other line ends has nothing new (%s)", (path, fixture) => {
		const text = read(fixture);
		const repository = init().stage(path, text).commit().stage(path, text.replaceAll("\n", "\r\n"));
		expect(repository.check(["--staged"]).stdout).toMatch(/^PASS {2}[a-z.-]+: nothing new in \d+ package versions\n$/);
	});

	test("pnpm from one version of its lockfile to the next", () => {
		const repository = init().stage("pnpm-lock.yaml", read("pnpm/express/5.4/pnpm-lock.yaml")).commit();
		for (const version of ["6.0", "9.0"]) {
			repository.stage("pnpm-lock.yaml", read(`pnpm/express/${version}/pnpm-lock.yaml`));
			expect(repository.check(["--staged"]).stdout).toMatch(/^PASS {2}pnpm-lock\.yaml: nothing new in \d+ /);
		}
	});

	test("bun's binary lockfile is refused, an unknown version and an empty file are errors", () => {
		for (const [path, text] of [
			["bun.lockb", "#!/usr/bin/env bun\nbun-lockfile-format-v0\n"],
			["package-lock.json", '{ "lockfileVersion": 9, "packages": {} }'],
			["yarn.lock", ""],
			["pnpm-lock.yaml", "lockfileVersion: '99.0'\n"],
		] as const) {
			const { exitCode, stdout, stderr } = init().stage(path, text).check(["--staged"]);
			expect([path, exitCode, stdout, stderr.startsWith(`fnsift: ${path}`)]).toEqual([path, 3, "", true]);
		}
	});

	test("a lockfile without entries passes, alone and beside others, in all formats", () => {
		const empty = init().stage("package-lock.json", toLockfile({}));
		expect(empty.check(["--staged"]).stdout).toBe("PASS  package-lock.json: nothing new in 0 package versions\n");
		expect(empty.news(["--staged"])).toEqual({ exitCode: 0, news: { "package-lock.json": [] } });
		empty.stage("a/package-lock.json", npm(3)(harmless));
		expect(empty.news(["--staged"])).toEqual({
			exitCode: 0,
			news: { "a/package-lock.json": [], "package-lock.json": [] },
		});
	});
});

describe.skipIf(LACKS_GIT)(`the verdict${GIT_TITLE}`, () => {
	const entries = {
		isarray: HARMLESS,
		lodash: { ...VULNERABLE, dev: true },
		left: { version: "1.0.0", resolved: "git+ssh://git@host.example/left.git#abc" },
	};
	const repository = LACKS_GIT
		? undefined
		: init()
				.stage("package-lock.json", toLockfile({ isarray: HARMLESS }))
				.commit()
				.stage("package-lock.json", toLockfile(entries));
	const run = (...args: readonly string[]) => {
		if (repository === undefined) throw new Error("there is no git");
		return repository.check(["--staged", ...args]);
	};
	const config = (text: string) => {
		if (repository !== undefined) writeFileSync(join(repository.folder, "fnsift.yaml"), text);
		return run().exitCode;
	};

	test.each([
		[[], 1],
		[["--fail-on", "critical"], 0],
		[["--fail-on", "critical", "--all"], 0],
		[["--omit", "dev"], 0],
		[["--omit", "dev", "--fail-on", "medium"], 1],
		[["--omit", "dev", "--fail-on", "medium", "--only-fixable"], 0],
		[["--only-fixable"], 1],
		[["--fail-on", "nonsense"], 2],
		[["--format", "nonsense"], 2],
		[["--config", "none.yaml"], 2],
		[["--registry"], 2],
		[["--online"], 2],
		[["--db", "none.fnsiftdb"], 3],
	] as const)("%j: exit %i", (args, exitCode) => {
		expect(run(...args).exitCode).toBe(exitCode);
	});

	test("an imitation fails whatever severity is asked for", () => {
		const other = init().stage("package-lock.json", toLockfile({ expres: { version: "1.0.0" } }));
		expect(other.check(["--staged", "--fail-on", "critical"]).exitCode).toBe(1);
	});

	test("fnsift.yaml: thresholds and waivers", () => {
		expect(config("failOn:\n  severity: critical\n")).toBe(0);
		const ids = LODASH_CVES.map((id) => `      - ${id.split(" ")[0]}\n`).join("");
		const waiver = `waivers:\n  - id:\n${ids}    package: lodash\n    reason: tried\n    expires: 2999-12-31\n`;
		expect([config(waiver.replaceAll(/ {4}package.*\n/g, "")), run().stdout.includes("waived")]).toEqual([0, true]);
		expect(config("failOn:\n  nonsense: 1\n")).toBe(2);
		expect(config("maxDatabaseAge: 1d\nfailOn:\n  severity: critical\n")).toBe(0);
		expect(config("omit: [dev]\n")).toBe(0);
		expect(config("{}\n")).toBe(1);
	});

	test("a damaged database is no pass", () => {
		writeFileSync(join(repository?.folder ?? "", "bad.fnsiftdb"), "nonsense");
		const { exitCode, stdout, stderr } = run("--db", "bad.fnsiftdb");
		expect([exitCode, stdout, stderr.startsWith("fnsift: ")]).toEqual([3, "", true]);
	});

	test("what is named on the command line has to be right, even when nothing is new", () => {
		const other = init().stage("package-lock.json", toLockfile({ isarray: HARMLESS }));
		expect(other.check(["--staged"]).exitCode).toBe(0);
		for (const option of ["--config", "--baseline", "--vex"]) {
			const { exitCode, stderr } = other.check(["--staged", option, "none"]);
			expect([option, exitCode, stderr.includes("none")]).toEqual([option, 2, true]);
		}
	});

	test("quiet: findings only", () => {
		const other = init().stage("package-lock.json", toLockfile({ isarray: HARMLESS }));
		expect(other.check(["--staged", "--quiet"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
		expect(run("--quiet").stdout).toContain("lodash@4.17.15");
	});
});

describe.skipIf(LACKS_GIT)(`formats${GIT_TITLE}`, () => {
	const schema = JSON.parse(readFileSync("docs/report.schema.json", "utf8")) as object;
	const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
	const parse = (text: string) => JSON.parse(text) as { targets: readonly object[]; verdict: object };

	test("JSON has the shape of a scan's: with news, without, and with nothing staged", () => {
		const repository = init();
		for (const [text, exitCode, targets] of [
			[undefined, 0, 0],
			[toLockfile({ isarray: HARMLESS }), 0, 1],
			[toLockfile({ lodash: VULNERABLE, left: { version: "1.0.0", resolved: "file:a.tgz" } }), 1, 1],
			["{", 3, 1],
		] as const) {
			if (text !== undefined) repository.stage("package-lock.json", text);
			const run = repository.check(["--staged", "--format", "json"]);
			const report = parse(run.stdout);
			expect([run.exitCode, report.targets.length, validate(report), validate.errors]).toEqual([
				exitCode,
				targets,
				true,
				null,
			]);
			expect(report.verdict).toMatchObject({ passed: exitCode === 0 });
		}
	});

	test("SARIF names the lines of the entry", () => {
		const text = toLockfile({ isarray: HARMLESS, expres: { version: "1.0.0" } });
		const { stdout } = init().stage("a/package-lock.json", text).check(["--staged", "--format", "sarif"]);
		const { runs } = JSON.parse(stdout) as {
			runs: readonly { results: readonly { locations: readonly object[] }[] }[];
		};
		const line = text.split("\n").findIndex((one) => one.includes("node_modules/expres")) + 1;
		expect(runs[0]?.results[0]?.locations[0]).toMatchObject({
			physicalLocation: {
				artifactLocation: { uri: "a/package-lock.json" },
				region: { startLine: line, endLine: line + 2 },
			},
		});
	});

	test("every format, to files, with an empty stdout", () => {
		const repository = init()
			.stage("package-lock.json", toLockfile({ isarray: HARMLESS }))
			.commit();
		repository.stage("package-lock.json", toLockfile({ isarray: HARMLESS, lodash: VULNERABLE }));
		const formats = "table json sarif gitlab github junit markdown cyclonedx cyclonedx-1.7 spdx openvex".split(" ");
		const args = formats.flatMap((format) => ["--format", `${format}=out.${format}`]);
		expect(repository.check(["--staged", ...args])).toEqual({ exitCode: 1, stdout: "", stderr: "" });
		const without = formats.filter(
			(format) => !/lodash/.test(readFileSync(join(repository.folder, `out.${format}`), "utf8")),
		);
		expect(without).toEqual([]);
	});
});
