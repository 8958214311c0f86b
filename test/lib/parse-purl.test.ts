import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parsePurl, splitPurl } from "../../src/lib/parse-purl.ts";
import { toPurl } from "../../src/lib/purl.ts";

describe("a package URL names", () => {
	it.each([
		["pkg:npm/minimist@1.2.0", "npm", "minimist", "1.2.0"],
		["pkg:npm/minimist", "npm", "minimist", null],
		["pkg:npm/minimist@", "npm", "minimist", null],
		["pkg:npm/%40scope/name@1.0.0", "npm", "@scope/name", "1.0.0"],
		// often left unencoded
		["pkg:npm/@scope/name@1.0.0", "npm", "@scope/name", "1.0.0"],
		["pkg:npm/@scope/name", "npm", "@scope/name", null],
		["PKG:NPM/JSONStream@1.0.0", "npm", "JSONStream", "1.0.0"],
		["pkg://npm//minimist@1.2.0", "npm", "minimist", "1.2.0"],
		["pkg:npm/a@1.0.0?vcs_url=git%2Bhttps://example.invalid/a@b#sub/path@2", "npm", "a", "1.0.0"],
		["pkg:npm/a@1.0.0%2Bbuild.5", "npm", "a", "1.0.0+build.5"],
		["pkg:npm/a@1.0.0+build.5", "npm", "a", "1.0.0+build.5"],
		["pkg:pypi/Django@3.2", "PyPI", "django", "3.2"],
		["pkg:pypi/zope.interface_extra@1!2.0%2Blocal", "PyPI", "zope-interface-extra", "1!2.0+local"],
		["pkg:maven/org.apache.commons/commons-io@1.3.4?type=jar", "Maven", "org.apache.commons:commons-io", "1.3.4"],
		["pkg:maven/junit/junit@4.12-beta-3", "Maven", "junit:junit", "4.12-beta-3"],
	])("%s", (text, ecosystem, name, version) => {
		expect(parsePurl(text)).toEqual({ ecosystem, name, version });
	});
});

describe("nothing that fnsift compares", () => {
	it.each([
		["pkg:golang/gopkg.in/yaml.v3@3.0.0", "golang"],
		["pkg:npm/scope/name@1.0.0", "npm"],
		["pkg:npm/..@1.0.0", "npm"],
		["pkg:npm/node_modules@1.0.0", "npm"],
		["pkg:npm/a%2Fb@1.0.0", "npm"],
		["pkg:npm/a%00@1.0.0", "npm"],
		["pkg:pypi/group/django@1.0", "pypi"],
		["pkg:maven/commons-io@1.0", "maven"],
		["pkg:maven/org/apache/commons-io@1.0", "maven"],
		["pkg:maven/org.apache/a%3Ab@1.0", "maven"],
		[`pkg:npm/${"a".repeat(300)}`, "npm"],
	])("%s, of type %s", (text, type) => {
		expect(parsePurl(text)).toBeUndefined();
		expect(splitPurl(text)?.type).toBe(type);
	});

	it.each(["", "pkg:", "pkg:npm", "pkg:npm/", "npm/a@1", "pkg:npm/%zz", "pkg:n m/a", `pkg:npm/${"a/".repeat(5_000)}`])(
		"%j is none",
		(text) => {
			expect(splitPurl(text)).toBeUndefined();
		},
	);
});

test("qualifiers: the first of each key, decoded, empty ones left out", () => {
	const purl = splitPurl(
		"pkg:npm/a@1?Repository_URL=https%3A%2F%2Fexample.invalid&x=&repository_url=b&%zz=1&y=%zz&__proto__=1",
	);
	expect([...(purl?.qualifiers ?? [])]).toEqual([
		["repository_url", "https://example.invalid"],
		["%zz", "1"],
		["__proto__", "1"],
	]);
});

test("what is written is read back, for every name and version", () => {
	const word = fc.stringMatching(/^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,10}[a-zA-Z0-9])?$/);
	const version = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
	fc.assert(
		fc.property(word, word, version, (one, other, text) => {
			const cases = [
				["npm", one],
				["npm", `@${one}/${other}`],
				["Maven", `${one}:${other}`],
			] as const;
			for (const [ecosystem, name] of cases) {
				if (name.includes("node_modules")) continue;
				expect(parsePurl(toPurl(ecosystem, name, text))).toEqual({ ecosystem, name, version: text });
			}
			const pypi = parsePurl(toPurl("PyPI", one, text));
			expect(pypi === undefined ? undefined : parsePurl(toPurl("PyPI", pypi.name, text))).toEqual(pypi);
		}),
	);
});

test("no text makes it throw", () => {
	fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => void splitPurl(`pkg:npm/${text}`)));
});
