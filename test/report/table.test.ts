import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { FORMATS } from "../../src/report/index.ts";
import { table } from "../../src/report/table.ts";
import { makeFinding, makeFix, makeGap, makePackage, makeReport, makeTarget } from "./build.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

// Our own colour codes, which is all that may follow an escape character.
const ESCAPE = "\u001b";
const SGR = new RegExp(`${ESCAPE}\\[(?:1|1;31|2|22|22;39|31|32|33|36|39)m`, "g");

async function render(report: Report, columns: number, color = false): Promise<string> {
	return table.render(report, { columns, color });
}

/** Commands are for copying: they alone may be wider than the page. */
function findWideLines(text: string, columns: number): string[] {
	return text.split("\n").filter((line) => stringWidth(line) > columns && !/^ +npm /.test(line));
}

describe("table", () => {
	test("comes first, so that it is the default", () => {
		expect(FORMATS[0]?.name).toBe("table");
	});

	test.each([...SAMPLES])("shows sample %s as its golden texts do", async (name, report) => {
		const fixture = (kind: string) => `../fixtures/report/${name}.${kind}.txt`;
		await expect(await render(report, 80)).toMatchFileSnapshot(fixture("80"));
		await expect(await render(report, 140, true)).toMatchFileSnapshot(fixture("140-colour"));
	});

	test.each([...SAMPLES])("says the same without colour for sample %s", async (_, report) => {
		const coloured = await render(report, 100, true);
		expect(coloured).toMatch(SGR);
		expect(coloured.replace(SGR, "")).toBe(await render(report, 100));
	});

	test.each([...SAMPLES])("fits any page for sample %s", async (_, report) => {
		for (const columns of [40, 60, 80, 120, 200]) {
			expect(findWideLines(await render(report, columns), columns)).toEqual([]);
		}
	});

	test.each([0, 1, -5, 39, Number.NaN, 40.9])("lays out on 40 columns when told %d", async (columns) => {
		const report = SAMPLES.get("vulnerable")!;
		expect(await render(report, columns)).toBe(await render(report, 40));
	});

	test("lays out on 200 columns at most", async () => {
		const report = SAMPLES.get("vulnerable")!;
		expect(await render(report, Number.POSITIVE_INFINITY)).toBe(await render(report, 200));
	});

	test("shows no control characters but its own, and no line too wide, whatever the names are", () =>
		fc.assert(
			fc.asyncProperty(
				fc.array(hostileTexts, { minLength: 1, maxLength: 4 }),
				fc.integer({ min: 40, max: 160 }),
				fc.boolean(),
				async (texts, columns, color) => {
					const text = await render(makeHostileReport(texts), columns, color);
					const plain = color ? text.replace(SGR, "") : text;
					expect(plain.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\p{Cs}]/u);
					expect(findWideLines(plain, columns)).toEqual([]);
					expect(text.endsWith("\n")).toBe(true);
				},
			),
			{ numRuns: 200 },
		));
});

describe("the plan of a table", () => {
	const item = makePackage("qs", "6.5.1");
	const finding = makeFinding(item, "CVE-2022-24999");

	async function renderPlan(fix: Parameters<typeof makeFix>[1], gaps: Parameters<typeof makeGap>[0][] = []) {
		const fixes = [makeFix("qs", { from: "6.5.1", to: "6.5.3", closes: [finding.id], ...fix })];
		const parts = { packages: [item], findings: [finding], fixes, gaps: gaps.map((code) => makeGap(code)) };
		const lines = (await render(makeReport([makeTarget("a.zip", parts)], 0), 200)).split("\n");
		const start = lines.indexOf("What to do first");
		return lines.slice(start + 1, lines.indexOf("", start));
	}

	const UNCHECKED =
		"  New versions were checked against advisories only, not against the registry, and their size is unknown";

	test("asks for the registry where it was not asked", async () => {
		expect((await renderPlan({})).at(-1)).toBe(`${UNCHECKED}: add --registry.`);
	});

	test.each(["registry-unavailable", "registry-unknown-package"])("does not where it was asked: %s", async (code) => {
		expect((await renderPlan({}, [code])).at(-1)).toBe(`${UNCHECKED}.`);
	});

	test("does not say that something is closed where nothing is", async () => {
		expect(await renderPlan({ action: "none", to: null, command: null, reason: "no version is clean" })).toEqual([
			"  1. No fix is known for qs 6.5.1   leaves 1 high",
			"     no version is clean",
		]);
	});

	test("names what pruning does, not one of the packages that go", async () => {
		const reason = "qs 6.5.1 and 174 other packages are deployed though nothing in production asks for them";
		for (const command of ["npm prune --omit=dev", "npm --prefix fn prune --omit=dev"]) {
			expect(await renderPlan({ action: "remove", to: null, command, reason })).toEqual([
				"  1. Deploy without development packages   closes 1 high",
				`     ${reason}`,
				`     ${command}`,
			]);
		}
	});
});

describe("the verdict of a table", () => {
	const item = makePackage("qs", "6.5.2");
	const finding = makeFinding(item, "CVE-2022-24999");
	const gap = { stage: "unpack", code: "layer-unreadable", path: null, message: "The layer is cut short." } as const;

	async function renderFirstLine(report: Report): Promise<string | undefined> {
		return (await render(report, 80)).split("\n")[0];
	}

	test.each([
		["no findings", {}, 0, "PASS  No known vulnerabilities in 1 package"],
		["findings that no gate counts", { findings: [finding] }, 0, "PASS with findings  1 high in 1 of 1 package"],
		["findings over the gate", { findings: [finding] }, 1, "FAIL  1 high in 1 of 1 package"],
		[
			"a minor gap",
			{ gaps: [{ ...gap, blocking: false }] },
			0,
			"PASS  nothing found in the 1 package that could be examined",
		],
		[
			"a blocking gap",
			{ gaps: [{ ...gap, blocking: true }] },
			3,
			"INCOMPLETE  nothing found in the 1 package that could be examined",
		],
		[
			"a blocking gap that is allowed",
			{ gaps: [{ ...gap, blocking: true }] },
			0,
			"PASS with gaps  nothing found in the 1 package that could be examined",
		],
		[
			"allowed gaps and findings",
			{ gaps: [{ ...gap, blocking: true }], findings: [finding] },
			0,
			"PASS with findings and gaps  1 high in 1 of 1 package",
		],
		[
			"findings in shadowed copies only",
			{ findings: [{ ...finding, gating: false }] },
			0,
			"PASS  nothing that counts in 1 package",
		],
		["own code only", { packages: [] }, 0, "PASS  no packages, only own code"],
		[
			"no package seen",
			{ packages: [], gaps: [{ ...gap, blocking: true }] },
			3,
			"INCOMPLETE  no packages seen, but not everything was examined",
		],
		["nothing at all", { packages: [], empty: true }, 4, "NOTHING TO SCAN"],
	] as const)("names %s", async (_, parts, exitCode, expected) => {
		expect(await renderFirstLine(makeReport([makeTarget("a.zip", { packages: [item], ...parts })], exitCode))).toBe(
			expected,
		);
	});

	test("counts a package once, however many findings it has", async () => {
		const findings = [finding, makeFinding(item, "CVE-2022-1", { severity: "low" }), makeFinding(item, "CVE-2022-2")];
		const other = makePackage("lodash", "4.17.21");
		const report = makeReport([makeTarget("a.zip", { packages: [other, item], findings })], 1);
		expect(await renderFirstLine(report)).toBe("FAIL  2 high, 1 low in 1 of 2 packages");
	});
});
