/** What holds for every format that other programs read: goldens, determinism, paths. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toArtifactPath, toRelativeUri } from "../../src/report/location/artifact-path.ts";
import { fnsift, ROOT } from "../cli/spawn.ts";
import { BREAKING_REPORT, makeVaried, render } from "./formats.ts";
import { hostileTexts } from "./hostile.ts";

const NAMES = ["sarif", "gitlab", "github", "junit", "markdown"];

describe("the shipped example", () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "fnsift-formats-"));
		const outputs = NAMES.flatMap((name) => ["--format", `${name}=${join(folder, name)}`]);
		const args = ["scan", "-q", "examples/checkout.zip", "--layer", "examples/base-layer.zip"];
		expect(fnsift([...args, ...outputs])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	test.each(NAMES)("as %s, all formats written in one run", async (name) => {
		// What differs from run to run, or with the layout of the database file.
		const text = readFileSync(join(folder, name), "utf8")
			.replace(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}Z)?(?=")/g, (time) =>
				"2026-11-22T07:00:00.000Z".slice(0, time.length),
			)
			.replace(/(?<="sha256": ")[0-9a-f]{64}/, "0".repeat(64));
		await expect(text).toMatchFileSnapshot(`../fixtures/report/formats/example.${name}.txt`);
		expect(text).not.toContain(ROOT);
	});
});

describe.each(NAMES)("%s", (name) => {
	test("on names made to break it, as its golden text is", async () => {
		const text = await render(name, BREAKING_REPORT);
		await expect(text).toMatchFileSnapshot(`../fixtures/report/formats/hostile.${name}.txt`);
		expect(text.endsWith("\n")).toBe(true);
		expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/u);
	});

	test("on one of everything, as its golden text is", async () => {
		const text = await render(name, makeVaried());
		await expect(text).toMatchFileSnapshot(`../fixtures/report/formats/varied.${name}.txt`);
		expect(await render(name, structuredClone(makeVaried()))).toBe(text);
	});
});

test("a target in another folder is named from the root of the repository, and no path of the machine is written", () => {
	const folder = mkdtempSync(join(tmpdir(), "fnsift-root-"));
	try {
		cpSync("test/fixtures/lockfiles/power-tuning", join(folder, "services", "tuning"), { recursive: true });
		cpSync("examples/checkout.zip", join(folder, "outside.zip"));
		cpSync("package.json", join(folder, "services", ".git", "x"));
		const outputs = NAMES.flatMap((name) => ["--format", `${name}=${join(folder, name)}`]);
		const args = ["scan", "-q", "package-lock.json", join(folder, "outside.zip"), ...outputs];
		const { exitCode } = fnsift(args, { cwd: join(folder, "services", "tuning") });
		expect(exitCode).toBe(0);
		for (const name of NAMES) expect(readFileSync(join(folder, name), "utf8")).not.toContain(folder);
		const { runs } = JSON.parse(readFileSync(join(folder, "sarif"), "utf8"));
		const ids = runs.map((run: { automationDetails: { id: string } }) => run.automationDetails.id);
		expect(ids).toEqual(["fnsift/tuning/package-lock.json/", "fnsift/outside.zip/"]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

describe("paths of targets", () => {
	const base = { cwd: "/home/me/repo/services", root: "/home/me/repo" };
	test.each([
		["checkout.zip", base, "services/checkout.zip"],
		["./a//b.zip", base, "services/a/b.zip"],
		["../build/a.zip", base, "build/a.zip"],
		["/home/me/repo/x/package-lock.json", base, "x/package-lock.json"],
		["..", base, "."],
		[".", base, "services"],
		["/etc/secret/a.zip", base, "a.zip"],
		["../../other/a.zip", base, "a.zip"],
		["/", base, "target"],
		["a/b.zip", undefined, "a/b.zip"],
		["/a/b.zip", undefined, "b.zip"],
		["../b.zip", undefined, "b.zip"],
		[
			"arn:aws:lambda:eu-west-1:123456789012:function:checkout",
			base,
			"arn/aws/lambda/eu-west-1/123456789012/function/checkout",
		],
	])("%s", (target, from, expected) => {
		expect(toArtifactPath(target, from)).toBe(expected);
	});

	test("are relative URIs whatever they hold: a browser resolves them below their base", () =>
		fc.assert(
			fc.property(hostileTexts, (text) => {
				const path = toArtifactPath(text, undefined);
				const uri = toRelativeUri(path);
				expect(uri).toMatch(/^[\w.~@/%-]+$/);
				const resolved = new URL(uri, "https://example.test/base/");
				expect(resolved.href.startsWith("https://example.test/base/")).toBe(true);
				expect(decodeURIComponent(uri)).toBe(path);
			}),
		));
});
