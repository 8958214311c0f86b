/** What a change does to entries, case by case. */
import { describe, expect, test } from "vitest";
import { compareListings, type ListedPackage } from "../../src/check/compare.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";
import { REGISTRY, toAddress, toBefore, toListed } from "./listed.ts";

const OTHER = "https://other.example";

/** `rule name@version: before -> after` of all changes, and the packages that are looked up. */
function compare(before: readonly ListedPackage[], after: readonly ListedPackage[]) {
	const { added, moved, changes } = compareListings(toBefore(before), after);
	return {
		added: added.map(toSpec),
		moved: moved.map(toSpec),
		changes: changes.map(
			({ rule, package: found, before: was, after: is }) => `${rule} ${toSpec(found)}: ${was} -> ${is}`,
		),
	};
}

function toSpec({ name, version }: ListedPackage): string {
	return `${name}@${version}`;
}

describe("packages", () => {
	test("one of each name and version is added, however many copies", () => {
		const nested = toListed("a@1.0.0", { location: "/var/task/node_modules/b/node_modules/a" });
		expect(compare([], [toListed("a@1.0.0"), nested, toListed("a@2.0.0")])).toEqual({
			added: ["a@1.0.0", "a@2.0.0"],
			moved: [],
			changes: [],
		});
	});

	test("a copy that only moved is nothing", () => {
		const nested = toListed("a@1.0.0", { location: "/var/task/node_modules/b/node_modules/a" });
		expect(compare([toListed("a@1.0.0")], [nested])).toEqual({ added: [], moved: [], changes: [] });
	});

	test("from development to production is nothing", () => {
		expect(compare([toListed("a@1.0.0", { scope: "dev" })], [toListed("a@1.0.0")])).toEqual({
			added: [],
			moved: [],
			changes: [],
		});
	});

	test("a name as written: capitals and prototypes are names like others", () => {
		const names = ["A@1.0.0", "__proto__@1.0.0", "constructor@1.0.0"];
		expect(
			compare(
				[toListed("a@1.0.0")],
				names.map((name) => toListed(name)),
			).added,
		).toEqual(names);
	});

	test("without a version", () => {
		const found = { ...toListed("a@1.0.0"), version: null };
		expect(compare([found], [found])).toEqual({ added: [], moved: [], changes: [] });
	});

	test("the registry's package in place of one from git is looked up: malware records speak about it", () => {
		const git = toListed("a@1.0.0", { source: "git", resolved: "git+ssh://git@host.example/a.git#abc" });
		expect(compare([git], [toListed("a@1.0.0")])).toEqual({ added: [], moved: ["a@1.0.0"], changes: [] });
	});
});

describe("sources", () => {
	const git = (commit: string) =>
		({ source: "git", resolved: `git+ssh://me:pw@host.example/a.git#${commit}` }) as const;

	test.each([
		["git", git("abc"), "git, git+ssh://host.example/a.git#abc"],
		["tarball", { source: "tarball", resolved: `${OTHER}/a.tgz?key=1` }, `tarball, ${OTHER}/a.tgz`],
		["file", { source: "file", resolved: "file:../a.tgz" }, "file, file:../a.tgz"],
	] as const)("%s is said when it is added", (_, fields, after) => {
		const change = `source-not-registry a@1.0.0: null -> ${after}`;
		expect(compare([], [toListed("a@1.0.0", fields)]).changes).toEqual([change]);
	});

	test.each(["registry", "private", "link", "workspace", "unknown"] as const)("%s is not", (source) => {
		expect(compare([], [toListed("a@1.0.0", { source })]).changes).toEqual([]);
	});

	test("the same version from git instead of the registry, from another commit, and from the same", () => {
		const [first, second] = [toListed("a@1.0.0", git("abc")), toListed("a@1.0.0", git("def"))];
		expect(compare([toListed("a@1.0.0")], [first])).toEqual({
			added: [],
			moved: ["a@1.0.0"],
			changes: ["source-not-registry a@1.0.0: from a registry -> git, git+ssh://host.example/a.git#abc"],
		});
		expect(compare([first], [second]).changes).toEqual([
			"source-not-registry a@1.0.0: git, git+ssh://host.example/a.git#abc -> git, git+ssh://host.example/a.git#def",
		]);
		expect(compare([first], [{ ...first, location: "/var/task/node_modules/b/node_modules/a" }]).changes).toEqual([]);
	});
});

describe("registries", () => {
	const known = [toListed("a@1.0.0", toAddress("a@1.0.0")), toListed("b@1.0.0", toAddress("b@1.0.0"))];
	const both = [...known, toListed("c@1.0.0", toAddress("c@1.0.0", OTHER))];

	test.each([
		["an added package from the same", known, toListed("d@1.0.0", toAddress("d@1.0.0")), []],
		[
			"an added package from another",
			known,
			toListed("d@1.0.0", toAddress("d@1.0.0", OTHER)),
			[`registry-changed d@1.0.0: ${REGISTRY} -> ${OTHER}`],
		],
		["an added package from one of two", both, toListed("d@1.0.0", toAddress("d@1.0.0", OTHER)), []],
		[
			"the same version from another",
			known,
			toListed("a@1.0.0", toAddress("a@1.0.0", OTHER)),
			[`registry-changed a@1.0.0: ${REGISTRY} -> ${OTHER}`],
		],
		[
			"an upgrade from another",
			known,
			toListed("a@2.0.0", toAddress("a@2.0.0", OTHER)),
			[`registry-changed a@2.0.0: ${REGISTRY} -> ${OTHER}`],
		],
		[
			"an upgrade from another that is known",
			both,
			toListed("a@2.0.0", toAddress("a@2.0.0", OTHER)),
			[`registry-moved a@2.0.0: ${REGISTRY} -> ${OTHER}`],
		],
		[
			"what was private, now from where others are",
			both,
			toListed("c@9.0.0", toAddress("c@9.0.0")),
			[`registry-moved c@9.0.0: ${OTHER} -> ${REGISTRY}`],
		],
		["no address", known, toListed("a@2.0.0"), []],
		[
			"another port",
			known,
			toListed("d@1.0.0", toAddress("d@1.0.0", `${REGISTRY}:8443`)),
			[`registry-changed d@1.0.0: ${REGISTRY} -> ${REGISTRY}:8443`],
		],
		[
			"no encryption",
			known,
			toListed("d@1.0.0", toAddress("d@1.0.0", "http://registry.example")),
			[`registry-changed d@1.0.0: ${REGISTRY} -> http://registry.example`],
		],
		["a password", known, toListed("a@2.0.0", toAddress("a@2.0.0", "https://me:pw@registry.example")), []],
		[
			"a password for another",
			known,
			toListed("d@1.0.0", toAddress("d@1.0.0", "https://me:pw@other.example")),
			[`registry-changed d@1.0.0: ${REGISTRY} -> ${OTHER}`],
		],
		["nothing to compare with", [toListed("a@1.0.0")], toListed("a@2.0.0", toAddress("a@2.0.0", OTHER)), []],
	] as const)("%s", (_, before, found, changes) => {
		expect(compare(before, [found]).changes).toEqual(changes);
	});

	test("a private scope is watched as well", () => {
		const [before, after] = [OTHER, "https://third.example"].map((registry) =>
			toListed("@acme/a@1.0.0", { source: "private", ...toAddress("@acme/a@1.0.0", registry) }),
		);
		expect(compare([before as ListedPackage], [after as ListedPackage]).changes).toEqual([
			`registry-changed @acme/a@1.0.0: ${OTHER} -> https://third.example`,
		]);
	});
});

describe("versions", () => {
	test.each([
		["lower than before", ["2.0.0"], "1.0.0", ["downgrade a@1.0.0: 2.0.0 -> 1.0.0"]],
		["lower than one, higher than another", ["2.0.0", "1.0.0"], "1.5.0", []],
		["lower than the lowest of several", ["3.0.0", "2.0.0"], "1.0.0", ["downgrade a@1.0.0: 2.0.0 -> 1.0.0"]],
		["higher", ["1.0.0"], "2.0.0", []],
		["a pre-release of the same", ["2.0.0"], "2.0.0-rc.1", ["downgrade a@2.0.0-rc.1: 2.0.0 -> 2.0.0-rc.1"]],
		["no version that can be compared", ["latest"], "1.0.0", []],
		["other build metadata", ["1.0.0+a"], "1.0.0+b", []],
		["not there before", [], "1.0.0", []],
	])("%s", (_, before, after, changes) => {
		const listed = before.map((version) => toListed(`a@${version}`));
		expect(compare(listed, [toListed(`a@${after}`)]).changes).toEqual(changes);
	});
});

describe("what the same version is", () => {
	test("an added version has no hash to compare with", () => {
		const before = toListed("a@1.0.0", { integrity: "sha512-AA==" });
		expect(compare([before], [toListed("a@2.0.0", { integrity: "sha512-BB==" })]).changes).toEqual([]);
	});

	test("another hash, and none", () => {
		const before = toListed("a@1.0.0", { integrity: "sha512-AA==" });
		expect(compare([before], [toListed("a@1.0.0", { integrity: "sha512-BB==" })]).changes).toEqual([
			"integrity-changed a@1.0.0: sha512-AA== -> sha512-BB==",
		]);
		expect(compare([before], [toListed("a@1.0.0")]).changes).toEqual(["integrity-lost a@1.0.0: sha512-AA== -> null"]);
	});

	test("of several copies each is judged, and said once", () => {
		const [first, second] = ["", "/b"].map((folder) =>
			toListed("a@1.0.0", { location: `/var/task${folder}/node_modules/a`, integrity: "sha512-BB==" }),
		) as [ListedPackage, ListedPackage];
		const before = toListed("a@1.0.0", { integrity: "sha512-AA==" });
		expect(compare([before], [{ ...first, integrity: "sha512-AA==" }, second]).changes).toEqual([
			"integrity-changed a@1.0.0: sha512-AA== -> sha512-BB==",
		]);
		expect(compare([before], [first, second]).changes).toHaveLength(1);
	});

	test("a script is said of what is added, not of what was there: some formats do not say", () => {
		const scripted = (spec: string) => toListed(spec, { hasInstallScript: true });
		expect(compare([toListed("a@1.0.0")], [scripted("a@1.0.0"), scripted("a@2.0.0")]).changes).toEqual([
			"install-script-added a@2.0.0: null -> null",
		]);
	});
});

test("time grows with the packages, not with their square", () => {
	const listed = (count: number, version: string) =>
		Array.from({ length: count }, (_, at) =>
			toListed(`p${at}@${version}`, toAddress(`p${at}@${version}`, version === "1.0.0" ? REGISTRY : OTHER)),
		);
	const time = (count: number) => {
		const [before, after] = [listed(count, "1.0.0"), listed(count, "1.0.1")];
		return measureProcessorTime(() => {
			expect(compareListings(toBefore(before), after).changes).toHaveLength(count);
		});
	};
	time(500);
	expect(time(20_000)).toBeLessThan(40 * 10 * Math.max(5, time(500)));
});
