import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { renderJunit } from "../../src/report/junit/render.ts";
import { makeFinding, makeGap, makePackage, makeReport, makeTarget } from "./build.ts";
import { BREAKING_REPORT, makeVaried } from "./formats.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** junit-10.xsd of Jenkins' xUnit plugin: children, required and other attributes, and whether there may be text. */
const FORM: Readonly<Record<string, { children: string[]; required: string[]; optional: string[]; text?: true }>> = {
	testsuites: { children: ["testsuite"], required: [], optional: ["name", "time", "tests", "failures", "errors"] },
	testsuite: {
		children: ["testsuite", "properties", "testcase", "system-out", "system-err"],
		required: ["name", "tests", "failures", "errors"],
		optional: ["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
	},
	properties: { children: ["property"], required: [], optional: [] },
	property: { children: [], required: ["name", "value"], optional: [] },
	testcase: {
		children: ["skipped", "error", "failure", "system-out", "system-err"],
		required: ["name"],
		optional: ["time", "classname", "group"],
	},
	skipped: { children: [], required: [], optional: ["type", "message"], text: true },
	error: { children: [], required: [], optional: ["type", "message"], text: true },
	failure: { children: [], required: [], optional: ["type", "message"], text: true },
};

function findProblems(element: XmlElement, root = true): string[] {
	const form = FORM[element.name];
	if (form === undefined || (root && element.name !== "testsuites")) return [`${element.name} is not known here`];
	const names = Object.keys(element.attributes);
	return [
		...form.required.filter((name) => !names.includes(name)).map((name) => `${element.name} without ${name}`),
		...names
			.filter((name) => ![...form.required, ...form.optional].includes(name))
			.map((name) => `${element.name}.${name}`),
		...element.children
			.filter(({ name }) => !form.children.includes(name))
			.map(({ name }) => `${name} in ${element.name}`),
		...(form.text === undefined && element.text.trim() !== "" ? [`text in ${element.name}`] : []),
		...findWrongCounts(element),
		...element.children.flatMap((child) => findProblems(child, false)),
	];
}

function findWrongCounts(element: XmlElement): string[] {
	if (element.name !== "testsuite" && element.name !== "testsuites") return [];
	const suites = element.name === "testsuite" ? [element] : element.children;
	const cases = suites.flatMap(({ children }) => children.filter(({ name }) => name === "testcase"));
	const of = (name: string) => cases.filter(({ children }) => children.some((child) => child.name === name)).length;
	const counts = { tests: cases.length, failures: of("failure"), errors: of("error"), skipped: of("skipped") };
	return Object.entries(counts)
		.filter(([name, count]) => element.attributes[name] !== undefined && element.attributes[name] !== `${count}`)
		.map(([name]) => `${element.name} counts ${name} wrong`);
}

function parse(report: Report): XmlElement {
	return parseXml(renderJunit(report, { columns: 80, color: false }));
}

function listOutcomes(report: Report): [string, string][] {
	return parse(report).children.flatMap(({ children }) =>
		children
			.filter(({ name }) => name === "testcase")
			.map(({ attributes, children: [result] }): [string, string] => [attributes.name!, result?.name ?? "passed"]),
	);
}

describe("JUnit XML", () => {
	test.each([...SAMPLES, ["varied", makeVaried()], ["breaking", BREAKING_REPORT]] as const)(
		"%s is well formed and of the form that Jenkins checks",
		(_, report) => {
			expect(findProblems(parse(report))).toEqual([]);
		},
	);

	test("so is whatever names make of it, and they are in it", () =>
		fc.assert(
			fc.property(fc.array(hostileTexts, { minLength: 1, maxLength: 5 }), (texts) => {
				expect(findProblems(parse(makeHostileReport(texts)))).toEqual([]);
			}),
			{ numRuns: 60 },
		));

	test("what is escaped reads as it was", () => {
		const item = makePackage(`<a href="x">&amp;]]>'</a>`, "1.0.0");
		const report = makeReport(
			[makeTarget("a.zip", { packages: [item], findings: [makeFinding(item, "CVE-2026-1")] })],
			0,
		);
		expect(listOutcomes(report)).toEqual([[`<a href="x">&amp;]]>'</a>@1.0.0: CVE-2026-1`, "failure"]]);
	});

	test.each([
		["a control character", (text: string) => text.replace("name=", "name=\u0001")],
		["an entity of HTML", (text: string) => text.replace(">minimist", ">&nbsp;minimist")],
		["a bare ampersand", (text: string) => text.replace(">minimist", ">&minimist")],
		["an open tag", (text: string) => text.replace("</testcase>", "")],
		["two roots", (text: string) => `${text}<testsuites/>`],
		["an attribute twice", (text: string) => text.replace('name="fnsift"', 'name="fnsift" name="x"')],
		["an end of CDATA", (text: string) => text.replace(">minimist", ">]]>minimist")],
		["text between elements", (text: string) => text.replace("<testcase", "x<testcase")],
		["an unknown attribute", (text: string) => text.replace("<testcase ", '<testcase line="1" ')],
		["a missing attribute", (text: string) => text.replace(/ errors="\d+"/g, "")],
		["a wrong count", (text: string) => text.replace(/tests="\d+"/, 'tests="999"')],
		["an unknown element", (text: string) => text.replaceAll("properties>", "props>")],
	])("the check notices %s", (_, change) => {
		const text = renderJunit(makeVaried(), { columns: 80, color: false });
		const changed = change(text);
		expect(changed).not.toBe(text);
		expect(() => {
			const problems = findProblems(parseXml(changed));
			if (problems.length > 0) throw new Error(problems.join());
		}).toThrow();
	});
});

describe("test cases", () => {
	const [minimist, qs] = [makePackage("minimist", "1.2.0"), makePackage("qs", "6.5.2")];
	const [high, low] = [makeFinding(minimist, "CVE-2026-1"), makeFinding(qs, "CVE-2026-2", { severity: "low" })];
	const parts = { packages: [minimist, qs], findings: [high, low] };

	test("without a gate every finding that would count fails, else those over the gate", () => {
		expect(listOutcomes(makeReport([makeTarget("a.zip", parts)], 0))).toEqual([
			["minimist@1.2.0: CVE-2026-1", "failure"],
			["qs@6.5.2: CVE-2026-2", "failure"],
		]);
		expect(listOutcomes(makeReport([makeTarget("a.zip", { ...parts, overGate: new Set([high.id]) })], 1))).toEqual([
			["minimist@1.2.0: CVE-2026-1", "failure"],
			["qs@6.5.2: CVE-2026-2", "passed"],
		]);
	});

	test("a blocking gap is an error where it decides, and skipped where it is allowed", () => {
		const target = makeTarget("a.zip", { gaps: [makeGap("layer-unreadable", { blocking: true })] });
		const gaps = [{ kind: "gaps", message: "1 blocking gap" }] as const;
		expect(listOutcomes(makeReport([target], 3, gaps))).toEqual([["not examined: layer-unreadable", "error"]]);
		expect(listOutcomes(makeReport([target], 0))).toEqual([["not examined: layer-unreadable", "skipped"]]);
	});

	test("a target with nothing to say has one that passes", () => {
		const report = makeReport([makeTarget("a.zip", { packages: [minimist] })], 0);
		expect(listOutcomes(report)).toEqual([["1 package without findings", "passed"]]);
	});
});
