/** What is added must be registered, documented and tried: one test for all of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { SHIPPED_DATABASE, SHIPPED_POPULARITY } from "../src/advisories/shipped.ts";
import { heuristics } from "../src/match/heuristics/index.ts";
import { FORMATS } from "../src/report/index.ts";
import { SBOM_FORMATS } from "../src/resolve/sboms/index.ts";

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
	.filter((path) => path.endsWith(".ts"))
	.map((path) => ({ path, text: readFileSync(join("src", path), "utf8") }));

function listModules(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !["index.ts", "define.ts"].includes(entry.name))
		.map((entry) => entry.name.replace(".ts", ""))
		.sort();
}

describe("heuristics", () => {
	test("every module of the folder is registered under its own name", () => {
		expect(heuristics.map(({ name }) => name).sort()).toEqual(listModules("src/match/heuristics"));
	});

	test.each(heuristics.map(({ name }) => name))("%s has a page, fixtures and a test", (name) => {
		expect(existsSync(`docs/heuristics/${name}.md`)).toBe(true);
		expect(readdirSync(`test/fixtures/${name}`).length).toBeGreaterThan(0);
		expect(existsSync(`test/match/${name}.test.ts`)).toBe(true);
		expect(readFileSync("README.md", "utf8")).toContain(`docs/heuristics/${name}.md`);
	});
});

test("every format of bills of materials that is declared is registered", () => {
	const declared = SOURCES.filter(({ text }) => /= defineSbomFormat\(/.test(text));
	expect(declared.length).toBe(SBOM_FORMATS.length);
});

test("every report format that is declared is registered", () => {
	const declared = SOURCES.filter(({ text, path }) => /= defineFormat\(/.test(text) && !path.endsWith("define.ts"));
	expect(declared.length).toBe(FORMATS.length);
});

test("every code of a gap or an error has a row in docs/gaps.md", () => {
	const documented = new Set(
		[...readFileSync("docs/gaps.md", "utf8").matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, code]) => code),
	);
	const used = new Map<string, string>();
	for (const { path, text } of SOURCES) {
		for (const [, code = ""] of text.matchAll(/\bcode: "([a-z0-9-]+)"/g)) used.set(code, path);
		for (const [, code = ""] of text.matchAll(/new (?:Scan|Database)Error\(\s*"([a-z0-9-]+)"/g)) used.set(code, path);
	}
	expect(used.size).toBeGreaterThan(20);
	expect([...used].filter(([code]) => !documented.has(code))).toEqual([]);
});

test("the package holds all that an installation needs", () => {
	const { files, bin } = JSON.parse(readFileSync("package.json", "utf8")) as {
		files: string[];
		bin: { fnsift: string };
	};
	expect(files.filter((path) => !path.startsWith("!") && !existsSync(path))).toEqual([]);
	for (const path of [SHIPPED_DATABASE, SHIPPED_POPULARITY, bin.fnsift]) {
		const inPackage = relative(".", path);
		expect(
			files.some((entry) => inPackage === entry || inPackage.startsWith(`${entry}/`)),
			inPackage,
		).toBe(true);
	}
});

test("links between documents lead somewhere", () => {
	const documents = [
		"README.md",
		"CONTRIBUTING.md",
		"CHANGELOG.md",
		...readdirSync("docs", { recursive: true, encoding: "utf8" }).map((path) => join("docs", path)),
	];
	const broken: string[] = [];
	for (const path of documents.filter((name) => name.endsWith(".md"))) {
		for (const [, link = ""] of readFileSync(path, "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)) {
			if (!existsSync(join(path, "..", link))) broken.push(`${path} -> ${link}`);
		}
	}
	expect(broken).toEqual([]);
});
