/** Languages that are not read are said, and weigh as much as they could hide. */
import { expect, it } from "vitest";
import { craftZip } from "./craft-zip.ts";
import { look, open, write } from "./open.ts";

function zipOf(...names: string[]): string {
	return write(craftZip(names.map((name) => ({ name }))));
}

it.each([
	["Python", ["app.py", "requests-2.31.0.dist-info/METADATA"]],
	["Python", ["app.py", "requirements.txt"]],
	["Java", ["lib/log4j-core.jar"]],
	["Java", ["com/example/Handler.class"]],
	[".NET", ["App.dll", "App.deps.json"]],
	["Ruby", ["handler.rb", "Gemfile.lock"]],
	["PHP", ["index.php", "composer.lock"]],
])("%s packages are a blocking gap, also beside JavaScript: %j", async (language, names) => {
	for (const extra of [[], ["index.js"]]) {
		const bundle = await open(zipOf(...names, ...extra));
		expect(bundle.gaps).toEqual([
			{
				stage: "unpack",
				code: "language-not-read",
				blocking: true,
				path: null,
				message: expect.stringMatching(
					new RegExp(`^\\d files? of ${language.replace(".", "\\.")}, which fnsift does not read$`),
				),
			},
		]);
		bundle.close();
	}
});

it.each([
	["\x7fELF\x02", ["index.js"], ["!language-not-read"]],
	["\x7fELF\x02", [], ["!language-not-read"]],
	["#!/bin/sh\n", [], ["!language-not-read"]],
	["#!/bin/sh\nexec node index.js", ["index.js"], []],
	["", ["index.js"], []],
])("a bootstrap that is %j beside %j", async (data, names, gaps) => {
	const entries = [{ name: "bootstrap", data }, ...names.map((name) => ({ name }))];
	expect((await look(write(craftZip(entries)))).gaps).toEqual(gaps);
});

it("scripts alone are blocking, beside JavaScript minor", async () => {
	expect((await look(zipOf("app.py"))).gaps).toEqual(["!language-not-read"]);
	expect((await look(zipOf("tools/app.py", "index.js"))).gaps).toEqual(["language-not-read"]);
});

it.each([
	["a stray script of JavaScript", ["app.py", "util.py", "webpack.config.js"], ["!language-not-read"]],
	["a stray package.json", ["app.py", "package.json"], ["!language-not-read"]],
	["installed packages of npm only", ["app.py", "node_modules/a/index.js"], ["!language-not-read"]],
	["as much JavaScript", ["app.py", "index.js"], ["language-not-read"]],
	["as many of another language", ["app.py", "util.rb", "index.js"], ["language-not-read", "language-not-read"]],
])("a function of another language beside %s", async (_, names, gaps) => {
	expect((await look(zipOf(...names))).gaps).toEqual(gaps);
});

it.each([
	["python/lib/python3.12/site-packages/requests/api.py", "!language-not-read"],
	["python/util.py", "!language-not-read"],
	["ruby/lib/util.rb", "!language-not-read"],
	["scripts/prepare.py", "language-not-read"],
	["nodejs/tools/prepare.py", "language-not-read"],
])("a layer with %s on a JavaScript function", async (name, gap) => {
	for (const extra of [[], ["nodejs/node_modules/a/index.js"]]) {
		const layers = [zipOf(name, ...extra)];
		expect((await look(zipOf("index.js", "src/a.js", "src/b.js"), { layers })).gaps).toEqual([gap]);
	}
});

it("what npm packages carry is no gap", async () => {
	const names = ["node_modules/node-gyp/gyp/gyp_main.py", "node_modules/a/b.dll", "node_modules/a/requirements.txt"];
	expect((await look(zipOf("index.js", ...names))).gaps).toEqual([]);
});

it("several languages are several gaps", async () => {
	const { gaps } = await look(zipOf("requirements.txt", "a.jar"));
	expect(gaps).toEqual(["!language-not-read", "!language-not-read"]);
});
