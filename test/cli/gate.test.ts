/** `fnsift gate` and the marks of `fnsift scan`, as a pipeline runs them: on the shipped example, in a folder of its own. */
import { execFileSync } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import JSZip from "jszip";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { ReportWire } from "../../src/report/json/wire.ts";
import { fnsift, ROOT, type Run } from "./spawn.ts";

const root = mkdtempSync(join(tmpdir(), "fnsift-gate-"));
const zip = join(root, "project", "build", "checkout.zip");
const project = join(root, "project");
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeEach(() => {
	rmSync(project, { recursive: true, force: true });
	mkdirSync(dirname(zip), { recursive: true });
	mkdirSync(join(project, ".git"));
	copyFileSync(join(ROOT, "examples/checkout.zip"), zip);
});

function write(path: string, ...lines: readonly string[]): void {
	mkdirSync(dirname(join(project, path)), { recursive: true });
	writeFileSync(join(project, path), lines.join("\n"));
}

function run(command: "gate" | "scan", args: readonly string[], cwd = project): Run {
	return fnsift([command, "--quiet", ...args], { cwd });
}

function gate(...args: readonly string[]): Run {
	return run("gate", args);
}

function read({ stdout }: Run): ReportWire {
	return JSON.parse(stdout);
}

function judge(...args: readonly string[]) {
	const { verdict } = read(gate("--format", "json", ...args));
	return { exitCode: verdict.exitCode, reasons: verdict.reasons.map(({ message }) => message) };
}

const HIGH = { exitCode: 1, reasons: ["7 findings at or above high"] };
const PASS = { exitCode: 0, reasons: [] };

test("Markdown and annotations count as the table does: without what is waived or known", () => {
	gate("build/checkout.zip", "--write-baseline", "known.txt");
	const lines = readFileSync(join(project, "known.txt"), "utf8").split("\n");
	writeFileSync(join(project, "known.txt"), lines.filter((line) => !line.includes("CVE-2021-44906")).join("\n"));
	const waiver = ["  - id: CVE-2020-7598", "    reason: not asked", "    expires: 2099-01-31"];
	write("fnsift.yaml", "waivers:", ...waiver, "  - id: CVE-1999-0001", ...waiver.slice(1));
	const files = ["--format", "table", "--format", "markdown=a.md", "--format", "github=a.txt"];
	const { stdout } = gate("build/checkout.zip", "--baseline", "known.txt", ...files);
	const sum = "1 critical, 5 medium, 1 low in 5 of 19 packages";
	expect(stdout.split("\n")[0]).toBe(`FAIL  ${sum}`);
	expect(readFileSync(join(project, "a.md"), "utf8").split("\n").slice(0, 9)).toEqual([
		"## fnsift: FAIL",
		"",
		`**${sum}**`,
		"",
		"- 1 finding at or above high",
		"- 1 waived until 2099-01-31: not asked",
		"- 6 known from known.txt",
		"- warning: the waiver of CVE-1999-0001 accepts nothing: remove it",
		"",
	]);
	const last = readFileSync(join(project, "a.txt"), "utf8").trimEnd().split("\n").at(-1);
	expect(last).toBe(`fnsift: FAIL; ${sum}; 1 waived; 6 in the baseline`);
});

describe("without a configuration", () => {
	test("the built-in policy fails on high and above", () => {
		const { exitCode, stdout } = gate("build/checkout.zip");
		expect(exitCode).toBe(1);
		expect(stdout.split("\n").slice(0, 10)).toEqual([
			"FAIL  1 critical, 6 high, 6 medium, 1 low in 6 of 19 packages",
			"  7 findings at or above high",
			"    CVE-2021-44906 in minimist@1.2.0",
			"    CVE-2022-0235 in node-fetch@2.6.0",
			"    CVE-2024-37890 in ws@7.4.0",
			"    CVE-2022-23539 in jsonwebtoken@8.5.0",
			"    CVE-2022-24999 in qs@6.5.1",
			"    and 2 more findings",
			expect.stringMatching(/^Advisories: /),
			"Policy: the built-in one",
		]);
	});

	test.each([
		[["--fail-on", "critical"], { exitCode: 1, reasons: ["1 finding at or above critical"] }],
		[["--fail-on", "low"], { exitCode: 1, reasons: ["14 findings at or above low"] }],
		[["--omit", "dev"], { exitCode: 1, reasons: ["6 findings at or above high"] }],
		[["--only-fixable"], HIGH],
	])("%j decides", (args, expected) => {
		expect(judge("build/checkout.zip", ...args)).toEqual(expected);
	});

	test("exit 3 for what cannot be read, 4 for what is empty", async () => {
		write("package-lock.json", '{ "lockfileVersion": 3, "packages": { "": {} } }');
		expect(judge("missing.zip")).toEqual({ exitCode: 3, reasons: ["missing.zip could not be scanned"] });
		expect(judge("missing.zip", "--allow-gaps").exitCode).toBe(3);
		expect(judge("package-lock.json").exitCode).toBe(4);
	});

	test("a blocking gap is exit 3 even without a finding, unless it is allowed", () => {
		write("code/index.js", "export const handler = () => 1;");
		write("layer.zip", "PK no zip");
		const args = ["code", "--layer", "layer.zip"];
		const gap = { exitCode: 3, reasons: ["1 blocking gap: packages may have gone unseen"] };
		expect(judge(...args)).toEqual(gap);
		expect(judge(...args, "--allow-gaps")).toEqual(PASS);
		write("fnsift.yaml", "allowGaps: [layer-unreadable]");
		expect(judge(...args)).toEqual(PASS);
		write("fnsift.yaml", "allowGaps: [nested-unreadable]");
		expect(judge(...args)).toEqual(gap);
		write("fnsift.yaml", "overrides:", "  - targets: other", "    allowGaps: true");
		expect(judge(...args)).toEqual(gap);
	});

	test("several targets have one verdict with all reasons", () => {
		expect(judge("build/checkout.zip", "missing.zip")).toEqual({
			exitCode: 1,
			reasons: [...HIGH.reasons, "missing.zip could not be scanned"],
		});
	});
});

describe("the configuration", () => {
	test("is found upwards, as far as the git root, and named", () => {
		write("fnsift.yaml", "failOn: never");
		const inside = run("gate", ["checkout.zip", "--format", "json"], join(project, "build"));
		expect(read(inside).policy.config).toBe("../fnsift.yaml");
		expect(inside.exitCode).toBe(0);
		rmSync(join(project, "fnsift.yaml"));
		writeFileSync(join(root, "fnsift.yaml"), "failOn: never");
		expect(judge("build/checkout.zip")).toEqual(HIGH);
		rmSync(join(project, ".git"), { recursive: true });
		expect(judge("build/checkout.zip")).toEqual(PASS);
		expect(judge("build/checkout.zip", "--no-config")).toEqual(HIGH);
		rmSync(join(root, "fnsift.yaml"));
	});

	test("--config takes another file, and the command line wins over it", () => {
		write("fnsift.yaml", "failOn: hihg");
		write("ci/policy.yaml", "failOn: critical", "omit: [dev]", "overrides:", "  - targets: '**'", "    failOn: never");
		expect(judge("build/checkout.zip", "--config", "ci/policy.yaml")).toEqual(PASS);
		write("ci/policy.yaml", "failOn: critical", "overrides:", "  - targets: '../build/*.zip'", "    failOn: never");
		expect(judge("build/checkout.zip", "--config", "ci/policy.yaml")).toEqual(PASS);
		expect(judge("build/checkout.zip", "--config", "ci/policy.yaml", "--fail-on", "high")).toEqual(HIGH);
	});

	test.each([
		["a slip", "failOn: hihg\n", 'fnsift.yaml:1:9: expected critical, high, medium, low, any or never, found "hihg".'],
		["an unknown key", "waiverz: []\r\n", 'fnsift.yaml:1:1: unknown key "waiverz", did you mean "waivers"?'],
		["a name with controls", '"\\e[2J\\u202e": x\n', 'fnsift.yaml:1:1: unknown key "[2J", known here:'],
	])("%s is exit 2 with line and column, also for scan", (_, text, message) => {
		write("fnsift.yaml", text);
		for (const command of text.startsWith("failOn") ? (["gate", "scan"] as const) : (["gate"] as const)) {
			const { exitCode, stdout, stderr } = run(command, ["build/checkout.zip"]);
			expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
			expect(stderr).toContain(`fnsift: ${message}`);
			expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cf}/u);
		}
	});

	test("that cannot be read is exit 2", () => {
		const fails = (...args: readonly string[]) => {
			const { exitCode, stderr } = gate("build/checkout.zip", ...args);
			expect(exitCode).toBe(2);
			return stderr.split("\n")[0];
		};
		expect(fails("--config", "nowhere.yaml")).toBe("fnsift: nowhere.yaml cannot be read (ENOENT).");
		expect(fails("--config", "build")).toBe("fnsift: build is no file.");
		write("fnsift.yml", "failOn: high");
		expect(fails()).toBe("fnsift: fnsift.yml is not read: the name is fnsift.yaml.");
		rmSync(join(project, "fnsift.yml"));
		writeFileSync(join(project, "fnsift.yaml"), Buffer.from([0xff, 0xfe, 0x61, 0]));
		expect(fails()).toBe("fnsift: fnsift.yaml is no UTF-8 text.");
		rmSync(join(project, "fnsift.yaml"));
		symlinkSync("gone.yaml", join(project, "fnsift.yaml"));
		expect(fails()).toBe("fnsift: fnsift.yaml cannot be read (ENOENT).");
	});

	test.skipIf(process.platform === "win32")("that is a pipe is not waited for", () => {
		execFileSync("mkfifo", [join(project, "fnsift.yaml")]);
		expect(gate("build/checkout.zip").exitCode).toBe(2);
	});

	test("may have a byte order mark and Windows line ends", () => {
		write("fnsift.yaml", "\uFEFFfailOn: never\r\nomit:\r\n  - dev\r\n");
		expect(judge("build/checkout.zip")).toEqual(PASS);
	});

	test("limits the age of the data", () => {
		write("fnsift.yaml", "failOn: never", "maxDatabaseAge: 0d");
		const { exitCode, reasons } = judge("build/checkout.zip");
		expect(exitCode).toBe(3);
		expect(reasons).toEqual([expect.stringMatching(/^the advisory data is \d+ days old, the policy allows 0 days$/)]);
		write("fnsift.yaml", "failOn: never", "maxDatabaseAge: 36500d");
		expect(judge("build/checkout.zip")).toEqual(PASS);
	});

	test("that asks for data on attacks is exit 3 where there is none", () => {
		write("fnsift.yaml", "failOn: { severity: never, kev: true }");
		expect(judge("build/checkout.zip").exitCode).toBe(3);
	});
});

describe("waivers", () => {
	const waiver = (id: string, ...lines: readonly string[]) => [
		`  - id: ${id}`,
		"    reason: no request reaches it",
		...(lines.some((line) => line.startsWith("expires")) ? [] : ["    expires: 9999-12-31"]),
		...lines.map((line) => `    ${line}`),
	];

	test("by alias, package and scope; the table folds them, the report marks them", () => {
		write(
			"fnsift.yaml",
			"waivers:",
			...waiver("GHSA-xvch-5gv4-984h", "package: minimist@<1.2.6", "scope: build/*.zip"),
			...waiver("CVE-2022-23539"),
			...waiver("CVE-2022-23529", "scope: other.zip"),
			...waiver("CVE-2022-24999", "package: express"),
			...waiver("CVE-2022-0235", "expires: 2020-01-01"),
		);
		const { exitCode, stdout } = gate("build/checkout.zip");
		expect(exitCode).toBe(1);
		expect(stdout.slice(0, stdout.indexOf("\nAdvisories"))).toBe(
			[
				"FAIL  5 high, 6 medium, 1 low in 6 of 19 packages",
				"  5 findings at or above high",
				"    CVE-2022-0235 in node-fetch@2.6.0",
				"    CVE-2024-37890 in ws@7.4.0",
				"    CVE-2022-24999 in qs@6.5.1",
				"    CVE-2022-25883 in semver@5.7.1",
				"    CVE-2022-23529 in jsonwebtoken@8.5.0",
				"  1 waived until 9999-12-31: no request reaches it",
				"  1 waived until 9999-12-31: no request reaches it",
				"  warning: the waiver of CVE-2022-24999 in express accepts nothing: remove it",
				"  warning: the waiver of CVE-2022-0235 expired on 2020-01-01: 1 finding it",
				"  accepted counts again",
			].join("\n"),
		);
		expect(stdout).not.toContain("CVE-2021-44906");
		const { targets, policy } = read(gate("build/checkout.zip", "--format", "json"));
		const waived = targets.flatMap(({ findings }) => findings.filter((finding) => finding.waived !== null));
		expect(waived.map(({ rule }) => rule).sort()).toEqual(["CVE-2021-44906", "CVE-2022-23539"]);
		expect(policy.waivers.map(({ state, findings }) => [state, findings])).toEqual([
			["active", 1],
			["active", 1],
			["active", 0],
			["active", 0],
			["expired", 1],
		]);
	});

	test("are shown by scan, where they do not decide", () => {
		write("fnsift.yaml", "waivers:", ...waiver("CVE-2021-44906"));
		const { exitCode, stdout } = run("scan", ["build/checkout.zip", "--fail-on", "critical"]);
		expect(exitCode).toBe(1);
		expect(stdout).toContain("FAIL  1 critical, 6 high, 6 medium, 1 low in 6 of 19 packages");
		expect(stdout).toMatch(/critical {2}CVE-2021-44906 .*\(waived until 9999-12-31\)/);
		expect(run("scan", ["build/checkout.zip", "--no-config"]).stdout).not.toContain("waived");
	});

	test("expire at the end of their day in UTC, wherever the machine is", () => {
		const today = new Date();
		const day = (offset: number) => new Date(today.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
		write(
			"fnsift.yaml",
			"waivers:",
			...waiver("CVE-2021-44906", `expires: ${day(1)}`),
			...waiver("CVE-2022-0235", `expires: ${day(-1)}`),
		);
		for (const TZ of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
			const report = read(
				fnsift(["gate", "-q", "build/checkout.zip", "--format", "json"], { cwd: project, env: { TZ } }),
			);
			expect(
				report.policy.waivers.map(({ state }) => state),
				TZ,
			).toEqual(["expires-soon", "expired"]);
		}
	});
});

describe("a baseline", () => {
	test("is written, lets only what is new fail, and is the same text every time", () => {
		const written = gate("build/checkout.zip", "--write-baseline", "known.txt");
		expect(written.exitCode).toBe(0);
		const text = readFileSync(join(project, "known.txt"), "utf8");
		expect(text).toBe(readFileSync(join(ROOT, "test/fixtures/policy/checkout.fnsift-baseline"), "utf8"));
		expect(judge("build/checkout.zip", "--baseline", "known.txt")).toEqual(PASS);
		expect(gate("build/checkout.zip", "--baseline", "known.txt", "--write-baseline", "known.txt").exitCode).toBe(0);
		expect(readFileSync(join(project, "known.txt"), "utf8")).toBe(text);

		write("known.txt", ...text.split("\n").filter((line) => !line.includes("CVE-2022-0235")));
		expect(judge("build/checkout.zip", "--baseline", "known.txt")).toEqual({
			exitCode: 1,
			reasons: ["1 finding at or above high"],
		});
		expect(judge("build/checkout.zip", "--baseline", "known.txt", "--fail-on", "medium").reasons).toEqual([
			"7 findings at or above medium",
		]);
		const { stdout } = gate("build/checkout.zip", "--baseline", "known.txt");
		expect(stdout).toContain("\n  6 known from known.txt\n");
		expect(stdout).not.toContain("CVE-2021-44906");
		expect(run("scan", ["build/checkout.zip", "--baseline", "known.txt"]).stdout).toMatch(/CVE-2021-44906 .*\(known\)/);
	});

	test("written from a zip holds for the lockfile", () => {
		gate("build/checkout.zip", "--write-baseline", "known.txt");
		copyFileSync(join(ROOT, "examples/checkout/package-lock.json"), join(project, "package-lock.json"));
		expect(judge("package-lock.json").exitCode).toBe(1);
		expect(judge("package-lock.json", "--baseline", "known.txt")).toEqual(PASS);
	});

	test("names what is gone", () => {
		gate("build/checkout.zip", "--write-baseline", "known.txt");
		write(
			"package-lock.json",
			'{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/a-plain-name-nobody-has": { "version": "1.0.0" } } }',
		);
		const { policy, verdict } = read(gate("package-lock.json", "--baseline", "known.txt", "--format", "json"));
		expect(policy.baseline?.removable.length).toBe(7);
		expect(verdict.warnings).toEqual([
			{ kind: "baseline-removable", message: "7 findings of known.txt were not seen again: write the baseline anew" },
		]);
	});

	test.each([
		["damaged", (text: string) => text.replace("minimist", "minimise"), 4],
		["in conflict", (text: string) => text.replace("\n", "\n<<<<<<< HEAD\n"), 2],
		["foreign", () => '{"lockfileVersion": 3}\n', 1],
	])("that is %s is exit 2 with the line", (_, damage, line) => {
		const text = readFileSync(join(ROOT, "test/fixtures/policy/checkout.fnsift-baseline"), "utf8");
		write("known.txt", damage(text));
		const { exitCode, stdout, stderr } = gate("build/checkout.zip", "--baseline", "known.txt");
		expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
		expect(stderr).toMatch(new RegExp(`^fnsift: known\\.txt:${line}: `));
	});

	test("is not written over another file, nor from a result that cannot be trusted", () => {
		write("package.json", "{}");
		expect(gate("build/checkout.zip", "--write-baseline", "package.json").exitCode).toBe(2);
		expect(readFileSync(join(project, "package.json"), "utf8")).toBe("{}");
		const { exitCode, stderr } = gate("build/checkout.zip", "missing.zip", "--write-baseline", "known.txt");
		expect({ exitCode, stderr }).toEqual({
			exitCode: 3,
			stderr: "fnsift: known.txt was not written: the result cannot be trusted.\n",
		});
		expect(existsSync(join(project, "known.txt"))).toBe(false);
		expect(gate("build/checkout.zip", "--write-baseline", "no/such/folder/known.txt").exitCode).toBe(3);
	});
});

test("a finding has the same id in a lockfile, a zip and a folder", async () => {
	const archive = await JSZip.loadAsync(readFileSync(zip));
	for (const entry of Object.values(archive.files)) {
		if (entry.dir) continue;
		const path = join(project, "unpacked", entry.name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, await entry.async("nodebuffer"));
	}
	mkdirSync(join(project, "locked"));
	copyFileSync(join(ROOT, "examples/checkout/package-lock.json"), join(project, "locked/package-lock.json"));
	const { targets } = read(gate("build/checkout.zip", "unpacked", "locked/package-lock.json", "--format", "json"));
	expect(targets.map(({ kind }) => kind)).toEqual(["zip", "folder", "lockfile"]);
	const [inZip, inFolder, inLockfile] = targets.map(({ findings }) =>
		findings.map(({ id, key, rule, name, version }) => ({ id, key, rule, name, version })),
	);
	expect(inZip?.length).toBe(14);
	expect(inFolder).toEqual(inZip);
	expect(inLockfile).toEqual(inZip);
});
