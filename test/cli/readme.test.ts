import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fnsift } from "./spawn.ts";

const [tryIt = "", testIt = ""] = [...readFileSync("README.md", "utf8").matchAll(/^```sh\n(.*?)\n```$/gms)].map(
	(match) => match[1],
);

test("the first command of the README runs the main job on the shipped function", () => {
	const command = /^npm ci && npm run build && node dist\/cli\/index\.js (.+)$/.exec(tryIt)?.[1];
	expect(command, tryIt).toBeDefined();
	const { exitCode, stdout } = fnsift((command ?? "").split(" "));
	expect(exitCode).toBe(0);
	expect(stdout).toContain("minimist");
});

test("CI runs the second command of the README", () => {
	expect(testIt).toMatch(/^npm ci && npm test$/);
	expect(readFileSync(".ci/run", "utf8").trimEnd().split("\n").at(-1)).toBe(testIt);
});
