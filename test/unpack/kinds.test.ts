/** What a target is told to be, and the targets that are none. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { craftZip } from "./craft-zip.ts";
import { fail, look, open, root, write } from "./open.ts";

const ZIP = craftZip([{ name: "index.js", data: "1" }]);

describe("a single file", () => {
	it.each([
		["package-lock.json", "{}", "lockfile"],
		["npm-shrinkwrap.json", "{}", "lockfile"],
		["yarn.lock", "# yarn", "lockfile"],
		["pnpm-lock.yaml", "a: 1", "lockfile"],
		["bun.lock", "{}", "lockfile"],
		["bun.lockb", "#!/usr", "lockfile"],
		["saved.json", '{"name":"x","lockfileVersion":3}', "lockfile"],
		["anything.json", '{"bomFormat":"CycloneDX"}', "sbom"],
		["anything.json", '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', "sbom"],
		// sorted keys put it last
		["sorted.json", `{"packages":"${"x".repeat(9_000)}","spdxVersion":"SPDX-2.3"}`, "sbom"],
		["bom.json", "cut off", "sbom"],
		["a.cdx.json", "{}", "sbom"],
		["a.spdx.json", "{}", "sbom"],
		["bom.xml", "<bom/>", "sbom"],
		["x.txt", "SPDXVersion: SPDX-2.3", "sbom"],
		["index.js", "1", "file"],
		["index.mjs", "1", "file"],
		["index.cjs", "1", "file"],
	])("%s", async (name, text, kind) => {
		const bundle = await open(write(text, name));
		expect(bundle).toMatchObject({ kind, codeSha256: null, size: { compressed: null, files: 1 }, gaps: [] });
		expect(bundle.files.map(({ path, origin, link }) => [path, origin, link])).toEqual([
			[`/var/task/${name}`, "function", null],
		]);
		expect(Buffer.from(bundle.read(bundle.files[0]!)!).toString()).toBe(text);
		bundle.close();
	});

	it("counts against the budget", async () => {
		expect(await look(write("12", "index.js"), { limits: { inflatedBytes: 1 } })).toEqual({
			kind: "file",
			files: [["/var/task/index.js", null]],
			gaps: ["!budget-bytes index.js"],
		});
		expect(await look(write("12", "index.js"), { limits: { entries: 0 } })).toEqual({
			kind: "file",
			files: [],
			gaps: ["!budget-entries"],
		});
	});
});

describe("content decides before the name", () => {
	it.each(["function.bin", "package-lock.json", "index.js"])("a zip named %s", async (name) => {
		expect((await look(write(ZIP, name))).kind).toBe("zip");
	});

	it("a zip behind a script that unpacks it", async () => {
		const bytes = craftZip([{ name: "index.js", data: "1" }], { prefix: Buffer.from("#!/bin/sh\n"), shifted: true });
		expect((await look(write(bytes, "install"))).kind).toBe("zip");
	});
});

describe("a zip that is laid out as a Node layer", () => {
	const PACKAGE = { name: "nodejs/node_modules/a/package.json", data: "{}" };

	it("is mounted at /opt, and is an origin of its own", async () => {
		const path = write(craftZip([PACKAGE, { name: "bin/tool", data: "1" }, { name: "README.md" }]), "layer.zip");
		const bundle = await open(path);
		expect(bundle).toMatchObject({ kind: "layer", layers: [path], gaps: [] });
		expect(bundle.codeSha256).not.toBeNull();
		expect(bundle.files.map((file) => [file.path, file.origin])).toEqual(
			["/opt/README.md", "/opt/bin/tool", `/opt/${PACKAGE.name}`].map((name) => [name, path]),
		);
		bundle.close();
	});

	it.each(["index.mjs", "package.json", "node_modules/b/index.js", "handler.ts"])(
		"is a function with %s",
		async (name) => {
			const { kind, files } = await look(write(craftZip([PACKAGE, { name }])));
			expect(kind).toBe("zip");
			expect(files.map(([path]) => path)).toEqual([`/var/task/${name}`, `/var/task/${PACKAGE.name}`].sort());
		},
	);
});

describe("no target", () => {
	it.each([
		["text", "notes.txt", "unknown-target"],
		["{}", "package.json", "unknown-target"],
		["", "package-lock.json", "file-empty"],
		["", "function.zip", "file-empty"],
		["not a zip", "function.zip", "zip-no-end"],
		["PK\x03\x04", "function", "zip-no-end"],
		["\x1f\x8b", "function.tgz", "tar-damaged"],
	])("%j in %s", async (text, name, code) => {
		expect(await fail(write(Buffer.from(text, "latin1"), name))).toEqual([code, 3]);
	});

	it("nothing there", async () => {
		expect(await fail(join(root, "missing.zip"))).toEqual(["not-found", 3]);
		expect(await fail(join(write("x", "file.js"), "below"))).toEqual(["not-found", 3]);
	});

	it("a pipe is not waited for", async () => {
		const path = join(mkdtempSync(join(root, "pipe-")), "function.zip");
		execFileSync("mkfifo", [path]);
		expect(await fail(path)).toEqual(["unknown-target", 3]);
	});

	it("a message never carries control characters", async () => {
		const path = join(root, "\u001b[2Jmissing");
		await expect(open(path)).rejects.toThrow(`${join(root, "[2Jmissing")} does not exist.`);
	});

	it("an empty folder is a target without files", async () => {
		const path = join(root, "empty-folder");
		mkdirSync(path);
		expect(await look(path)).toEqual({ kind: "folder", files: [], gaps: [] });
	});
});

it.runIf(existsSync("/proc/self/fd"))("leaves no file open, whatever happens", async () => {
	const count = () => readdirSync("/proc/self/fd").length;
	const before = count();
	const paths = [write(ZIP), write("text"), write("no", "f.tgz"), write("{}", "yarn.lock"), join(root, "missing")];
	for (const path of paths) {
		const bundle = await open(path, { layers: paths }).catch(() => undefined);
		bundle?.close();
	}
	expect(count()).toBe(before);
});
