/** Every command line of docs/ci.md, run as the pipeline would run it. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { FUNCTIONS, type FunctionState, makeProject } from "./project.ts";

const PAGE = readFileSync("docs/ci.md", "utf8");
const PINNED = /^[^@\s]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** The fnsift lines of each section, without what YAML and Groovy put around them. */
const RECIPES = PAGE.split(/^## /m)
	.slice(1)
	.flatMap((section) => {
		const title = section.slice(0, section.indexOf("\n"));
		return [...section.matchAll(/(npx --no-install fnsift [^'\n]+)/g)].map(([, line = ""]) => ({ title, line }));
	});
const GATES = RECIPES.filter(({ title }) => !title.startsWith("A baseline"));

const project = makeProject();
afterAll(() => project.remove());

test("each pipeline of the page has a line that is tried", () => {
	expect(GATES.map(({ title }) => title)).toEqual([
		"GitHub Actions",
		"GitLab CI",
		"AWS CodeBuild",
		"Jenkins",
		"Azure Pipelines",
	]);
});

describe.each(GATES)("$title", ({ line }) => {
	test.each(Object.keys(FUNCTIONS) as FunctionState[])("a %s function", async (state) => {
		await project.build(state);
		const { exitCode, stderr } = project.run(line);
		expect({ exitCode, stderr }).toEqual({
			exitCode: FUNCTIONS[state],
			stderr: "",
		});
		// Whatever the verdict, the reports are there to be collected.
		for (const [, file = ""] of line.matchAll(/--format \w+=(\S+)/g)) expect(project.read(file), file).toMatch(/./);
	});
});

test("npx itself finds the installed command, and asks nobody", async () => {
	await project.build("vulnerable");
	const { exitCode, stdout, stderr } = project.run(GATES[1]!.line, { PATH: process.env.PATH ?? "" });
	expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
	expect(stdout).toMatch(/^FAIL/);
});

test("a baseline: what is known passes, what is new does not", async () => {
	const [write, use] = RECIPES.filter(({ title }) => title.startsWith("A baseline")).map(({ line }) => line);
	await project.build("vulnerable");
	expect(project.run(write!).exitCode).toBe(0);
	expect(project.run(use!).exitCode).toBe(0);
	await project.build("clean");
	expect(project.run(write!).exitCode).toBe(0);
	await project.build("vulnerable");
	expect(project.run(use!).exitCode).toBe(1);
	await project.build("damaged");
	expect(project.run(use!).exitCode).toBe(3);
});

test("what the page and the action use of others is pinned by commit", () => {
	const uses = [PAGE, readFileSync("action.yml", "utf8")].flatMap((text) =>
		[...text.matchAll(/uses: (.+)$/gm)]
			.map(([, used = ""]) => used)
			.filter((used) => !used.startsWith("OWNER/fnsift@")),
	);
	expect(uses.length).toBe(4);
	expect(uses.filter((used) => !PINNED.test(used))).toEqual([]);
});
