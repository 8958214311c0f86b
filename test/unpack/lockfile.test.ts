/** A lockfile, and what npm reads beside it. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { look, open, write } from "./open.ts";

function writeBeside(path: string, name: string, text: string): void {
	writeFileSync(join(dirname(path), name), text);
}

it("brings its .npmrc and package.json, and counts for itself", async () => {
	const path = write("{}", "package-lock.json");
	writeBeside(path, ".npmrc", "a=b");
	writeBeside(path, "package.json", '{"name":"a"}');
	writeBeside(path, "index.js", "1");
	expect(await look(path)).toEqual({
		kind: "lockfile",
		files: [
			["/var/task/.npmrc", "a=b"],
			["/var/task/package-lock.json", "{}"],
			["/var/task/package.json", '{"name":"a"}'],
		],
		gaps: [],
	});
	const bundle = await open(path, { layers: [] });
	expect(bundle.size).toEqual({ compressed: null, uncompressed: 2, files: 1 });
	bundle.close();
});

it("leaves out links, folders and what is larger than any real one", async () => {
	const linked = write("{}", "package-lock.json");
	writeBeside(linked, "elsewhere", "@a:registry=x");
	symlinkSync("elsewhere", join(dirname(linked), ".npmrc"));
	mkdirSync(join(dirname(linked), "package.json"));
	const large = write("{}", "npm-shrinkwrap.json");
	writeBeside(large, ".npmrc", "#".repeat(2 ** 20 + 1));
	for (const path of [linked, large]) {
		const { files, gaps } = await look(path);
		expect([files.map(([name]) => name.slice("/var/task/".length)), gaps]).toEqual([
			[path === linked ? "package-lock.json" : "npm-shrinkwrap.json"],
			[],
		]);
	}
});

it("says nothing about its folder under another name", async () => {
	const name = "saved.json";
	const path = write('{"lockfileVersion":3}', name);
	writeBeside(path, ".npmrc", "a=b");
	expect((await look(path)).files.map(([at]) => at)).toEqual([`/var/task/${name}`]);
});
