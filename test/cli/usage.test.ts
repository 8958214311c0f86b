import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/lib/version.ts";
import { FORMATS } from "../../src/report/index.ts";
import { fnsift, ROOT } from "./spawn.ts";

const ZIP = "examples/checkout.zip";

describe("usage", () => {
	test.each([
		["no command", []],
		["an unknown command", ["scna", ZIP]],
		["an unknown option", ["scan", ZIP, "--fial-on", "high"]],
		["no target", ["scan"]],
		["an unknown severity", ["scan", ZIP, "--fail-on", "severe"]],
		["an unknown format", ["scan", ZIP, "--format", "jsn"]],
		["a format that names no file", ["scan", ZIP, "--format", "json="]],
		["two formats on stdout", ["scan", ZIP, "--format", "json", "--format", "table"]],
		["two formats in one file", ["scan", ZIP, "--format", "json=/tmp/a", "--format", "sarif=/tmp/a"]],
		["an unknown scope", ["scan", ZIP, "--omit", "prod"]],
		["a runtime that no platform has", ["scan", ZIP, "--runtime", "node20"]],
		["an ARN", ["scan", "arn:aws:lambda:eu-west-1:123456789012:function:checkout"]],
		["an age that is no number of days", ["db", "status", "--max-age", "week"]],
		["a gate for explain", ["explain", "minimist", ZIP, "--fail-on", "high"]],
		["a limit that is no number", ["scan", ZIP, "--max-entries", "1e9"]],
		["a database without output", ["db", "build", "x.ndjson"]],
		["something to explain that is not there", ["explain", "no-such-package", ZIP]],
	])("%s is exit 2 with a hint on stderr and nothing on stdout", (_, args) => {
		const { exitCode, stdout, stderr } = fnsift(args);
		expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
		expect(stderr.trim().split("\n").length).toBeGreaterThanOrEqual(2);
		expect(stderr).not.toContain("    at ");
	});

	test.each([[], ["scan"], ["check"], ["gate"], ["explain"], ["db"]])("%s --help fits 80 columns", (...command) => {
		const { stdout } = fnsift([...command, "--help"]);
		expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
		expect(stdout).not.toContain("[]");
	});

	test.skipIf(process.platform === "win32")(
		"a report that does not fit where it goes is exit 3, not cut off in silence",
		() => {
			const file = join(mkdtempSync(join(tmpdir(), "fnsift-full-")), "report.json");
			const script = `ulimit -f 1; "$0" dist/cli/index.js scan -q ${ZIP} --no-config --format json > "$1"`;
			const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, file], {
				cwd: ROOT,
				encoding: "utf8",
			});
			rmSync(dirname(file), { recursive: true });
			expect([status, stderr.split("\n")[0]]).toEqual([3, "fnsift: stdout could not be written (EFBIG)."]);
		},
	);

	test("a package.json is answered with what to scan instead", () => {
		expect(fnsift(["scan", "package.json"])).toMatchObject({
			exitCode: 3,
			stdout: expect.stringMatching(/nothing that fnsift reads\. Scan its folder, or the lockfile\s+beside it\./),
		});
	});

	test("an unknown format is answered with all that there are, and --help lists them", () => {
		const names = FORMATS.map(({ name }) => name);
		expect(fnsift(["scan", ZIP, "--format", "srif"]).stderr).toContain(`Use one of ${names.join(", ")}.`);
		const help = fnsift(["scan", "--help"]).stdout.replace(/\s+/g, " ");
		expect(help).toContain(`${names.slice(0, -1).join(", ").replace("table", "table (default)")} or ${names.at(-1)};`);
	});

	test("--version prints the version", () => {
		expect(fnsift(["--version"])).toEqual({ exitCode: 0, stdout: `${VERSION}\n`, stderr: "" });
	});

	test.each([["scan"], ["gate"], ["explain"], ["db"], ["db update"], ["db build"], ["db verify"], ["db status"]])(
		"%s --help shows a worked example",
		(command) => {
			const { exitCode, stdout, stderr } = fnsift([...command.split(" "), "--help"]);
			expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
			expect(stdout).toMatch(new RegExp(`\nExample:\n  fnsift ${command}`));
			for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(120);
		},
	);
});
