/** What is loaded for a policy is loaded only where there is one. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fnsift, ROOT } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "fnsift-loads-"));
mkdirSync(join(folder, ".git"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Lists the files of dist/ that a run loads, whichever way.
const HOOK = `const Module = require("node:module"), load = Module._extensions[".js"], files = [];
Module._extensions[".js"] = (module, file) => { files.push(file); return load(module, file); };
process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(join(folder, "loaded.json"))}, JSON.stringify(files)));`;
writeFileSync(join(folder, "hook.cjs"), HOOK);

function listLoaded(...args: readonly string[]): { yaml: boolean; files: number } {
	// Compiled code that is kept is loaded past the hook.
	const env = { NODE_OPTIONS: `--require ${join(folder, "hook.cjs")}`, NODE_DISABLE_COMPILE_CACHE: "1" };
	const target = join(ROOT, "examples/checkout/package-lock.json");
	expect(fnsift([...args, "-q", target], { cwd: folder, env }).exitCode).toBeLessThan(2);
	const files = JSON.parse(readFileSync(join(folder, "loaded.json"), "utf8")) as string[];
	const texts = files.map((file) => readFileSync(file, "utf8"));
	return { yaml: texts.some((text) => text.includes("YAMLParseError")), files: files.length };
}

test("a YAML library is loaded for a fnsift.yaml only", () => {
	const plain = listLoaded("scan");
	expect(plain.files).toBeGreaterThan(1);
	expect(plain.yaml).toBe(false);
	expect(listLoaded("gate").yaml).toBe(false);
	writeFileSync(join(folder, "fnsift.yaml"), "failOn: high");
	expect(listLoaded("scan", "--no-config")).toEqual(plain);
	expect(listLoaded("gate").yaml).toBe(true);
});
