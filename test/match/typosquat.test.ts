import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openPopularity } from "../../src/advisories/popularity.ts";
import type { HeuristicContext } from "../../src/match/heuristics/define.ts";
import { findImitation } from "../../src/match/heuristics/typosquat/imitation.ts";
import { typosquat } from "../../src/match/heuristics/typosquat.ts";
import type { Bundle, Package } from "../../src/model.ts";
import { toPopularity } from "./typosquat-figures.ts";

const popular = openPopularity("advisories/popular-npm.txt");

describe("names that imitate", () => {
	test.each([
		["lodahs", "lodash", '"sh" turned into "hs"'],
		["electorn", "electron", '"ro" turned into "or"'],
		["degbu", "debug", '"bug" turned into "gbu"'],
		["no-exit-leak-free", "on-exit-leak-free", '"on" turned into "no"'],
		["axioss", "axios", '"s" doubled'],
		["mongose", "mongoose", 'one "o" instead of two'],
		["expres", "express", 'one "s" instead of two'],
		["requst", "request", '"e" left out'],
		["equest", "request", '"r" left out'],
		["chaplk", "chalk", '"p" added'],
		["commqnder", "commander", '"q" for "a", the key beside it'],
		["browserift", "browserify", '"t" for "y", the key beside it'],
		["lodxsh", "lodash", '"x" for "a"'],
		["l0dash", "lodash", '"0" for "o", which looks like it'],
		["rnoment", "moment", "characters that look alike"],
		["momenttirnezone", "moment-timezone", "characters that look alike"],
		["crossenv", "cross-env", "a separator left out"],
		["lo-dash", "lodash", "a separator added"],
		["ｌodash", "lodash", '"l" left out'],
		["\ud800lodash", "lodash", "another separator, capital or sign"],
		["socket-io", "socket.io", "another separator, capital or sign"],
		["loader-babel", "babel-loader", "its words in another order"],
		["types-node", "@types/node", "its scope @types made part of the name"],
		["typesnode", "@types/node", "its scope @types made part of the name"],
		["@types-node", "@types/node", "its scope @types made part of the name"],
		["babelcore", "@babel/core", "its scope @babel made part of the name"],
		["@typse/node", "@types/node", '"es" turned into "se" in its scope'],
		["@angular_devkit/core", "@angular-devkit/core", '"_" for "-" in its scope'],
		["jquery.js", "jquery", '"js" added'],
		["noderequest", "request", '"node" added'],
		["sqlite.js", "sqlite", '"js" added'],
		["node-lodash-js", "lodash", '"js" and "node" added'],
		["lodashs", "lodash", '"s" added'],
	])("%s: %s with %s", (name, of, how) => {
		const imitation = findImitation(name, popular);
		expect([imitation?.of, imitation?.how]).toEqual([of, how]);
	});
});

describe("names of their own", () => {
	test.each([
		["popular neighbours", ["preact", "react", "chai", "chalk", "uuid", "uid", "mime", "mimer"]],
		[
			"plugins and presets",
			["eslint-plugin-acme", "babel-preset-acme", "gulp-acme", "react-acme", "rollup-plugin-acme"],
		],
		["a predecessor of a scope", ["babel-helper-module-imports", "rollup-plugin-inject", "apollo-datasource"]],
		["a number more", ["request2", "lodash4", "glob-8"]],
		["companions", ["rxjs-compat", "mocha-cli", "axios-types", "lodash.sortedindexof", "is-odd-number"]],
		["another word", ["accept", "express-session-mongo", "color-nice", "fabrics", "serialize-javascript-async"]],
		["a known scope, whose owner publishes in it", ["@types/nodee", "@babel/cor", "@aws-sdk/client-s33"]],
		["a scope of one's own", ["@acme/lodash", "@acme/lodahs", "@lodash/lodash"]],
		["what it does not see", ["rect", "mogobd", "node-sqlite", "axios-http", "react-datepicker-plus"]],
		["short names", ["ab", "gt", "fsx", "q1", "is"]],
	])("%s", (_, names) => {
		expect(names.filter((name) => findImitation(name, popular) !== undefined)).toEqual([]);
	});

	test("no name of the list imitates another", () => {
		expect(popular.names().filter((name) => findImitation(name, popular) !== undefined)).toEqual([]);
	});
});

describe("the popularity gap decides", () => {
	const rank = (of: number, least: number) =>
		toPopularity([
			["prompts", of],
			["other", least],
		]);

	test("a plural needs a large gap", () => {
		expect(findImitation("prompt", rank(1_000_000, 1000))?.of).toBe("prompts");
		expect(findImitation("prompt", rank(10_000, 1000))).toBeUndefined();
	});

	test("two letters swapped need none", () => {
		expect(findImitation("prompst", rank(2000, 1000))?.of).toBe("prompts");
		expect(findImitation("promtps", rank(1000, 1000))?.of).toBe("prompts");
	});

	test("names of two or three letters are not compared letter by letter, however large the gap", () => {
		const tar = toPopularity([
			["tar", 1_000_000_000],
			["other", 1],
		]);
		expect(["tra", "taar", "ta", "tiar"].filter((name) => findImitation(name, tar) !== undefined)).toEqual([]);
	});

	test("two common words written as one are taken for a name of its own", () => {
		const target = ["parseurl", 100_000] as const;
		const words = ["parse-a", "parse-b", "parse-c", "uri-a", "uri-b", "uri-c"].map((name) => [name, 10_000] as const);
		expect(findImitation("parseuri", toPopularity([target, ...words.slice(1)]))?.of).toBe("parseurl");
		expect(findImitation("parseuri", toPopularity([target, ...words]))).toBeUndefined();
	});

	test("a known scope vouches for its packages, however near it is to another", () => {
		const types = [["@types/node", 1_000_000] as const, ["other", 10] as const];
		expect(findImitation("@typse/node", toPopularity(types))?.of).toBe("@types/node");
		const both = toPopularity([...types, ["@typse/thing", 10]]);
		expect(findImitation("@typse/node", both)).toBeUndefined();
	});

	test("of several names the most strongly imitated one is named", () => {
		const both = toPopularity([
			["stormer", 9_000_000],
			["streamer", 8_000_000],
			["x", 1000],
		]);
		expect(findImitation("straemer", both)?.of).toBe("streamer");
	});

	test("an empty list and a list without downloads flag nothing", () => {
		for (const list of [[], [["lodash", 0] as const]]) {
			expect(findImitation("lodahs", toPopularity(list))).toBeUndefined();
		}
	});
});

describe("run", () => {
	test("says whom the name imitates, how, and the two popularities", () => {
		const [lodahs, lodash] = [toPackage({ name: "lodahs" }), toPackage({ name: "lodash" })];
		expect(typosquat.run(toContext([lodash, lodahs]))).toEqual([
			{
				package: lodahs,
				severity: "high",
				confidence: "high",
				title: "imitates the name of the popular package lodash",
				details: [
					'lodahs is lodash with "sh" turned into "hs"',
					"lodash has about 450,000,000 downloads a month",
					"lodahs is not among the 15,000 most downloaded: fewer than 1,100,000",
				],
			},
		]);
	});

	test.each([
		["low", "js-sja3"],
		["medium", "bitcion-ops"],
		["high", "axois"],
	])("confidence is %s for %s", (confidence, name) => {
		expect(typosquat.run(toContext([toPackage({ name })])).map((one) => one.confidence)).toEqual([confidence]);
	});

	test("every version, place and origin of a name is a suspicion of its own", () => {
		const packages = [
			toPackage({ name: "lodahs" }),
			toPackage({ name: "lodahs", version: "2.0.0", source: "unknown" }),
		];
		expect(typosquat.run(toContext(packages)).map((one) => one.package)).toEqual(packages);
	});

	test.each([
		{ source: "private" },
		{ source: "git" },
		{ source: "file" },
		{ source: "link" },
		{ source: "workspace" },
		{ source: "tarball" },
		{ unrooted: true },
		{ ecosystem: "PyPI" },
	] as const)("what was not asked of the public npm registry by name is left alone: %o", (traits) => {
		expect(typosquat.run(toContext([toPackage({ name: "lodahs", ...traits })]))).toEqual([]);
	});

	test("no control character and nothing invisible reaches a message", () => {
		const [suspicion] = typosquat.run(toContext([toPackage({ name: "lo\u001b[31m\u202edahs\u0007" })]));
		expect(suspicion).toBeUndefined();
		const [swapped] = typosquat.run(toContext([toPackage({ name: "cross\u202eenv\u0007" })]));
		expect(swapped?.details[0]).toBe("crossenv is cross-env with another separator, capital or sign");
	});
});

describe("hostile names", () => {
	test.each([
		"",
		"@",
		"@/",
		"@a/",
		"/",
		"__proto__",
		"constructor",
		"@__proto__/__proto__",
		"toString",
		"-".repeat(214),
		"a-".repeat(107),
		"lodash".repeat(100_000),
		`@${"types".repeat(40)}/node`,
		"\u0000",
		"\ud800\udfff",
	])("%j is judged without harm", (name) => {
		expect(findImitation(name, popular)).toBeUndefined();
	});

	test("any text is judged alike each time, and never as an imitation of itself", () => {
		const text = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.stringMatching(/^@?[a-z0-9._-]{0,12}\/?[a-z0-9._-]{0,20}$/),
		);
		fc.assert(
			fc.property(text, (name) => {
				const imitation = findImitation(name, popular);
				expect(imitation).toEqual(findImitation(name, popular));
				expect(imitation?.of).not.toBe(name);
				if (imitation !== undefined) expect(popular.has(imitation.of)).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});
});

function toPackage(traits: Partial<Package> & { readonly name: string }): Package {
	const { name, version = "1.0.0" } = traits;
	return {
		id: `function ${name}@${version}`,
		purl: `pkg:npm/${name}@${version}`,
		ecosystem: "npm",
		version,
		source: "registry",
		evidence: ["lockfile"],
		confidence: "high",
		origin: "function",
		locations: [`/var/task/node_modules/${name}`],
		relation: "direct",
		scope: "prod",
		shadowedBy: null,
		unrooted: false,
		hasInstallScript: false,
		integrity: null,
		size: null,
		...traits,
	};
}

function toContext(packages: readonly Package[]): HeuristicContext {
	const bundle: Bundle = {
		target: "package-lock.json",
		kind: "lockfile",
		layers: [],
		files: [],
		visible: new Map(),
		size: { compressed: null, uncompressed: 0, files: 0 },
		codeSha256: null,
		gaps: [],
		read: () => undefined,
	};
	return { graph: { packages, at: new Map(), own: [], edges: [], disagreements: [] }, bundle, popularity: popular };
}
