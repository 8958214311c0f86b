/** The script of action.yml, run as GitHub's runner runs it: `bash -e -o pipefail`, inputs in the environment. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { CLI } from "../cli/spawn.ts";
import { FUNCTIONS, type FunctionState, makeProject } from "./project.ts";

interface Step {
	readonly id?: string;
	readonly run?: string;
	readonly uses?: string;
	readonly env?: Readonly<Record<string, string>>;
}

const action = parse(readFileSync("action.yml", "utf8")) as {
	readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
	readonly runs: { readonly steps: readonly Step[] };
};
const steps = action.runs.steps;
const gate = steps.find(({ id }) => id === "gate")!;
const project = makeProject();
afterAll(() => project.remove());

/** Runs the gate step with inputs, the others at their defaults. */
function runGate(inputs: Readonly<Record<string, string>>, cli = CLI) {
	const env: Record<string, string> = {};
	for (const [name, template] of Object.entries(gate.env ?? {})) {
		const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(template)?.[1];
		env[name] = input === undefined ? cli : (inputs[input] ?? action.inputs[input]?.default ?? "");
	}
	const files = { GITHUB_OUTPUT: join(project.folder, "output"), GITHUB_STEP_SUMMARY: join(project.folder, "summary") };
	for (const file of Object.values(files)) writeFileSync(file, "");
	const script = join(project.folder, "step.sh");
	writeFileSync(script, gate.run ?? "");
	const run = project.run(`bash --noprofile --norc -e -o pipefail '${script}'`, { ...env, ...files });
	const outputs = Object.fromEntries(
		(project.read("output") ?? "")
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
	);
	return { ...run, outputs, summary: project.read("summary") ?? "" };
}

const HEADINGS: Readonly<Record<FunctionState, string>> = { clean: "PASS", vulnerable: "FAIL", damaged: "INCOMPLETE" };

beforeEach(() => project.build("vulnerable"));

describe("the gate step", () => {
	test.each(Object.keys(FUNCTIONS) as FunctionState[])(
		"a %s function: the verdict, a report and a summary",
		async (state) => {
			await project.build(state);
			const { exitCode, outputs, summary, stderr } = runGate({ targets: "build/checkout.zip\n" });
			expect({ exitCode, outputs, stderr }).toEqual({
				exitCode: 0,
				outputs: { "exit-code": String(FUNCTIONS[state]), "sarif-file": "fnsift.sarif" },
				stderr: "",
			});
			expect(summary.split("\n")[0]).toBe(`## fnsift: ${HEADINGS[state]}`);
			expect(JSON.parse(project.read("fnsift.sarif") ?? "").version).toBe("2.1.0");
			expect(project.run(steps.at(-1)?.run ?? "", { FNSIFT_EXIT_CODE: outputs["exit-code"] ?? "" }).exitCode).toBe(
				FUNCTIONS[state],
			);
		},
	);

	test("layers, a policy and a baseline reach the command", () => {
		writeFileSync(join(project.folder, "policy.yaml"), "failOn: critical\n");
		const found = runGate({
			targets: "build/checkout.zip",
			layers: "build/base-layer.zip\r\n",
			config: "policy.yaml",
			"sarif-file": "out file.sarif",
		});
		expect(found.outputs).toEqual({ "exit-code": "1", "sarif-file": "out file.sarif" });
		expect(project.read("out file.sarif")).toContain("nodejs/node_modules/minimist");
		const passes = runGate({ targets: "build/base-layer.zip", "fail-on": "critical", "allow-gaps": "true" });
		expect(passes.outputs["exit-code"]).toBe("1");
	});

	test.each<[string, Record<string, string>]>([
		["a command", { targets: "$(touch pwned)\n`touch pwned`; touch pwned" }],
		["an option", { targets: "--no-config\n--format=table" }],
		["a layer that is an option", { targets: "build/checkout.zip", layers: "--help\n; touch pwned" }],
		["a severity that is a command", { targets: "build/checkout.zip", "fail-on": "high; touch pwned" }],
		["a configuration that is a command", { targets: "build/checkout.zip", config: "$(touch pwned)" }],
	])("%s in an input is text", async (_, inputs) => {
		await project.build("clean");
		const { outputs } = runGate(inputs);
		expect(["2", "3"]).toContain(outputs["exit-code"]);
		expect(project.read("pwned")).toBeUndefined();
	});

	test.each<[string, Record<string, string>, string]>([
		["no targets", { targets: " \n".trim() }, "targets names nothing"],
		["a half-true allow-gaps", { targets: "a", "allow-gaps": "yes" }, "allow-gaps is neither true nor false"],
		[
			"an output smuggled into a file name",
			{ targets: "a", "sarif-file": "a\nexit-code=0" },
			"sarif-file is no file name",
		],
	])("%s is refused", (_, inputs, problem) => {
		const { exitCode, outputs, stderr } = runGate(inputs);
		expect({ exitCode, outputs, stderr }).toEqual({
			exitCode: 2,
			outputs: { "exit-code": "2" },
			stderr: `fnsift action: ${problem}\n`,
		});
	});

	test("a revision without built files says so", () => {
		expect(runGate({ targets: "a" }, "/nonexistent/index.js").stderr).toBe(
			"fnsift action: this revision carries no built files: use a release tag\n",
		);
	});
});

test("no input is written into a script, where it would become code", () => {
	for (const { run = "" } of steps) expect(run).not.toContain("${{");
});
