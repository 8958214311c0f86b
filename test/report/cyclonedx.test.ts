import { Version } from "@cyclonedx/cyclonedx-library/Spec";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FindingWaiver, Report } from "../../src/model.ts";
import { type CycloneDxVersion, renderCycloneDx } from "../../src/report/cyclonedx/render.ts";
import { breakEverywhere } from "./break.ts";
import { makeFinding, makePackage, makeReport, makeTarget } from "./build.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

// The library's validators hold the official schemas; these two know the version each is for.
const VALIDATORS = {
	"1.6": new JsonStrictValidator(Version.v1dot6),
	"1.7": new JsonStrictValidator(Version.v1dot7),
} as const;
const VERSIONS = Object.keys(VALIDATORS) as CycloneDxVersion[];

function validate(document: unknown, version: CycloneDxVersion) {
	return VALIDATORS[version].validate(typeof document === "string" ? document : JSON.stringify(document));
}

interface Document {
	readonly serialNumber: string;
	readonly metadata: { readonly timestamp: string; readonly component: Component };
	readonly components: readonly Component[];
	readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
	readonly compositions: readonly { readonly aggregate: string; readonly assemblies: readonly string[] }[];
	readonly vulnerabilities?: readonly {
		readonly "bom-ref": string;
		readonly id: string;
		readonly affects: readonly { readonly ref: string }[];
		readonly [field: string]: unknown;
	}[];
	readonly annotations: readonly { readonly subjects: readonly string[]; readonly text: string }[];
}

interface Component {
	readonly "bom-ref": string;
	readonly purl?: string;
	readonly components?: readonly Component[];
	readonly [field: string]: unknown;
}

function parse(report: Report, version: CycloneDxVersion = "1.6"): Document {
	return JSON.parse(renderCycloneDx(report, version)) as Document;
}

function withWaiver(waived: Partial<FindingWaiver>): Report {
	const minimist = makePackage("minimist", "1.2.0");
	const finding = makeFinding(minimist, "CVE-2021-44906", {
		waived: {
			reason: "arguments are parsed from constants",
			expires: "2027-01-31",
			justification: null,
			source: { kind: "policy", file: "fnsift.yaml" },
			...waived,
		},
	});
	return makeReport([makeTarget("a.zip", { packages: [minimist], findings: [finding] })], 0);
}

/** Every `bom-ref` of the document, and everything that points to one. */
function listReferences({ metadata, components, dependencies, compositions, vulnerabilities, annotations }: Document) {
	const flatten = (list: readonly Component[]): readonly string[] =>
		list.flatMap((component) => [component["bom-ref"], ...flatten(component.components ?? [])]);
	return {
		refs: [...flatten([metadata.component, ...components]), ...(vulnerabilities ?? []).map((each) => each["bom-ref"])],
		pointers: [
			...dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]),
			...compositions.flatMap(({ assemblies }) => assemblies),
			...(vulnerabilities ?? []).flatMap(({ affects }) => affects.map(({ ref }) => ref)),
			...annotations.flatMap(({ subjects }) => subjects),
		],
	};
}

describe.each(VERSIONS)("CycloneDX %s", (version) => {
	test.each([...SAMPLES])(
		"%s is valid by the official schema, and every reference leads somewhere",
		async (_, report) => {
			const text = renderCycloneDx(report, version);
			expect(await validate(text, version)).toBeNull();
			const { refs, pointers } = listReferences(JSON.parse(text) as Document);
			expect(new Set(refs).size).toBe(refs.length);
			expect(pointers.filter((ref) => !refs.includes(ref))).toEqual([]);
		},
	);

	test("the schema notices every way in which the document could be wrong", async () => {
		const report = {
			...SAMPLES.get("several")!,
			targets: [...SAMPLES.get("several")!.targets, ...withWaiver({ justification: "component_not_present" }).targets],
		};
		const small = {
			...report,
			targets: report.targets.map((target) => ({
				...target,
				graph: { ...target.graph, packages: target.graph.packages.filter(({ name }) => !name.startsWith("filler")) },
			})),
		};
		const document = parse(small, version);
		const broken = breakEverywhere(document, ["bomFormat", "specVersion", "components.type", "components.name"]);
		const unnoticed: string[] = [];
		for (const { label, document: wrong } of broken) {
			if ((await validate(wrong, version)) === null) unnoticed.push(label);
		}
		expect(broken.length).toBeGreaterThan(120);
		expect(unnoticed).toEqual([]);
	});
});

test("names that nobody would choose stay valid, and are not shown to a terminal as they are", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(hostileTexts, { minLength: 1, maxLength: 6 }), async (texts) => {
			const text = renderCycloneDx(makeHostileReport(texts), "1.6");
			expect(await validate(text, "1.6")).toBeNull();
			expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
			const { refs, pointers } = listReferences(JSON.parse(text) as Document);
			expect(new Set(refs).size).toBe(refs.length);
			expect(pointers.filter((ref) => !refs.includes(ref))).toEqual([]);
		}),
		{ numRuns: 40 },
	);
});

test("the serial number follows from the content alone", () => {
	const report = SAMPLES.get("vulnerable")!;
	const later = { ...report, startedAt: "2027-01-01T00:00:00.000Z" };
	expect(parse(later).serialNumber).toBe(parse(report).serialNumber);
	expect(parse(later).metadata.timestamp).toBe("2027-01-01T00:00:00.000Z");
	expect(parse(SAMPLES.get("clean")!).serialNumber).not.toBe(parse(report).serialNumber);
	expect(parse(report, "1.7").serialNumber).not.toBe(parse(report, "1.6").serialNumber);
});

describe("what is not known is not claimed", () => {
	test("a target with a gap is incomplete, and each gap is told", () => {
		const { compositions, annotations, metadata } = parse(SAMPLES.get("unseen")!);
		expect(compositions.map(({ aggregate }) => aggregate)).toEqual(["incomplete"]);
		expect(annotations.length).toBe(16);
		expect(annotations[0]?.text).toBe(
			"blocking gap layer-unreadable in build/shared-layer.zip: The layer could not be opened: its central directory ends after 12 of 3,004 entries.",
		);
		expect(annotations[0]?.subjects).toEqual([metadata.component["bom-ref"]]);
		expect(parse(SAMPLES.get("clean")!).compositions.map(({ aggregate }) => aggregate)).toEqual(["complete"]);
	});

	test("a vendored copy and a package without a readable manifest have no entry among the dependencies", () => {
		const vendored = makePackage("vendored", "1.0.0", { unrooted: true, confidence: "low" });
		const broken = makePackage("broken", null);
		const leaf = makePackage("leaf", "1.0.0");
		const { dependencies } = parse(makeReport([makeTarget("a.zip", { packages: [vendored, broken, leaf] })], 0));
		expect(dependencies).toEqual([{ ref: "target:a.zip" }, { ref: "pkg:npm/leaf@1.0.0" }]);
	});

	test("suspicions are remarks on their packages, not vulnerabilities", () => {
		const { vulnerabilities = [], annotations } = parse(SAMPLES.get("malicious")!);
		expect(vulnerabilities.map(({ id }) => id)).toEqual(["MAL-2025-20690"]);
		expect(annotations.map(({ subjects, text }) => [subjects[0], text.split(":")[0]])).toEqual([
			["pkg:npm/fast-telemetry@2.0.1", "fnsift/install-script (critical, confidence high)"],
			["pkg:npm/crossenv@6.1.1", "fnsift/typosquat (high, confidence medium)"],
			["pkg:npm/bcrypt@5.1.0", "fnsift/install-script (low, confidence high)"],
		]);
	});
});

test("a component has scope, hash, purl with the exact name, evidence and places", () => {
	const integrity =
		"sha512-N5ZAX4/LxJmF+7wN74pUD6qAh9/wnvdQcjq9TZjevvXzSUo7bfmw91saqMjzGS2xq91/odN2dW/WOl7qQHNDGA== sha1-nonsense";
	const item = makePackage("@Scope/JSONStream", "1.0.0", {
		integrity,
		scope: "dev",
		evidence: ["installed", "lockfile"],
		hasInstallScript: true,
		locations: ["/var/task/a/node_modules/@Scope/JSONStream", "/var/task/node_modules/@Scope/JSONStream"],
	});
	const { components } = parse(makeReport([makeTarget("a.zip", { packages: [item] })], 0));
	expect(components).toEqual([
		{
			type: "library",
			group: "@Scope",
			name: "JSONStream",
			version: "1.0.0",
			"bom-ref": "pkg:npm/%40Scope/JSONStream@1.0.0",
			scope: "excluded",
			hashes: [
				{
					alg: "SHA-512",
					content: Buffer.from(integrity.slice(7, 95), "base64").toString("hex"),
				},
			],
			purl: "pkg:npm/%40Scope/JSONStream@1.0.0",
			properties: [
				{ name: "fnsift:id", value: "@Scope/JSONStream@1.0.0" },
				{ name: "fnsift:origin", value: "function" },
				{ name: "fnsift:relation", value: "transitive" },
				{ name: "fnsift:scope", value: "dev" },
				{ name: "fnsift:source", value: "registry" },
				{ name: "cdx:npm:package:development", value: "true" },
				{ name: "fnsift:hasInstallScript", value: "true" },
			],
			evidence: {
				identity: [
					{
						field: "purl",
						confidence: 1,
						methods: [
							{ technique: "manifest-analysis", confidence: 1, value: "installed" },
							{ technique: "manifest-analysis", confidence: 1, value: "lockfile" },
						],
					},
				],
				occurrences: [{ location: "a/node_modules/@Scope/JSONStream" }, { location: "node_modules/@Scope/JSONStream" }],
			},
		},
	]);
});

test("a vulnerability has its rating, weaknesses, what it affects and what closes it", () => {
	const { vulnerabilities = [] } = parse(SAMPLES.get("vulnerable")!);
	const found = vulnerabilities.find(({ id }) => id === "CVE-2021-44906");
	const { "bom-ref": id, ...rest } = found!;
	expect(rest).toEqual({
		id: "CVE-2021-44906",
		source: { name: "OSV", url: "https://osv.dev/vulnerability/CVE-2021-44906" },
		references: [
			{
				id: "GHSA-xvch-5gv4-984h",
				source: { name: "OSV", url: "https://osv.dev/vulnerability/GHSA-xvch-5gv4-984h" },
			},
		],
		ratings: [{ score: 9.8, severity: "critical" }],
		cwes: [1321],
		description: "Prototype Pollution in minimist",
		recommendation:
			"Upgrade minimist 1.2.0 to 1.2.6 (patch): npm install minimist@1.2.6 (the smallest version that no known advisory affects)",
		affects: [{ ref: "pkg:npm/minimist@1.2.0", versions: [{ version: "1.2.0", status: "affected" }] }],
		properties: [
			{ name: "fnsift:finding", value: id },
			{ name: "fnsift:key", value: expect.stringMatching(/^fs1-[0-9a-f]{20}$/) },
			{ name: "fnsift:kind", value: "vulnerability" },
			{ name: "fnsift:confidence", value: "high" },
			{ name: "fnsift:gating", value: "true" },
		],
	});
	expect(vulnerabilities.find(({ id: rule }) => rule === "CVE-2026-10001")).not.toHaveProperty("recommendation");
});

test.each<[string, Partial<FindingWaiver>, unknown]>([
	[
		"a justification says that it is not affected",
		{ justification: "vulnerable_code_not_in_execute_path" },
		{
			state: "not_affected",
			justification: "code_not_reachable",
			detail: "arguments are parsed from constants (vulnerable_code_not_in_execute_path until 2027-01-31)",
		},
	],
	[
		"a justification without a counterpart is told in words",
		{ justification: "vulnerable_code_cannot_be_controlled_by_adversary", expires: null },
		{
			state: "not_affected",
			detail: "arguments are parsed from constants (vulnerable_code_cannot_be_controlled_by_adversary)",
		},
	],
	[
		"a VEX statement too",
		{ source: { kind: "vex", file: "a.json" }, expires: null },
		{ state: "not_affected", detail: "arguments are parsed from constants" },
	],
	[
		"a risk that is accepted is still a risk",
		{},
		{
			state: "exploitable",
			response: ["will_not_fix"],
			detail: "Accepted until 2027-01-31: arguments are parsed from constants",
		},
	],
])("analysis: %s", async (_, waived, analysis) => {
	const report = withWaiver(waived);
	expect(parse(report).vulnerabilities?.map((each) => each.analysis)).toEqual([analysis]);
	expect(await validate(renderCycloneDx(report, "1.6"), "1.6")).toBeNull();
});

test("several targets are one run: each with its own packages", () => {
	const { metadata, dependencies, components } = parse(SAMPLES.get("several")!);
	const targets = metadata.component.components?.map((component) => component["bom-ref"]);
	expect(targets).toEqual(["target:build/checkout.zip", "target:build/mailer.zip", "target:build/orders.zip"]);
	expect(dependencies[0]).toEqual({ ref: "run", dependsOn: targets });
	const fillers = components.filter(({ purl }) => purl === "pkg:npm/filler-000@1.0.0");
	expect(fillers.map((component) => component["bom-ref"])).toEqual([
		"pkg:npm/filler-000@1.0.0",
		"pkg:npm/filler-000@1.0.0#2",
		"pkg:npm/filler-000@1.0.0#3",
	]);
});

test("all edges are dependencies, own code's among them", () => {
	const packages = [makePackage("a", "1.0.0"), makePackage("b", "1.0.0"), makePackage("c", "1.0.0")];
	const own = [
		{ name: "app", version: "1.0.0", location: "/var/task" },
		{ name: "member", version: null, location: "/var/task/packages/member" },
	];
	const at = (name: string) => `/var/task/node_modules/${name}`;
	const edges = [
		{ from: "/var/task", to: at("a"), name: "a", spec: "^1", type: "prod" as const },
		{ from: "/var/task", to: "/var/task/packages/member", name: "member", spec: "*", type: "prod" as const },
		{ from: "/var/task/packages/member", to: at("c"), name: "c", spec: "^1", type: "dev" as const },
		{ from: at("a"), to: at("b"), name: "b", spec: "^1", type: "prod" as const },
		{ from: at("b"), to: at("a"), name: "a", spec: "^1", type: "peer" as const },
		{ from: at("b"), to: null, name: "missing", spec: "^1", type: "optional" as const },
	];
	const { dependencies } = parse(makeReport([makeTarget("a.zip", { packages, own, edges })], 0));
	expect(dependencies).toEqual([
		{ ref: "target:a.zip", dependsOn: ["own:packages/member", "pkg:npm/a@1.0.0"] },
		{ ref: "own:packages/member", dependsOn: ["pkg:npm/c@1.0.0"] },
		{ ref: "pkg:npm/a@1.0.0", dependsOn: ["pkg:npm/b@1.0.0"] },
		{ ref: "pkg:npm/b@1.0.0", dependsOn: ["pkg:npm/a@1.0.0"] },
		{ ref: "pkg:npm/c@1.0.0" },
	]);
});
