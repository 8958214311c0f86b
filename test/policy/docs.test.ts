/** What docs/policy.md shows is what happens. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseBaseline } from "../../src/policy/baseline.ts";
import { parseConfig } from "../../src/policy/config/parse.ts";
import { DEFAULT_FAIL_ON } from "../../src/policy/fail-on.ts";
import { fnsift, ROOT } from "../cli/spawn.ts";

const page = readFileSync(join(ROOT, "docs/policy.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text = ""]) => ({ language, text }));
const files = blocks.filter(({ language }) => language === "yaml").map(({ text }) => text);
const project = mkdtempSync(join(tmpdir(), "fnsift-docs-"));
mkdirSync(join(project, ".git"));
mkdirSync(join(project, "build"));
copyFileSync(join(ROOT, "examples/checkout.zip"), join(project, "build/checkout.zip"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("docs/policy.md", () => {
	test("shows the built-in policy", () => {
		expect(parseConfig(files[0] ?? "", "fnsift.yaml").gate).toEqual({ failOn: DEFAULT_FAIL_ON, allowGaps: false });
	});

	test.each([
		[1, 1, ["4 findings at or above high"], [1, 2]],
		[2, 1, ["1 finding at or above critical"], []],
	])("its file %d judges the example", (index, exitCode, reasons, accepted) => {
		writeFileSync(join(project, "fnsift.yaml"), files[index] ?? "");
		const { stdout } = fnsift(["gate", "-q", "build/checkout.zip", "--format", "json"], { cwd: project });
		const { verdict, policy } = JSON.parse(stdout);
		rmSync(join(project, "fnsift.yaml"));
		expect(verdict.exitCode).toBe(exitCode);
		expect(verdict.reasons.map(({ message }: { message: string }) => message)).toEqual(reasons);
		expect(policy.waivers.map(({ findings }: { findings: number }) => findings)).toEqual(accepted);
		expect(files.length).toBe(3);
	});

	const commands = blocks
		.filter(({ language }) => language === "sh")
		.flatMap(({ text }) =>
			[...text.matchAll(/^fnsift (.*?) +# exit (\d)$/gm)].map(([, line = "", code]) => [line, Number(code)] as const),
		);

	test("its commands exit as they say", () => {
		expect(commands.length).toBe(6);
		for (const [line, code] of commands) {
			expect(fnsift([...line.split(" "), "-q"], { cwd: project }).exitCode, line).toBe(code);
		}
	});

	test("shows lines of a real baseline", () => {
		const shown = blocks.find(({ text }) => text.startsWith("# fnsift baseline"))?.text ?? "";
		expect(parseBaseline(shown, "known.txt").entries.length).toBe(2);
		const real = readFileSync(join(ROOT, "test/fixtures/policy/checkout.fnsift-baseline"), "utf8").split("\n");
		expect(
			shown
				.trimEnd()
				.split("\n")
				.filter((line) => !real.includes(line)),
		).toEqual([]);
	});

	test("describes every key", () => {
		const schema = JSON.parse(readFileSync(join(ROOT, "docs/fnsift.schema.json"), "utf8"));
		const keys = [
			...Object.keys(schema.properties),
			...Object.keys(schema.properties.failOn.anyOf[1].properties).map((key) => `failOn.${key}`),
			...Object.keys(schema.$defs.waiver.properties),
		];
		expect(keys.filter((key) => !page.includes(`\n| \`${key}\` | `))).toEqual([]);
	});
});
