import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { DependencyGraph, Gap } from "../../src/model.ts";
import { resolve } from "../../src/resolve/index.ts";
import { toBundle } from "./bundle.ts";

async function read(document: string | object, name = "bom.json") {
	const bundle = toBundle({ [name]: document }, { kind: "sbom" });
	const progress = { step: () => {} };
	return resolve(bundle, { runtime: null, handler: null, progress });
}

async function refuse(document: string | object | Uint8Array, name = "bom.json"): Promise<ScanError> {
	const bundle = toBundle({ [name]: document }, { kind: "sbom" });
	const error = await resolve(bundle, { runtime: null, handler: null, progress: { step: () => {} } }).catch((e) => e);
	expect(error).toBeInstanceOf(ScanError);
	return error as ScanError;
}

const cyclonedx = (fields: object, specVersion = "1.6") => ({ bomFormat: "CycloneDX", specVersion, ...fields });
const library = (purl: string, fields: object = {}) => ({
	type: "library",
	name: "x",
	purl,
	"bom-ref": purl,
	...fields,
});
const spdx = (fields: object) => ({ spdxVersion: "SPDX-2.3", SPDXID: "SPDXRef-DOCUMENT", ...fields });
const listed = (SPDXID: string, purl: string | null, fields: object = {}) => ({
	SPDXID,
	name: SPDXID,
	externalRefs:
		purl === null ? [] : [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
	...fields,
});

function list({ packages }: DependencyGraph) {
	return packages.map(({ purl, scope, relation, source }) => [purl, scope, relation, source].join(" "));
}

function codes(gaps: readonly Gap[]) {
	return gaps.map(({ code, blocking, message }) => `${blocking ? "blocking" : "minor"} ${code}: ${message}`);
}

const ROOT = { metadata: { component: { type: "application", name: "shop", version: "1.0.0", "bom-ref": "root" } } };

describe("CycloneDX", () => {
	it("gives a whole graph", async () => {
		const a = "pkg:npm/a@1.0.0";
		const b = "pkg:maven/org.example/b@2.0.Final?type=jar";
		const { graph, gaps, empty } = await read(
			cyclonedx({
				...ROOT,
				components: [
					library(a, {
						hashes: [{ alg: "SHA-1", content: "00".repeat(20) }],
						externalReferences: [
							{ type: "website", url: "https://example.invalid" },
							{ type: "distribution", url: "https://npm.example.invalid/a/-/a-1.0.0.tgz" },
						],
					}),
					library(b),
				],
				dependencies: [
					{ ref: "root", dependsOn: [a] },
					{ ref: a, dependsOn: [b], provides: ["nothing"] },
					{ ref: b, dependsOn: [] },
				],
			}),
		);
		const shared = {
			confidence: "high",
			origin: "function",
			scope: "prod",
			shadowedBy: null,
			unrooted: false,
			hasInstallScript: false,
			evidence: ["sbom"],
			size: null,
		};
		const [atA, atB, root] = ["/components/0", "/components/1", "/metadata/component"].map(
			(at) => `/var/task/bom.json#${at}`,
		);
		expect(graph.packages).toEqual([
			{
				...shared,
				id: "a@1.0.0",
				purl: "pkg:npm/a@1.0.0",
				ecosystem: "npm",
				name: "a",
				version: "1.0.0",
				source: "registry",
				locations: [atA],
				relation: "direct",
				integrity: "sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			},
			{
				...shared,
				id: "org.example:b@2.0.Final",
				purl: "pkg:maven/org.example/b@2.0.Final",
				ecosystem: "Maven",
				name: "org.example:b",
				version: "2.0.Final",
				source: "unknown",
				locations: [atB],
				relation: "transitive",
				integrity: null,
			},
		]);
		expect(graph.own).toEqual([{ name: "shop", version: "1.0.0", location: root }]);
		expect(graph.edges).toEqual([
			{ from: atA, to: atB, name: "org.example:b", spec: "", type: "prod" },
			{ from: root, to: atA, name: "a", spec: "", type: "prod" },
		]);
		expect([gaps, empty]).toEqual([[], false]);
	});

	it.each(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])("version %s", async (version) => {
		const { graph } = await read(cyclonedx({ components: [library("pkg:npm/a@1.0.0")] }, version));
		expect(list(graph)).toEqual(["pkg:npm/a@1.0.0 prod unknown unknown"]);
	});

	it("keeps group and name of a component without a package URL, and takes both from one that has it", async () => {
		const { graph, gaps } = await read(
			cyclonedx({
				components: [
					{ type: "library", group: "org.apache.logging.log4j", name: "log4j-core", version: "2.14.1" },
					{ type: "library", group: "@scope", name: "a", version: "1.0.0" },
					{
						type: "library",
						name: "@scope/b",
						version: "1.0.0",
						properties: [{ name: "cdx:npm:package:path", value: "b" }],
					},
					{
						type: "library",
						name: "Flask",
						version: "2.0",
						properties: [{ name: "syft:package:type", value: "python" }],
					},
					library("pkg:maven/junit/junit@4.12", { group: "other", name: "wrong", version: "0" }),
					{ type: "library", group: "junit", name: "junit", version: "4.12" },
					{ type: "library", name: "left-pad", version: "1.0.0" },
				],
			}),
		);
		expect(graph.packages.map(({ purl }) => purl)).toEqual([
			"pkg:npm/%40scope/a@1.0.0",
			"pkg:npm/%40scope/b@1.0.0",
			"pkg:pypi/flask@2.0",
			"pkg:maven/junit/junit@4.12",
			"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
		]);
		expect(codes(gaps)).toEqual([
			"minor sbom-component-unidentified: 2 components without a package URL that says which package it is: junit/junit 4.12, left-pad 1.0.0",
		]);
	});

	it("scopes: what the component says goes before what the dependencies say", async () => {
		const dev = { properties: [{ name: "cdx:npm:package:development", value: "true" }] };
		const { graph } = await read(
			cyclonedx({
				components: [
					library("pkg:npm/a@1.0.0", { scope: "required" }),
					library("pkg:npm/b@1.0.0", { scope: "optional" }),
					library("pkg:npm/c@1.0.0", { scope: "excluded" }),
					library("pkg:npm/d@1.0.0", { scope: "required", ...dev }),
				],
			}),
		);
		expect(graph.packages.map(({ name, scope }) => `${name} ${scope}`)).toEqual([
			"a prod",
			"b optional",
			"c dev",
			"d dev",
		]);
	});

	it("members of the workspace, inside the root, are own code; their dependencies are direct", async () => {
		const component = {
			...ROOT.metadata.component,
			components: [
				{ type: "application", name: "api", group: "@acme", "bom-ref": "api", purl: "pkg:npm/%40acme/api@1.0.0" },
			],
		};
		const { graph } = await read(
			cyclonedx({
				metadata: { component },
				components: [library("pkg:npm/a@1.0.0"), library("pkg:npm/b@1.0.0")],
				dependencies: [
					{ ref: "root", dependsOn: ["api"] },
					{ ref: "api", dependsOn: ["pkg:npm/a@1.0.0"] },
				],
			}),
		);
		expect(graph.own.map(({ name }) => name)).toEqual(["shop", "@acme/api"]);
		expect(list(graph)).toEqual(["pkg:npm/a@1.0.0 prod direct unknown", "pkg:npm/b@1.0.0 prod transitive unknown"]);
	});

	it("components inside components are read, and bundled where nothing else asks for them", async () => {
		const inner = library("pkg:npm/inner@1.0.0", { components: [library("pkg:npm/inmost@1.0.0")] });
		const { graph } = await read(cyclonedx({ components: [library("pkg:npm/a@1.0.0", { components: [inner] })] }));
		expect(graph.packages.map(({ name, locations }) => [name, ...locations])).toEqual([
			["a", "/var/task/bom.json#/components/0"],
			["inmost", "/var/task/bom.json#/components/0/components/0/components/0"],
			["inner", "/var/task/bom.json#/components/0/components/0"],
		]);
		expect(graph.edges.map(({ name, type }) => `${name} ${type}`)).toEqual(["inner bundled", "inmost bundled"]);
	});

	it("duplicates are one package in several places, cycles end, references that lead nowhere are counted", async () => {
		const [a, b] = ["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"];
		const { graph, gaps } = await read(
			cyclonedx({
				...ROOT,
				components: [library(a), library(a, { "bom-ref": "again" }), library(b), library(b)],
				dependencies: [
					{ ref: "root", dependsOn: [a] },
					{ ref: a, dependsOn: [b, a, "gone"] },
					{ ref: b, dependsOn: [a] },
					{ ref: "nobody", dependsOn: [a] },
					{ ref: 7, dependsOn: [a] },
					null,
				],
			}),
		);
		expect(graph.packages.map(({ id, locations }) => [id, locations.length])).toEqual([
			["a@1.0.0", 2],
			["b@1.0.0", 2],
		]);
		expect(graph.edges).toHaveLength(3);
		expect(codes(gaps)).toEqual([
			"minor sbom-reference-broken: 2 dependencies on or of a component that is not listed",
		]);
	});

	it.each([
		["pkg:npm/a@1.0.0?vcs_url=git%2Bhttps://example.invalid", {}, "git"],
		["pkg:npm/a@1.0.0?repository_url=https://npm.example.invalid", {}, "private"],
		["pkg:npm/a@1.0.0", {}, "unknown"],
		[
			"pkg:npm/a@1.0.0",
			{ externalReferences: [{ type: "distribution", url: "https://x.invalid/a/-/a-1.0.0.tgz" }] },
			"registry",
		],
		["pkg:npm/a@1.0.0", { externalReferences: [{ type: "distribution", url: "https://x.invalid/b.tgz" }] }, "tarball"],
		["pkg:npm/a@1.0.0", { externalReferences: [{ type: "distribution", url: "file:../a" }] }, "file"],
		["pkg:npm/a@1.0.0?download_url=https://x.invalid/b.tgz", {}, "tarball"],
		["pkg:pypi/a@1.0.0", { externalReferences: [{ type: "distribution", url: "https://x.invalid/a.whl" }] }, "unknown"],
	])("%s %j comes from %s", async (purl, fields, source) => {
		const { graph } = await read(cyclonedx({ components: [library(purl, fields)] }));
		expect(graph.packages.map((entry) => entry.source)).toEqual([source]);
	});

	it("a version is that of the package URL, else the component's; none is a package without one", async () => {
		const components = [
			library("pkg:npm/a@1.0.0", { version: "2.0.0" }),
			library("pkg:npm/b", { version: "2.0.0" }),
			library("pkg:npm/c"),
			library("pkg:npm/d", { version: "1\n2" }),
		];
		const { graph } = await read(cyclonedx({ components }));
		expect(graph.packages.map(({ id }) => id)).toEqual(["a@1.0.0", "b@2.0.0", "c@?", "d@?"]);
	});
});

describe("what is listed and not read", () => {
	const one = library("pkg:npm/a@1.0.0");
	const debian = (name: string) => library(`pkg:deb/debian/${name}@1`, { name, version: "1" });
	it.each([
		[
			"languages, by type",
			[library("pkg:golang/x@1"), library("pkg:golang/y@1"), library("pkg:cargo/z@1")],
			[
				"blocking sbom-component-not-read: 1 component of type cargo, which fnsift does not read: x",
				"blocking sbom-component-not-read: 2 components of type golang, which fnsift does not read: x, x",
			],
		],
		[
			"an operating system",
			[{ type: "operating-system", name: "debian", version: "12" }],
			["minor sbom-component-not-read: 1 component of type operating-system, which fnsift does not read: debian 12"],
		],
		[
			"more of a system than can be read",
			["a", "b", "c", "d"].map(debian),
			["blocking sbom-component-not-read: 4 components of type deb, which fnsift does not read: a 1, b 1, c 1, …"],
		],
		[
			"no packages",
			[
				{ type: "file", name: "a.js" },
				{ type: "data", name: "d" },
				{ type: "cryptographic-asset", name: "k" },
			],
			[],
		],
		[
			"a hostile name",
			[{ type: "library", name: "evil\u001b[2J\u202e" }],
			["minor sbom-component-unidentified: 1 component without a package URL that says which package it is: evil[2J"],
		],
		[
			"no objects",
			[null, "text", []],
			["blocking sbom-component-unidentified: 3 entries of a list of components that cannot be read"],
		],
	] as [string, unknown[], string[]][])("%s", async (_, components, expected) => {
		const { gaps } = await read(cyclonedx({ components: [one, ...components] }));
		expect(codes(gaps)).toEqual(expected);
	});

	it("is an error when nothing else is there", async () => {
		const error = await refuse(cyclonedx({ components: [library("pkg:golang/x@1"), library("pkg:deb/d/y@1")] }));
		expect([error.code, error.message]).toEqual([
			"sbom-unreadable",
			"bom.json: none of its components can be read: 1 component of type golang, which fnsift does not read: x.",
		]);
	});

	it.each([{}, { components: [] }, ROOT, { components: [{ type: "file", name: "a" }] }, { components: {} }])(
		"%j is empty",
		async (fields) => {
			const { graph, gaps, empty } = await read(cyclonedx(fields));
			expect([graph.packages, gaps, empty]).toEqual([[], [], true]);
		},
	);
});

describe("SPDX", () => {
	const relationship = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
		spdxElementId,
		relationshipType,
		relatedSpdxElement,
	});

	it("the one package that is described is own code; scopes and relations follow from the relationships", async () => {
		const { graph, gaps } = await read(
			spdx({
				packages: [
					listed("SPDXRef-root", "pkg:npm/shop@1.0.0", { versionInfo: "1.0.0" }),
					listed("SPDXRef-a", "pkg:npm/a@1.0.0", { downloadLocation: "https://x.invalid/a/-/a-1.0.0.tgz" }),
					listed("SPDXRef-b", "pkg:pypi/B_b", { versionInfo: "1.0", downloadLocation: "NOASSERTION" }),
					listed("SPDXRef-c", "pkg:npm/c", { versionInfo: "NOASSERTION" }),
				],
				relationships: [
					relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-root"),
					relationship("SPDXRef-root", "DEPENDS_ON", "SPDXRef-a"),
					relationship("SPDXRef-b", "DEPENDENCY_OF", "SPDXRef-a"),
					relationship("SPDXRef-c", "DEV_DEPENDENCY_OF", "SPDXRef-root"),
					relationship("SPDXRef-a", "OTHER", "SPDXRef-nothing"),
				],
			}),
			"x.spdx.json",
		);
		expect(list(graph)).toEqual([
			"pkg:npm/a@1.0.0 prod direct registry",
			"pkg:pypi/b-b@1.0 prod transitive unknown",
			"pkg:npm/c dev direct unknown",
		]);
		expect(graph.own).toEqual([
			{ name: "SPDXRef-root", version: "1.0.0", location: "/var/task/x.spdx.json#/packages/0" },
		]);
		expect(gaps).toEqual([]);
	});

	it("where every package is described, all are packages", async () => {
		const { graph } = await read(
			spdx({
				documentDescribes: ["SPDXRef-a", "SPDXRef-b", "SPDXRef-c"],
				packages: [
					listed("SPDXRef-a", "pkg:npm/a@1.0.0"),
					listed("SPDXRef-b", "pkg:npm/b@1.0.0"),
					listed("SPDXRef-c", null),
				],
			}),
		);
		expect([graph.packages.map(({ name }) => name), graph.own.map(({ name }) => name)]).toEqual([
			["a", "b"],
			["SPDXRef-c"],
		]);
	});

	it("wrapped as GitHub exports it", async () => {
		const { graph } = await read({ sbom: spdx({ packages: [listed("SPDXRef-a", "pkg:npm/a@1.0.0")] }) });
		expect(graph.packages[0]?.locations).toEqual(["/var/task/bom.json#/sbom/packages/0"]);
	});
});

describe("what is refused", () => {
	it.each([
		["", "sbom-unreadable", "no valid JSON"],
		["{", "sbom-unreadable", "no valid JSON"],
		["[]", "sbom-unreadable", "no object"],
		[{}, "sbom-unreadable", "neither CycloneDX nor SPDX"],
		[{ bomFormat: "Other" }, "sbom-unreadable", "neither CycloneDX nor SPDX"],
		[cyclonedx({}, "2.0"), "sbom-not-supported", "bom.json is CycloneDX 2.0"],
		[{ bomFormat: "CycloneDX" }, "sbom-not-supported", "CycloneDX of no version"],
		[{ spdxVersion: "SPDX-2.4\u001b[2J" }, "sbom-not-supported", "SPDX SPDX-2.4[2J"],
		[{ "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [] }, "sbom-not-supported", "SPDX 3"],
		[
			'<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>',
			"sbom-not-supported",
			"CycloneDX in XML",
		],
		["SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "sbom-not-supported", "tag-value"],
		["spdxVersion: SPDX-2.3\n", "sbom-not-supported", "SPDX in YAML"],
	])("%j: %s", async (document, code, message) => {
		const error = await refuse(document);
		expect([error.code, error.exitCode]).toEqual([code, 3]);
		expect(error.message).toContain(message);
	});

	it.each([
		["values", `{"bomFormat":"CycloneDX","specVersion":"1.6","x":[${"[],".repeat(2_100_000)}[]]}`, "4 million values"],
		[
			"nesting",
			`{"bomFormat":"CycloneDX","specVersion":"1.6",${'"components":[{'.repeat(60)}${"}]".repeat(60)}}`,
			"nested more than 40 deep",
		],
		["components", cyclonedx({ components: Array.from({ length: 250_001 }, () => ({})) }), "250000 components"],
	])("too many %s", async (_, document, message) => {
		const error = await refuse(document);
		expect([error.code, error.message]).toEqual(["sbom-too-large", expect.stringContaining(message)]);
	});
});

test("keys and names of JavaScript's own are names like others", async () => {
	const text = JSON.stringify(
		cyclonedx({
			components: [
				library("pkg:npm/constructor@1.0.0", { "bom-ref": "__proto__" }),
				library("pkg:npm/__proto__@1.0.0", { "bom-ref": "constructor" }),
			],
			dependencies: [{ ref: "__proto__", dependsOn: ["constructor", "toString"] }],
		}),
	).replace('"components"', '"__proto__":{"components":[{}]},"components"');
	const { graph, gaps } = await read(text);
	expect(graph.packages.map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
	expect(graph.edges).toHaveLength(1);
	expect(gaps.map(({ code }) => code)).toEqual(["sbom-reference-broken"]);
	expect({}).not.toHaveProperty("components");
});

test("a layer beside it is a gap, not silence", async () => {
	const bundle = toBundle(
		{ "bom.json": cyclonedx({ components: [library("pkg:npm/a@1.0.0")] }) },
		{ kind: "sbom", layers: { "base.zip": { "nodejs/node_modules/b/package.json": { name: "b", version: "1.0.0" } } } },
	);
	const { gaps } = await resolve(bundle, { runtime: null, handler: null, progress: { step: () => {} } });
	expect(codes(gaps)).toEqual([
		"blocking layer-not-read: layers are not read with a bill of materials, which says nothing of them: scan them by themselves",
	]);
});

test("whatever the text, reading ends in a graph or a ScanError", async () => {
	const seeds = ["mixed.cdx.json", "npm-h6.cdx.json", "npm-h6.spdx.json"].map((name) =>
		readFileSync(`test/fixtures/sboms/${name}`, "utf8"),
	);
	const values = ["null", "0", '""', "[]", "{}", '"__proto__"', "[[[{}]]]", '"pkg:npm/%00@1"', '"root"', "-1e999"];
	const outcomes = { read: 0, refused: 0 };
	const change = fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.constantFrom(...values), fc.boolean());
	await fc.assert(
		fc.asyncProperty(change, async ([seed, at, value, isCut]) => {
			// The value at some colon or comma becomes another, or the text ends there.
			const marks = [...seed.matchAll(/[:,]\s*("[^"]*"|\[|\{|true|null)/g)];
			const mark = marks[at % marks.length];
			const start = mark?.index ?? 0;
			const text =
				isCut && at % 5 === 0
					? seed.slice(0, start)
					: `${seed.slice(0, start + 1)}${value}${/[[{]$/.test(mark?.[0] ?? "") ? `,${mark?.[1]}` : ""}${seed.slice(start + (mark?.[0].length ?? 0))}`;
			try {
				await read(text);
				outcomes.read++;
			} catch (error) {
				expect(error).toBeInstanceOf(ScanError);
				outcomes.refused++;
			}
		}),
		{ numRuns: 400 },
	);
	expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(20);
});
