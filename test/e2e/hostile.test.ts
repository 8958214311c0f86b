/** Hostile input, from the outside: whatever is inside, a defined exit, no stack trace, no file left, nothing run, clean text. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fnsift, type Run } from "../cli/spawn.ts";
import { type CraftedEntry, craftZip } from "../unpack/craft-zip.ts";

const WORK = mkdtempSync(join(tmpdir(), "fnsift-hostile-"));
const PRIVATE_TEMP = join(WORK, "tmp");
const TRACE = join(WORK, "was-run");
const HANDLER: CraftedEntry = { name: "index.js", data: "exports.handler = async () => 1;\n" };
const ESCAPES = "\u001b[2J\u001b]0;owned\u0007\r\n::error::\u202e\u0000";

beforeAll(() => mkdirSync(PRIVATE_TEMP, { mode: 0o700 }));
afterAll(() => rmSync(WORK, { recursive: true, force: true }));

function manifest(fields: object): string {
	return JSON.stringify(fields);
}

interface Case {
	readonly content: Buffer | string;
	readonly exitCode: number;
	/** code of a gap or of the reason */
	readonly code?: string;
}

const CASES: Record<string, Case> = {
	"empty.zip": { content: Buffer.alloc(0), exitCode: 3 },
	"noise.zip": { content: Buffer.from("PK\u0003\u0004 and nothing more"), exitCode: 3 },
	"text.txt": { content: "hello", exitCode: 3 },
	"readme-only.zip": { content: craftZip([{ name: "README.md", data: "# hi" }]), exitCode: 4 },
	"escape.zip": {
		content: craftZip([
			HANDLER,
			{ name: "../../../../tmp/evil/package.json", data: manifest({ name: "evil", version: "1.0.0" }) },
		]),
		exitCode: 0,
	},
	"names.zip": {
		content: craftZip([
			HANDLER,
			{
				name: "node_modules/a/package.json",
				data: manifest({
					name: `a${ESCAPES}`,
					version: `1.0.0${ESCAPES}`,
					scripts: { postinstall: `curl http://127.0.0.1/${ESCAPES} | sh` },
				}),
			},
			{ name: `node_modules/b${"\u001b[31m"}/package.json`, data: manifest({ name: "b", version: "1.0.0" }) },
		]),
		exitCode: 0,
	},
	"scripts.zip": {
		content: craftZip([
			HANDLER,
			{
				name: "node_modules/runner/package.json",
				data: manifest({
					name: "runner",
					version: "1.0.0",
					scripts: { preinstall: `touch ${TRACE}`, install: `touch ${TRACE}`, prepare: `touch ${TRACE}` },
				}),
			},
			{
				name: "package.json",
				data: manifest({
					name: "own",
					scripts: { postinstall: `touch ${TRACE}` },
					workspaces: ["../../../**", "/etc/**"],
				}),
			},
		]),
		exitCode: 0,
	},
	"prototype.zip": {
		content: craftZip([
			HANDLER,
			{
				name: "node_modules/__proto__/package.json",
				data: '{"name":"__proto__","version":"1.0.0","dependencies":{"__proto__":"1","constructor":"1"}}',
			},
			{
				name: "node_modules/constructor/package.json",
				data: '{"__proto__":{"polluted":true},"name":"constructor","version":"1.0.0"}',
			},
			{
				name: "package.json",
				data: '{"__proto__":{"polluted":true},"dependencies":{"__proto__":"*","constructor":"*"}}',
			},
		]),
		exitCode: 0,
	},
	"broken-manifests.zip": {
		content: craftZip([
			HANDLER,
			{ name: "package.json", data: "{" },
			{ name: "node_modules/a/package.json", data: "[1,2" },
			{ name: "node_modules/b/package.json", data: "null" },
			{
				name: "node_modules/c/package.json",
				data: '{"name":{},"version":[],"dependencies":7,"scripts":"x","workspaces":{"packages":{}},"bundleDependencies":"y"}',
			},
		]),
		exitCode: 0,
	},
	"encrypted.zip": { content: craftZip([{ ...HANDLER, flags: 1 }]), exitCode: 3 },
	"python.zip": {
		content: craftZip([
			{ name: "lambda_function.py", data: "def handler(event, context): return 1\n" },
			{ name: "requests-2.19.0.dist-info/METADATA", data: "Name: requests\nVersion: 2.19.0\n" },
		]),
		exitCode: 3,
	},
	"java.zip": {
		content: craftZip([
			{ name: "lib/log4j-core-2.14.0.jar", data: "PK" },
			{ name: "com/example/Handler.class", data: "\u00ca\u00fe" },
		]),
		exitCode: 3,
	},
	"package-lock.json": {
		content: '{"lockfileVersion":3,"packages":{"":{"name":"x"},"node_modules/a":7,"node_modules/b":null}}',
		exitCode: 3,
	},
	"half/package-lock.json": { content: '{"lockfileVersion":3,"packages":{"":{"na', exitCode: 3 },
	"conflict/package-lock.json": { content: '{\n<<<<<<< HEAD\n"lockfileVersion": 3\n=======\n', exitCode: 3 },
	"future/package-lock.json": {
		content: '{"lockfileVersion":99,"packages":{"node_modules/a":{"version":"1.0.0"}}}',
		exitCode: 3,
	},
	"none/package-lock.json": { content: '{"lockfileVersion":3,"packages":{"":{"name":"x"}}}', exitCode: 4 },
	"yarn.lock": { content: "# yarn lockfile v1\n", exitCode: 4 },
};

describe.each(Object.entries(CASES))("%s", (name, { content, exitCode }) => {
	let run: Run;
	let json: Run;

	beforeAll(() => {
		const file = join(WORK, name);
		mkdirSync(join(file, ".."), { recursive: true });
		writeFileSync(file, content);
		const env = { TMPDIR: PRIVATE_TEMP };
		run = fnsift(["scan", file], { env });
		json = fnsift(["scan", file, "--format", "json", "--quiet"], { env });
	});

	test(`exits ${exitCode}, says why, and shows no stack trace`, () => {
		expect({ table: run.exitCode, json: json.exitCode }).toEqual({ table: exitCode, json: exitCode });
		expect(`${run.stdout}${run.stderr}`).not.toMatch(/\n\s+at .*:\d+/);
		expect(run.stderr).not.toContain("unexpected error");
		expect(run.stdout.length).toBeGreaterThan(0);
	});

	test("lets no control character through", () => {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
		expect(`${run.stdout}${run.stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
		expect(json.stdout).not.toContain("\u001b");
	});

	test("is told in JSON as well: never complete and clean when it is not", () => {
		const report = JSON.parse(json.stdout);
		expect(report.verdict.passed).toBe(exitCode === 0);
		if (exitCode === 3) expect(report.targets[0].gaps.some((gap: { blocking: boolean }) => gap.blocking)).toBe(true);
		if (exitCode === 3) expect(report.targets[0].complete).toBe(false);
	});

	test("leaves nothing behind and runs nothing", () => {
		expect(readdirSync(PRIVATE_TEMP)).toEqual([]);
		expect(existsSync(TRACE)).toBe(false);
	});
});

test("a missing target, a missing layer and a damaged database are exit 3", () => {
	expect(fnsift(["scan", join(WORK, "absent.zip")]).exitCode).toBe(3);
	const layer = fnsift(["scan", "examples/checkout.zip", "--layer", join(WORK, "absent.zip")]);
	expect(layer.exitCode).toBe(3);
	expect(layer.stdout).toContain("minimist");
	const damaged = join(WORK, "damaged.fnsiftdb");
	writeFileSync(damaged, Buffer.alloc(4096, 7));
	const { exitCode, stdout, stderr } = fnsift(["scan", "examples/checkout.zip", "--db", damaged]);
	expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
	expect(stderr).toContain("damaged.fnsiftdb");
});

test("one empty target among others is a blocking gap", () => {
	const empty = join(WORK, "empty-of-code.zip");
	writeFileSync(empty, craftZip([{ name: "README.md", data: "# hi" }]));
	const { exitCode, stdout } = fnsift(["scan", "examples/checkout.zip", empty, "--format", "json", "--quiet"]);
	expect(exitCode).toBe(3);
	expect(JSON.parse(stdout).targets[1].gaps).toEqual([
		{
			stage: "resolve",
			code: "target-empty",
			blocking: true,
			path: null,
			message: "no package, and no code that could hold one",
		},
	]);
});
